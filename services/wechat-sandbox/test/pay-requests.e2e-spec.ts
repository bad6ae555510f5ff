import { generateKeyPairSync } from 'node:crypto';
import { json, PayWorld } from './pay-world.js';
import type { Json, PayChanges } from './started-sandbox.js';

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());
const numberOf = (answer: Response): string => answer.headers.get('request-id')?.split('-').at(-1) ?? '';

describe('the Authorization header', () => {
  it.each<[string, PayChanges]>([
    ['a clock six minutes fast', { skewSeconds: 360 }],
    ['a clock six minutes slow', { skewSeconds: -360 }],
    ['another serial number', { serialNo: 'ABCDEF' }],
    ['a body changed after signing', { sentBody: '{"changed":true}' }],
    ['a nonce of 33 characters', { nonce: 'n'.repeat(33) }],
    ['no nonce', { nonce: '' }],
  ])('is refused with %s', async (_name, changes) => {
    const answer = await world.prepay(world.newOrder(), changes);

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'SIGN_ERROR', detail: { location: 'authorization' } });
    expect(numberOf(answer)).toBe('268443699');
  });

  it('is refused when it is missing, of another scheme, of an unknown merchant or of a prototype', async () => {
    const headers = { accept: 'application/json' };
    const ask = (extra: Record<string, string>) =>
      fetch(`${world.sandbox.url}/v3/certificates`, { headers: { ...headers, ...extra } });

    expect((await ask({})).status).toBe(401);
    expect((await ask({ authorization: 'Bearer x' })).status).toBe(401);
    for (const mchid of ['1699999999', '__proto__', 'constructor']) {
      expect((await world.prepay(world.newOrder(), {}, { ...world.merchant, mchid })).status).toBe(401);
    }
  });

  it('tells what was signed when the signature is wrong', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

    const answer = await json(world.prepay(world.newOrder(), {}, { ...world.merchant, privateKeyPem }));

    expect(answer).toMatchObject({
      code: 'SIGN_ERROR',
      detail: { field: 'signature', sign_information: { method: 'POST', url: '/v3/pay/transactions/jsapi' } },
    });
  });

  it('works once: a replayed nonce is refused, unless the setting allows it', async () => {
    const nonce = 'abcdef0123456789';
    expect((await world.prepay(world.newOrder(), { nonce })).status).toBe(200);

    expect((await world.prepay(world.newOrder(), { nonce })).status).toBe(401);
    await world.settings({ payRefuseReplayedNonce: false });
    expect((await world.prepay(world.newOrder(), { nonce })).status).toBe(200);
    await world.settings({ payRefuseReplayedNonce: true });
  });

  it('of a revoked certificate is refused, while a newer one works', async () => {
    const merchant = await world.open({ appids: [world.appid] });
    const path = `/sandbox/pay/merchants/${String(merchant['mchid'])}/certificates`;
    const renewed = { ...merchant, ...(await world.sandbox.knob('POST', path)) };
    const order = () => world.newOrder({ mchid: merchant['mchid'] });
    expect((await world.prepay(order(), {}, merchant)).status).toBe(200);

    await world.sandbox.knob('POST', `${path}/${String(merchant['serialNo'])}/revoke`);

    expect((await world.prepay(order(), {}, merchant)).status).toBe(401);
    expect((await world.prepay(order(), {}, renewed)).status).toBe(200);
  });
});

describe('a prepay body', () => {
  it.each<[string, () => unknown, string]>([
    ['no JSON', () => '{', 'PARAM_ERROR'],
    ['a list', () => [], 'PARAM_ERROR'],
    ['an unknown field', () => world.newOrder({ price: 1 }), 'PARAM_ERROR'],
    ['an unknown inner field', () => world.newOrder({ amount: { total: 1, cents: 1 } }), 'PARAM_ERROR'],
    ['a prototype', () => JSON.stringify(world.newOrder()).replace('{', '{"__proto__":{"a":1},'), 'PARAM_ERROR'],
    ['null', () => world.newOrder({ attach: null }), 'PARAM_ERROR'],
    ['a float', () => world.newOrder({ amount: { total: 19.99 } }), 'PARAM_ERROR'],
    ['a total in a text', () => world.newOrder({ amount: { total: '1' } }), 'PARAM_ERROR'],
    ['nothing to pay', () => world.newOrder({ amount: { total: 0 } }), 'PARAM_ERROR'],
    ['more than an int32', () => world.newOrder({ amount: { total: 2_147_483_648 } }), 'PARAM_ERROR'],
    ['emoji', () => world.newOrder({ description: '茶🍵' }), 'PARAM_ERROR'],
    ['128 characters of description', () => world.newOrder({ description: '茶'.repeat(128) }), 'PARAM_ERROR'],
    ['129 characters of attach', () => world.newOrder({ attach: 'a'.repeat(129) }), 'PARAM_ERROR'],
    ['a short out_trade_no', () => world.newOrder({ out_trade_no: 'XP1' }), 'PARAM_ERROR'],
    ['a long out_trade_no', () => world.newOrder({ out_trade_no: 'X'.repeat(33) }), 'PARAM_ERROR'],
    ['a notify_url with a query', () => world.newOrder({ notify_url: 'https://shop.example/pay?a=1' }), 'PARAM_ERROR'],
    ['a public notify_url over http', () => world.newOrder({ notify_url: 'http://shop.example/pay' }), 'PARAM_ERROR'],
    ['a time that is not rfc3339', () => world.newOrder({ time_expire: '2026-11-22 12:00:00' }), 'PARAM_ERROR'],
    ['a month that is none', () => world.newOrder({ time_expire: '2026-13-22T12:00:00+08:00' }), 'PARAM_ERROR'],
    ['goods without a number', () => world.newOrder({ detail: { goods_detail: [{ quantity: 1 }] } }), 'PARAM_ERROR'],
    ['another mchid than the header', () => world.newOrder({ mchid: '1600000000' }), 'PARAM_ERROR'],
    ['an appid that is not bound', () => world.newOrder({ appid: 'wx00000000000000ff' }), 'APPID_MCHID_NOT_MATCH'],
    ['an openid of another appid', () => world.newOrder({ payer: { openid: 'oX' } }), 'INVALID_REQUEST'],
  ])('is refused with %s', async (_name, order, code) => {
    const answer = await world.prepay(order());

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('names the field that is wrong', async () => {
    expect(await json(world.prepay(world.newOrder({ amount: { total: 1, currency: 'XYZ' } })))).toMatchObject({
      detail: { field: '/amount/currency', value: 'XYZ', location: 'body' },
    });
    expect(await json(world.prepay(world.newOrder({ description: '茶🍵' })))).toMatchObject({
      detail: { field: '/description' },
    });
  });

  it.each<[string, () => Json, string]>([
    ['an unknown field', () => world.newOrder({ price: 1 }), '270924358'],
    ['nothing to pay', () => world.newOrder({ amount: { total: 0 } }), '268435464'],
    ['no payer', () => world.newOrder({ payer: {} }), '268501013'],
    ['an appid that is not bound', () => world.newOrder({ appid: 'wx00000000000000ff' }), '268445527'],
  ])('with %s has its number in Request-ID', async (_name, order, number) => {
    expect(numberOf(await world.prepay(order()))).toBe(number);
  });

  it('may carry every documented field', async () => {
    const order = world.newOrder({
      description: '茶'.repeat(127),
      time_expire: new Date(Date.now() + 3_600_000).toISOString(),
      attach: 'T1',
      goods_tag: 'TAG',
      limit_pay: ['no_debit'],
      support_fapiao: false,
      amount: { total: 2_147_483_647, currency: 'CNY' },
      detail: {
        cost_price: 1,
        invoice_id: 'I',
        goods_detail: [{ merchant_goods_id: 'G', quantity: 1, unit_price: 1 }],
      },
      scene_info: { payer_client_ip: '127.0.0.1', device_id: 'D', store_info: { id: 'S', name: '店' } },
      settle_info: { profit_sharing: false },
    });

    expect((await world.prepay(order)).status).toBe(200);
  });
});

describe('a request', () => {
  it('needs Accept, User-Agent, a JSON body and a method the address knows', async () => {
    const target = `${world.sandbox.url}/v3/pay/transactions/jsapi`;
    const statusOf = async (init: RequestInit) => (await fetch(target, init)).status;

    expect(await statusOf({ method: 'POST', headers: { accept: 'text/html' }, body: '{}' })).toBe(406);
    expect(
      await statusOf({ method: 'POST', headers: { accept: '*/*', 'content-type': 'text/plain' }, body: '{}' }),
    ).toBe(415);
    expect((await world.sandbox.pay(world.merchant, 'DELETE', '/v3/pay/transactions/jsapi')).status).toBe(404);
  });

  it('beyond the merchant’s rate is 429, and other merchants are not concerned', async () => {
    const other = await world.open({ appids: [world.appid] });
    await world.settings({ payRatePerSecond: { prepay: 0 } });

    const answer = await world.prepay(world.newOrder());

    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ code: 'FREQUENCY_LIMITED' });
    await world.settings({ payRatePerSecond: { prepay: 1 } });
    expect((await world.prepay(world.newOrder({ mchid: other['mchid'] }), {}, other)).status).toBe(200);
    await world.settings({ payRatePerSecond: { prepay: 600 } });
  });
});
