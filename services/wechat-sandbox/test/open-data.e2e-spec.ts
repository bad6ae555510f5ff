import { createDecipheriv, createHash, createHmac } from 'node:crypto';
import { openMerchant, pay, ReleasedApp } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox, { unionBound: true }, { released: false });
});
afterAll(() => sandbox.stop());

async function session(user: string): Promise<Json> {
  const { code } = await app.knob('POST', '/login-code', { user });
  const query = new URLSearchParams({
    appid: app.appid,
    js_code: String(code),
    grant_type: 'authorization_code',
    component_appid: sandbox.componentAppid,
    component_access_token: await sandbox.componentToken(),
  });
  return sandbox.get(`/sns/component/jscode2session?${query.toString()}`);
}

function decrypt(sealed: Json, sessionKey: unknown): Json {
  const key = Buffer.from(String(sessionKey), 'base64');
  const decipher = createDecipheriv('aes-128-cbc', key, Buffer.from(String(sealed['iv']), 'base64'));
  const plain = Buffer.concat([decipher.update(String(sealed['encryptedData']), 'base64'), decipher.final()]);
  return JSON.parse(plain.toString('utf8')) as Json;
}

describe('encrypted data', () => {
  it('opens with the session key and names the account', async () => {
    const { session_key: sessionKey, openid } = await session('wang');
    const sealed = await app.knob('POST', '/encrypted-data', {
      user: 'wang',
      kind: 'userInfo',
      data: { nickName: '王' },
    });
    const raw = String(sealed['rawData']);

    expect(decrypt(sealed, sessionKey)).toMatchObject({
      openId: openid,
      nickName: '王',
      watermark: { appid: app.appid },
    });
    expect(sealed['signature']).toBe(
      createHash('sha1')
        .update(raw + String(sessionKey))
        .digest('hex'),
    );
  });

  it('of a phone number is known to checkencryptedmsg for three days', async () => {
    const sealed = await app.knob('POST', '/encrypted-data', { user: 'wang', kind: 'phoneNumber' });
    const other = await app.knob('POST', '/encrypted-data', { user: 'wang', kind: 'userInfo' });
    const check = (data: unknown) =>
      app.post('/wxa/business/checkencryptedmsg', {
        encrypted_msg_hash: createHash('sha256').update(String(data)).digest('hex'),
      });

    expect(await check(sealed['encryptedData'])).toMatchObject({ errcode: 0, vaild: true });
    expect(await check(other['encryptedData'])).toMatchObject({ vaild: false });
    expect(await app.errcode('/wxa/business/checkencryptedmsg', { encrypted_msg_hash: 'x' })).toBe(40097);
    await app.advance(3 * 86_400 + 1);
    expect(await check(sealed['encryptedData'])).toMatchObject({ vaild: false });
  });
});

describe('a phone number', () => {
  const ask = async (phoneNumber: string, more: Json = {}) => {
    const { code } = await app.knob('POST', '/phone-code', { user: 'wang', phoneNumber });
    return app.post('/wxa/business/getuserphonenumber', { code, ...more });
  };

  it('from abroad keeps its code', async () => {
    expect(await ask('+85291234567')).toMatchObject({
      phone_info: { phoneNumber: '85291234567', purePhoneNumber: '91234567', countryCode: '852' },
    });
    expect(await ask('+8613800138000')).toMatchObject({
      phone_info: { phoneNumber: '13800138000', purePhoneNumber: '13800138000', countryCode: '86' },
    });
  });

  it('belongs to the person named, and costs', async () => {
    expect(await ask('13800138000', { openid: 'x' })).toMatchObject({ errcode: 40003 });
    const { code } = await app.knob('POST', '/phone-code', { user: 'wang', phoneNumber: '13800138000' });
    await sandbox.knob('PUT', '/sandbox/settings', { phoneQuota: 0 });
    expect(await app.post('/wxa/business/getuserphonenumber', { code })).toMatchObject({ errcode: 48001 });
    expect(await app.knob('POST', '/phone-code', { user: 'wang', phoneNumber: '13800138000' })).toEqual({
      error: expect.stringContaining('1400001'),
    });
    await sandbox.knob('PUT', '/sandbox/settings', { phoneQuota: 1_000_000 });
  });
});

it('blocks a person and ends a session as WeChat may', async () => {
  const { session_key: sessionKey, openid } = await session('sun');
  const signature = createHmac('sha256', String(sessionKey)).update('').digest('hex');
  const query = `&openid=${String(openid)}&signature=${signature}&sig_method=hmac_sha256`;
  await app.knob('POST', '/user-state', { user: 'sun', sessionOver: true });

  expect(await app.get('/wxa/checksession', query)).toMatchObject({ errcode: 87009 });
  expect(await app.get('/wxa/resetusersessionkey', query)).toMatchObject({ errcode: 87007 });
  await app.knob('POST', '/user-state', { user: 'sun', blocked: true });
  expect(await session('sun')).toMatchObject({ errcode: 40226 });
  await app.knob('POST', '/user-state', { user: 'sun', blocked: false });
  expect(await session('sun')).toMatchObject({ openid });
});

describe('the unionid of a payer', () => {
  const ask = (query: string) => app.get('/wxa/getpaidunionid', query);

  it('is given for five minutes after the payment', async () => {
    const merchant = await openMerchant(sandbox, app.appid);
    const nobody = await app.openid('nobody');
    const { openid, transactionId, mchid, outTradeNo } = await pay(app, merchant, 'li');

    expect(await ask(`&openid=${openid}`)).toMatchObject({ errcode: 0, unionid: expect.stringMatching(/^oU/) });
    expect(await ask(`&openid=${openid}&transaction_id=${transactionId}`)).toMatchObject({ errcode: 0 });
    expect(await ask(`&openid=${openid}&mch_id=${mchid}&out_trade_no=${outTradeNo}`)).toMatchObject({ errcode: 0 });
    expect(await ask(`&openid=${nobody}&transaction_id=${transactionId}`)).toMatchObject({ errcode: 89300 });
    expect(await ask('&openid=x')).toMatchObject({ errcode: 40003 });
    await app.advance(301);
    expect(await ask(`&openid=${openid}`)).toMatchObject({ errcode: 89300 });
  });

  it('does not exist without an open platform', async () => {
    const alone = await ReleasedApp.of(sandbox, {}, { released: false });

    expect(await alone.get('/wxa/getpaidunionid', `&openid=${await alone.openid('li')}`)).toMatchObject({
      errcode: 89002,
    });
  });
});

it('tells of persons who change, withdraw and close their account', async () => {
  const tell = (event: string, more: Json = {}) => app.knob('POST', '/user-events', { user: 'zhao', event, ...more });

  const { openid } = await tell('user_info_modified');
  expect(await app.pushed('user_info_modified')).toContain(`<OpenID><![CDATA[${String(openid)}]]></OpenID>`);
  await tell('user_authorization_revoke', { revokeInfo: 8 });
  expect(await app.pushed('user_authorization_revoke')).toContain('<RevokeInfo><![CDATA[8]]></RevokeInfo>');
  await tell('user_authorization_cancellation');
  expect(await app.pushed('user_authorization_cancellation')).toContain(`<AppID><![CDATA[${app.appid}]]></AppID>`);
  expect(await app.errcode('/cgi-bin/message/custom/send', { touser: openid })).toBe(40003);
  expect(await tell('user_authorization_revoke', { revokeInfo: 9 })).toHaveProperty('error');
  expect(await tell('other')).toHaveProperty('error');
});
