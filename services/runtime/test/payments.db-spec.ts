import { OrderClosing } from '#commerce/orders/order-closing.js';
import { DueCommerceAcrossTenants } from '#commerce/jobs/due-across-tenants.js';
import { outTradeNo } from '#commerce/payments/out-trade-no.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { RefundStep } from '#commerce/refunds/refund-step.js';
import { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId, type OrderId, type PaymentId, type RefundId } from '#kernel/identity/ids.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import {
  cancelOrder,
  getOrder,
  payOrder,
  placeOrder,
  quoteOrder,
  requestRefund,
  syncPayment,
} from '../src/orders/orders.contract.js';
import { refundNotice } from './loopback-wechat.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;
let client: ApiClient;
let skuId: string;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  client = await world.shopper(shop);
  const [sku] = await world.rows<{ id: string }>(shop, 'select id from sku where stock > 30 order by id limit 1');
  skuId = sku?.id ?? '';
});
afterAll(() => world.stop());

const params = () => ({ appId: shop.appId });
const merchant = { kind: 'member', id: 'm', name: 'owner' } as const;

async function placed() {
  const lines = [{ skuId, quantity: 1 }];
  const { totalFen } = await client.call(quoteOrder, { params: params(), body: { lines, delivery: 'express' } });
  const address = { name: '王', phone: '13800000000', region: '杭州', detail: '1 号' };
  return client.call(placeOrder, {
    params: params(),
    headers: { 'idempotency-key': newId() },
    body: { lines, delivery: 'express', address, expectedTotalFen: totalFen },
  });
}

async function prepaid() {
  const order = await placed();
  await client.call(payOrder, { params: { ...params(), orderId: order.id } });
  const [payment] = await world.rows<{ id: PaymentId; out_trade_no: string }>(
    shop,
    'select id, out_trade_no from payment where order_id = $1',
    [order.id],
  );
  if (!payment) throw new Error('no payment was made');
  return { orderId: order.id, totalFen: order.totalFen, payment };
}

async function paid() {
  const prepayment = await prepaid();
  const trade = world.wechat.confirm(prepayment.payment.out_trade_no);
  expect(await post('payments', world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade))).toBe(204);
  return { ...prepayment, trade };
}

async function post(
  kind: 'payments' | 'refunds',
  { body, headers }: { body: string; headers: Record<string, string> },
  appId: string = shop.appId,
) {
  const answer = await fetch(`${world.url}/pay/wechat/${appId}/${kind}`, { method: 'POST', body, headers });
  return answer.status;
}

async function read(orderId: string) {
  return client.call(getOrder, { params: { ...params(), orderId } });
}

async function money(orderId: string): Promise<number[]> {
  const rows = await world.rows<{ amount_fen: number }>(
    shop,
    'select amount_fen from money_entry where order_id = $1 order by id',
    [orderId],
  );
  return rows.map((row) => row.amount_fen);
}

function refundStep(): RefundStep {
  return new RefundStep(
    world.tenants,
    world.app.get(PaymentAccounts),
    world.app.get(PayClient),
    world.app.get(CommerceSettings),
  );
}

async function refundOf(orderId: string) {
  const [refund] = await world.rows<{ id: RefundId; state: string; out_refund_no: string }>(
    shop,
    'select id, state, out_refund_no from refund where order_id = $1',
    [orderId],
  );
  if (!refund) throw new Error('there is no refund');
  return refund;
}

describe('paying', () => {
  test('twice opens one payment with the same values', async () => {
    const order = await placed();
    const before = world.wechat.calls.length;
    const first = await client.call(payOrder, { params: { ...params(), orderId: order.id } });
    const second = await client.call(payOrder, { params: { ...params(), orderId: order.id } });

    expect(second.package).toBe(first.package);
    const calls = world.wechat.calls.slice(before).filter((call) => call.path === '/v3/pay/transactions/jsapi');
    expect(calls).toHaveLength(1);
    expect(calls[0]?.body).toMatchObject({ appid: shop.appId, amount: { total: order.totalFen } });
  });

  test('is finished by the notice', async () => {
    const { orderId, totalFen } = await paid();

    const order = await read(orderId);
    expect(order.state).toBe('paid');
    expect(order.timeline.map((step) => step.state)).toEqual(['pending', 'paid']);
    expect(await money(orderId)).toEqual([totalFen]);
  });

  test('is finished by asking WeChat when no notice comes', async () => {
    const { orderId, payment } = await prepaid();
    const waiting = await client.call(syncPayment, { params: { ...params(), orderId } });
    world.wechat.confirm(payment.out_trade_no);
    const asked = await client.call(syncPayment, { params: { ...params(), orderId } });

    expect([waiting.state, asked.state]).toEqual(['pending', 'paid']);
  });

  test('is finished by the worker when the shopper has gone', async () => {
    const { orderId, payment } = await prepaid();
    world.wechat.confirm(payment.out_trade_no);
    await world.app.get(PaymentCheck).handle({ tenantId: shop.tenantId, paymentId: payment.id });

    expect((await read(orderId)).state).toBe('paid');
  });

  test('of a paid, closed or foreign order is refused', async () => {
    const { orderId } = await paid();
    const closed = await placed();
    await client.call(cancelOrder, { params: { ...params(), orderId: closed.id } });

    for (const id of [orderId, closed.id]) {
      await expect(client.call(payOrder, { params: { ...params(), orderId: id } })).rejects.toMatchObject({
        status: 409,
      });
    }
    await expect(client.call(payOrder, { params: { ...params(), orderId: newId() } })).rejects.toMatchObject({
      status: 404,
    });
  });
});

describe('a payment notice', () => {
  test('that comes again and again, also under another id, books once', async () => {
    const { orderId, totalFen, trade } = await paid();
    const repeated = world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade);
    const answers = await Promise.all([
      post('payments', repeated),
      post('payments', repeated),
      post('payments', repeated),
    ]);
    const other = await post('payments', world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade));

    expect([...answers, other]).toEqual([204, 204, 204, 204]);
    expect(await money(orderId)).toEqual([totalFen]);
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
    const { orderId, payment } = await prepaid();
    const trade = world.wechat.confirm(payment.out_trade_no);

    expect(await post('payments', change(world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade)))).toBe(
      401,
    );
    expect((await read(orderId)).state).toBe('pending');
    expect(await money(orderId)).toEqual([]);
  });

  test('about another amount, another order or another shop is refused', async () => {
    const { orderId, payment } = await prepaid();
    const trade = world.wechat.confirm(payment.out_trade_no);
    const cheaper = { ...trade, amount: { ...trade.amount, total: 1 } };
    const unknown = { ...trade, out_trade_no: outTradeNo(newId()) };
    const neighbour = await world.shop(null);

    expect(await post('payments', world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', cheaper))).toBe(401);
    expect(await post('payments', world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', unknown))).toBe(401);
    expect(
      await post('payments', world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade), neighbour.appId),
    ).toBe(401);
    expect((await read(orderId)).state).toBe('pending');
  });

  test('for an order that was closed meanwhile gives the money back', async () => {
    const { orderId, payment, totalFen } = await prepaid();
    await world.rows(shop, `update shop_order set expires_at = now() where id = $1 returning id`, [orderId]);
    await world.app.get(OrderClosing).handle({ tenantId: shop.tenantId, orderId: orderId as OrderId });
    const trade = world.wechat.confirm(payment.out_trade_no);
    expect(await post('payments', world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade))).toBe(204);

    const refund = await refundOf(orderId);
    expect(refund.state).toBe('approved');
    world.wechat.refundStatus = 'SUCCESS';
    await refundStep().handle({ tenantId: shop.tenantId, refundId: refund.id });
    world.wechat.refundStatus = 'PROCESSING';

    const order = await read(orderId);
    expect(order).toMatchObject({ state: 'closed', refundedFen: totalFen });
    expect(await money(orderId)).toEqual([totalFen, -totalFen]);
  });
});

type Notice = { body: string; headers: Record<string, string> };

describe('closing', () => {
  test('an order whose money has just arrived makes it a paid one', async () => {
    const { orderId, payment } = await prepaid();
    world.wechat.confirm(payment.out_trade_no);
    await world.rows(shop, `update shop_order set expires_at = now() where id = $1 returning id`, [orderId]);
    await world.app.get(OrderClosing).handle({ tenantId: shop.tenantId, orderId: orderId as OrderId });

    expect((await read(orderId)).state).toBe('paid');
  });

  test('closes the payment at WeChat as well', async () => {
    const { orderId, payment } = await prepaid();
    await client.call(cancelOrder, { params: { ...params(), orderId } });

    expect(world.wechat.trades.get(payment.out_trade_no)?.trade_state).toBe('CLOSED');
    expect(await world.rows(shop, 'select state from payment where id = $1', [payment.id])).toEqual([
      { state: 'closed' },
    ]);
  });
});

describe('when WeChat Pay is away or refuses', () => {
  afterEach(() => {
    world.wechat.instead = () => null;
  });
  const away = { status: 500, body: { code: 'SYSTEM_ERROR', message: '' } };
  const keysRefused = { status: 401, body: { code: 'SIGN_ERROR', message: '' } };
  const due = () => new DueCommerceAcrossTenants(world.fleet);
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);
  const expire = (orderId: string) =>
    world.rows(shop, `update shop_order set expires_at = now() where id = $1 returning id`, [orderId]);
  const close = (orderId: string) =>
    world.app.get(OrderClosing).handle({ tenantId: shop.tenantId, orderId: orderId as OrderId });

  test('an order that cannot be closed goes to the end of the line instead of standing before all others', async () => {
    const { orderId } = await prepaid();
    await expire(orderId);
    expect(ids(await due().expiredOrders())).toContain(orderId);
    world.wechat.instead = () => away;

    await expect(close(orderId)).rejects.toThrow();
    expect(ids(await due().expiredOrders())).not.toContain(orderId);
    expect((await read(orderId)).state).toBe('pending');
    world.wechat.instead = () => null;
    await close(orderId);
    expect((await read(orderId)).state).toBe('closed');
  });

  test('a payment that cannot be asked about waits for its next turn', async () => {
    const { payment } = await prepaid();
    await world.rows(shop, 'update payment set next_check_at = now() where id = $1 returning id', [payment.id]);
    world.wechat.instead = () => away;

    const check = world.app.get(PaymentCheck).handle({ tenantId: shop.tenantId, paymentId: payment.id });
    await expect(check).rejects.toThrow();
    expect(ids(await due().openPayments())).not.toContain(payment.id);
  });

  test('money for an order that was closed without WeChat is found and given back, though no notice ever comes', async () => {
    const { orderId, payment, totalFen } = await prepaid();
    await expire(orderId);
    world.wechat.instead = () => keysRefused;
    await close(orderId);
    expect((await read(orderId)).state).toBe('closed');
    world.wechat.instead = () => null;
    world.wechat.confirm(payment.out_trade_no);
    await world.rows(shop, 'update payment set next_check_at = now() where id = $1 returning id', [payment.id]);

    expect(ids(await due().openPayments())).toContain(payment.id);
    await world.app.get(PaymentCheck).handle({ tenantId: shop.tenantId, paymentId: payment.id });

    expect(await money(orderId)).toEqual([totalFen]);
    expect(await refundOf(orderId)).toMatchObject({ state: 'approved' });
  });

  test('an order that was closed without WeChat is closed there later, and then left alone', async () => {
    const { orderId, payment } = await prepaid();
    await expire(orderId);
    world.wechat.instead = () => keysRefused;
    await close(orderId);
    world.wechat.instead = () => null;
    await world.app.get(PaymentCheck).handle({ tenantId: shop.tenantId, paymentId: payment.id });

    expect(world.wechat.trades.get(payment.out_trade_no)?.trade_state).toBe('CLOSED');
    expect(await world.rows(shop, 'select next_check_at from payment where id = $1', [payment.id])).toEqual([
      { next_check_at: null },
    ]);
  });

  test('an order closed while its payment is being opened cannot be paid', async () => {
    const order = await placed();
    const opened = new Promise<void>((resolve) => {
      world.wechat.instead = (_method, path) => {
        if (path === '/v3/pay/transactions/jsapi') resolve();
        return null;
      };
    });
    // WeChat has opened it and its answer is on the way when the closing comes in between.
    let letThrough = () => undefined as void;
    world.wechat.release = new Promise((resolve) => (letThrough = resolve));
    const pay = client.call(payOrder, { params: { ...params(), orderId: order.id } });
    await opened;
    await world.tenants.transaction(shop.tenantId, async (tx) => {
      await tx.execute(`update shop_order set state = 'closed', closed_at = now() where id = $1`, [order.id]);
      await tx.execute(`update payment set state = 'closed', next_check_at = now() where order_id = $1`, [order.id]);
    });
    letThrough();

    await expect(pay).rejects.toMatchObject({ status: 409, problem: { code: 'order.not_payable' } });
  });

  test('a refund whose answer was lost and that is refused the second time is the refund WeChat has', async () => {
    const { orderId } = await paid();
    const id = await new RefundRequests(world.tenants).create(shop.tenantId, orderId, { reason: 'x', actor: merchant });
    await refundStep().handle({ tenantId: shop.tenantId, refundId: id });
    await world.rows(shop, `update refund set state = 'approved' where id = $1 returning id`, [id]);
    const refused = { status: 400, body: { code: 'INVALID_REQUEST', message: '请求重入时，参数与首次请求时不一致' } };
    world.wechat.instead = (method, path) => (method === 'POST' && path.endsWith('/refunds') ? refused : null);
    await refundStep().handle({ tenantId: shop.tenantId, refundId: id });

    expect((await refundOf(orderId)).state).toBe('processing');
  });

  test('a refund that was called failed is booked when WeChat pays it after all', async () => {
    const { orderId, totalFen } = await paid();
    const id = await new RefundRequests(world.tenants).create(shop.tenantId, orderId, { reason: 'x', actor: merchant });
    world.wechat.refundStatus = 'ABNORMAL';
    await refundStep().handle({ tenantId: shop.tenantId, refundId: id });
    world.wechat.refundStatus = 'PROCESSING';
    const { state, out_refund_no } = await refundOf(orderId);
    expect(state).toBe('failed');
    const refund = world.wechat.refunds.get(out_refund_no);
    if (!refund) throw new Error('WeChat was not asked');
    expect(await post('refunds', world.wechat.notice(shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund)))).toBe(
      204,
    );

    expect(await read(orderId)).toMatchObject({ state: 'refunded', refundedFen: totalFen });
    expect(await money(orderId)).toEqual([totalFen, -totalFen]);
  });

  test('a failed refund approved again keeps its number, unless WeChat has closed it', async () => {
    const numbers = async (status: 'ABNORMAL' | 'CLOSED') => {
      const { orderId } = await paid();
      const refunds = new RefundRequests(world.tenants);
      const id = await refunds.create(shop.tenantId, orderId, { reason: 'x', actor: merchant });
      world.wechat.refundStatus = status;
      await refundStep().handle({ tenantId: shop.tenantId, refundId: id });
      world.wechat.refundStatus = 'PROCESSING';
      const before = (await refundOf(orderId)).out_refund_no;
      await refunds.approve(shop.tenantId, id, merchant);
      return [before, (await refundOf(orderId)).out_refund_no];
    };
    const [abnormal, sameAbnormal] = await numbers('ABNORMAL');
    const [closed, otherClosed] = await numbers('CLOSED');

    expect(sameAbnormal).toBe(abnormal);
    expect(otherClosed).not.toBe(closed);
  });
});

describe('a refund', () => {
  test('is asked for, approved, moved at WeChat and settled by its notice; the goods come back', async () => {
    const { orderId, totalFen } = await paid();
    const before = await stock();
    const asked = await client.call(requestRefund, { params: { ...params(), orderId }, body: { reason: '不想要了' } });
    expect(asked.refunds).toMatchObject([{ state: 'requested', amountFen: totalFen }]);

    const { id, out_refund_no } = await refundOf(orderId);
    await new RefundRequests(world.tenants).approve(shop.tenantId, id, merchant);
    await refundStep().handle({ tenantId: shop.tenantId, refundId: id });
    expect((await refundOf(orderId)).state).toBe('processing');

    const refund = world.wechat.refunds.get(out_refund_no);
    if (!refund) throw new Error('WeChat was not asked');
    const notice = () => world.wechat.notice(shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund));
    expect([await post('refunds', notice()), await post('refunds', notice())]).toEqual([204, 204]);

    const order = await read(orderId);
    expect(order).toMatchObject({ state: 'refunded', refundedFen: totalFen });
    expect(await money(orderId)).toEqual([totalFen, -totalFen]);
    expect(await stock()).toBe(before + 1);
  });

  test.each(['REFUND.ABNORMAL', 'REFUND.CLOSED'] as const)(
    'that %s reports has failed: nothing is booked, and the merchant may decide again',
    async (event) => {
      const { orderId, totalFen } = await paid();
      const refunds = new RefundRequests(world.tenants);
      const id = await refunds.create(shop.tenantId, orderId, { reason: 'x', actor: merchant });
      await refundStep().handle({ tenantId: shop.tenantId, refundId: id });
      const { out_refund_no } = await refundOf(orderId);
      const refund = world.wechat.refunds.get(out_refund_no);
      if (!refund) throw new Error('WeChat was not asked');
      const { success_time: _time, ...rest } = refundNotice(refund);
      const told = { ...rest, refund_status: event.replace('REFUND.', '') };
      const notice = () => post('refunds', world.wechat.notice(shop.payAccount, event, told));

      expect([await notice(), await notice()]).toEqual([204, 204]);
      expect(await refundOf(orderId)).toMatchObject({ state: 'failed' });
      expect(await money(orderId)).toEqual([totalFen]);

      // Under another number when WeChat has closed the first; what is still told of that one is no refund of its own.
      await refunds.approve(shop.tenantId, id, merchant);
      expect(await notice()).toBe(204);
      const states = await world.rows<{ state: string }>(shop, 'select state from refund where order_id = $1', [
        orderId,
      ]);
      expect(states).toEqual([{ state: event === 'REFUND.CLOSED' ? 'approved' : 'failed' }]);
    },
  );

  test('under way or done cannot be asked for again', async () => {
    const { orderId } = await paid();
    const ask = () => client.call(requestRefund, { params: { ...params(), orderId }, body: { reason: 'x' } });
    await ask();

    await expect(ask()).rejects.toMatchObject({ status: 409, problem: { code: 'order.not_refundable' } });
  });

  test('of an unpaid order is refused', async () => {
    const order = await placed();
    const call = client.call(requestRefund, { params: { ...params(), orderId: order.id }, body: { reason: 'x' } });

    await expect(call).rejects.toBeInstanceOf(ProblemAnswer);
    await expect(call).rejects.toMatchObject({ status: 409 });
  });

  test('in parts never exceeds what was paid, and a declined one cannot be approved', async () => {
    const { orderId, totalFen } = await paid();
    const refunds = new RefundRequests(world.tenants);
    await refunds.create(shop.tenantId, orderId, { amountFen: totalFen - 1, reason: '补差价', actor: merchant });

    await expect(
      refunds.create(shop.tenantId, orderId, { amountFen: 2, reason: 'x', actor: merchant }),
    ).rejects.toMatchObject({
      code: 'refund.amount_too_high',
    });
    const { id } = await refundOf(orderId);
    await expect(refunds.decline(shop.tenantId, id, merchant)).rejects.toMatchObject({
      code: 'refund.already_decided',
    });
  });

  test('that is run twice asks WeChat under the same number', async () => {
    const { orderId } = await paid();
    const id = await new RefundRequests(world.tenants).create(shop.tenantId, orderId, { reason: 'x', actor: merchant });
    await Promise.all([1, 2].map(() => refundStep().handle({ tenantId: shop.tenantId, refundId: id })));

    const { out_refund_no } = await refundOf(orderId);
    const numbers = world.wechat.calls
      .filter((call) => call.path === '/v3/refund/domestic/refunds')
      .map((call) => call.body['out_refund_no']);
    expect(numbers.filter((number) => number === out_refund_no).length).toBeGreaterThanOrEqual(1);
    expect((await refundOf(orderId)).state).toBe('processing');
  });
});

async function stock(): Promise<number> {
  const [row] = await world.rows<{ stock: number }>(shop, 'select stock from sku where id = $1', [skuId]);
  return row?.stock ?? -1;
}
