import { readSettings } from '../src/settings.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const errcode = async (answer: Promise<Json>) => (await answer)['errcode'];

describe('quotas and request ids', () => {
  it('put a rid into every errmsg and can look it up', async () => {
    const { token } = await sandbox.authorizedApp();
    const failed = await sandbox.get(`/wxa/get_page?access_token=${token}`);
    const rid = / rid: ([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})$/.exec(String(failed['errmsg']))?.[1];

    expect(await sandbox.post(`/cgi-bin/openapi/rid/get?access_token=${token}`, { rid })).toMatchObject({
      errcode: 0,
      request: { request_url: '/wxa/get_page', response_body: JSON.stringify(failed) },
    });
    expect(await errcode(sandbox.post(`/cgi-bin/openapi/rid/get?access_token=${token}`, { rid: 'x' }))).toBe(76002);
    const other = await sandbox.authorizedApp();
    expect(await errcode(sandbox.post(`/cgi-bin/openapi/rid/get?access_token=${other.token}`, { rid }))).toBe(76003);
  });

  it('stop at the daily limit until the counters are cleared', async () => {
    const { appid, token } = await sandbox.authorizedApp();
    await sandbox.knob('PUT', '/sandbox/settings', { dailyLimits: { '/wxa/queryquota': 1 } });
    const call = () => sandbox.get(`/wxa/queryquota?access_token=${token}`);

    expect(await errcode(call())).toBe(0);
    expect(await errcode(call())).toBe(45009);
    expect(
      await sandbox.post(`/cgi-bin/openapi/quota/get?access_token=${token}`, { cgi_path: '/wxa/queryquota' }),
    ).toMatchObject({
      quota: { daily_limit: 1, used: 1, remain: 0 },
    });
    expect(await errcode(sandbox.post(`/cgi-bin/clear_quota?access_token=${token}`, { appid }))).toBe(0);
    expect(await errcode(call())).toBe(0);
    await sandbox.knob('PUT', '/sandbox/settings', { dailyLimits: {} });
  });

  it('are cleared for the account of the token only, ten times a month', async () => {
    const { appid, token } = await sandbox.authorizedApp();
    const other = await sandbox.authorizedApp();
    const clear = () => errcode(sandbox.post(`/cgi-bin/clear_quota?access_token=${token}`, { appid }));

    expect(await errcode(sandbox.post(`/cgi-bin/clear_quota?access_token=${other.token}`, { appid }))).toBe(40013);
    for (let count = 0; count < 10; count++) expect(await clear()).toBe(0);
    expect(await clear()).toBe(48006);
  });

  it('are cleared by the secret of the platform without any token, from the same ten', async () => {
    const { appid, token } = await sandbox.authorizedApp();
    const { componentSecret } = readSettings({});
    const clear = (changes: Json = {}) =>
      errcode(
        sandbox.post('/cgi-bin/component/clear_quota/v2', {
          component_appid: sandbox.componentAppid,
          appid,
          appsecret: componentSecret,
          ...changes,
        }),
      );

    expect(await clear({ appsecret: 'wrong' })).toBe(40125);
    expect(await clear({ appid: 'wx0000000000000000' })).toBe(40013);
    for (let count = 0; count < 9; count++) expect(await clear()).toBe(0);
    expect(await errcode(sandbox.post(`/cgi-bin/clear_quota?access_token=${token}`, { appid }))).toBe(0);
    expect(await clear()).toBe(48006);
    for (let count = 0; count < 10; count++) expect(await clear({ appid: sandbox.componentAppid })).toBe(0);
    expect(await clear({ appid: sandbox.componentAppid })).toBe(48006);
  });

  it('refuse every address outside the allow-list', async () => {
    const { token } = await sandbox.authorizedApp();
    await sandbox.knob('PUT', '/sandbox/settings', { allowedIps: ['10.0.0.1'] });

    expect(await errcode(sandbox.get(`/wxa/queryquota?access_token=${token}`))).toBe(61004);

    await sandbox.knob('PUT', '/sandbox/settings', { allowedIps: null });
  });
});
