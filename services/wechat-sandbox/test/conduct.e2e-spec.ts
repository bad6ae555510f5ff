import { ReleasedApp } from './released-app.js';
import { eventually, type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
beforeAll(() => sandbox.start());
beforeEach(async () => {
  await sandbox.knob('PUT', '/sandbox/settings', { privacyInterfaceMs: 1500, icpStepMs: 3000 });
});
afterAll(() => sandbox.stop());

describe('private interfaces', () => {
  const interfaces = async () => (await app.get('/wxa/security/get_privacy_interface'))['interface_list'] as Json[];
  const status = async (api: string) =>
    (await interfaces()).find(({ api_name: name }) => name === `wx.${api}`)?.['status'];
  const apply = (changes: Json = {}) =>
    app.post('/wxa/security/apply_privacy_interface', { api_name: 'wx.getLocation', content: '附近门店', ...changes });
  beforeEach(async () => {
    app = await ReleasedApp.of(sandbox, { privateApis: ['chooseAddress'] }, { released: false });
  });

  it('are open after an audit, and an event tells of it', async () => {
    expect(await status('chooseAddress')).toBe(5);
    expect(await status('getLocation')).toBe(1);
    const { audit_id: auditId } = await apply();
    expect([3, 5]).toContain(await status('getLocation'));

    const text = await app.pushed('wxa_privacy_apply');
    expect(text).toContain('<result_info><api_name><![CDATA[wx.getLocation]]></api_name>');
    expect(text).toContain(`<audit_id>${String(auditId)}</audit_id>`);
    expect(text).toContain('<status>5</status>');
    expect(await status('getLocation')).toBe(5);
  });

  it('may be refused with a reason, and applied for again', async () => {
    await sandbox.knob('PUT', '/sandbox/settings', { privacyInterfaceMs: 3_600_000_000 });
    await apply();
    expect(await apply()).toMatchObject({ errcode: 40097 });
    await app.knob('POST', '/privacy-interface', { api: 'getLocation', verdict: 'reject', reason: '无使用场景' });

    expect(await app.pushed('wxa_privacy_apply')).toContain('<reason><![CDATA[无使用场景]]></reason>');
    expect(await interfaces()).toContainEqual(expect.objectContaining({ status: 4, fail_reason: '无使用场景' }));
    expect(await apply()).toMatchObject({ errcode: 0 });
    expect(await app.knob('POST', '/privacy-interface', { api: 'choosePoi', verdict: 'approve' })).toHaveProperty(
      'error',
    );
  });

  it.each<[string, Json]>([
    ['another api', { api_name: 'wx.request' }],
    ['301 characters', { content: '字'.repeat(301) }],
    ['no content', { content: '' }],
  ])('are refused with %s', async (_name, changes) => {
    expect(await apply(changes)).toMatchObject({ errcode: 40097 });
  });
});

describe('ICP filing', () => {
  const info = async () => (await app.get('/wxa/icp/get_icp_entrance_info'))['info'] as Json;
  const apply = () => app.errcode('/wxa/icp/apply_icp_filing', { icp_subject: { name: '示例商贸有限公司' } });
  const told = (status: number) =>
    eventually(
      () => app.pushes('notify_apply_icpfiling_result'),
      (texts) => texts.some((text) => text.includes(`<beian_status>${status}</beian_status>`)),
    );
  beforeEach(async () => {
    app = await ReleasedApp.of(sandbox, { icpFiled: false }, { released: false });
  });

  it('goes through the platform and the authority, told on the address for authorisation events', async () => {
    expect(await info()).toMatchObject({ status: 1024, available: 1 });
    expect(await app.errcode('/wxa/icp/apply_icp_filing', {})).toBe(40097);
    expect(await apply()).toBe(0);
    expect(await apply()).toBe(40097);
    await told(4);
    const texts = await told(6);
    expect(texts[0]).toContain(`<authorizer_appid><![CDATA[${app.appid}]]></authorizer_appid>`);
    expect(await info()).toMatchObject({ status: 6 });
    expect(await app.get('/wxa/icp/get_online_icp_order')).toMatchObject({ icp_subject: { name: '示例商贸有限公司' } });

    expect(await app.errcode('/wxa/icp/cancel_icp_filing', {})).toBe(0);
    expect(await info()).toMatchObject({ is_canceling: true });
    await told(1024);
    expect(await info()).toMatchObject({ status: 1024, is_canceling: false });
  });

  it('may be refused, or withdrawn while the platform looks', async () => {
    await app.knob('POST', '/icp', { nextOutcome: 'reject' });
    await apply();
    await told(3);
    expect(await info()).toMatchObject({ status: 3, audit_data: [{ key_name: expect.any(String) }] });
    expect(await app.errcode('/wxa/icp/cancel_apply_icp_filing', {})).toBe(40097);
    await sandbox.knob('PUT', '/sandbox/settings', { icpStepMs: 3_600_000_000 });
    await apply();
    expect(await app.errcode('/wxa/icp/cancel_apply_icp_filing', {})).toBe(0);
    expect(await info()).toMatchObject({ status: 1024 });
  });

  it('checks the identity of the person in charge', async () => {
    const { task_id: taskId } = await app.post('/wxa/icp/create_icp_verifytask', {});
    const query = (id: unknown) => app.post('/wxa/icp/query_icp_verifytask', { task_id: id });

    expect(await query('x')).toMatchObject({ errcode: 40097 });
    expect(await query(taskId)).toMatchObject({ is_finish: false, face_status: 1 });
    await app.knob('POST', '/icp', { faceVerified: true });
    expect(await app.pushed('notify_icpfiling_verify_result')).toContain(
      `<task_id><![CDATA[${String(taskId)}]]></task_id>`,
    );
    expect(await query(taskId)).toMatchObject({ is_finish: true, face_status: 2 });
  });

  it('takes pictures of documents', async () => {
    const form = new FormData();
    form.append('media', new Blob(['x']), 'a.jpg');
    const answer = await fetch(`${sandbox.url}/wxa/icp/upload_icp_media?access_token=${app.token}`, {
      method: 'POST',
      body: form,
    });

    expect(await answer.json()).toMatchObject({ errcode: 0, media_id: expect.any(String) });
    expect(await app.post('/wxa/icp/upload_icp_media', 'x')).toMatchObject({ errcode: 41005 });
  });
});

it('knows the page of the order centre', async () => {
  app = await ReleasedApp.of(sandbox, {}, { released: false });
  const request = { path: 'packages/orders/list/index', appid_list: [app.appid] };

  expect(await app.post('/wxa/security/getorderpathinfo', {})).toMatchObject({ msg: { path: '', status: 0 } });
  expect(await app.errcode('/wxa/security/applysetorderpathinfo', {})).toBe(40097);
  expect(await app.errcode('/wxa/security/applysetorderpathinfo', { batch_req: request })).toBe(0);
  expect(await app.post('/wxa/security/getorderpathinfo', {})).toMatchObject({ msg: { path: request.path } });
});

describe('conduct', () => {
  beforeAll(async () => {
    app = await ReleasedApp.of(sandbox, {}, { released: false });
  });

  it('is punished with a detail in JSON and a deadline', async () => {
    const detail = await app.knob('POST', '/punish', { reason: '虚假宣传', deadlineDays: 3 });
    const text = await app.pushed('wxa_punish_event');
    const sent = JSON.parse(/<detail><!\[CDATA\[(.*?)\]\]>/.exec(text)?.[1] ?? '{}') as Json;

    expect(sent).toEqual(detail);
    expect(sent).toMatchObject({ illegal_reason: '虚假宣传' });
    expect(Number(sent['deadline'])).toBeGreaterThan(Number(sent['punish_time']));
    expect(await app.knob('POST', '/punish', { deadlineDays: -1 })).toHaveProperty('error');
  });

  it('may be anything an event can say', async () => {
    await app.knob('POST', '/events', {
      event: 'notify_service_msg_send_result',
      user: 'wang',
      fields: { code: 1, text: 'a]]>b', nested: { List: [{ a: 'x' }, { a: 'y' }] }, none: null },
    });
    const text = await app.pushed('notify_service_msg_send_result');

    expect(text).toContain('<code>1</code>');
    expect(text).toContain('<text><![CDATA[a]]]]><![CDATA[>b]]></text>');
    expect(text).toContain('<nested><List><a><![CDATA[x]]></a></List><List><a><![CDATA[y]]></a></List></nested>');
    expect(text).not.toContain('none');
    expect(await app.knob('POST', '/events', { event: 'x y' })).toHaveProperty('error');
    expect(await app.knob('POST', '/events', { event: 'x', fields: { 'a b': 1 } })).toHaveProperty('error');
  });
});
