import { createHash, X509Certificate } from 'node:crypto';
import { cashierMessage, responseMessage, signRsa, unseal, verifyRsa } from '../src/crypto/pay-signing.js';
import { eventually, type Json, type PayChanges, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let appid = '';
let openid = '';
let merchant: Json = {};
let counter = 0;
beforeAll(async () => {
  await sandbox.start();
  ({ appid } = (await sandbox.knob('POST', '/sandbox/apps', { nickname: '花间茶舍' })) as { appid: string });
  ({ openid } = (await sandbox.knob('POST', `/sandbox/apps/${appid}/login-code`, { user: 'shopper' })) as {
    openid: string;
  });
  merchant = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
});
afterAll(() => sandbox.stop());
beforeEach(() => {
  sandbox.receiver.answer = () => ({ status: 200, body: '' });
});

const newOrder = (changes: Json = {}): Json => ({
  appid,
  mchid: merchant['mchid'],
  description: '明前龙井',
  out_trade_no: `XP${String(++counter).padStart(6, '0')}`,
  notify_url: `${sandbox.receiverUrl}/pay/${counter}`,
  amount: { total: 1000 },
  payer: { openid },
  ...changes,
});
const prepay = (order: unknown, changes: PayChanges = {}, who = merchant) =>
  sandbox.pay(who, 'POST', '/v3/pay/transactions/jsapi', order, changes);
const json = async (answer: Promise<Response> | Response) => (await (await answer).json()) as Json;
const prepayIdOf = async (order: Json) => String((await json(prepay(order)))['prepay_id']);
const query = (outTradeNo: unknown) =>
  sandbox.pay(
    merchant,
    'GET',
    `/v3/pay/transactions/out-trade-no/${String(outTradeNo)}?mchid=${String(merchant['mchid'])}`,
  );
const close = (outTradeNo: unknown) =>
  sandbox.pay(merchant, 'POST', `/v3/pay/transactions/out-trade-no/${String(outTradeNo)}/close`, {
    mchid: merchant['mchid'],
  });

function cashier(prepayId: string, changes: Json = {}): Json {
  const timeStamp = String(Math.floor(Date.now() / 1000));
  const request = {
    appId: appid,
    timeStamp,
    nonceStr: 'nonce',
    package: `prepay_id=${prepayId}`,
    signType: 'RSA',
    ...changes,
  };
  const message = cashierMessage(request.appId, request.timeStamp, request.nonceStr, request.package);
  return { ...request, paySign: signRsa(message, String(merchant['privateKeyPem'])), ...changes };
}
const payNow = (prepayId: string, changes: Json = {}) =>
  sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay`, cashier(prepayId, changes));
async function paidOrder(changes: Json = {}): Promise<{ order: Json; transactionId: string }> {
  const order = newOrder(changes);
  const paid = await payNow(await prepayIdOf(order));
  return { order, transactionId: String(paid['transactionId']) };
}
const countUp = (counts: Map<string, number>, key: string): number => {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
};
const noticesFor = (order: Json) =>
  sandbox.receiver.requests.filter(({ path }) => String(order['notify_url']).endsWith(path));
const noticeState = async (order: Json) =>
  ((await sandbox.knob('GET', '/sandbox/pay/notices'))['items'] as Json[]).find(
    ({ url }) => url === order['notify_url'],
  ) ?? {};

describe('the Authorization header', () => {
  it.each<[string, PayChanges]>([
    ['a clock six minutes fast', { skewSeconds: 360 }],
    ['a clock six minutes slow', { skewSeconds: -360 }],
    ['another serial number', { serialNo: 'ABCDEF' }],
    ['a body changed after signing', { sentBody: '{"changed":true}' }],
  ])('is refused with %s', async (_name, changes) => {
    const answer = await prepay(newOrder(), changes);

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'SIGN_ERROR' });
    expect(answer.headers.get('request-id')).toMatch(/^[0-9A-F]+-268443699$/);
  });

  it('is refused when it is missing or of another merchant', async () => {
    const stranger = { ...merchant, mchid: '1699999999' };

    expect((await fetch(`${sandbox.url}/v3/certificates`, { headers: { accept: 'application/json' } })).status).toBe(
      401,
    );
    expect((await prepay(newOrder(), {}, stranger)).status).toBe(401);
  });
});

describe('a prepay body', () => {
  it.each<[string, () => unknown, string]>([
    ['no JSON', () => '{', 'PARAM_ERROR'],
    ['an unknown field', () => newOrder({ price: 1 }), 'PARAM_ERROR'],
    ['an unknown inner field', () => newOrder({ amount: { total: 1, cents: 1 } }), 'PARAM_ERROR'],
    ['null', () => newOrder({ attach: null }), 'PARAM_ERROR'],
    ['a float', () => newOrder({ amount: { total: 19.99 } }), 'PARAM_ERROR'],
    ['zero', () => newOrder({ amount: { total: 0 } }), 'PARAM_ERROR'],
    ['money as text', () => newOrder({ amount: { total: '1000' } }), 'PARAM_ERROR'],
    ['an emoji', () => newOrder({ description: '茶🍵' }), 'PARAM_ERROR'],
    ['128 characters', () => newOrder({ description: '茶'.repeat(128) }), 'PARAM_ERROR'],
    ['a number of five characters', () => newOrder({ out_trade_no: 'XP001' }), 'PARAM_ERROR'],
    ['a number with a space', () => newOrder({ out_trade_no: 'XP 00001' }), 'PARAM_ERROR'],
    ['a notify_url with a query', () => newOrder({ notify_url: 'https://shop.example/pay?a=1' }), 'PARAM_ERROR'],
    ['a public notify_url over http', () => newOrder({ notify_url: 'http://shop.example/pay' }), 'PARAM_ERROR'],
    ['a time that is not rfc3339', () => newOrder({ time_expire: '2026-11-22 12:00:00' }), 'PARAM_ERROR'],
    ['another mchid than the header', () => newOrder({ mchid: '1600000000' }), 'PARAM_ERROR'],
    ['an appid that is not bound', () => newOrder({ appid: 'wx00000000000000ff' }), 'APPID_MCHID_NOT_MATCH'],
    ['an openid of another appid', () => newOrder({ payer: { openid: 'oX' } }), 'INVALID_REQUEST'],
  ])('is refused with %s', async (_name, order, code) => {
    const answer = await prepay(order());

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code });
  });

  it('names the field that is wrong', async () => {
    expect(await json(prepay(newOrder({ amount: { total: 1, currency: 'XYZ' } })))).toMatchObject({
      detail: { field: '/amount/currency', value: 'XYZ', location: 'body' },
    });
    expect((await prepay(newOrder({ price: 1 }))).headers.get('request-id')).toMatch(/-270924358$/);
  });
});

describe('an order', () => {
  it('may be sent again unchanged, but not changed', async () => {
    const order = newOrder();
    const first = await json(prepay(order));

    expect(await json(prepay({ ...order }))).toEqual(first);
    expect(await json(prepay({ ...order, amount: { total: 999 } }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: '请求重入时，参数与首次请求时不一致',
    });
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 7200 });
    expect((await json(prepay(order)))['prepay_id']).not.toBe(first['prepay_id']);
  });

  it('is closed with 204, stays closed, and cannot be paid or made again', async () => {
    const order = newOrder();
    const prepayId = await prepayIdOf(order);

    const closed = await close(order['out_trade_no']);

    expect([closed.status, await closed.text()]).toEqual([204, '']);
    const message = responseMessage(
      closed.headers.get('wechatpay-timestamp') ?? '',
      closed.headers.get('wechatpay-nonce') ?? '',
      '',
    );
    expect(
      verifyRsa(message, closed.headers.get('wechatpay-signature') ?? '', String(merchant['platformPublicKeyPem'])),
    ).toBe(true);
    expect((await close(order['out_trade_no'])).status).toBe(204);
    expect(await json(query(order['out_trade_no']))).toMatchObject({ trade_state: 'CLOSED' });
    expect(await payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:fail (该订单已关闭)' });
    expect(await json(prepay(order))).toMatchObject({ code: 'ORDER_CLOSED' });
  });

  it('is asked for by either number once it is paid, and cannot be closed any more', async () => {
    const { order, transactionId } = await paidOrder({ attach: 'T1' });

    const byNumber = await json(query(order['out_trade_no']));

    expect(byNumber).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: transactionId,
      attach: 'T1',
      trade_type: 'JSAPI',
      success_time: expect.stringMatching(/\+08:00$/),
    });
    expect(
      await json(
        sandbox.pay(merchant, 'GET', `/v3/pay/transactions/id/${transactionId}?mchid=${String(merchant['mchid'])}`),
      ),
    ).toEqual(byNumber);
    expect(await json(close(order['out_trade_no']))).toMatchObject({ code: 'ORDERPAID' });
    expect(await json(prepay(order))).toMatchObject({ code: 'ORDERPAID' });
  });

  it('that does not exist is 404', async () => {
    const answer = await query('XP999999');

    expect([answer.status, ((await answer.json()) as Json)['code']]).toEqual([404, 'ORDER_NOT_EXIST']);
  });

  it('cannot be paid after time_expire, yet stays NOTPAY until it is closed', async () => {
    const inAMinute = `${new Date(Date.now() + 60_000 + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
    const order = newOrder({ time_expire: inAMinute });
    const prepayId = await prepayIdOf(order);
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 120 });

    expect(await payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:fail (订单已超过支付时间)' });
    expect(await json(query(order['out_trade_no']))).toMatchObject({ trade_state: 'NOTPAY' });
  });

  it('is closed by WeChat after a week without payment', async () => {
    const order = newOrder();
    await prepayIdOf(order);
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 7 * 86_400 + 1 });

    expect(await json(query(order['out_trade_no']))).toMatchObject({ trade_state: 'CLOSED' });
  });
});

describe('the cashier', () => {
  it.each<[string, Json]>([
    ['a wrong paySign', { paySign: 'AAAA' }],
    ['another AppID', { appId: 'wx00000000000000ff' }],
    ['a bare prepay_id', { package: 'wx123' }],
    ['MD5', { signType: 'MD5' }],
    ['milliseconds', { timeStamp: '1700000000000' }],
    ['another payer', { openid: 'oX' }],
    ['a shopper who cancels', { cancel: true }],
  ])('does not take money with %s', async (_name, changes) => {
    const order = newOrder();

    expect(await payNow(await prepayIdOf(order), changes)).toEqual({
      errMsg: expect.stringMatching(/^requestPayment:fail /),
    });
    expect(await json(query(order['out_trade_no']))).toMatchObject({ trade_state: 'NOTPAY' });
  });

  it('takes money once and only within two hours of prepay', async () => {
    const prepayId = await prepayIdOf(newOrder());
    expect(await payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:ok' });
    expect(await payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:fail (该订单已支付)' });
    const late = await prepayIdOf(newOrder());
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 7200 });
    expect(await payNow(late)).toMatchObject({ errMsg: 'requestPayment:fail (prepay_id 已过期)' });
  });
});

describe('notices', () => {
  it('are repeated, each signed anew, until 200 or 204', async () => {
    const arrivals = new Map<string, number>();
    sandbox.receiver.answer = ({ path }) =>
      countUp(arrivals, path) < 3 ? { status: 500, body: '{"code":"FAIL"}' } : { status: 204, body: '' };
    await sandbox.knob('PUT', '/sandbox/settings', { timeScale: 10_000 });

    const { order } = await paidOrder();
    await eventually(
      () => noticeState(order),
      ({ state }) => state === 'delivered',
    );

    const received = noticesFor(order);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ headers }) => headers['wechatpay-signature'])).size).toBe(3);
    expect(new Set(received.map(({ body }) => (JSON.parse(body) as Json)['id'])).size).toBe(1);
    await sandbox.knob('PUT', '/sandbox/settings', { timeScale: 100 });
  });

  it('give up after sixteen attempts', async () => {
    sandbox.receiver.answer = () => ({ status: 500, body: '' });
    await sandbox.knob('PUT', '/sandbox/settings', { timeScale: 100_000_000 });

    const { order } = await paidOrder();

    expect(
      await eventually(
        () => noticeState(order),
        ({ state }) => state === 'failed',
      ),
    ).toMatchObject({ attempts: 16 });
    await sandbox.knob('PUT', '/sandbox/settings', { timeScale: 100 });
  });

  it('may be lost, and the order is paid all the same', async () => {
    await sandbox.knob('PUT', '/sandbox/settings', { noticeFaults: { lose: 1 } });

    const { order } = await paidOrder();

    expect(await noticeState(order)).toMatchObject({ state: 'lost', attempts: 0 });
    expect(await json(query(order['out_trade_no']))).toMatchObject({ trade_state: 'SUCCESS' });
    await sandbox.knob('POST', `/sandbox/pay/notices/${String((await noticeState(order))['id'])}/resend`);
    await eventually(
      () => noticeState(order),
      ({ state }) => state === 'delivered',
    );
  });

  it('may arrive twice, and after a probe with a wrong signature', async () => {
    await sandbox.knob('PUT', '/sandbox/settings', { noticeFaults: { double: 1, signTest: 1 } });

    const { order } = await paidOrder();
    await eventually(
      () => noticeState(order),
      ({ attempts }) => attempts === 2,
    );

    const signatures = noticesFor(order).map(({ headers }) => String(headers['wechatpay-signature']));
    expect(signatures).toHaveLength(3);
    expect(signatures.filter((signature) => signature.startsWith('WECHATPAY/SIGNTEST/'))).toHaveLength(1);
  });
});

describe('refunds', () => {
  const refund = (body: Json) => sandbox.pay(merchant, 'POST', '/v3/refund/domestic/refunds', body);
  const of = (order: Json, refundFen: number, changes: Json = {}): Json => ({
    out_trade_no: order['out_trade_no'],
    out_refund_no: `R${String(++counter)}`,
    amount: { refund: refundFen, total: 1000, currency: 'CNY' },
    ...changes,
  });

  it('are accepted, then settled and told; the order becomes REFUND', async () => {
    const { order } = await paidOrder();
    const body = of(order, 400, { notify_url: `${sandbox.receiverUrl}/refund/${counter}` });
    expect(await json(refund(body))).toMatchObject({ status: 'PROCESSING', channel: 'ORIGINAL' });

    const notice = await sandbox.receiver.find(({ path }) => String(body['notify_url']).endsWith(path));

    const { resource, event_type: eventType } = JSON.parse(notice.body) as {
      resource: Parameters<typeof unseal>[0];
      event_type: string;
    };
    expect(eventType).toBe('REFUND.SUCCESS');
    expect(JSON.parse(unseal(resource, String(merchant['apiV3Key'])))).toMatchObject({
      refund_status: 'SUCCESS',
      out_refund_no: body['out_refund_no'],
    });
    expect(
      await json(sandbox.pay(merchant, 'GET', `/v3/refund/domestic/refunds/${String(body['out_refund_no'])}`)),
    ).toMatchObject({ status: 'SUCCESS' });
    expect(await json(query(order['out_trade_no']))).toMatchObject({ trade_state: 'REFUND' });
  });

  it('never add up to more than the order, whatever is repeated', async () => {
    const { order } = await paidOrder();
    const first = of(order, 600);
    const { refund_id: refundId } = await json(refund(first));

    expect(await json(refund(first))).toMatchObject({ refund_id: refundId });
    expect(await json(refund({ ...first, amount: { refund: 1, total: 1000, currency: 'CNY' } }))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
    expect(await json(refund(of(order, 401)))).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await json(refund(of(order, 100, { amount: { refund: 100, total: 900, currency: 'CNY' } })))).toMatchObject({
      code: 'PARAM_ERROR',
    });
    expect(await json(refund(of(order, 400)))).toMatchObject({ status: expect.any(String) });
  });

  it('need a paid order and money in the account', async () => {
    const unpaid = newOrder();
    await prepayIdOf(unpaid);
    const { order } = await paidOrder();
    await sandbox.knob('PATCH', `/sandbox/pay/merchants/${String(merchant['mchid'])}`, { balanceFen: 10 });

    expect((await refund(of(unpaid, 1))).status).toBe(404);
    expect(await json(refund(of(order, 100)))).toMatchObject({ code: 'NOT_ENOUGH' });
    await sandbox.knob('PATCH', `/sandbox/pay/merchants/${String(merchant['mchid'])}`, { balanceFen: null });
    expect((await refund(of(order, 100))).status).toBe(200);
  });

  it('can end ABNORMAL by knob', async () => {
    await sandbox.knob('PUT', '/sandbox/settings', { refundMs: 3_600_000_000 });
    const { order } = await paidOrder();
    const body = of(order, 100);
    await refund(body);

    await sandbox.knob('POST', `/sandbox/pay/refunds/${String(body['out_refund_no'])}/settle`, {
      mchid: merchant['mchid'],
      status: 'ABNORMAL',
    });

    expect(
      await json(sandbox.pay(merchant, 'GET', `/v3/refund/domestic/refunds/${String(body['out_refund_no'])}`)),
    ).toMatchObject({ status: 'ABNORMAL' });
    await sandbox.knob('PUT', '/sandbox/settings', { refundMs: 1000 });
  });
});

describe('the trade bill', () => {
  it('lists yesterday’s orders and refunds in yuan, with its hash; today has none yet', async () => {
    const dayOf = (instant: number) => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);
    const bill = (day: string) => sandbox.pay(merchant, 'GET', `/v3/bill/tradebill?bill_date=${day}&bill_type=ALL`);
    const { order, transactionId } = await paidOrder({ amount: { total: 1999 } });
    expect(await json(bill(dayOf(Date.now())))).toMatchObject({ code: 'NO_STATEMENT_EXIST' });
    const asked = Date.now() - 86_400_000;
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 86_400 });

    const { hash_value: hash, download_url: address } = await json(bill(dayOf(asked)));
    const file = await (await sandbox.pay(merchant, 'GET', String(address).slice(sandbox.url.length))).arrayBuffer();

    expect(createHash('sha1').update(new Uint8Array(file)).digest('hex')).toBe(hash);
    const lines = Buffer.from(file).toString('utf8').trimEnd().split('\r\n');
    const row = lines.find((line) => line.includes(`\`${transactionId}`))?.split(',`') ?? [];
    expect([row[6], row[9], row[12], row[24]]).toEqual([order['out_trade_no'], 'SUCCESS', '19.99', '19.99']);
    expect(lines[0]?.split(',')).toHaveLength(row.length);
  });
});

describe('keys of WeChat Pay', () => {
  it('hand out a real certificate, and sign with the key that Wechatpay-Serial names', async () => {
    const migrating = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid], mode: 'migration' });
    const ask = (serial: string) =>
      sandbox.pay(migrating, 'GET', '/v3/certificates', undefined, { wechatpaySerial: serial });
    const byCertificate = await ask(String(migrating['platformCertificateSerial']));
    const text = await byCertificate.text();
    const { data } = JSON.parse(text) as {
      data: { serial_no: string; encrypt_certificate: Parameters<typeof unseal>[0] }[];
    };
    const certificate = new X509Certificate(
      unseal(data[0]?.encrypt_certificate as Parameters<typeof unseal>[0], String(migrating['apiV3Key'])),
    );
    const verifies = (answer: Response, body: string, key: string) => {
      const message = responseMessage(
        answer.headers.get('wechatpay-timestamp') ?? '',
        answer.headers.get('wechatpay-nonce') ?? '',
        body,
      );
      return verifyRsa(message, answer.headers.get('wechatpay-signature') ?? '', key);
    };

    expect(certificate.serialNumber).toBe(data[0]?.serial_no);
    expect(byCertificate.headers.get('wechatpay-serial')).toBe(data[0]?.serial_no);
    expect(
      verifies(byCertificate, text, certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ).toBe(true);
    const byPublicKey = await ask(String(migrating['platformPublicKeyId']));
    expect(verifies(byPublicKey, await byPublicKey.text(), String(migrating['platformPublicKeyPem']))).toBe(true);
  });

  it('refuse certificates to a merchant in public-key mode', async () => {
    expect((await sandbox.pay(merchant, 'GET', '/v3/certificates')).status).toBe(404);
  });
});
