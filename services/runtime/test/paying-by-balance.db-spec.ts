import { newId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import { cancelOrder, payOrder, quoteOrder, requestRefund, syncPayment } from '../src/orders/orders.contract.js';
import { merchant } from './paying-scene.js';
import { WalletScene } from './wallet-scene.js';

let scene: WalletScene;
let priceFen: number;

beforeAll(async () => {
  scene = await WalletScene.open();
  const { client } = await scene.holder();
  const body = { lines: [{ skuId: scene.paying.skuId, quantity: 1 }], delivery: 'express' as const };
  priceFen = (await client.call(quoteOrder, { params: scene.params, body })).totalFen;
});
afterAll(() => scene.paying.world.stop());
afterEach(async () => {
  expect(await scene.unbalanced()).toEqual([]);
});

const order = (orderId: string) => ({ params: { ...scene.params, orderId } });
const wechatRefunds = (orderId: string) =>
  scene.rows('select wechat_fen, balance_fen, bonus_fen, state from refund where order_id = $1 order by id', [orderId]);
const refund = (orderId: string, amountFen?: number) =>
  scene.paying.refunds.create(scene.paying.shop.tenantId, orderId, {
    ...(amountFen !== undefined && { amountFen }),
    reason: '补差价',
    actor: merchant,
  });

describe('an order that the balance covers', () => {
  test('is paid at once, without WeChat Pay: state, history, money, and nothing to upload', async () => {
    const holder = await scene.holder(priceFen + 500);
    const before = scene.paying.world.wechat.calls.length;

    const placed = await scene.place(holder);

    expect(placed).toMatchObject({
      state: 'paid',
      totalFen: priceFen,
      balanceFen: priceFen,
      bonusFen: 0,
      payableFen: 0,
    });
    expect(placed.timeline.map(({ state }) => state)).toEqual(['pending', 'paid']);
    expect(await scene.has(holder)).toEqual([500, 0]);
    expect(await scene.paying.money(placed.id)).toEqual([]);
    expect(await scene.rows('select id from payment where order_id = $1', [placed.id])).toEqual([]);
    expect(scene.paying.world.wechat.calls.length).toBe(before);
    await expect(refusal(holder.client.call(payOrder, order(placed.id)))).resolves.toMatchObject({
      code: 'order.not_payable',
    });
  });

  test('takes the bonus after the balance', async () => {
    const holder = await scene.holder(priceFen - 100, 300);

    expect(await scene.place(holder)).toMatchObject({ state: 'paid', balanceFen: priceFen - 100, bonusFen: 100 });
    expect(await scene.has(holder)).toEqual([0, 200]);
  });

  test('that nobody came to settle is settled by its job, which the order brings along', async () => {
    const holder = await scene.holder(priceFen);
    const { id } = await scene.place(holder);
    await scene.rows(`update shop_order set state = 'pending', paid_at = null where id = $1 returning id`, [id]);
    expect(
      await scene.rows(
        `select payload ->> 'orderId' as id from outbox where job = 'order.settle' and payload ->> 'orderId' = $1`,
        [id],
      ),
    ).toEqual([{ id }]);

    await Promise.all([scene.settle(id), scene.settle(id)]);

    expect(await scene.orderState(id)).toBe('paid');
    expect(await scene.rows(`select id from order_event where order_id = $1 and to_state = 'paid'`, [id])).toHaveLength(
      2,
    );
    expect(await scene.has(holder)).toEqual([0, 0]);
  });

  test('placed twice with one key is one order, and takes once', async () => {
    const holder = await scene.holder(priceFen * 2);
    const key = newId<string>();

    const placed = await Promise.all([1, 2, 3, 4].map(() => scene.place(holder, 1, key)));

    expect(new Set(placed.map(({ id }) => id)).size).toBe(1);
    expect(await scene.has(holder)).toEqual([priceFen, 0]);
  });

  test('twenty race for one balance: it pays what it holds and never less than nothing', async () => {
    const holder = await scene.holder(priceFen * 3 + 1);

    const placed = await Promise.all(
      Array.from({ length: 20 }, () => scene.place(holder).catch((error: unknown) => error as { status: number })),
    );

    const orders = placed.filter((one) => 'payableFen' in one);
    const spent = orders.reduce((sum, one) => sum + one.balanceFen, 0);
    const [left = -1] = await scene.has(holder);
    expect(spent + left).toBe(priceFen * 3 + 1);
    expect(left).toBeGreaterThanOrEqual(0);
    expect(orders.filter(({ state }) => state === 'paid').length).toBeLessThanOrEqual(3);
    for (const refused of placed.filter((one) => !('payableFen' in one)))
      expect(refused).toMatchObject({ status: 409 });
  });
});

describe('an order that the balance pays a part of', () => {
  test('asks WeChat Pay for the rest, and is paid by its notice', async () => {
    const holder = await scene.holder(700, 300);
    const { id, payableFen } = await scene.place(holder);
    expect(payableFen).toBe(priceFen - 1_000);

    const outTradeNo = await scene.open(holder, id);
    expect(scene.paying.world.wechat.trades.get(outTradeNo)?.amount.total).toBe(payableFen);
    await scene.paying.world.tellPaid(scene.paying.shop, id, 3);

    expect(await scene.orderState(id)).toBe('paid');
    expect(await scene.paying.money(id)).toEqual([payableFen]);
    expect(await scene.has(holder)).toEqual([0, 0]);
  });

  test('gives its part back when it is cancelled, and when its time is over; once', async () => {
    const holder = await scene.holder(700, 300);
    const cancelled = await scene.place(holder);
    expect(await scene.has(holder)).toEqual([0, 0]);
    await holder.client.call(cancelOrder, order(cancelled.id));
    expect(await scene.has(holder)).toEqual([700, 300]);

    const expired = await scene.place(holder);
    await scene.paying.expire(expired.id);
    await Promise.all([scene.paying.close(expired.id), scene.paying.close(expired.id)]);
    expect(await scene.has(holder)).toEqual([700, 300]);
  });

  test('money that comes for a closed one goes back through WeChat alone', async () => {
    const holder = await scene.holder(1_000);
    const { id, payableFen } = await scene.place(holder);
    await scene.open(holder, id);
    await scene.paying.expire(id);
    await scene.paying.close(id);
    await scene.paying.world.tellPaid(scene.paying.shop, id);

    expect(await wechatRefunds(id)).toEqual([
      { wechat_fen: payableFen, balance_fen: 0, bonus_fen: 0, state: 'approved' },
    ]);
    expect(await scene.has(holder)).toEqual([1_000, 0]);
  });

  test('that WeChat knows to be paid is settled when the shopper looks, as every order', async () => {
    const holder = await scene.holder(1_000);
    const { id } = await scene.place(holder);
    scene.paying.world.wechat.confirm(await scene.open(holder, id));

    expect(await holder.client.call(syncPayment, order(id))).toMatchObject({ state: 'paid' });
  });
});

describe('a refund', () => {
  afterEach(() => {
    scene.paying.world.wechat.refundStatus = 'PROCESSING';
  });

  test('of an order the balance covered asks nobody and is back at once, goods too', async () => {
    const holder = await scene.holder(priceFen - 100, 100);
    const { id } = await scene.place(holder);
    const stock = await scene.paying.stock();
    const before = scene.paying.world.wechat.calls.length;

    const refundId = await refund(id);
    await Promise.all([scene.paying.stepRefund(refundId), scene.paying.stepRefund(refundId)]);

    expect(await scene.orderState(id)).toBe('refunded');
    expect(await scene.has(holder)).toEqual([priceFen - 100, 100]);
    expect(await scene.paying.money(id)).toEqual([]);
    expect(await scene.paying.stock()).toBe(stock + 1);
    expect(scene.paying.world.wechat.calls.length).toBe(before);
  });

  test('a shopper’s own wish goes the same way', async () => {
    const holder = await scene.holder(priceFen);
    const { id } = await scene.place(holder);
    await holder.client.call(requestRefund, { ...order(id), body: { reason: '不想要了' } });

    const wish = await scene.paying.refundOf(id);
    await scene.paying.refunds.approve(scene.paying.shop.tenantId, wish.id, merchant);
    await scene.paying.stepRefund(wish.id);

    expect(await scene.orderState(id)).toBe('refunded');
    expect(await scene.has(holder)).toEqual([priceFen, 0]);
  });

  test('in parts takes of each tender in proportion, and all of them together what was paid', async () => {
    const holder = await scene.holder(1_001, 333);
    const { id, totalFen, payableFen } = await scene.place(holder);
    await scene.pay(holder, id);
    scene.paying.world.wechat.refundStatus = 'SUCCESS';

    const parts = [1, 777, 3, Math.floor(totalFen / 2)];
    for (const fen of [...parts, undefined]) await scene.paying.stepRefund(await refund(id, fen));

    const refunds = (await wechatRefunds(id)) as { wechat_fen: number; balance_fen: number; bonus_fen: number }[];
    const sum = (key: 'wechat_fen' | 'balance_fen' | 'bonus_fen') =>
      refunds.reduce((total, one) => total + one[key], 0);
    expect([sum('wechat_fen'), sum('balance_fen'), sum('bonus_fen')]).toEqual([payableFen, 1_001, 333]);
    expect(refunds.every((one) => one.wechat_fen >= 0)).toBe(true);
    expect(await scene.has(holder)).toEqual([1_001, 333]);
    expect(await scene.orderState(id)).toBe('refunded');
    expect((await scene.paying.money(id)).reduce((total, fen) => total + fen, 0)).toBe(0);
  });

  test('gives the balance its part only when WeChat has given its own', async () => {
    const holder = await scene.holder(1_000);
    const { id } = await scene.place(holder);
    await scene.pay(holder, id);
    const refundId = await refund(id);
    await scene.paying.stepRefund(refundId);
    expect(await scene.has(holder)).toEqual([0, 0]);

    const { out_refund_no } = await scene.paying.refundOf(id);
    const asked = scene.paying.world.wechat.refunds.get(out_refund_no);
    expect(asked?.['amount']).toMatchObject({ refund: priceFen - 1_000, total: priceFen - 1_000 });
    if (asked) asked.status = 'SUCCESS';
    await Promise.all([scene.paying.stepRefund(refundId), scene.paying.stepRefund(refundId)]);

    expect(await scene.has(holder)).toEqual([1_000, 0]);
    expect(await scene.orderState(id)).toBe('refunded');
  });

  test('that failed goes on with its own parts, or not at all when others have taken them', async () => {
    const holder = await scene.holder(1_000);
    const { id } = await scene.place(holder);
    await scene.pay(holder, id);
    const failed = await refund(id, priceFen - 10);
    scene.paying.world.wechat.refundStatus = 'ABNORMAL';
    await scene.paying.stepRefund(failed);
    scene.paying.world.wechat.refundStatus = 'SUCCESS';
    const other = await refund(id, 10);
    await scene.paying.stepRefund(other);

    // A fen of WeChat's part went with the other.
    await expect(scene.paying.refunds.approve(scene.paying.shop.tenantId, failed, merchant)).rejects.toMatchObject({
      code: 'refund.parts_taken',
    });
    await scene.paying.stepRefund(await refund(id));
    expect(await scene.has(holder)).toEqual([1_000, 0]);
    expect(await scene.orderState(id)).toBe('refunded');
  });

  test('that failed is tried again with the parts it was made of', async () => {
    const holder = await scene.holder(1_000);
    const { id } = await scene.place(holder);
    await scene.pay(holder, id);
    const failed = await refund(id, 5_000);
    scene.paying.world.wechat.refundStatus = 'ABNORMAL';
    await scene.paying.stepRefund(failed);
    const parts = await wechatRefunds(id);

    await scene.paying.refunds.approve(scene.paying.shop.tenantId, failed, merchant);

    expect(await wechatRefunds(id)).toEqual(parts.map((part) => ({ ...(part as object), state: 'approved' })));
  });

  test('is never more than was paid', async () => {
    const holder = await scene.holder(priceFen);
    const { id } = await scene.place(holder);

    const more = Math.floor(priceFen / 2) + 1;
    await expect(refund(id, priceFen + 1)).rejects.toMatchObject({ code: 'refund.amount_too_high' });
    await Promise.allSettled(Array.from({ length: 10 }, () => refund(id, more)));
    for (const { id: refundId } of await scene.rows<{ id: never }>('select id from refund where order_id = $1', [id]))
      await scene.paying.stepRefund(refundId);
    expect(await scene.has(holder)).toEqual([more, 0]);
  });
});
