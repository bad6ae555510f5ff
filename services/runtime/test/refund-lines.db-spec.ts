import { newId, type RefundId } from '#kernel/identity/ids.js';
import { Shipments } from '#commerce/fulfilment/shipments.js';
import { getOrder, payOrder, placeOrder, quoteOrder, requestRefund } from '../src/orders/orders.contract.js';
import { refundNotice } from './loopback-wechat.js';
import { merchant, PayingScene } from './paying-scene.js';

let scene: PayingScene;
let skus: readonly string[];

beforeAll(async () => {
  scene = await PayingScene.open();
  const rows = await scene.world.rows<{ id: string }>(
    scene.shop,
    'select id from sku where stock > 30 order by id limit 2',
  );
  skus = rows.map(({ id }) => id);
});
afterAll(() => scene.world.stop());

/** Three of one thing and two of another, paid. */
async function bought() {
  const { client, params } = scene;
  const lines = skus.map((skuId, index) => ({ skuId, quantity: 3 - index }));
  const { totalFen } = await client.call(quoteOrder, { params, body: { lines, delivery: 'express' } });
  const address = { name: '王', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '1 号' };
  const order = await client.call(placeOrder, {
    params,
    headers: { 'idempotency-key': newId() },
    body: { lines, delivery: 'express', address, expectedTotalFen: totalFen },
  });
  await client.call(payOrder, { params: { ...params, orderId: order.id } });
  const [payment] = await scene.world.rows<{ out_trade_no: string }>(
    scene.shop,
    'select out_trade_no from payment where order_id = $1',
    [order.id],
  );
  const trade = scene.world.wechat.confirm(payment?.out_trade_no ?? '');
  expect(await scene.post('payments', scene.paidNotice(trade))).toBe(204);
  return order;
}

async function settle(refundId: RefundId): Promise<void> {
  await scene.stepRefund(refundId);
  const [row] = await scene.world.rows<{ out_refund_no: string }>(
    scene.shop,
    'select out_refund_no from refund where id = $1',
    [refundId],
  );
  const refund = scene.world.wechat.refunds.get(row?.out_refund_no ?? '');
  if (!refund) throw new Error('WeChat was not asked');
  const notice = () => scene.world.wechat.notice(scene.shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund));
  expect([await scene.post('refunds', notice()), await scene.post('refunds', notice())]).toEqual([204, 204]);
}

async function stocks(): Promise<number[]> {
  const rows = await scene.world.rows<{ stock: number }>(
    scene.shop,
    'select stock from sku where id = any($1) order by id',
    [skus],
  );
  return rows.map(({ stock }) => stock);
}

const give = (orderId: string, wish: Parameters<PayingScene['refunds']['create']>[2] | object) =>
  scene.refunds.create(scene.shop.tenantId, orderId, { reason: '少发', actor: merchant, ...wish });

describe('goods that are given back one by one', () => {
  test('come back to stock exactly, with what was paid for them; the last of them brings the shipping back too', async () => {
    const order = await bought();
    const [first] = order.lines;
    const before = await stocks();

    await settle(await give(order.id, { lines: [{ line: 0, quantity: 1 }] }));
    expect(await stocks()).toEqual([(before[0] ?? 0) + 1, before[1]]);
    const then = await scene.client.call(getOrder, { params: { ...scene.params, orderId: order.id } });
    expect(then).toMatchObject({ state: 'paid', refundedFen: first?.priceFen });
    expect(then.refunds).toMatchObject([{ state: 'succeeded', lines: [{ line: 0, quantity: 1 }] }]);

    const rest = [
      { line: 0, quantity: 2 },
      { line: 1, quantity: 2 },
    ];
    await settle(await give(order.id, { lines: rest }));
    expect(await stocks()).toEqual([(before[0] ?? 0) + 3, (before[1] ?? 0) + 2]);
    expect(await scene.read(order.id)).toMatchObject({ state: 'refunded', refundedFen: order.totalFen });
  });

  test('stay away when the merchant says so, and a refund of money alone brings nothing back', async () => {
    const order = await bought();
    const before = await stocks();

    await settle(await give(order.id, { lines: [{ line: 1, quantity: 1 }], restock: false }));
    await settle(await give(order.id, { amountFen: 1 }));

    expect(await stocks()).toEqual(before);
  });

  test('come back once, when all that is left comes back after them', async () => {
    const order = await bought();
    const before = await stocks();
    await settle(await give(order.id, { lines: [{ line: 0, quantity: 2 }] }));
    const rest = await give(order.id, {});
    // as a group that failed does
    await scene.world.rows(scene.shop, 'update refund set restock = true where id = $1 returning id', [rest]);

    await settle(rest);

    expect(await stocks()).toEqual([(before[0] ?? 0) + 3, (before[1] ?? 0) + 2]);
  });

  test('are not given back twice, whoever asks', async () => {
    const order = await bought();
    const params = { ...scene.params, orderId: order.id };
    await settle(await give(order.id, { lines: [{ line: 1, quantity: 2 }] }));

    const ask = (lines: { line: number; quantity: number }[]) =>
      scene.client.call(requestRefund, { params, body: { reason: '不要了', lines } });
    await expect(ask([{ line: 1, quantity: 1 }])).rejects.toMatchObject({
      status: 422,
      problem: { code: 'refund.lines_invalid', errors: [{ pointer: '/lines/0' }] },
    });
    for (const lines of [[{ line: -1, quantity: 1 }], [{ line: 0, quantity: 1.5 }], [{ line: 0, quantity: -1 }], []])
      await expect(ask(lines)).rejects.toMatchObject({ status: 400 });

    const asked = await ask([{ line: 0, quantity: 2 }]);
    expect(asked.refunds.find(({ state }) => state === 'requested')).toMatchObject({
      amountFen: 2 * (order.lines[0]?.priceFen ?? 0),
    });
  });

  test('twenty wishes at once for three pieces give three back', async () => {
    const order = await bought();
    const wishes = await Promise.allSettled(
      Array.from({ length: 20 }, () => give(order.id, { lines: [{ line: 0, quantity: 1 }] })),
    );

    expect(wishes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  });

  test('are not sent any more: the parcels so far are the whole order', async () => {
    const order = await bought();
    const shipments = new Shipments(scene.world.tenants, { find: async () => undefined } as never);
    const parcel = (quantity: number) => ({
      kind: 'express' as const,
      companyId: 'SF',
      trackingNo: 'SF100',
      lines: [{ skuId: skus[0] ?? '', quantity }],
    });
    await shipments.ship(scene.shop.tenantId, order.id, newId(), parcel(2), { actor: merchant });
    await settle(await give(order.id, { lines: [{ line: 0, quantity: 1 }] }));

    await expect(
      shipments.ship(scene.shop.tenantId, order.id, newId(), parcel(1), { actor: merchant }),
    ).rejects.toMatchObject({ code: 'shipment.invalid' });
    await settle(await give(order.id, { lines: [{ line: 1, quantity: 2 }] }));

    expect(await scene.read(order.id)).toMatchObject({ state: 'paid', fulfilment: 'shipped' });
  });
});
