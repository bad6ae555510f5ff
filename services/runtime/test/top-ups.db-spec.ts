import { DueCommerceAcrossTenants } from '#commerce/jobs/due-across-tenants.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { newId, type PaymentId, type RefundId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import { cancelOrder, getOrder, listOrders, requestRefund } from '../src/orders/orders.contract.js';
import { getBalance, getStoredValue, listBalanceEntries, topUp } from '../src/stored-value/stored-value.contract.js';
import { refundNotice } from './loopback-wechat.js';
import { merchant } from './paying-scene.js';
import { type Holder, offered, WalletScene } from './wallet-scene.js';

let scene: WalletScene;

beforeAll(async () => {
  scene = await WalletScene.open();
});
afterAll(() => scene.paying.world.stop());
afterEach(async () => {
  expect(await scene.unbalanced()).toEqual([]);
});

const topUpState = async (orderId: string) =>
  (await scene.rows<{ state: string }>('select state from top_up where order_id = $1', [orderId]))[0]?.state;
const refund = (orderId: string, amountFen?: number) =>
  scene.paying.refunds.create(scene.paying.shop.tenantId, orderId, {
    ...(amountFen !== undefined && { amountFen }),
    reason: '退余额',
    actor: merchant,
  });

describe('a top-up', () => {
  test('is offered without a log-in, paid through WeChat Pay, and in the account once, with its bonus', async () => {
    const holder = await scene.holder();
    expect(await scene.paying.world.client().call(getStoredValue, { params: scene.params })).toEqual(offered);

    const { orderId, bonusFen } = await scene.topUp(holder);
    expect([bonusFen, await scene.has(holder), await topUpState(orderId)]).toEqual([1_000, [0, 0], 'created']);
    await scene.pay(holder, orderId, 5);

    expect(await scene.has(holder)).toEqual([10_000, 1_000]);
    expect(await topUpState(orderId)).toBe('paid');
    expect(await scene.paying.money(orderId)).toEqual([10_000]);
    const { items } = await holder.client.call(listBalanceEntries, { params: scene.params, query: {} });
    expect(items).toHaveLength(2);
    expect(items).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'balance', deltaFen: 10_000, reason: 'top_up', referenceId: orderId }),
        expect.objectContaining({ kind: 'bonus', deltaFen: 1_000, reason: 'top_up', referenceId: orderId }),
      ]),
    );
  });

  test('is handed over with its payment, so that WeChat frees the money, and is no order of goods', async () => {
    const holder = await scene.holder();
    const { orderId } = await scene.topUp(holder);
    await scene.pay(holder, orderId);

    expect(await scene.rows('select kind from shipment where order_id = $1', [orderId])).toEqual([{ kind: 'virtual' }]);
    expect(await scene.rows('select state from shipping_upload where order_id = $1', [orderId])).toEqual([
      { state: 'due' },
    ]);
    expect((await holder.client.call(listOrders, { params: scene.params, query: {} })).items).toEqual([]);
    expect(await holder.client.call(getOrder, { params: { ...scene.params, orderId } })).toMatchObject({
      state: 'paid',
      delivery: 'virtual',
      lines: [{ title: '余额充值 100 元', quantity: 1, priceFen: 10_000 }],
    });
  });

  test('an amount of one’s own brings no bonus', async () => {
    const holder = await scene.holder();
    const { orderId } = await scene.topUp(holder, 12_345, 0);
    await scene.pay(holder, orderId);

    expect(await scene.has(holder)).toEqual([12_345, 0]);
  });

  test('whose notice never comes is found by the query', async () => {
    const holder = await scene.holder();
    const { orderId } = await scene.topUp(holder);
    scene.paying.world.wechat.confirm(await scene.open(holder, orderId));
    const [payment] = await scene.rows<{ id: PaymentId }>(
      'update payment set next_check_at = now() where order_id = $1 returning id',
      [orderId],
    );
    const due = await new DueCommerceAcrossTenants(scene.paying.world.fleet).openPayments();
    expect(due.map(({ id }) => id)).toContain(payment?.id);

    const check = scene.paying.world.app.get(PaymentCheck);
    const payload = { tenantId: scene.paying.shop.tenantId, paymentId: payment?.id as PaymentId };
    await Promise.all([
      check.handle(payload),
      check.handle(payload),
      scene.paying.world.tellPaid(scene.paying.shop, orderId, 2),
    ]);

    expect(await scene.has(holder)).toEqual([10_000, 1_000]);
  });

  test('that is closed brings nothing, and money that comes late goes back', async () => {
    const holder = await scene.holder();
    const { orderId } = await scene.topUp(holder);
    await scene.open(holder, orderId);
    await scene.paying.expire(orderId);
    await scene.paying.close(orderId);
    expect(await topUpState(orderId)).toBe('closed');
    await scene.paying.world.tellPaid(scene.paying.shop, orderId);
    scene.paying.world.wechat.refundStatus = 'SUCCESS';
    await scene.paying.stepRefund((await scene.paying.refundOf(orderId)).id);
    scene.paying.world.wechat.refundStatus = 'PROCESSING';

    expect(await scene.has(holder)).toEqual([0, 0]);
    expect(await scene.paying.money(orderId)).toEqual([10_000, -10_000]);
  });

  test('with the same key is the same one; with another amount it is refused', async () => {
    const holder = await scene.holder();
    const key = newId<string>();

    const orders = await Promise.all([1, 2, 3].map(() => scene.topUp(holder, 10_000, 1_000, key)));

    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(1);
    await expect(refusal(scene.topUp(holder, 50_001, 8_000, key))).resolves.toMatchObject({
      status: 409,
      code: 'stored_value.key_conflict',
    });
  });

  test.each<[string, number, number, object]>([
    ['an amount that is not offered', 999, 0, { status: 422, code: 'top_up.amount_refused' }],
    ['a bonus that was not promised', 10_000, 99_999, { status: 409, code: 'top_up.changed' }],
    ['nothing', 0, 0, { status: 400, code: 'request.invalid' }],
    ['less than nothing', -10_000, 0, { status: 400, code: 'request.invalid' }],
    ['half a fen', 10_000.5, 0, { status: 400, code: 'request.invalid' }],
    ['more than there is in the world', 2 ** 53, 0, { status: 400, code: 'request.invalid' }],
  ])('is refused for %s', async (_, amountFen, bonusFen, expected) => {
    const holder = await scene.holder();

    await expect(refusal(scene.topUp(holder, amountFen, bonusFen))).resolves.toMatchObject(expected);
  });

  test('never brings a balance over its limit, however many are begun at once', async () => {
    const holder = await scene.holder(480_000);

    const begun = await Promise.allSettled([1, 2, 3, 4].map(() => scene.topUp(holder)));

    const placed = begun.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(placed).toHaveLength(1);
    await expect(refusal(scene.topUp(holder))).resolves.toMatchObject({ code: 'stored_value.limit' });
    // One that is given up makes room.
    await holder.client.call(cancelOrder, { params: { ...scene.params, orderId: placed[0]!.orderId } });
    await scene.topUp(holder);
  });

  test('needs a log-in, and a shop that offers it', async () => {
    const stranger = scene.paying.world.client();
    const body = { amountFen: 10_000, expectedBonusFen: 1_000 };
    const headers = { 'idempotency-key': newId<string>() };
    await expect(refusal(stranger.call(topUp, { params: scene.params, headers, body }))).resolves.toMatchObject({
      status: 401,
    });
    await expect(refusal(stranger.call(getBalance, { params: scene.params }))).resolves.toMatchObject({ status: 401 });

    const neighbour = await scene.paying.world.shop(null);
    const client = await scene.paying.world.shopper(neighbour);
    const params = { appId: neighbour.appId };
    await expect(refusal(client.call(topUp, { params, headers, body }))).resolves.toMatchObject({
      code: 'stored_value.off',
    });
    expect(await client.call(getStoredValue, { params })).toMatchObject({ enabled: false, plans: [] });
    const ours = await scene.holder();
    await expect(refusal(ours.client.call(getBalance, { params }))).resolves.toMatchObject({ status: 401 });
  });
});

describe('giving a top-up back', () => {
  const toppedUp = async (): Promise<{ holder: Holder; orderId: string }> => {
    const holder = await scene.holder();
    const { orderId } = await scene.topUp(holder, 50_001, 8_000);
    await scene.pay(holder, orderId);
    return { holder, orderId };
  };
  const succeed = async (refundId: RefundId) => {
    scene.paying.world.wechat.refundStatus = 'SUCCESS';
    await scene.paying.stepRefund(refundId);
    scene.paying.world.wechat.refundStatus = 'PROCESSING';
  };

  test('takes it out of the account before WeChat is asked, with the bonus’s share; part by part to nothing', async () => {
    const { holder, orderId } = await toppedUp();

    const first = await refund(orderId, 12_345);
    expect(await scene.has(holder)).toEqual([50_001 - 12_345, 8_000 - Math.floor((8_000 * 12_345) / 50_001)]);
    await Promise.all([succeed(first), succeed(first)]);
    await succeed(await refund(orderId, 7));
    await succeed(await refund(orderId));

    expect(await scene.has(holder)).toEqual([0, 0]);
    expect([await topUpState(orderId), await scene.orderState(orderId)]).toEqual(['refunded', 'refunded']);
    expect((await scene.paying.money(orderId)).reduce((sum, fen) => sum + fen, 0)).toBe(0);
    await expect(refund(orderId)).rejects.toMatchObject({ code: 'order.not_refundable' });
  });

  test('gives back what is unspent, not more', async () => {
    const { holder, orderId } = await toppedUp();
    await scene.give(holder, 'balance', -20_001);

    await expect(refund(orderId, 30_001)).rejects.toMatchObject({ code: 'refund.amount_too_high' });
    await succeed(await refund(orderId));

    const [balance, bonus] = await scene.has(holder);
    expect([balance, bonus]).toEqual([0, 8_000 - Math.floor((8_000 * 30_000) / 50_001)]);
    expect(await scene.paying.money(orderId)).toEqual([50_001, -30_000]);
  });

  test('races with spending: one of the two has it', async () => {
    const { holder, orderId } = await toppedUp();

    const outcomes = await Promise.allSettled([
      refund(orderId, 50_001),
      scene.give(holder, 'balance', -50_001),
      refund(orderId, 50_001),
      scene.give(holder, 'balance', -50_001),
    ]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await scene.has(holder))[0]).toBe(0);
  });

  test('that a shopper has asked for takes nothing until it is granted, and is refused once it is spent', async () => {
    const { holder, orderId } = await toppedUp();
    await holder.client.call(requestRefund, { params: { ...scene.params, orderId }, body: { reason: '退' } });
    expect(await scene.has(holder)).toEqual([50_001, 8_000]);
    await scene.give(holder, 'balance', -1);

    const wish = await scene.paying.refundOf(orderId);
    await expect(scene.paying.refunds.approve(scene.paying.shop.tenantId, wish.id, merchant)).rejects.toMatchObject({
      code: 'top_up.spent',
    });
    expect(await scene.has(holder)).toEqual([50_000, 8_000]);
    await scene.paying.refunds.decline(scene.paying.shop.tenantId, wish.id, merchant);
    expect(await scene.has(holder)).toEqual([50_000, 8_000]);
  });

  test('that WeChat cannot pay keeps what it took, and is tried again without taking it twice', async () => {
    const { holder, orderId } = await toppedUp();
    const refundId = await refund(orderId, 10_000);
    const left = await scene.has(holder);
    scene.paying.world.wechat.refundStatus = 'ABNORMAL';
    await scene.paying.stepRefund(refundId);
    scene.paying.world.wechat.refundStatus = 'PROCESSING';
    expect(await scene.paying.refundOf(orderId)).toMatchObject({ state: 'failed' });
    await expect(refund(orderId, 50_001)).rejects.toMatchObject({ code: 'refund.amount_too_high' });

    await scene.paying.refunds.approve(scene.paying.shop.tenantId, refundId, merchant);
    expect(await scene.has(holder)).toEqual(left);
  });

  test('made in WeChat’s console takes what is there and nothing below zero', async () => {
    const { holder, orderId } = await toppedUp();
    await scene.give(holder, 'balance', -45_000);
    const told = await madeInConsole(orderId);

    expect([await told(), await told()]).toEqual([204, 204]);

    expect(await scene.has(holder)).toEqual([0, 0]);
    expect(await topUpState(orderId)).toBe('refunded');
  });

  test('that failed and was then made in WeChat’s console is booked, and taken out of the account once', async () => {
    const { holder, orderId } = await toppedUp();
    await scene.give(holder, 'balance', 7_000);
    await scene.give(holder, 'bonus', 300);
    const id = await refund(orderId);
    await scene.rows(`update refund set state = 'failed' where id = $1 returning id`, [id]);
    const told = await madeInConsole(orderId);

    expect([await told(), await told()]).toEqual([204, 204]);

    expect(await scene.has(holder)).toEqual([7_000, 300]);
    expect(await topUpState(orderId)).toBe('refunded');
  });
});

/** The merchant gives a top-up back in WeChat's console. @returns what tells us of it, answering how we took it */
async function madeInConsole(orderId: string): Promise<() => Promise<number>> {
  const [payment] = await scene.rows<{ out_trade_no: string; transaction_id: string }>(
    'select out_trade_no, transaction_id from payment where order_id = $1',
    [orderId],
  );
  const told = {
    ...refundNotice({ out_refund_no: newId<string>().replaceAll('-', ''), status: 'SUCCESS' } as never),
    out_trade_no: payment?.out_trade_no,
    transaction_id: payment?.transaction_id,
    refund_id: '50000000382019052709732678859',
    refund_status: 'SUCCESS',
    success_time: new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
    amount: { total: 50_001, refund: 50_001, payer_total: 50_001, payer_refund: 50_001 },
  };
  return () =>
    scene.paying.post(
      'refunds',
      scene.paying.world.wechat.notice(scene.paying.shop.payAccount, 'REFUND.SUCCESS', told),
    );
}
