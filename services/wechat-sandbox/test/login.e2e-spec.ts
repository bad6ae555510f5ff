import { createHmac } from 'node:crypto';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let appid = '';
let token = '';
beforeAll(async () => {
  await sandbox.start();
  ({ appid, token } = await sandbox.authorizedApp({ unionBound: true }));
});
afterAll(() => sandbox.stop());

const loginCode = (app = appid, user = 'wang') => sandbox.knob('POST', `/sandbox/apps/${app}/login-code`, { user });
const session = async (code: unknown, changes: Record<string, string> = {}) =>
  sandbox.get(
    `/sns/component/jscode2session?${new URLSearchParams({
      appid,
      js_code: String(code),
      grant_type: 'authorization_code',
      component_appid: sandbox.componentAppid,
      component_access_token: await sandbox.componentToken(),
      ...changes,
    }).toString()}`,
  );

describe('log-in', () => {
  it('gives the same openid and unionid to the same person, another openid in another account', async () => {
    const { appid: other } = await sandbox.authorizedApp({ unionBound: true });
    const first = await session((await loginCode())['code']);
    const second = await session((await loginCode())['code']);
    const elsewhere = await session((await loginCode(other))['code'], { appid: other });

    expect(first['openid']).toMatch(/^o[\w-]{27}$/);
    expect(second['openid']).toBe(first['openid']);
    expect(elsewhere['openid']).not.toBe(first['openid']);
    expect(elsewhere['unionid']).toBe(first['unionid']);
    expect(first).not.toHaveProperty('errcode');
  });

  it('takes a code once, within five minutes, in its own account', async () => {
    const { code } = await loginCode();
    const { appid: other } = await sandbox.authorizedApp();

    expect(await session(code, { appid: other })).toMatchObject({ errcode: 40029 });
    expect(await session(code)).toHaveProperty('openid');
    expect(await session(code)).toMatchObject({ errcode: 40163 });
    expect(await session('nonsense')).toMatchObject({ errcode: 40029 });
    const { code: late } = await loginCode();
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 301 });
    expect(await session(late)).toMatchObject({ errcode: 40029 });
  });

  it('names what is missing', async () => {
    expect(await session('', {})).toMatchObject({ errcode: 41008 });
    expect(await session('x', { component_access_token: '' })).toMatchObject({ errcode: 41021 });
    expect(await session('x', { component_access_token: 'x' })).toMatchObject({ errcode: 40001 });
    expect(await session('x', { component_appid: 'wx1' })).toMatchObject({ errcode: 40013 });
  });

  it('works with the account’s own secret too', async () => {
    const { appSecret } = await sandbox.knob('GET', `/sandbox/apps/${appid}`);
    const { code, openid } = await loginCode();
    const own = (secret: string) =>
      sandbox.get(
        `/sns/jscode2session?appid=${appid}&secret=${secret}&js_code=${String(code)}&grant_type=authorization_code`,
      );

    expect(await own('wrong')).toMatchObject({ errcode: 40125 });
    expect(await own(String(appSecret))).toMatchObject({ openid });
  });
});

it('checks a session by the signature of its key, until the next log-in', async () => {
  const answer = await session((await loginCode())['code']);
  const check = (sessionKey: unknown) => {
    const signature = createHmac('sha256', String(sessionKey)).update('').digest('hex');
    return sandbox.get(
      `/wxa/checksession?access_token=${token}&openid=${String(answer['openid'])}&signature=${signature}&sig_method=hmac_sha256`,
    );
  };

  expect(await check(answer['session_key'])).toMatchObject({ errcode: 0 });
  await session((await loginCode())['code']);
  expect(await check(answer['session_key'])).toMatchObject({ errcode: 87009 });
});

it('gives a phone number once, to verified accounts', async () => {
  const phone = async () =>
    sandbox.knob('POST', `/sandbox/apps/${appid}/phone-code`, { user: 'wang', phoneNumber: '13800138000' });
  const ask = (code: unknown): Promise<Json> =>
    sandbox.post(`/wxa/business/getuserphonenumber?access_token=${token}`, { code });
  const { code } = await phone();

  expect(await ask(code)).toMatchObject({
    phone_info: { purePhoneNumber: '13800138000', countryCode: '86', watermark: { appid } },
  });
  expect(await ask(code)).toMatchObject({ errcode: 40029 });
  expect(await ask('x')).toMatchObject({ errcode: 40029 });
  await sandbox.knob('PATCH', `/sandbox/apps/${appid}`, { verified: false });
  expect(await ask((await phone())['code'])).toMatchObject({ errcode: 48001 });
});
