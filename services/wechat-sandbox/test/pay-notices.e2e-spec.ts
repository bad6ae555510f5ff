import { isSignedBy, json, noticeHeaders, openNotice, PayWorld } from './pay-world.js';
import { eventually, type Json, type ReceivedRequest } from './started-sandbox.js';

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());
beforeEach(() => {
  world.sandbox.receiver.answer = () => ({ status: 200, body: '' });
});

const isGenuine = (notice: ReceivedRequest): boolean =>
  isSignedBy(noticeHeaders(notice), notice.body, String(world.merchant['platformPublicKeyPem'])) &&
  notice.headers['wechatpay-serial'] === world.merchant['platformPublicKeyId'];
const delivered = (order: Json) =>
  eventually(
    () => world.noticeState(order),
    ({ state }) => state === 'delivered',
  );

function failTimes(times: number): void {
  const arrivals = new Map<string, number>();
  world.sandbox.receiver.answer = ({ path }) => {
    arrivals.set(path, (arrivals.get(path) ?? 0) + 1);
    return (arrivals.get(path) ?? 0) <= times ? { status: 500, body: '{"code":"FAIL"}' } : { status: 204, body: '' };
  };
}

it('a payment is told as the transaction looks to its merchant', async () => {
  const { order, transactionId } = await world.paidOrder({ attach: 'T1' });

  const notice = await world.noticeAt(order['notify_url']);

  expect(isGenuine(notice)).toBe(true);
  expect(openNotice(notice, world.merchant)).toEqual({
    eventType: 'TRANSACTION.SUCCESS',
    resource: await json(world.query(order['out_trade_no'])),
  });
  expect(openNotice(notice, world.merchant).resource).toMatchObject({ transaction_id: transactionId, attach: 'T1' });
});

it('the list of notices says which order each is about, and can be narrowed to one', async () => {
  const { order } = await world.paidOrder();
  await world.paidOrder();

  const list = await world.sandbox.knob('GET', `/sandbox/pay/notices?outTradeNo=${String(order['out_trade_no'])}`);

  expect(list).toMatchObject({ items: [{ eventType: 'TRANSACTION.SUCCESS', outTradeNo: order['out_trade_no'] }] });
});

it('notices are repeated, each signed anew, until 200 or 204', async () => {
  failTimes(2);
  await world.settings({ timeScale: 10_000 });

  const { order } = await world.paidOrder();
  await delivered(order);

  const received = world.noticesFor(order);
  expect(received).toHaveLength(3);
  expect(received.every(isGenuine)).toBe(true);
  expect(new Set(received.map(({ headers }) => headers['wechatpay-signature'])).size).toBe(3);
  expect(new Set(received.map(({ body }) => (JSON.parse(body) as Json)['id'])).size).toBe(1);
  await world.settings({ timeScale: 100 });
});

it('notices give up after sixteen attempts', async () => {
  failTimes(100);
  await world.settings({ timeScale: 1_000_000 });

  const { order } = await world.paidOrder();

  expect(
    await eventually(
      () => world.noticeState(order),
      ({ state }) => state === 'failed',
    ),
  ).toMatchObject({ attempts: 16 });
  await world.settings({ timeScale: 100 });
});

it('a lost notice can be resent, and the order is paid all the same', async () => {
  await world.settings({ noticeFaults: { lose: 1 } });

  const { order } = await world.paidOrder();

  expect(await world.noticeState(order)).toMatchObject({ state: 'lost', attempts: 0 });
  expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'SUCCESS' });
  await world.sandbox.knob('POST', `/sandbox/pay/notices/${String((await world.noticeState(order))['id'])}/resend`);
  await delivered(order);
});

it('a notice may arrive twice, and after a probe with a wrong signature', async () => {
  await world.settings({ noticeFaults: { double: 1, signTest: 1 } });

  const { order } = await world.paidOrder();
  await eventually(
    () => world.noticeState(order),
    ({ attempts }) => attempts === 2,
  );

  const signatures = world.noticesFor(order).map(({ headers }) => String(headers['wechatpay-signature']));
  expect(signatures).toHaveLength(3);
  expect(signatures.filter((signature) => signature.startsWith('WECHATPAY/SIGNTEST/'))).toHaveLength(1);
});

it('a doubled notice that is refused climbs the ladder once', async () => {
  failTimes(2);
  await world.settings({ timeScale: 10_000, noticeFaults: { double: 1 } });

  const { order } = await world.paidOrder();
  await delivered(order);

  expect(world.noticesFor(order)).toHaveLength(3);
  await world.settings({ timeScale: 100 });
});

it('forgeries of three kinds go before the true notice, and it is counted who believes them', async () => {
  await world.settings({ noticeFaults: { forge: 3 } });
  world.sandbox.receiver.answer = (request) =>
    isGenuine(request) ? { status: 204, body: '' } : { status: 401, body: '' };

  const paid = [await world.paidOrder(), await world.paidOrder(), await world.paidOrder()];

  for (const { order } of paid) {
    await delivered(order);
    expect(world.noticesFor(order).map(isGenuine)).toEqual([false, true]);
    expect(await world.noticeState(order)).toMatchObject({ forged: 1, forgedAccepted: 0 });
  }
  const forged = paid.map(({ order }) => world.noticesFor(order)[0]?.headers['wechatpay-serial']);
  expect(new Set(forged).size).toBe(2);
});

it('a notice can be overtaken by the next one', async () => {
  await world.settings({ noticeFaults: { reorder: 1 } });
  const first = await world.paidOrder();
  expect(await world.noticeState(first.order)).toMatchObject({ state: 'held', attempts: 0 });

  const second = await world.paidOrder();
  await delivered(first.order);

  const order = world.sandbox.receiver.requests.map(({ path }) => path);
  const placeOf = (of: Json) => order.findIndex((path) => String(of['notify_url']).endsWith(path));
  expect(placeOf(second.order)).toBeLessThan(placeOf(first.order));
});

it('a notice can be late', async () => {
  await world.settings({ noticeFaults: { late: 1, lateSeconds: 3600 } });
  const { order } = await world.paidOrder();
  expect(await world.noticeState(order)).toMatchObject({ state: 'pending', attempts: 0 });

  await world.advance(3600);

  await delivered(order);
});

it('without an APIv3 key nothing is sent; with a new key it is sealed with that', async () => {
  const path = `/sandbox/pay/merchants/${String(world.merchant['mchid'])}/apiv3-key`;
  await world.sandbox.knob('PUT', path, { apiV3Key: null });
  const { order } = await world.paidOrder();
  expect(await world.noticeState(order)).toMatchObject({ state: 'unsent' });
  const { apiV3Key } = await world.sandbox.knob('PUT', path, {});

  await world.sandbox.knob('POST', `/sandbox/pay/notices/${String((await world.noticeState(order))['id'])}/resend`);

  const notice = await world.noticeAt(order['notify_url']);
  expect(openNotice(notice, { apiV3Key }).resource).toMatchObject({ out_trade_no: order['out_trade_no'] });
  await world.sandbox.knob('PUT', path, { apiV3Key: world.merchant['apiV3Key'] });
});

it('the newest notices can be asked for alone', async () => {
  const { order } = await world.paidOrder();

  expect(await world.sandbox.knob('GET', '/sandbox/pay/notices?limit=1')).toMatchObject({
    items: [{ url: order['notify_url'] }],
  });
  expect(await world.sandbox.knob('GET', '/sandbox/pay/notices?limit=0')).toHaveProperty('error');
});
