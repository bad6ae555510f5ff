import { eventually, type Json, sampleExtJson, sampleSource, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let appid = '';
let token = '';
let templateId = 0;
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.knob('POST', '/sandbox/reset');
  sandbox.receiver.requests.length = 0;
  await sandbox.knob('POST', '/sandbox/ticket');
  await sandbox.knob('PUT', '/sandbox/settings', { timeScale: 100, auditRule: 'approve' });
  ({ appid, token } = await sandbox.authorizedApp());
  templateId = await sandbox.template();
});

const post = (path: string, body: unknown = {}) => sandbox.post(`${path}?access_token=${token}`, body);
const get = (path: string, query = '') => sandbox.get(`${path}?access_token=${token}${query}`);
const errcode = async (answer: Promise<Json>) => (await answer)['errcode'];
const set = (settings: Json) => sandbox.knob('PUT', '/sandbox/settings', settings);

const commit = (changes: Json = {}) =>
  post('/wxa/commit', {
    template_id: templateId,
    ext_json: sampleExtJson(appid),
    user_version: '1.0.0',
    user_desc: 'x',
    ...changes,
  });
async function commitDetected(changes: Json = {}): Promise<void> {
  expect(await commit(changes)).toMatchObject({ errcode: 0 });
  await eventually(
    () => get('/wxa/security/get_code_privacy_info'),
    (answer) => answer['errcode'] !== 61039,
  );
}
const submit = (changes: Json = {}) => post('/wxa/submit_audit', { version_desc: '说明', ...changes });
const latest = () => get('/wxa/get_latest_auditstatus');
async function approved(): Promise<void> {
  await commitDetected();
  expect(await submit()).toMatchObject({ errcode: 0 });
  await eventually(latest, ({ status }) => status === 0);
}

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
    ({ token } = await sandbox.authorizedApp({ appid }));
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
    templateId = await sandbox.template(
      sampleSource({ 'pages/home/index.js': 'wx.chooseAddress({});wx.chooseMedia({})' }),
    );
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
    templateId = await sandbox.template(sampleSource({ 'pages/home/index.js': 'wx.chooseAddress({})' }));

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

describe('submit_audit', () => {
  const category = { first_class: '商家自营', second_class: '服饰内衣', first_id: 304, second_id: 321 };

  it('wants committed code, a name, a category and quota', async () => {
    expect(await errcode(submit())).toBe(85086);
    await commitDetected();
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { hasName: false });
    expect(await errcode(submit())).toBe(86002);
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { hasName: true, bannedFromAudit: true });
    expect(await errcode(submit())).toBe(86007);
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { bannedFromAudit: false, categories: [] });
    expect(await errcode(submit())).toBe(85008);
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { categories: [{ first: '商家自营', second: '服饰内衣' }] });
    await set({ auditQuota: 0 });
    expect(await errcode(submit())).toBe(85085);
    await set({ auditQuota: 1 });
    expect(await errcode(submit())).toBe(0);
    expect(await get('/wxa/queryquota')).toMatchObject({ rest: 0, limit: 1 });
  });

  it.each<[string, Json, number]>([
    ['six items', { item_list: Array.from({ length: 6 }, () => category) }, 85023],
    ['an empty item', { item_list: [{}] }, 85010],
    ['a category of somebody else', { item_list: [{ ...category, second_id: 334, second_class: '食品饮料' }] }, 85008],
    ['a page that does not exist', { item_list: [{ ...category, address: 'pages/x/x' }] }, 85007],
    ['eleven tags', { item_list: [{ ...category, tag: Array(11).fill('a').join(' ') }] }, 85006],
    ['a title of 33 characters', { item_list: [{ ...category, title: '茶'.repeat(33) }] }, 85011],
    ['a description that is too long', { version_desc: '茶'.repeat(1001) }, 85051],
    ['a picture nobody uploaded', { preview_info: { pic_id_list: ['x'] } }, 85092],
    ['user content without method', { ugc_declare: { scene: [1] } }, 85094],
  ])('refuses %s and spends no quota', async (_name, changes, code) => {
    await commitDetected();

    expect(await errcode(submit(changes))).toBe(code);
    expect(await get('/wxa/queryquota')).toMatchObject({ rest: 500 });
  });

  it('accepts a complete item and an uploaded picture', async () => {
    await commitDetected();
    const form = new FormData();
    form.append('media', new Blob(['png']), 'shot.png');
    const uploaded = (await (
      await fetch(`${sandbox.url}/wxa/uploadmedia?access_token=${token}`, { method: 'POST', body: form })
    ).json()) as Json;
    expect(uploaded).toMatchObject({ errcode: 0, type: 'image' });

    const item = { ...category, address: 'pages/home/index', tag: '茶 礼盒', title: '首页' };
    expect(await submit({ item_list: [item], preview_info: { pic_id_list: [uploaded['mediaid']] } })).toMatchObject({
      errcode: 0,
    });
  });

  it('runs one audit at a time; a commit meanwhile does not touch it', async () => {
    await set({ auditRule: 'manual' });
    await commitDetected();
    const { auditid } = await submit();
    expect(Number(auditid)).toBeGreaterThan(2 ** 32);

    await commitDetected({ user_version: '2.0.0' });

    expect(await errcode(submit())).toBe(85009);
    expect(await latest()).toMatchObject({ auditid, status: 2, user_version: '1.0.0' });
  });
});

describe('verdicts', () => {
  it('reject by the content rule with reason and pictures, in event and status', async () => {
    await set({ auditRule: 'content' });
    await commitDetected({ ext_json: sampleExtJson(appid, { window: { navigationBarTitleText: '测试商城' } }) });
    const { auditid } = await submit();

    const event = await sandbox.pushed('weapp_audit_fail', appid);

    const status = await post('/wxa/get_auditstatus', { auditid });
    expect(status).toMatchObject({ status: 1, reason: expect.stringMatching(/^1:.+:<br>\(1\):.+<br>$/) });
    expect(event).toContain(`<Reason><![CDATA[${String(status['reason'])}]]>`);
    expect(event).toContain(`<ScreenShot><![CDATA[${String(status['screenshot'])}]]>`);
    const [mediaId] = String(status['screenshot']).split('|');
    const picture = await fetch(`${sandbox.url}/cgi-bin/material/get_material?access_token=${token}`, {
      method: 'POST',
      body: JSON.stringify({ media_id: mediaId }),
    });
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
  });

  it('follow the plan, one for each audit', async () => {
    await sandbox.knob('POST', `/sandbox/apps/${appid}/audit-plan`, {
      verdicts: [{ verdict: 'reject', reason: '1:类目不符:<br>' }, 'approve'],
    });
    await commitDetected();

    await submit();
    expect(await eventually(latest, ({ status }) => status !== 2)).toMatchObject({
      status: 1,
      reason: '1:类目不符:<br>',
    });
    await submit();
    expect(await eventually(latest, ({ status }) => status !== 2)).toMatchObject({ status: 0 });
  });

  it('can be delayed and still come', async () => {
    await sandbox.knob('POST', `/sandbox/apps/${appid}/audit-plan`, { verdicts: ['delay'] });
    await commitDetected();
    await submit();

    expect(await sandbox.pushed('weapp_audit_delay', appid)).toContain('<DelayTime>');
    expect(await sandbox.pushed('weapp_audit_success', appid)).toContain('<SuccTime>');
  });

  it('are given by hand when the rule says so', async () => {
    await set({ auditRule: 'manual' });
    await commitDetected();
    await submit();
    expect(await latest()).toMatchObject({ status: 2 });

    expect(await sandbox.knob('POST', `/sandbox/apps/${appid}/audit`, { verdict: 'approve' })).toMatchObject({
      status: 0,
    });
    expect(await sandbox.knob('POST', `/sandbox/apps/${appid}/audit`, { verdict: 'approve' })).toMatchObject({
      error: expect.any(String),
    });
  });

  it('may be lost on the way or arrive twice', async () => {
    await set({ pushFaults: { lose: 1 } });
    await commitDetected();
    await submit();
    await eventually(latest, ({ status }) => status === 0);
    expect(await sandbox.knob('GET', `/sandbox/pushes?appid=${appid}&event=weapp_audit_success`)).toMatchObject({
      items: [{ state: 'lost', attempts: 0 }],
    });

    await set({ pushFaults: { double: 1 } });
    await submit();
    const pushes = await eventually(
      async () =>
        (await sandbox.knob('GET', `/sandbox/pushes?appid=${appid}&event=weapp_audit_success`))['items'] as Json[],
      ([newest]) => newest?.['attempts'] === 2,
    );
    expect(pushes).toHaveLength(2);
  });
});

describe('withdrawing and speeding up', () => {
  beforeEach(async () => {
    await set({ auditRule: 'manual' });
    await commitDetected();
  });

  it('allows five withdrawals a day', async () => {
    for (let count = 0; count < 5; count++) {
      expect(await errcode(submit())).toBe(0);
      expect(await errcode(get('/wxa/undocodeaudit'))).toBe(0);
    }
    expect(await latest()).toMatchObject({ status: 3 });
    await submit();
    expect(await errcode(get('/wxa/undocodeaudit'))).toBe(87013);
  });

  it('speeds an audit up once, while it runs, within the quota', async () => {
    await set({ speedupQuota: 1 });
    const { auditid } = await submit();

    expect(await errcode(post('/wxa/speedupaudit', { auditid: 1 }))).toBe(85012);
    expect(await errcode(post('/wxa/speedupaudit', { auditid }))).toBe(0);
    expect(await errcode(post('/wxa/speedupaudit', { auditid }))).toBe(89404);
    await get('/wxa/undocodeaudit');
    expect(await errcode(post('/wxa/speedupaudit', { auditid }))).toBe(89402);
    const { auditid: next } = await submit();
    expect(await errcode(post('/wxa/speedupaudit', { auditid: next }))).toBe(89405);
  });
});

describe('release', () => {
  const release = () => post('/wxa/release');
  async function released(userVersion: string): Promise<void> {
    await commitDetected({ user_version: userVersion });
    await submit();
    await eventually(latest, ({ status }) => status === 0);
    expect(await release()).toEqual({ errcode: 0, errmsg: 'ok' });
  }

  it('wants the body {}, an approved audit, once, and the ICP filing', async () => {
    expect(await errcode(sandbox.post(`/wxa/release?access_token=${token}`, ''))).toBe(44002);
    expect(await errcode(release())).toBe(85019);
    await set({ auditRule: 'manual' });
    await commitDetected();
    await submit();
    expect(await errcode(release())).toBe(85020);
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { icpFiled: false });
    await sandbox.knob('POST', `/sandbox/apps/${appid}/audit`, { verdict: 'approve' });
    expect(await errcode(release())).toBe(86369);
    expect(await get('/wxa/icp/get_icp_entrance_info')).toMatchObject({ info: { status: 1024 } });
    await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { icpFiled: true });
    expect(await errcode(release())).toBe(0);
    expect(await errcode(release())).toBe(85052);
  });

  it('goes back once for each release, to one of the last versions', async () => {
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(87012);
    await released('1.0.0');
    await released('2.0.0');
    await released('3.0.0');
    const { version_list: versions } = (await get('/wxa/revertcoderelease', '&action=get_history_version')) as {
      version_list: Json[];
    };
    expect(versions.map((version) => version['user_version'])).toEqual(['2.0.0', '1.0.0']);

    expect(await errcode(get('/wxa/revertcoderelease', `&app_version=${String(versions[1]?.['app_version'])}`))).toBe(
      0,
    );
    expect(await post('/wxa/getversioninfo')).toMatchObject({ release_info: { release_version: '1.0.0' } });
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(87012);
    await released('4.0.0');
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(0);
    expect(await post('/wxa/getversioninfo')).toMatchObject({ release_info: { release_version: '1.0.0' } });
  });

  it('can go to a growing share of the users', async () => {
    const gray = (percentage: number) => post('/wxa/grayrelease', { gray_percentage: percentage });
    expect(await errcode(gray(10))).toBe(85079);
    await released('1.0.0');
    await released('2.0.0');
    expect(await errcode(gray(10))).toBe(85080);
    await commitDetected({ user_version: '3.0.0' });
    await submit();
    await eventually(latest, ({ status }) => status === 0);

    expect(await errcode(gray(101))).toBe(85081);
    expect(await errcode(gray(0))).toBe(85081);
    expect(await errcode(gray(30))).toBe(0);
    expect(await errcode(gray(20))).toBe(85082);
    expect(await errcode(get('/wxa/revertcoderelease'))).toBe(87011);
    expect(await get('/wxa/getgrayreleaseplan')).toMatchObject({
      gray_release_plan: { status: 1, gray_percentage: 30 },
    });
    expect(await errcode(gray(100))).toBe(0);
    expect(await post('/wxa/getversioninfo')).toMatchObject({ release_info: { release_version: '3.0.0' } });
  });

  it('can be hidden and shown', async () => {
    expect(await errcode(post('/wxa/change_visitstatus', { action: 'close' }))).toBe(85021);
    await released('1.0.0');
    expect(await errcode(post('/wxa/change_visitstatus', { action: 'shut' }))).toBe(85022);
    expect(await errcode(post('/wxa/change_visitstatus', { action: 'close' }))).toBe(0);
    expect(await post('/wxa/getvisitstatus')).toMatchObject({ status: 0 });
  });
});

describe('mini-program codes', () => {
  it('carry a short scene to a released page', async () => {
    const code = (body: Json) => post('/wxa/getwxacodeunlimit', body);

    expect(await errcode(code({ scene: 'a'.repeat(33) }))).toBe(40169);
    expect(await errcode(code({ scene: 'a%20b' }))).toBe(40129);
    expect(await errcode(code({ scene: 'p1', page: 'pages/home/index' }))).toBe(41030);
    await approved();
    await post('/wxa/release');
    const picture = await fetch(`${sandbox.url}/wxa/getwxacodeunlimit?access_token=${token}`, {
      method: 'POST',
      body: JSON.stringify({ scene: 'p1', page: 'pages/home/index' }),
    });
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
  });
});

describe('domains', () => {
  const modify = (body: Json) => post('/wxa/modify_domain', body);
  const register = async (domains: string) =>
    sandbox.post(`/cgi-bin/component/modify_wxa_server_domain?access_token=${await sandbox.componentToken()}`, {
      action: 'add',
      wxa_server_domain: domains,
      is_modify_published_together: true,
    });

  it('must be registered on the platform before an account can use them', async () => {
    expect(await errcode(modify({ action: 'set', requestdomain: ['https://shop.example'] }))).toBe(85018);
    expect(await register('shop.example;img.example')).toMatchObject({
      errcode: 0,
      published_wxa_server_domain: 'shop.example;img.example',
    });

    expect(
      await modify({ action: 'set', requestdomain: ['https://shop.example', 'https://other.example'] }),
    ).toMatchObject({
      errcode: 0,
      requestdomain: ['https://shop.example'],
      invalid_requestdomain: ['https://other.example'],
    });
    expect(await errcode(modify({ action: 'add', requestdomain: ['https://shop.example'] }))).toBe(85017);
    expect(await post('/wxa/get_effective_domain')).toMatchObject({
      effective_domain: { requestdomain: ['https://shop.example'] },
    });
  });

  it.each([
    'http://shop.example',
    'https://127.0.0.1',
    'https://*.example.com',
    'https://api.weixin.qq.com',
    'shop.example',
  ])('refuse %s', async (domain) => {
    expect(await errcode(modify({ action: 'add', requestdomain: [domain] }))).toBe(85015);
  });

  it('take local addresses when set so, and 50 changes a month', async () => {
    await set({ domainRules: 'local' });
    const direct = (action: string) =>
      post('/wxa/modify_domain_directly', { action, requestdomain: ['http://127.0.0.1:4100'] });

    for (let count = 0; count < 50; count++) expect(await errcode(direct(count % 2 === 0 ? 'add' : 'delete'))).toBe(0);
    expect(await errcode(direct('add'))).toBe(86102);
  });
});

describe('categories', () => {
  it('are added with their licence, once each, five at most', async () => {
    const add = (second: number, extra: Json = {}) =>
      post('/cgi-bin/wxopen/addcategory', { categories: [{ first: 304, second, ...extra }] });

    expect(await errcode(add(321))).toBe(53304);
    expect(await errcode(add(999))).toBe(53303);
    expect(await errcode(add(334))).toBe(53311);
    expect(await errcode(add(334, { certicates: [{ key: '食品经营许可证', value: 'media' }] }))).toBe(0);
    expect(await sandbox.pushed('wxa_category_audit', appid)).toContain(
      '<second><![CDATA[334]]></second>\n<ret>3</ret>',
    );
    expect(await get('/wxa/get_category')).toMatchObject({
      category_list: [
        { second_class: '服饰内衣', second_id: 321 },
        { second_class: '食品饮料', second_id: 334 },
      ],
    });
    for (const second of [322, 323, 324]) expect(await errcode(add(second))).toBe(0);
    expect(await errcode(add(325))).toBe(53301);
    expect(await errcode(post('/cgi-bin/wxopen/deletecategory', { first: 304, Second: 322 }))).toBe(53303);
    expect(await errcode(post('/cgi-bin/wxopen/deletecategory', { first: 304, second: 322 }))).toBe(0);
  });
});

describe('testers', () => {
  it('are bound once and unbound by either name', async () => {
    const bound = await post('/wxa/bind_tester', { wechatid: 'tester_one' });

    expect(await errcode(post('/wxa/bind_tester', { wechatid: 'tester_one' }))).toBe(85004);
    expect(await errcode(post('/wxa/bind_tester', { wechatid: '1' }))).toBe(85001);
    expect(await post('/wxa/memberauth', { action: 'get_experiencer' })).toMatchObject({
      members: [{ userstr: bound['userstr'] }],
    });
    expect(await errcode(post('/wxa/unbind_tester', { userstr: bound['userstr'] }))).toBe(0);
    expect(await post('/wxa/memberauth', { action: 'get_experiencer' })).toMatchObject({ members: [] });
  });
});
