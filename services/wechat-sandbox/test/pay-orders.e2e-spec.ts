import { headersOf, isSignedBy, json, PayWorld } from './pay-world.js';
import { type Json } from './started-sandbox.js';

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

const inSeconds = (seconds: number): string =>
  `${new Date(Date.now() + seconds * 1000 + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;

describe('an order', () => {
  it('may be sent again unchanged, but not changed', async () => {
    const order = world.newOrder();
    const first = await json(world.prepay(order));

    expect(await json(world.prepay({ ...order }))).toEqual(first);
    expect(await json(world.prepay({ ...order, amount: { total: 999 } }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: '请求重入时，参数与首次请求时不一致',
    });
    await world.advance(7200);
    expect((await json(world.prepay(order)))['prepay_id']).not.toBe(first['prepay_id']);
  });

  it('is closed with 204, stays closed, and cannot be paid or made again', async () => {
    const order = world.newOrder();
    const prepayId = await world.prepayIdOf(order);

    const closed = await world.close(order['out_trade_no']);

    expect([closed.status, await closed.text()]).toEqual([204, '']);
    expect(isSignedBy(headersOf(closed), '', String(world.merchant['platformPublicKeyPem']))).toBe(true);
    expect((await world.close(order['out_trade_no'])).status).toBe(204);
    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'CLOSED' });
    expect(await world.payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:fail (该订单已关闭)' });
    expect(await json(world.prepay(order))).toMatchObject({ code: 'ORDER_CLOSED' });
  });

  it('can be made too young to be closed', async () => {
    await world.settings({ payCloseAfterMs: 300_000_000 });
    const order = world.newOrder();
    await world.prepayIdOf(order);

    expect(await json(world.close(order['out_trade_no']))).toMatchObject({ code: 'INVALID_REQUEST' });
    await world.settings({ payCloseAfterMs: 0 });
    expect((await world.close(order['out_trade_no'])).status).toBe(204);
  });

  it('is asked for by either number once it is paid, and cannot be closed any more', async () => {
    const { order, transactionId } = await world.paidOrder({
      attach: 'T1',
      scene_info: { payer_client_ip: '127.0.0.1', device_id: 'D1' },
    });

    const byNumber = await json(world.query(order['out_trade_no']));

    expect(byNumber).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: transactionId,
      attach: 'T1',
      trade_type: 'JSAPI',
      scene_info: { device_id: 'D1' },
      success_time: expect.stringMatching(/\+08:00$/),
    });
    const path = `/v3/pay/transactions/id/${transactionId}?mchid=${String(world.merchant['mchid'])}`;
    expect(await world.ask('GET', path)).toEqual(byNumber);
    expect(await json(world.close(order['out_trade_no']))).toMatchObject({ code: 'ORDERPAID' });
    expect(await json(world.prepay(order))).toMatchObject({ code: 'ORDERPAID' });
  });

  it('of another merchant is not shown', async () => {
    const other = await world.open({ appids: [world.appid] });
    const { order, transactionId } = await world.paidOrder();
    const mchid = String(other['mchid']);
    const closing = `/v3/pay/transactions/out-trade-no/${String(order['out_trade_no'])}/close`;
    expect((await world.post(closing, { mchid }, {}, other)).status).toBe(404);

    const byId = await world.sandbox.pay(other, 'GET', `/v3/pay/transactions/id/${transactionId}?mchid=${mchid}`);

    expect(byId.headers.get('request-id')).toMatch(/-268447843$/);
    const path = `/v3/pay/transactions/out-trade-no/${String(order['out_trade_no'])}?mchid=${mchid}`;
    expect((await world.sandbox.pay(other, 'GET', path)).status).toBe(404);
  });

  it('that does not exist is 404', async () => {
    const answer = await world.query('XP999999');

    expect([answer.status, (await json(answer))['code']]).toEqual([404, 'ORDER_NOT_EXIST']);
  });

  it('cannot be paid after time_expire, stays NOTPAY, and is payable again when it is sent again', async () => {
    const order = world.newOrder({ time_expire: inSeconds(60) });
    const prepayId = await world.prepayIdOf(order);
    await world.advance(120);

    expect(await world.payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:fail (订单已超过支付时间)' });
    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'NOTPAY' });
    expect(await world.prepayIdOf(order)).toBe(prepayId);
    expect(await world.payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:ok' });
  });

  it('with a time_expire in five seconds is payable for a minute, with one in the past not at all', async () => {
    const soon = await world.prepayIdOf(world.newOrder({ time_expire: inSeconds(5) }));
    const past = await world.prepayIdOf(world.newOrder({ time_expire: inSeconds(-5) }));
    await world.advance(30);

    expect(await world.payNow(soon)).toMatchObject({ errMsg: 'requestPayment:ok' });
    expect(await world.payNow(past)).toMatchObject({ errMsg: 'requestPayment:fail (订单已超过支付时间)' });
  });

  it('is closed by WeChat after a week without payment', async () => {
    const order = world.newOrder();
    await world.prepayIdOf(order);
    await world.advance(7 * 86_400 + 1);

    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'CLOSED' });
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
    const order = world.newOrder();

    expect(await world.payNow(await world.prepayIdOf(order), changes)).toEqual({
      errMsg: expect.stringMatching(/^requestPayment:fail /),
    });
    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'NOTPAY' });
  });

  it('shows whom the shopper is to pay, and how much, when it opens', async () => {
    const order = world.newOrder();
    const prepayId = await world.prepayIdOf(order);
    const open = (changes: Json = {}) =>
      world.sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/cashier`, world.cashier(prepayId, changes));

    expect(await open()).toEqual({
      payee: expect.stringMatching(/./),
      description: order['description'],
      totalFen: (order['amount'] as { total: number }).total,
    });
    expect(await open({ paySign: 'AAAA' })).toEqual({ errMsg: expect.stringMatching(/^requestPayment:fail /) });
    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'NOTPAY' });
    await world.payNow(prepayId);
    expect(await open()).toEqual({ errMsg: 'requestPayment:fail (该订单已支付)' });
  });

  it('takes money once and only within two hours of prepay', async () => {
    const prepayId = await world.prepayIdOf(world.newOrder());
    expect(await world.payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:ok' });
    expect(await world.payNow(prepayId)).toMatchObject({ errMsg: 'requestPayment:fail (该订单已支付)' });
    const late = await world.prepayIdOf(world.newOrder());
    await world.advance(7200);
    expect(await world.payNow(late)).toMatchObject({ errMsg: 'requestPayment:fail (prepay_id 已过期)' });
  });

  it('can be passed by, by the payer only', async () => {
    const order = world.newOrder();
    const path = `/sandbox/pay/transactions/${await world.prepayIdOf(order)}/pay-now`;

    expect(await world.sandbox.knob('POST', path, { user: 'somebody else' })).toEqual({
      error: expect.stringContaining('another payer'),
    });
    expect(await world.sandbox.knob('POST', path, { user: 'shopper' })).toMatchObject({ errMsg: 'requestPayment:ok' });
    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'SUCCESS' });
    expect(await world.sandbox.knob('POST', '/sandbox/pay/transactions/wx0/pay-now', {})).toHaveProperty('error');
  });
});
