import {
  appid,
  commitDetected,
  errcode,
  get,
  latest,
  post,
  sandbox,
  set,
  submit,
  token,
  useCodeWorld,
} from './code-world.js';
import { eventually, type Json, sampleExtJson } from './started-sandbox.js';

useCodeWorld();

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
    [
      'a long word about user content',
      { ugc_declare: { scene: [1], method: [1], audit_desc: '茶'.repeat(257) } },
      85094,
    ],
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
