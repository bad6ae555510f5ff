import { settleOwnRefund } from '#commerce/refunds/refund-settlement.js';
import { VirtualDelivery } from '#commerce/virtual-goods/virtual-delivery.js';
import { VirtualGoods } from '#commerce/virtual-goods/virtual-goods.js';
import type { ApiClient } from '#kernel/http/client.js';
import { asId, newId, type OrderId } from '#kernel/identity/ids.js';
import { getHandedOver } from '../src/order-papers/order-papers.contract.js';
import { AfterSaleScene } from './after-sale-scene.js';

let scene: AfterSaleScene;
let goods: VirtualGoods;
let delivery: VirtualDelivery;
const by = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };

beforeAll(async () => {
  scene = await AfterSaleScene.open();
  goods = scene.world.app.get(VirtualGoods);
  delivery = new VirtualDelivery(scene.world.tenants);
  await goods.describe(scene.tenantId, sku(0).productId, { kind: 'codes', text: '' }, by);
  await goods.describe(scene.tenantId, sku(1).productId, { kind: 'text', text: '到店出示 <b>此页</b> 🎫' }, by);
});
afterAll(() => scene.world.stop());

const sku = (index: number) => scene.goods[index] ?? { skuId: '', productId: '', title: '' };
const lineOf = (index: number, quantity: number) => ({
  ...sku(index),
  optionValues: [],
  imageUrl: null,
  priceFen: 1000,
  listPriceFen: 1000,
  quantity,
  totalFen: 1000 * quantity,
  modifiers: [],
  flashSaleId: null,
});
const deliver = (orderId: string) => delivery.handle({ tenantId: scene.tenantId, orderId: asId<OrderId>(orderId) });
const handed = async (shopper: ApiClient, orderId: string) =>
  (await shopper.call(getHandedOver, { params: { ...scene.params, orderId } })).items;

async function paid(shopper: ApiClient, lines: readonly Record<string, unknown>[]): Promise<string> {
  const { orderId } = await scene.bought(shopper, {
    state: 'pending',
    fulfilment: 'unfulfilled',
    delivery: 'virtual',
    lines,
  });
  await scene.world.rows(scene.shop, `update shop_order set state = 'paid' where id = $1 returning id`, [orderId]);
  return orderId;
}

test('paid is handed over once, by however many jobs, and shown to its shopper alone', async () => {
  const [shopper, other] = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)];
  expect(await goods.addCodes(scene.tenantId, sku(0).skuId, ['K-1', 'K-2', 'K-1', 'K-3'], by)).toBe(3);
  expect(await goods.addCodes(scene.tenantId, sku(0).skuId, ['K-3', 'K-4'], by)).toBe(1);
  const orderId = await paid(shopper, [lineOf(0, 2), lineOf(1, 1)]);
  expect(
    await scene.world.rows(
      scene.shop,
      `select 1 from outbox where job = 'virtual-goods.deliver' and payload ->> 'orderId' = $1`,
      [orderId],
    ),
  ).toHaveLength(1);
  expect(await handed(shopper, orderId)).toEqual([]);

  await Promise.all([deliver(orderId), deliver(orderId), deliver(orderId)]);
  await deliver(orderId);

  expect(await handed(shopper, orderId)).toEqual([
    { line: 0, codes: [expect.stringMatching(/^K-[1-4]$/), expect.stringMatching(/^K-[1-4]$/)], text: null },
    { line: 1, codes: [], text: '到店出示 <b>此页</b> 🎫' },
  ]);
  expect(
    await scene.world.rows(
      scene.shop,
      `select fulfilment, (select kind from shipment where order_id = o.id) as kind from shop_order o where id = $1`,
      [orderId],
    ),
  ).toEqual([{ fulfilment: 'shipped', kind: 'virtual' }]);
  await expect(handed(other, orderId)).rejects.toMatchObject({ status: 404 });
  await expect(handed(scene.world.client(), orderId)).rejects.toMatchObject({ status: 401 });
  // At rest nobody reads a code.
  const stored = await scene.world.rows(
    scene.shop,
    `select 1 from virtual_code where position('K-1'::bytea in code_sealed) > 0`,
  );
  expect(stored).toEqual([]);
});

test('one code never goes to two; who finds too few gets none, and goes on when more are there', async () => {
  await scene.world.rows(
    scene.shop,
    'update virtual_code set order_id = (select id from shop_order limit 1), given_at = now() where order_id is null returning 1',
  );
  const codes = Array.from({ length: 15 }, (_, n) => `C-${n}`);
  await goods.addCodes(scene.tenantId, sku(0).skuId, codes, by);
  const buyers = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const shopper = await scene.world.shopper(scene.shop);
      return { shopper, orderId: await paid(shopper, [lineOf(0, 1)]) };
    }),
  );

  await Promise.all(buyers.flatMap(({ orderId }) => [deliver(orderId), deliver(orderId)]));
  for (const { orderId } of buyers) await deliver(orderId);

  const given = (await Promise.all(buyers.map(({ shopper, orderId }) => handed(shopper, orderId))))
    .flat()
    .flatMap((item) => item.codes);
  expect(given.sort()).toEqual([...codes].sort());
  const waiting = await scene.world.rows<{ id: string }>(
    scene.shop,
    `select id from shop_order where delivery = 'virtual' and fulfilment = 'unfulfilled' and state = 'paid'`,
  );
  expect(waiting).toHaveLength(5);

  const before = await scene.world.rows(scene.shop, `select 1 from outbox where job = 'virtual-goods.deliver'`);
  await goods.addCodes(scene.tenantId, sku(0).skuId, ['D-1', 'D-2', 'D-3', 'D-4', 'D-5'], by);
  const after = await scene.world.rows(scene.shop, `select 1 from outbox where job = 'virtual-goods.deliver'`);
  expect(after.length - before.length).toBe(5);
  await Promise.all(waiting.map(({ id }) => deliver(id)));
  expect(await scene.world.rows(scene.shop, 'select 1 from virtual_code where order_id is null')).toEqual([]);
});

test('nothing is handed over to whom the money goes back', async () => {
  const shopper = await scene.world.shopper(scene.shop);
  await goods.addCodes(scene.tenantId, sku(0).skuId, ['E-1'], by);
  const orderId = await paid(shopper, [lineOf(0, 1)]);
  await scene.world.rows(
    scene.shop,
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by)
     select p.tenant_id, $2::uuid, o.id, p.id, $2::text, o.total_fen, 'x', 'approved', '{}'
     from shop_order o join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id where o.id = $1 returning id`,
    [orderId, newId()],
  );
  await deliver(orderId);

  expect(await handed(shopper, orderId)).toEqual([]);
});

test('who gives one of two back, or a little of the price, has the rest handed over', async () => {
  const shopper = await scene.world.shopper(scene.shop);
  await goods.addCodes(scene.tenantId, sku(0).skuId, ['G-1', 'G-2'], by);
  const orderId = await paid(shopper, [lineOf(0, 2)]);
  for (const lines of [null, JSON.stringify([{ line: 0, quantity: 1 }])])
    await scene.world.rows(
      scene.shop,
      `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, lines, reason, state, requested_by)
       select tenant_id, $2::uuid, order_id, id, $2::text, 1, $3, 'x', 'approved', '{}' from payment where order_id = $1 returning id`,
      [orderId, newId(), lines],
    );
  await deliver(orderId);

  expect((await handed(shopper, orderId)).flatMap((item) => item.codes)).toHaveLength(1);
});

test('a code that was handed over while its refund was asked for does not come back to stock', async () => {
  const shopper = await scene.world.shopper(scene.shop);
  await goods.addCodes(scene.tenantId, sku(0).skuId, ['F-1'], by);
  const orderId = await paid(shopper, [lineOf(0, 1)]);
  const refundId = newId<string>();
  await scene.world.rows(
    scene.shop,
    `insert into refund (tenant_id, id, order_id, out_refund_no, amount_fen, balance_fen, reason, state, restock, requested_by)
     select tenant_id, $2::uuid, id, $2::text, total_fen, total_fen, 'x', 'requested', true, '{}' from shop_order where id = $1 returning id`,
    [orderId, refundId],
  );
  const stock = () => scene.world.rows(scene.shop, 'select stock from sku where id = $1', [sku(0).skuId]);
  const before = await stock();

  await deliver(orderId);
  await scene.world.rows(scene.shop, `update refund set state = 'approved' where id = $1 returning id`, [refundId]);
  await scene.world.tenants.transaction(scene.tenantId, (tx) => settleOwnRefund(tx, refundId));

  expect(await scene.world.rows(scene.shop, 'select state from shop_order where id = $1', [orderId])).toEqual([
    { state: 'refunded' },
  ]);
  expect(await stock()).toEqual(before);
});

test('codes are for products with codes, of this shop', async () => {
  await expect(goods.addCodes(scene.tenantId, sku(1).skuId, ['X'], by)).rejects.toMatchObject({
    code: 'virtual_goods.not_virtual',
  });
  await expect(goods.addCodes(scene.neighbour.tenantId, sku(0).skuId, ['X'], by)).rejects.toMatchObject({
    code: 'product.not_found',
  });
  await expect(goods.pools(scene.neighbour.tenantId, sku(0).productId)).rejects.toMatchObject({
    code: 'product.not_found',
  });
  const { kind, pools } = await goods.pools(scene.tenantId, sku(0).productId);
  expect(kind).toBe('codes');
  expect(pools.find(({ skuId }) => skuId === sku(0).skuId)).toMatchObject({ free: 2, given: 26 });
});
