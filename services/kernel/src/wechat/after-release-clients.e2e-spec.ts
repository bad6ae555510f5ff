import type { AppId, TenantId } from '../identity/ids.js';
import { AuthorizedCalls } from './authorized-calls.js';
import { ContentSecurityClient } from './content-security-client.js';
import { CustomerServiceClient } from './customer-service-client.js';
import { LinkClient } from './link-client.js';
import { PhoneClient } from './phone-client.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import type { TokenSource } from './token-source.js';
import { WechatTransport } from './transport.js';
import { WxacodeClient } from './wxacode-client.js';

// The documented answers of `shared/wechat/login-and-user.md` §§3, 5, 7, 8.
const tenantId = '0190a000-0000-7000-8000-000000000001' as TenantId;
const appId = 'wx0123456789abcdef' as AppId;
const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');

let wechat: RecordedWechat;
let calls: AuthorizedCalls;
let transport: WechatTransport;
const token: TokenSource = { get: async () => 'token', refuse: async () => undefined };

beforeAll(async () => {
  wechat = await RecordedWechat.start();
  transport = new WechatTransport(wechat.settings, { backoffMs: 1 });
  calls = new AuthorizedCalls(transport, { of: () => token });
});
beforeEach(() => wechat.reset());
afterAll(() => wechat.stop());

const bodyOf = (path: string): unknown => JSON.parse(wechat.received(path)[0]?.body ?? '');

describe('mini-program codes', () => {
  const path = '/wxa/getwxacodeunlimit';

  test('are pictures; what was not asked for is left out', async () => {
    wechat.on(path, () => ({ headers: { 'content-type': 'image/jpeg' }, body: jpeg }));

    const { bytes } = await new WxacodeClient(calls).getUnlimited(tenantId, appId, {
      scene: 's=Ab3',
      checkPath: false,
    });

    expect(bytes).toEqual(jpeg);
    expect(bodyOf(path)).toEqual({ scene: 's=Ab3', check_path: false });
    expect(wechat.received(path)[0]?.query).toEqual({ access_token: 'token' });
  });

  test('of a page that is not released are refused as "later", by the merchant', async () => {
    wechat.on(path, () => ({ body: { errcode: 41030, errmsg: 'invalid page rid: 00000000-00000000-00000000' } }));

    const asked = new WxacodeClient(calls).getUnlimited(tenantId, appId, {
      scene: 's=1',
      page: 'pages/x',
      checkPath: true,
    });

    await expect(asked).rejects.toMatchObject({ errcode: 41030, retry: 'later', actor: 'merchant' });
  });

  test.each(['', 'x'.repeat(33), 's=50%', '桌号1', 'a b'])('%j never reaches WeChat as a scene', async (scene) => {
    const ask = () => new WxacodeClient(calls).getUnlimited(tenantId, appId, { scene, checkPath: true });

    expect(ask).toThrow(TypeError);
    expect(wechat.calls).toEqual([]);
  });
});

test('links name the released version and live as many days as said', async () => {
  wechat.on('/wxa/generatescheme', () => ({ body: { errcode: 0, openlink: 'weixin://dl/business/?t=1' } }));
  wechat.on('/wxa/generate_urllink', () => ({ body: { errcode: 0, url_link: 'https://wxaurl.cn/1' } }));
  wechat.on('/wxa/genwxashortlink', () => ({ body: { errcode: 0, link: '#小程序://1' } }));
  const links = new LinkClient(calls);
  const target = { path: 'pages/home/index', query: 's=1', days: 30 };

  expect(await links.createScheme(tenantId, appId, target)).toBe('weixin://dl/business/?t=1');
  expect(await links.createUrlLink(tenantId, appId, target)).toBe('https://wxaurl.cn/1');
  expect(await links.createShortLink(tenantId, appId, 'pages/home/index?s=1', '首页')).toBe('#小程序://1');
  expect(bodyOf('/wxa/generatescheme')).toEqual({
    jump_wxa: { path: 'pages/home/index', query: 's=1', env_version: 'release' },
    is_expire: true,
    expire_type: 1,
    expire_interval: 30,
  });
});

describe('content security', () => {
  const path = '/wxa/msg_sec_check';
  const check = (text: string) =>
    new ContentSecurityClient(calls).checkText(tenantId, appId, { openId: 'o1', text, scene: 'comment' });

  test('decides by the verdict: errcode is 0 for risky texts too', async () => {
    wechat.on(path, () => ({
      body: { errcode: 0, errmsg: 'ok', result: { suggest: 'risky', label: 20001 }, trace_id: 't1', detail: [] },
    }));

    expect(await check('x')).toEqual({ suggestion: 'risky', label: 20001, traceId: 't1' });
    expect(bodyOf(path)).toEqual({ content: 'x', version: 2, scene: 2, openid: 'o1' });
  });

  test('is not asked twice, and a text is cut at 2,500 characters, not code units', async () => {
    wechat.on(path, () => ({ body: { errcode: -1, errmsg: 'system error' } }));

    await expect(check('🌸'.repeat(2_600))).rejects.toMatchObject({ errcode: -1 });

    expect(wechat.received(path)).toHaveLength(1);
    expect(Array.from((bodyOf(path) as { content: string }).content)).toHaveLength(2_500);
  });

  test('does not know a shopper who has not been there for two hours', async () => {
    wechat.on(path, () => ({ body: { errcode: 61010, errmsg: 'code is expired' } }));
    wechat.on('/wxa/media_check_async', () => ({ body: { errcode: 61010, errmsg: 'code is expired' } }));

    expect(await check('x')).toMatchObject({ suggestion: 'absent' });
    const image = { openId: 'o1', url: 'https://x', scene: 'profile' } as const;
    expect(await new ContentSecurityClient(calls).checkImage(tenantId, appId, image)).toBeNull();
  });

  test.each([{}, { result: {} }, { result: { suggest: 5 } }])('an answer like %j is no verdict', async (answer) => {
    wechat.on(path, () => ({ body: { errcode: 0, ...answer } }));
    await expect(check('x')).rejects.toMatchObject({ retry: 'never' });
  });
});

test('a phone number must have been given to this mini-program, and its code is never tried twice', async () => {
  const path = '/wxa/business/getuserphonenumber';
  const ask = () => new PhoneClient(calls).exchangeCode(tenantId, appId, 'code', 'o1');
  const info = { phoneNumber: '13580006666', purePhoneNumber: '13580006666', countryCode: '86' };
  wechat.on(path, () => ({ body: { errcode: 0, phone_info: { ...info, watermark: { timestamp: 1, appid: appId } } } }));
  expect(await ask()).toEqual({ phoneNumber: '13580006666', countryCode: '86' });

  wechat.on(path, () => ({
    body: { errcode: 0, phone_info: { ...info, watermark: { timestamp: 1, appid: 'wx00' } } },
  }));
  await expect(ask()).rejects.toMatchObject({ errmsg: expect.stringContaining('another mini-program') });

  wechat.on(path, () => ({ drop: true }));
  wechat.calls.length = 0;
  await expect(ask()).rejects.toThrow();
  expect(wechat.received(path)).toHaveLength(1);

  wechat.on(path, () => ({ body: { errcode: 40029, errmsg: 'invalid code' } }));
  await expect(ask()).rejects.toMatchObject({ code: 'wechat.phone_code_invalid' });
});

test('an answer to a shopper is sent once, and too late is too late', async () => {
  wechat.on('/cgi-bin/message/custom/send', () => ({ body: { errcode: 45015, errmsg: 'response out of time limit' } }));

  const sent = new CustomerServiceClient(transport).sendText(token, 'o1', '您好');

  await expect(sent).rejects.toMatchObject({ errcode: 45015, retry: 'never' });
  expect(bodyOf('/cgi-bin/message/custom/send')).toEqual({ touser: 'o1', msgtype: 'text', text: { content: '您好' } });
});
