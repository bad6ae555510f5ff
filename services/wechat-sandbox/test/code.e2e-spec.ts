import {
  appid,
  authorizeAgain,
  approved,
  commit,
  commitDetected,
  errcode,
  get,
  post,
  sandbox,
  set,
  submit,
  templateId,
  token,
  useCodeWorld,
  useTemplate,
} from './code-world.js';
import { type Json, sampleExtJson, sampleSource } from './started-sandbox.js';

useCodeWorld();

describe('the template library', () => {
  it('takes a draft in, begins at template 0 and keeps one draft for each source', async () => {
    expect(templateId).toBe(0);
    await sandbox.uploadDraft(sampleSource());
    const component = await sandbox.componentToken();

    const { draft_list: drafts } = (await sandbox.get(`/wxa/gettemplatedraftlist?access_token=${component}`)) as {
      draft_list: Json[];
    };

    expect(drafts).toHaveLength(1);
    expect(await errcode(sandbox.post(`/wxa/addtotemplate?access_token=${component}`, { draft_id: 999 }))).toBe(85064);
    expect(await errcode(sandbox.post(`/wxa/gettemplatelist?access_token=${component}`, {}))).toBe(43001);
    expect(await errcode(sandbox.post(`/wxa/deletetemplate?access_token=${component}`, { template_id: 0 }))).toBe(0);
    expect(await errcode(sandbox.post(`/wxa/deletetemplate?access_token=${component}`, { template_id: 0 }))).toBe(
      85064,
    );
  });

  it('is full at 200', async () => {
    const component = await sandbox.componentToken();
    const { draftId } = await sandbox.uploadDraft(sampleSource());
    const add = () => sandbox.post(`/wxa/addtotemplate?access_token=${component}`, { draft_id: draftId });

    for (let count = 1; count < 200; count++) expect(await errcode(add())).toBe(0);
    expect(await errcode(add())).toBe(85065);
  });
});

describe('commit', () => {
  it('makes the trial version, whose pages and code picture can be asked for', async () => {
    expect(await errcode(get('/wxa/get_page'))).toBe(86001);
    await commitDetected();

    expect(await get('/wxa/get_page')).toMatchObject({
      page_list: ['pages/home/index', 'pages/cart/index', 'packages/orders/list/index'],
    });
    const picture = await fetch(
      `${sandbox.url}/wxa/get_qrcode?access_token=${token}&path=pages%2Fhome%2Findex%3Fa%3D1`,
    );
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(new Uint8Array(await picture.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
  });

  it.each<[string, () => Json, number]>([
    ['an unknown template', () => ({ template_id: 99 }), 85014],
    ['ext_json as an object', () => ({ ext_json: {} }), 47001],
    ['ext_json that is no JSON', () => ({ ext_json: '{' }), 85048],
    [
      'a colour that is not hex',
      () => ({ ext_json: sampleExtJson(appid, { window: { backgroundColor: 'red' } }) }),
      85013,
    ],
    ['an unknown page', () => ({ ext_json: sampleExtJson(appid, { pages: ['pages/x/x'] }) }), 85045],
    ['a tab without page', () => ({ ext_json: sampleExtJson(appid, { tabBar: { list: [{}, {}] } }) }), 85046],
    ['no pages', () => ({ ext_json: sampleExtJson(appid, { pages: [] }) }), 85047],
    ['a version of 65 characters', () => ({ user_version: 'x'.repeat(65) }), 40097],
    [
      'an ext that makes the package too big',
      () => ({ ext_json: sampleExtJson(appid, { ext: { x: 'x'.repeat(2_100_000) } }) }),
      85044,
    ],
  ])('refuses %s', async (_name, changes, code) => {
    expect(await errcode(commit(changes()))).toBe(code);
    expect(await errcode(get('/wxa/get_page'))).toBe(86001);
  });

  it('accepts a quoted template_id', async () => {
    expect(await errcode(commit({ template_id: String(templateId) }))).toBe(0);
  });

  it('starts a privacy detection: 61039 until it ends', async () => {
    await set({ privacyDetectionMs: 3_600_000_000 });
    await commit();
    const setting = {
      privacy_ver: 2,
      owner_setting: { notice_method: '弹窗', contact_email: 'a@b.example' },
      setting_list: [],
    };

    expect(await errcode(get('/wxa/security/get_code_privacy_info'))).toBe(61039);
    expect(await errcode(submit())).toBe(61039);
    expect(await errcode(post('/cgi-bin/component/setprivacysetting', setting))).toBe(61039);
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 3600 * 11 });
    sandbox.receiver.requests.length = 0;
    await sandbox.knob('POST', '/sandbox/ticket');
    await authorizeAgain();
    expect(await errcode(get('/wxa/security/get_code_privacy_info'))).toBe(0);
  });
});

describe('privacy', () => {
  const owner = { notice_method: '弹窗', contact_email: 'shop@example.com' };
  const guideline = (changes: Json = {}) =>
    post('/cgi-bin/component/setprivacysetting', {
      privacy_ver: 2,
      owner_setting: owner,
      setting_list: [],
      ...changes,
    });

  it('wants every detected kind of data explained, and location APIs declared and permitted', async () => {
    await useTemplate(sampleSource({ 'pages/home/index.js': 'wx.chooseAddress({});wx.chooseMedia({})' }));
    await commitDetected();

    expect(await get('/wxa/security/get_code_privacy_info')).toMatchObject({
      without_auth_list: [],
      without_conf_list: ['chooseAddress'],
    });
    expect(await errcode(submit())).toBe(61040);
    await commitDetected({ ext_json: sampleExtJson(appid, { requiredPrivateInfos: ['chooseAddress'] }) });
    expect(await post('/cgi-bin/component/getprivacysetting', { privacy_ver: 2 })).toMatchObject({
      code_exist: 1,
      privacy_list: ['Address', 'Album'],
    });
    expect(await errcode(submit())).toBe(85086);
    const list = ['Address', 'Album'].map((key) => ({ privacy_key: key, privacy_text: '下单' }));
    expect(await errcode(guideline({ setting_list: list }))).toBe(0);
    expect(await errcode(submit())).toBe(0);
  });

  it('counts an API that the account may not use', async () => {
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { privateApis: [] });
    await useTemplate(sampleSource({ 'pages/home/index.js': 'wx.chooseAddress({})' }));

    expect(await errcode(commit({ ext_json: sampleExtJson(appid, { requiredPrivateInfos: ['chooseAddress'] }) }))).toBe(
      85312,
    );
    await commitDetected();
    expect(await get('/wxa/security/get_code_privacy_info')).toMatchObject({ without_auth_list: ['chooseAddress'] });
    expect(await errcode(submit({ privacy_api_not_use: true }))).toBe(0);
  });

  it.each<[string, Json, number]>([
    ['an owner as text', { owner_setting: '{}' }, 47001],
    ['an owner without notice_method', { owner_setting: { contact_email: 'a@b.example' } }, 86069],
    ['an owner without contact', { owner_setting: { notice_method: '弹窗' } }, 86069],
    ['an unknown version', { privacy_ver: 3 }, 86071],
    ['the online version when nothing is online', { privacy_ver: 1 }, 86074],
  ])('refuses %s', async (_name, changes, code) => {
    expect(await errcode(guideline(changes))).toBe(code);
  });

  it('refuses Chinese that was escaped, as it would be stored escaped', async () => {
    const escaped = JSON.stringify({ privacy_ver: 2, owner_setting: owner, setting_list: [] }).replace(
      '弹窗',
      '\\u5f39\\u7a97',
    );

    expect(await errcode(sandbox.post(`/cgi-bin/component/setprivacysetting?access_token=${token}`, escaped))).toBe(
      47001,
    );
  });

  it('goes online with the release, not before', async () => {
    await guideline({ setting_list: [{ privacy_key: 'Address', privacy_text: '收货' }] });
    await approved();
    const online = async () => (await post('/cgi-bin/component/getprivacysetting', { privacy_ver: 1 }))['setting_list'];

    expect(await online()).toEqual([]);
    await post('/wxa/release');
    expect(await online()).toMatchObject([{ privacy_key: 'Address' }]);
  });
});
