import type { AppId, TenantId } from '../identity/ids.js';
import { AppletSettingsClient } from './applet-settings-client.js';
import { AuthorizedCalls } from './authorized-calls.js';
import { CodeClient } from './code-client.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import type { TokenSource } from './token-source.js';
import { WechatTransport } from './transport.js';

const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
const appId = 'wx0123456789abcdef' as AppId;

describe('calls on behalf of an applet', () => {
  let wechat: RecordedWechat;
  let code: CodeClient;
  let settings: AppletSettingsClient;
  let refused: string[];

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
  });
  beforeEach(() => {
    wechat.reset();
    refused = [];
    const tokens = {
      of: (tenant: TenantId, app: AppId): TokenSource => ({
        get: async () => `token of ${tenant} ${app} after ${refused.length}`,
        refuse: async (token) => void refused.push(token),
      }),
    };
    const calls = new AuthorizedCalls(new WechatTransport(wechat.settings, { backoffMs: 1 }), tokens);
    code = new CodeClient(calls);
    settings = new AppletSettingsClient(calls);
  });
  afterAll(() => wechat.stop());

  const lastBody = (): unknown => JSON.parse(wechat.calls.at(-1)?.body ?? '');
  const lastCall = () => ({ method: wechat.calls.at(-1)?.method, path: wechat.calls.at(-1)?.path });

  test('each call carries the token of its tenant and applet; a refused token is renewed once', async () => {
    wechat.onSequence('/wxa/get_page', { body: { errcode: 42001 } }, { body: { page_list: ['pages/home/home'] } });

    expect(await code.getPages(tenantId, appId)).toEqual(['pages/home/home']);

    expect(wechat.calls.map(({ query }) => query['access_token'])).toEqual([
      `token of ${tenantId} ${appId} after 0`,
      `token of ${tenantId} ${appId} after 1`,
    ]);
    expect(refused).toEqual([`token of ${tenantId} ${appId} after 0`]);
  });

  test('commit sends ext_json as text, Chinese unescaped, template 0 included', async () => {
    wechat.on('/wxa/commit', () => ({ body: { errcode: 0, errmsg: 'ok' } }));
    const extJson = JSON.stringify({ extAppid: appId, ext: { name: '小铺' } });

    await code.commit(tenantId, appId, { templateId: 0, extJson, userVersion: '1.0.0', userDesc: '首发' });

    expect(lastBody()).toEqual({ template_id: 0, ext_json: extJson, user_version: '1.0.0', user_desc: '首发' });
    expect(wechat.calls[0]?.body).toContain('小铺');
  });

  test('privacy detection under way is "later", not a failure of the call', async () => {
    wechat.on('/wxa/security/get_code_privacy_info', () => ({ body: { errcode: 61039, errmsg: 'code checking' } }));
    await expect(code.getCodePrivacyInfo(tenantId, appId)).rejects.toMatchObject({ errcode: 61039, retry: 'later' });

    wechat.on('/wxa/security/get_code_privacy_info', () => ({
      body: { errcode: 0, without_auth_list: ['wx.chooseAddress'], without_conf_list: [] },
    }));
    expect(await code.getCodePrivacyInfo(tenantId, appId)).toEqual({
      withoutPermission: ['wx.chooseAddress'],
      withoutDeclaration: [],
    });
  });

  test('an audit is submitted once whatever happens, and its long number kept', async () => {
    const item = {
      firstClass: '商家自营',
      secondClass: '美妆',
      firstId: 1,
      secondId: 2,
      address: 'pages/home/home',
      tag: '美妆',
      title: '首页',
    };
    wechat.on('/wxa/submit_audit', () => ({ body: '{"errcode":0,"errmsg":"ok","auditid":12345678901234567890}' }));

    const auditId = await code.submitAudit(tenantId, appId, {
      items: [item],
      versionDesc: '测试账号',
      orderPath: 'pages/orders/orders',
    });

    expect(auditId).toBe('12345678901234567890');
    expect(lastBody()).toEqual({
      item_list: [
        {
          address: 'pages/home/home',
          tag: '美妆',
          title: '首页',
          first_class: '商家自营',
          second_class: '美妆',
          first_id: 1,
          second_id: 2,
        },
      ],
      version_desc: '测试账号',
      order_path: 'pages/orders/orders',
    });

    for (const failure of [{ body: { errcode: -1 } }, { drop: true }, { status: 502 }]) {
      wechat.on('/wxa/submit_audit', () => failure);
      wechat.calls.length = 0;
      await expect(code.submitAudit(tenantId, appId, { items: [item], versionDesc: '' })).rejects.toMatchObject({
        retry: 'backoff',
      });
      expect(wechat.calls).toHaveLength(1);
    }
  });

  test('an audit status is asked with every digit; 0 is approved, and both spellings of the screenshots are read', async () => {
    wechat.on('/wxa/get_auditstatus', () => ({ body: { errcode: 0, status: 0 } }));
    expect(await code.getAuditStatus(tenantId, appId, '12345678901234567890')).toEqual({
      verdict: 'approved',
      reason: null,
      screenshots: [],
    });
    expect(wechat.calls[0]?.body).toBe('{"auditid":12345678901234567890}');
    await expect(code.getAuditStatus(tenantId, appId, '1}')).rejects.toThrow('Not an audit id');

    for (const name of ['screenshot', 'ScreenShot']) {
      wechat.on('/wxa/get_latest_auditstatus', () => ({
        body: {
          errcode: 0,
          auditid: 1234567,
          status: 1,
          reason: '1:x<br>',
          [name]: 'a|b',
          user_version: '1.0.0',
          submit_audit_time: 1600000000,
        },
      }));
      expect(await code.getLatestAudit(tenantId, appId)).toEqual({
        auditId: '1234567',
        verdict: 'rejected',
        reason: '1:x<br>',
        screenshots: ['a', 'b'],
        userVersion: '1.0.0',
        submittedAt: new Date(1600000000000),
      });
    }

    wechat.on('/wxa/get_latest_auditstatus', () => ({ body: { errcode: 85058 } }));
    expect(await code.getLatestAudit(tenantId, appId)).toBeNull();
    wechat.on('/wxa/get_auditstatus', () => ({ body: { errcode: 0, status: 9 } }));
    await expect(code.getAuditStatus(tenantId, appId, '1')).rejects.toThrow('status 9');
  });

  test('release sends the two characters {} and is not repeated', async () => {
    wechat.on('/wxa/release', () => ({ body: { errcode: -1 } }));

    await expect(code.release(tenantId, appId)).rejects.toMatchObject({ errcode: -1 });

    expect(wechat.calls.map(({ body }) => body)).toEqual(['{}']);
  });

  test('versions, history and rollback', async () => {
    wechat.on('/wxa/getversioninfo', () => ({
      body: { errcode: 0, exp_info: { exp_time: 1, exp_version: '1.1.0', exp_desc: 'b' } },
    }));
    expect(await code.getVersions(tenantId, appId)).toEqual({
      trial: { version: '1.1.0', description: 'b', at: new Date(1000) },
      online: null,
    });

    wechat.on('/wxa/revertcoderelease', ({ query }) => ({
      body:
        query['action'] === 'get_history_version'
          ? { version_list: [{ app_version: 3, user_version: '1.0.0', user_desc: 'a', commit_time: 2 }] }
          : { errcode: 87012 },
    }));
    expect(await code.listRevertibleVersions(tenantId, appId)).toEqual([
      { appVersion: 3, userVersion: '1.0.0', userDesc: 'a', committedAt: new Date(2000) },
    ]);
    await expect(code.revertRelease(tenantId, appId, 3)).rejects.toMatchObject({ errcode: 87012 });
    expect(wechat.calls.at(-1)?.query).toMatchObject({ app_version: '3' });
  });

  test('withdrawal, quota and trial QR code', async () => {
    wechat.on('/wxa/undocodeaudit', () => ({ body: { errcode: 0 } }));
    await code.withdrawAudit(tenantId, appId);
    expect(lastCall()).toEqual({ method: 'GET', path: '/wxa/undocodeaudit' });

    wechat.on('/wxa/queryquota', () => ({ body: { rest: 3, limit: 20, speedup_rest: 0, speedup_limit: 1 } }));
    expect(await code.getAuditQuota(tenantId, appId)).toEqual({ rest: 3, limit: 20, speedupRest: 0, speedupLimit: 1 });

    wechat.on('/wxa/get_qrcode', () => ({ headers: { 'content-type': 'image/jpeg' }, body: Buffer.from('jpeg') }));
    const file = await code.getTrialQrCode(tenantId, appId, 'pages/home/home?a=1');
    expect(file.bytes.toString()).toBe('jpeg');
    expect(wechat.calls.at(-1)?.query['path']).toBe('pages/home/home?a=1');
  });

  test('a tester is bound by WeChat id, a screenshot downloaded by media id', async () => {
    wechat.on('/wxa/bind_tester', () => ({ body: { errcode: 0, userstr: 'x' } }));
    await code.bindTester(tenantId, appId, 'ann_wechat');
    expect(lastBody()).toEqual({ wechatid: 'ann_wechat' });

    wechat.on('/cgi-bin/material/get_material', () => ({
      headers: { 'content-type': 'image/png' },
      body: Buffer.from('png'),
    }));
    const screenshot = await code.getAuditScreenshot(tenantId, appId, 'media');
    expect([screenshot.contentType, screenshot.bytes.toString()]).toEqual(['image/png', 'png']);
    expect(lastBody()).toEqual({ media_id: 'media' });
  });

  test('domains are set as whole lists; what WeChat refuses is told', async () => {
    wechat.on('/wxa/modify_domain', () => ({
      body: {
        errcode: 0,
        requestdomain: ['https://a.example.com'],
        wsrequestdomain: [],
        invalid_requestdomain: ['https://b.example.com'],
      },
    }));
    const lists = {
      request: ['https://a.example.com', 'https://b.example.com'],
      webSocket: [],
      upload: [],
      download: [],
    };

    const change = await settings.setDomains(tenantId, appId, lists);

    expect(change).toEqual({
      current: { request: ['https://a.example.com'], webSocket: [], upload: [], download: [] },
      invalid: ['https://b.example.com'],
    });
    expect(lastBody()).toMatchObject({ action: 'set', requestdomain: lists.request, wsrequestdomain: [] });
  });

  test('the privacy guideline is read and set for the development version', async () => {
    wechat.on('/cgi-bin/component/getprivacysetting', () => ({
      body: {
        errcode: 0,
        code_exist: 1,
        privacy_list: ['UserInfo', 'PhoneNumber'],
        setting_list: [{ privacy_key: 'UserInfo', privacy_text: '展示头像', privacy_label: '用户信息' }],
        owner_setting: { notice_method: '弹窗', contact_email: 'a@example.com', contact_phone: '' },
        privacy_desc: { privacy_desc_list: [{ privacy_key: 'UserInfo', privacy_desc: '微信昵称、头像' }] },
      },
    }));
    expect(await settings.getPrivacyGuideline(tenantId, appId)).toEqual({
      codeExists: true,
      detected: ['UserInfo', 'PhoneNumber'],
      purposes: [{ key: 'UserInfo', text: '展示头像' }],
      owner: { noticeMethod: '弹窗', contactEmail: 'a@example.com' },
      descriptions: { UserInfo: '微信昵称、头像' },
    });
    expect(lastBody()).toEqual({ privacy_ver: 2 });

    wechat.on('/cgi-bin/component/setprivacysetting', () => ({ body: { errcode: 0 } }));
    await settings.setPrivacyGuideline(tenantId, appId, {
      purposes: [{ key: 'PhoneNumber', text: '联系收货' }],
      owner: { noticeMethod: '弹窗', contactPhone: '13800000000' },
    });
    expect(lastBody()).toEqual({
      privacy_ver: 2,
      setting_list: [{ privacy_key: 'PhoneNumber', privacy_text: '联系收货' }],
      owner_setting: { notice_method: '弹窗', contact_phone: '13800000000' },
    });
  });

  test('categories come as an audit item needs them', async () => {
    wechat.on('/wxa/get_category', () => ({
      body: {
        errcode: 0,
        category_list: [
          { first_class: '工具', second_class: '备忘录', first_id: 1, second_id: 2, third_class: '', third_id: 0 },
        ],
      },
    }));

    expect(await settings.listCategories(tenantId, appId)).toEqual([
      { firstClass: '工具', secondClass: '备忘录', firstId: 1, secondId: 2 },
    ]);
  });
});
