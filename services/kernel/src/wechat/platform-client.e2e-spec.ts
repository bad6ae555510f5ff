import type { AppId } from '../identity/ids.js';
import { ComponentTokens } from './component-tokens.js';
import { LoginClient } from './login-client.js';
import { PlatformClient } from './platform-client.js';
import { TemplateClient } from './template-client.js';
import { MemoryCredentialStore } from './testing/memory-credential-store.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import { WechatTransport } from './transport.js';

const appId = 'wx0123456789abcdef' as AppId;

describe('calls of the platform', () => {
  let wechat: RecordedWechat;
  let platform: PlatformClient;
  let templates: TemplateClient;
  let login: LoginClient;

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
    const transport = new WechatTransport(wechat.settings, { backoffMs: 1 });
    const tokens = new ComponentTokens(wechat.settings, transport, new MemoryCredentialStore());
    await tokens.saveTicket('ticket@@@1', new Date());
    platform = new PlatformClient(wechat.settings, transport, tokens);
    templates = new TemplateClient(transport, tokens);
    login = new LoginClient(wechat.settings, transport, tokens);
  });
  beforeEach(() => {
    wechat.reset();
    wechat.on('/cgi-bin/component/api_component_token', () => ({
      body: { component_access_token: 'component-token', expires_in: 7200 },
    }));
  });
  afterAll(() => wechat.stop());

  test('the authorisation page is locked to an AppID, or to mini-programs', () => {
    const redirectUri = 'https://console.example.com/wechat/authorised?state=a&b=c';
    const locked = platform.authorisationPage({
      preAuthCode: 'preauthcode@@@x',
      redirectUri,
      appId,
      permissionSets: [17, 18],
    });
    const open = platform.authorisationPage({ preAuthCode: 'preauthcode@@@x', redirectUri });

    const desktop = new URL(locked.desktopUrl);
    expect(desktop.origin + desktop.pathname).toBe('https://mp.weixin.qq.com/cgi-bin/componentloginpage');
    expect(Object.fromEntries(desktop.searchParams)).toEqual({
      component_appid: 'wx134c8103faa5a59e',
      pre_auth_code: 'preauthcode@@@x',
      redirect_uri: redirectUri,
      biz_appid: appId,
      category_id_list: '17|18',
    });
    const mobile = new URL(locked.mobileUrl);
    expect([mobile.host, mobile.pathname, mobile.hash, mobile.searchParams.get('no_scan')]).toEqual([
      'open.weixin.qq.com',
      '/wxaopen/safe/bindcomponent',
      '#wechat_redirect',
      '1',
    ]);
    expect(new URL(open.desktopUrl).searchParams.get('auth_type')).toBe('2');
    expect(new URL(open.desktopUrl).searchParams.has('biz_appid')).toBe(false);
  });

  test('an authorisation code becomes tokens and granted sets; it is sent only once', async () => {
    wechat.on('/cgi-bin/component/api_query_auth', () => ({
      body: {
        authorization_info: {
          authorizer_appid: appId,
          authorizer_access_token: 'access',
          expires_in: 7200,
          authorizer_refresh_token: 'refreshtoken@@@1',
          func_info: [
            { funcscope_category: { id: 17 } },
            { funcscope_category: { id: 18 }, confirm_info: { need_confirm: 0 } },
          ],
        },
      },
    }));

    expect(await platform.exchangeAuthorisationCode('queryauthcode@@@1')).toEqual({
      appId,
      accessToken: 'access',
      expiresInSeconds: 7200,
      refreshToken: 'refreshtoken@@@1',
      grantedSets: [17, 18],
    });
    expect(wechat.calls.at(-1)).toMatchObject({
      query: { access_token: 'component-token' },
      body: '{"component_appid":"wx134c8103faa5a59e","authorization_code":"queryauthcode@@@1"}',
    });

    wechat.on('/cgi-bin/component/api_query_auth', () => ({ body: { errcode: -1 } }));
    wechat.calls.length = 0;
    await expect(platform.exchangeAuthorisationCode('c')).rejects.toMatchObject({ errcode: -1 });
    expect(wechat.calls).toHaveLength(1);
  });

  test('reads an authorizer, mini-program or not', async () => {
    const info = {
      nick_name: '鲜花店',
      head_img: 'http://wx.qlogo.cn/x',
      service_type_info: { id: 0 },
      verify_type_info: { id: 0 },
      user_name: 'gh_eb5e3a772040',
      principal_name: '深圳市某公司',
      account_status: 1,
      MiniProgramInfo: { network: {}, categories: [{ first: '商家自营', second: '园艺/鲜花' }], visit_status: 0 },
    };
    const authorization_info = { authorizer_appid: appId, authorizer_refresh_token: 'r', func_info: [] };
    wechat.on('/cgi-bin/component/api_get_authorizer_info', () => ({
      body: { authorizer_info: info, authorization_info },
    }));

    expect(await platform.getAuthorizer(appId)).toMatchObject({
      nickname: '鲜花店',
      userName: 'gh_eb5e3a772040',
      isMiniProgram: true,
      isVerified: true,
      accountStatus: 1,
      categories: [{ first: '商家自营', second: '园艺/鲜花' }],
    });

    const { MiniProgramInfo: _, ...official } = info;
    wechat.on('/cgi-bin/component/api_get_authorizer_info', () => ({
      body: { authorizer_info: official, authorization_info },
    }));
    expect((await platform.getAuthorizer(appId)).isMiniProgram).toBe(false);
  });

  test('finds one authorizer in a list of several pages', async () => {
    const all = Array.from({ length: 700 }, (_, index) => ({
      authorizer_appid: `wx${index.toString(16).padStart(16, '0')}`,
      refresh_token: `r${index}`,
      auth_time: 1_700_000_000,
    }));
    wechat.on('/cgi-bin/component/api_get_authorizer_list', ({ body }) => {
      const { offset, count } = JSON.parse(body) as { offset: number; count: number };
      return { body: { total_count: all.length, list: all.slice(offset, offset + count) } };
    });

    const found = await platform.findListedAuthorizer(`wx${(650).toString(16).padStart(16, '0')}` as AppId);

    expect(found).toMatchObject({ refreshToken: 'r650' });
    expect(await platform.findListedAuthorizer('wxffffffffffffffff' as AppId)).toBeNull();
  });

  test('lists templates; template 0 is a template', async () => {
    wechat.on('/wxa/gettemplatelist', () => ({
      body: {
        errcode: 0,
        template_list: [
          {
            create_time: 1488965944,
            user_version: '1.0.0',
            user_desc: '首发',
            template_id: 0,
            draft_id: 7,
            source_miniprogram_appid: 'wx1',
          },
        ],
      },
    }));

    expect(await templates.listTemplates()).toEqual([
      {
        templateId: 0,
        draftId: 7,
        userVersion: '1.0.0',
        userDesc: '首发',
        sourceAppId: 'wx1',
        createdAt: new Date(1488965944000),
      },
    ]);
  });

  test('a login code becomes a session, with the component token and no secret', async () => {
    wechat.on('/sns/component/jscode2session', () => ({
      body: { openid: 'o1', session_key: 'tiihtNczf5v6AKRyjwEUhQ==' },
    }));

    const session = await login.exchangeCode(appId, '0f1abc');

    expect(session).toEqual({ openId: 'o1', sessionKey: 'tiihtNczf5v6AKRyjwEUhQ==', unionId: null });
    expect(wechat.calls.at(-1)?.query).toEqual({
      appid: appId,
      js_code: '0f1abc',
      grant_type: 'authorization_code',
      component_appid: 'wx134c8103faa5a59e',
      component_access_token: 'component-token',
    });
  });

  test('a used or invalid login code is refused without a second try', async () => {
    for (const errcode of [40029, 40163]) {
      wechat.on('/sns/component/jscode2session', () => ({ body: { errcode, errmsg: 'code been used' } }));
      wechat.calls.length = 0;

      await expect(login.exchangeCode(appId, 'x')).rejects.toMatchObject({ errcode, retry: 'never' });

      expect(wechat.received('/sns/component/jscode2session')).toHaveLength(1);
    }
  });
});
