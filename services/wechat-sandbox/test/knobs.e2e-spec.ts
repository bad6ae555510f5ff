import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, type Json, sampleExtJson, StartedSandbox } from './started-sandbox.js';

describe('faults', () => {
  const sandbox = new StartedSandbox();
  let appid = '';
  let token = '';
  let templateId = 0;
  beforeAll(async () => {
    await sandbox.start();
    ({ appid, token } = await sandbox.authorizedApp());
    templateId = await sandbox.template();
  });
  afterAll(() => sandbox.stop());
  const inject = (fault: Json) => sandbox.knob('PUT', '/sandbox/settings', { faults: [fault] });
  const quota = () => sandbox.get(`/wxa/queryquota?access_token=${token}`);

  it('answer an errcode as often as told', async () => {
    await inject({ path: '/wxa/queryquota', errcode: -1, times: 2 });

    expect(await quota()).toMatchObject({ errcode: -1, errmsg: expect.stringContaining('rid: ') });
    expect(await quota()).toMatchObject({ errcode: -1 });
    expect(await quota()).toMatchObject({ errcode: 0 });
  });

  it('answer an HTTP status, also for one account only', async () => {
    const { token: other } = await sandbox.authorizedApp();
    await inject({ path: '/wxa/*', appid, httpStatus: 502 });

    expect(await sandbox.get(`/wxa/queryquota?access_token=${other}`)).toMatchObject({ errcode: 0 });
    expect((await fetch(`${sandbox.url}/wxa/queryquota?access_token=${token}`)).status).toBe(502);
  });

  it('lose the answer of a call that took effect', async () => {
    await inject({ path: '/wxa/commit', drop: true, after: true });
    const body = { template_id: templateId, ext_json: sampleExtJson(appid), user_version: '1.0.0', user_desc: 'x' };

    await expect(sandbox.post(`/wxa/commit?access_token=${token}`, body)).rejects.toThrow();
    expect(await sandbox.knob('GET', `/sandbox/apps/${appid}`)).toMatchObject({ trial: { userVersion: '1.0.0' } });
  });

  it('make one answer late', async () => {
    await sandbox.knob('DELETE', '/sandbox/calls');
    await inject({ path: '/wxa/queryquota', delayMs: 300 });

    const askedAt = performance.now();
    expect(await quota()).toMatchObject({ errcode: 0 });
    expect(performance.now() - askedAt).toBeGreaterThanOrEqual(299);
    expect(await sandbox.knob('GET', '/sandbox/settings')).toMatchObject({ faults: [] });
    await quota();
    const { items } = (await sandbox.knob('GET', '/sandbox/calls?path=/wxa/queryquota')) as unknown as {
      items: { ms: number }[];
    };
    expect(items.map(({ ms }) => ms >= 299)).toEqual([false, true]);
  });

  it('make an answer late whose effect stands already', async () => {
    await inject({ path: '/wxa/commit', delayMs: 2000, after: true });
    const body = { template_id: templateId, ext_json: sampleExtJson(appid), user_version: '2.0.0', user_desc: 'x' };
    let hasAnswered = false;
    const answer = sandbox.post(`/wxa/commit?access_token=${token}`, body).finally(() => {
      hasAnswered = true;
    });

    await eventually(
      () => sandbox.knob('GET', `/sandbox/apps/${appid}`),
      ({ trial }) => (trial as Json | null)?.['userVersion'] === '2.0.0',
    );
    expect(hasAnswered).toBe(false);
    expect(await answer).toMatchObject({ errcode: 0 });
  });

  it('speak the language of WeChat Pay on its paths', async () => {
    const merchant = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
    await inject({ path: '/v3/pay/transactions/jsapi', httpStatus: 429, code: 'FREQUENCY_LIMITED' });

    const answer = await sandbox.pay(merchant, 'POST', '/v3/pay/transactions/jsapi', {});

    expect([answer.status, ((await answer.json()) as Json)['code']]).toEqual([429, 'FREQUENCY_LIMITED']);
  });

  it('are counted with every other call', async () => {
    await sandbox.knob('DELETE', '/sandbox/calls');
    await quota();
    await inject({ path: '/wxa/queryquota', errcode: 45009 });
    await quota();

    expect(await sandbox.knob('GET', `/sandbox/calls?path=/wxa/queryquota&appid=${appid}`)).toMatchObject({
      total: 2,
      counts: [{ path: '/wxa/queryquota', appid, count: 2, errors: 1 }],
      items: [{ errcode: 45009 }, { errcode: 0 }],
    });
  });
});

describe('knobs', () => {
  const sandbox = new StartedSandbox();
  beforeAll(() => sandbox.start());
  afterAll(() => sandbox.stop());

  it('register an account once and update it after', async () => {
    const register = (nickname: string) =>
      fetch(`${sandbox.url}/sandbox/apps`, {
        method: 'POST',
        body: JSON.stringify({ appid: 'wx00000000000000c1', nickname }),
      });

    expect((await register('甲')).status).toBe(201);
    const again = await register('乙');
    expect([again.status, ((await again.json()) as Json)['nickname']]).toEqual([200, '乙']);
  });

  it.each<[string, string, Json | undefined, number]>([
    ['POST', '/sandbox/apps', { appid: 'wx1' }, 400],
    ['POST', '/sandbox/apps', { categories: [{ first: '商家自营', second: '火箭' }] }, 400],
    ['GET', '/sandbox/apps/wx00000000000000ff', undefined, 404],
    ['POST', '/sandbox/apps/wx00000000000000ff/login-code', { user: 'x' }, 404],
    ['PUT', '/sandbox/settings', { speed: 1 }, 400],
    ['POST', '/sandbox/clock', { advanceSeconds: -1 }, 400],
    ['POST', '/sandbox/pay/merchants', { mchid: '1' }, 400],
    ['POST', '/sandbox/drafts', undefined, 400],
  ])('refuse %s %s %j with a sentence', async (method, path, body, status) => {
    const answer = await fetch(sandbox.url + path, { method, ...(body && { body: JSON.stringify(body) }) });

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/\.$/) });
  });

  it('are described for machines and shown to people', async () => {
    expect(await sandbox.get('/sandbox/openapi.json')).toMatchObject({
      openapi: '3.1.0',
      paths: { '/sandbox/apps/{appid}/audit': { post: {} } },
    });
    expect(await (await fetch(sandbox.url)).text()).toContain('wechat-sandbox');
    expect((await fetch(`${sandbox.url}/health/ready`)).status).toBe(200);
  });
});

describe('the snapshot', () => {
  it('brings accounts, tokens, running audits and pay keys over a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wechat-sandbox-'));
    const sandbox = new StartedSandbox({ SANDBOX_DATA_DIR: folder });
    await sandbox.start();
    await sandbox.knob('PUT', '/sandbox/settings', { auditRule: 'approve', auditMs: 100_000 });
    const { appid, token } = await sandbox.authorizedApp();
    const merchant = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
    const body = {
      template_id: await sandbox.template(),
      ext_json: sampleExtJson(appid),
      user_version: '1.0.0',
      user_desc: 'x',
    };
    await sandbox.knob('PUT', '/sandbox/settings', { privacyDetectionMs: 0 });
    await sandbox.post(`/wxa/commit?access_token=${token}`, body);
    expect(await sandbox.post(`/wxa/submit_audit?access_token=${token}`, { version_desc: '说明' })).toMatchObject({
      errcode: 0,
    });

    await sandbox.stopProgram();
    await sandbox.startProgram();

    expect(await sandbox.pushed('weapp_audit_success', appid)).toContain('SuccTime');
    expect(await sandbox.get(`/wxa/get_latest_auditstatus?access_token=${token}`)).toMatchObject({ status: 0 });
    const again = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [] });
    expect(again['platformPublicKeyId']).toBe(merchant['platformPublicKeyId']);
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });
});
