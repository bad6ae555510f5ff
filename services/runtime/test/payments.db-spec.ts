import { DueCommerceAcrossTenants } from '#commerce/jobs/due-across-tenants.js';
import { outTradeNo } from '#commerce/payments/out-trade-no.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { newId } from '#kernel/identity/ids.js';
import { cancelOrder, payOrder, syncPayment } from '../src/orders/orders.contract.js';
import { type Notice, PayingScene } from './paying-scene.js';

let scene: PayingScene;

beforeAll(async () => {
  scene = await PayingScene.open();
});
afterAll(() => scene.world.stop());

describe('paying', () => {
  test('twice opens one payment with the same values', async () => {
    const order = await scene.placed();
    const before = scene.world.wechat.calls.length;
    const first = await scene.client.call(payOrder, { params: { ...scene.params, orderId: order.id } });
    const second = await scene.client.call(payOrder, { params: { ...scene.params, orderId: order.id } });

    expect(second.package).toBe(first.package);
    const calls = scene.world.wechat.calls.slice(before).filter((call) => call.path === '/v3/pay/transactions/jsapi');
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body).toMatchObject({ appid: scene.shop.appId, amount: { total: order.totalFen } });
  });

  test('is finished by the notice', async () => {
    const { orderId, totalFen } = await scene.paid();

    const order = await scene.read(orderId);
    expect(order.state).toBe('paid');
    expect(order.timeline.map((step) => step.state)).toEqual(['pending', 'paid']);
    expect(await scene.money(orderId)).toEqual([totalFen]);
  });

  test('is finished by asking WeChat when no notice comes', async () => {
    const { orderId, payment } = await scene.prepaid();
    const waiting = await scene.client.call(syncPayment, { params: { ...scene.params, orderId } });
    scene.world.wechat.confirm(payment.out_trade_no);
    const asked = await scene.client.call(syncPayment, { params: { ...scene.params, orderId } });

    expect([waiting.state, asked.state]).toEqual(['pending', 'paid']);
  });

  test('is finished by the worker when the shopper has gone', async () => {
    const { orderId, payment } = await scene.prepaid();
    scene.world.wechat.confirm(payment.out_trade_no);
    await scene.world.app.get(PaymentCheck).handle({ tenantId: scene.shop.tenantId, paymentId: payment.id });

    expect((await scene.read(orderId)).state).toBe('paid');
  });

  test('of a paid, closed or foreign order is refused', async () => {
    const { orderId } = await scene.paid();
    const closed = await scene.placed();
    await scene.client.call(cancelOrder, { params: { ...scene.params, orderId: closed.id } });

    for (const id of [orderId, closed.id]) {
      await expect(scene.client.call(payOrder, { params: { ...scene.params, orderId: id } })).rejects.toMatchObject({
        status: 409,
      });
    }
    await expect(scene.client.call(payOrder, { params: { ...scene.params, orderId: newId() } })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('a payment notice', () => {
  test('that comes again and again, also under another id, books once', async () => {
    const { orderId, totalFen, trade } = await scene.paid();
    const repeated = scene.paidNotice(trade);
    const answers = await Promise.all([
      scene.post('payments', repeated),
      scene.post('payments', repeated),
      scene.post('payments', repeated),
    ]);
    const other = await scene.post('payments', scene.paidNotice(trade));

    expect([...answers, other]).toEqual([204, 204, 204, 204]);
    expect(await scene.money(orderId)).toEqual([totalFen]);
  });

  test.each([
    ['a changed body', (notice: Notice) => ({ ...notice, body: notice.body.replace('TRANSACTION', 'TRANSACTIOM') })],
    [
      'another signature',
      (notice: Notice) => ({ ...notice, headers: { ...notice.headers, 'wechatpay-signature': 'AAAA' } }),
    ],
    [
      'a probe',
      (notice: Notice) => ({
        ...notice,
        headers: { ...notice.headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/AAAA' },
      }),
    ],
    [
      'an old timestamp',
      (notice: Notice) => ({ ...notice, headers: { ...notice.headers, 'wechatpay-timestamp': '1600000000' } }),
    ],
    ['no signature at all', (notice: Notice) => ({ ...notice, headers: { 'content-type': 'application/json' } })],
  ])('with %s is refused and changes nothing', async (_name, change) => {
    const { orderId, payment } = await scene.prepaid();
    const trade = scene.world.wechat.confirm(payment.out_trade_no);

    expect(await scene.post('payments', change(scene.paidNotice(trade)))).toBe(401);
    expect((await scene.read(orderId)).state).toBe('pending');
    expect(await scene.money(orderId)).toEqual([]);
  });

  test('about another amount, another order or another shop is refused', async () => {
    const { orderId, payment } = await scene.prepaid();
    const trade = scene.world.wechat.confirm(payment.out_trade_no);
    const cheaper = { ...trade, amount: { ...trade.amount, total: 1 } };
    const unknown = { ...trade, out_trade_no: outTradeNo(newId()) };
    const neighbour = await scene.world.shop(null);

    expect(await scene.post('payments', scene.paidNotice(cheaper))).toBe(401);
    expect(await scene.post('payments', scene.paidNotice(unknown))).toBe(401);
    expect(await scene.post('payments', scene.paidNotice(trade), neighbour.appId)).toBe(401);
    expect((await scene.read(orderId)).state).toBe('pending');
  });

  test('for an order that was closed meanwhile gives the money back', async () => {
    const { orderId, payment, totalFen } = await scene.prepaid();
    await scene.expire(orderId);
    await scene.close(orderId);
    const trade = scene.world.wechat.confirm(payment.out_trade_no);
    expect(await scene.post('payments', scene.paidNotice(trade))).toBe(204);

    const refund = await scene.refundOf(orderId);
    expect(refund.state).toBe('approved');
    scene.world.wechat.refundStatus = 'SUCCESS';
    await scene.stepRefund(refund.id);
    scene.world.wechat.refundStatus = 'PROCESSING';

    const order = await scene.read(orderId);
    expect(order).toMatchObject({ state: 'closed', refundedFen: totalFen });
    expect(await scene.money(orderId)).toEqual([totalFen, -totalFen]);
  });
});

describe('closing', () => {
  test('an order whose money has just arrived makes it a paid one', async () => {
    const { orderId, payment } = await scene.prepaid();
    scene.world.wechat.confirm(payment.out_trade_no);
    await scene.expire(orderId);
    await scene.close(orderId);

    expect((await scene.read(orderId)).state).toBe('paid');
  });

  test('closes the payment at WeChat as well', async () => {
    const { orderId, payment } = await scene.prepaid();
    await scene.client.call(cancelOrder, { params: { ...scene.params, orderId } });

    expect(scene.world.wechat.trades.get(payment.out_trade_no)?.trade_state).toBe('CLOSED');
    expect(await scene.world.rows(scene.shop, 'select state from payment where id = $1', [payment.id])).toEqual([
      { state: 'closed' },
    ]);
  });
});

describe('when WeChat Pay is away or refuses', () => {
  afterEach(() => {
    scene.world.wechat.instead = () => null;
  });
  const away = { status: 500, body: { code: 'SYSTEM_ERROR', message: '' } };
  const keysRefused = { status: 401, body: { code: 'SIGN_ERROR', message: '' } };
  const due = () => new DueCommerceAcrossTenants(scene.world.fleet);
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

  test('an order that cannot be closed goes to the end of the line instead of standing before all others', async () => {
    const { orderId } = await scene.prepaid();
    await scene.expire(orderId);
    expect(ids(await due().expiredOrders())).toContain(orderId);
    scene.world.wechat.instead = () => away;

    await expect(scene.close(orderId)).rejects.toThrow();
    expect(ids(await due().expiredOrders())).not.toContain(orderId);
    expect((await scene.read(orderId)).state).toBe('pending');
    scene.world.wechat.instead = () => null;
    await scene.close(orderId);
    expect((await scene.read(orderId)).state).toBe('closed');
  });

  test('a payment that cannot be asked about waits for its next turn', async () => {
    const { payment } = await scene.prepaid();
    await scene.world.rows(scene.shop, 'update payment set next_check_at = now() where id = $1 returning id', [
      payment.id,
    ]);
    scene.world.wechat.instead = () => away;

    const check = scene.world.app.get(PaymentCheck).handle({ tenantId: scene.shop.tenantId, paymentId: payment.id });
    await expect(check).rejects.toThrow();
    expect(ids(await due().openPayments())).not.toContain(payment.id);
  });

  test('money for an order that was closed without WeChat is found and given back, though no notice ever comes', async () => {
    const { orderId, payment, totalFen } = await scene.prepaid();
    await scene.expire(orderId);
    scene.world.wechat.instead = () => keysRefused;
    await scene.close(orderId);
    expect((await scene.read(orderId)).state).toBe('closed');
    scene.world.wechat.instead = () => null;
    scene.world.wechat.confirm(payment.out_trade_no);
    await scene.world.rows(scene.shop, 'update payment set next_check_at = now() where id = $1 returning id', [
      payment.id,
    ]);

    expect(ids(await due().openPayments())).toContain(payment.id);
    await scene.world.app.get(PaymentCheck).handle({ tenantId: scene.shop.tenantId, paymentId: payment.id });

    expect(await scene.money(orderId)).toEqual([totalFen]);
    expect(await scene.refundOf(orderId)).toMatchObject({ state: 'approved' });
  });

  test('an order that was closed without WeChat is closed there later, and then left alone', async () => {
    const { orderId, payment } = await scene.prepaid();
    await scene.expire(orderId);
    scene.world.wechat.instead = () => keysRefused;
    await scene.close(orderId);
    scene.world.wechat.instead = () => null;
    await scene.world.app.get(PaymentCheck).handle({ tenantId: scene.shop.tenantId, paymentId: payment.id });

    expect(scene.world.wechat.trades.get(payment.out_trade_no)?.trade_state).toBe('CLOSED');
    expect(await scene.world.rows(scene.shop, 'select next_check_at from payment where id = $1', [payment.id])).toEqual(
      [{ next_check_at: null }],
    );
  });

  test('an order closed while its payment is being opened cannot be paid', async () => {
    const order = await scene.placed();
    const opened = new Promise<void>((resolve) => {
      scene.world.wechat.instead = (_method, path) => {
        if (path === '/v3/pay/transactions/jsapi') resolve();
        return null;
      };
    });
    // WeChat has opened it and its answer is on the way when the closing comes in between.
    let letThrough = () => undefined as void;
    scene.world.wechat.release = new Promise((resolve) => (letThrough = resolve));
    const pay = scene.client.call(payOrder, { params: { ...scene.params, orderId: order.id } });
    await opened;
    await scene.world.tenants.transaction(scene.shop.tenantId, async (tx) => {
      await tx.execute(`update shop_order set state = 'closed', closed_at = now() where id = $1`, [order.id]);
      await tx.execute(`update payment set state = 'closed', next_check_at = now() where order_id = $1`, [order.id]);
    });
    letThrough();

    await expect(pay).rejects.toMatchObject({ status: 409, problem: { code: 'order.not_payable' } });
  });
});
