import { Client } from 'pg';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { type Buyer, OrderPlacement, type OrderRequest } from '#commerce/orders/order-placement.js';
import type { FlashSaleDraft } from '#commerce/promotions/flash-sale-draft.js';
import { SaleRush } from '#commerce/sale-rush/sale-rush.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type ShopperId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { PromotionsWorld } from './promotions-world.js';

let world: PromotionsWorld;
let rush: SaleRush;
let ordinary: OrderPlacement;
let elsewhere: { readonly pool: TenantPool; readonly rush: SaleRush };
/** Past all tenants and roles: sees what waits, and ends it. */
let server: Client;

beforeAll(async () => {
  world = await PromotionsWorld.start();
  const { app, database } = world.runtime;
  rush = app.get(SaleRush);
  ordinary = app.get(OrderPlacement);
  const pool = new TenantPool(database.access);
  elsewhere = { pool, rush: new SaleRush(ordinary, app.get(Broadcast), app.get(CommerceSettings), pool) };
  server = new Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
  await server.connect();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(async () => {
  await server?.end();
  await elsewhere?.pool.close();
  await world?.runtime.stop();
});

const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };
const wish = (skuId: string, quantity = 1): Pick<OrderRequest, 'lines' | 'delivery'> => ({
  lines: [{ skuId, quantity }],
  delivery: 'express',
});

async function buyers(count: number): Promise<Buyer[]> {
  const { tenantId, appId } = world.shop;
  return Promise.all(
    Array.from({ length: count }, async () => {
      const shopperId = newId<ShopperId>();
      await world.rows(
        'insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, $3, gen_random_uuid()::text)',
        [tenantId, shopperId, appId],
      );
      return { tenantId, appId, shopperId };
    }),
  );
}

/** A sale of a fresh SKU whose price somebody has seen in both processes, and what orders of it cost. */
async function openSale(terms: Partial<FlashSaleDraft['items'][number]> = {}) {
  const sku = world.sku();
  const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 1000, perShopper: null, ...terms }]);
  const [visitor] = (await buyers(1)) as [Buyer];
  await elsewhere.rush.quote(visitor, wish(sku.id));
  const totals = new Map<number, number>();
  for (const quantity of [1, 2, 3]) {
    const { totalFen, lines } = await rush.quote(visitor, wish(sku.id, quantity));
    totals.set(quantity, lines[0]?.flashSaleId === sale.id ? totalFen : 990 * quantity + 1000);
  }
  const request = (quantity = 1): OrderRequest => ({
    ...wish(sku.id, quantity),
    address,
    expectedTotalFen: totals.get(quantity) ?? 0,
  });
  return { sku, sale, request };
}

async function setStock(skuId: string, stock: number): Promise<void> {
  await world.rows(
    `with booked as (
       insert into stock_entry (tenant_id, id, sku_id, delta, reason)
       select tenant_id, gen_random_uuid(), id, $2::int - stock, 'adjustment' from sku where id = $1)
     update sku set stock = $2 where id = $1`,
    [skuId, stock],
  );
}

/** Orders of a sale, and how many of them were settled together: these have entries whose ids tell their age. */
async function settled(saleId: string) {
  const [row] = await world.rows<{ pieces: number; orders: number; together: number }>(
    `select coalesce(sum(delta), 0)::int as pieces, count(distinct order_id)::int as orders,
       (count(distinct order_id) filter (where uuid_extract_version(id) = 7))::int as together
     from flash_sale_entry where sale_id = $1 and delta > 0`,
    [saleId],
  );
  return row;
}

async function outcomesOf(work: readonly Promise<unknown>[]): Promise<string[]> {
  const all = await Promise.allSettled(work);
  return all.map((one) => {
    if (one.status === 'fulfilled') return 'placed';
    if (one.reason instanceof Problem) return one.reason.code;
    throw one.reason;
  });
}

const countOf = (outcomes: readonly string[], outcome: string) => outcomes.filter((one) => one === outcome).length;

const databaseName = () => new URL(world.runtime.database.ownerUrl).pathname.slice(1);

async function deadlocks(): Promise<number> {
  const { rows } = await server.query<{ deadlocks: string }>(
    'select deadlocks from pg_stat_database where datname = $1',
    [databaseName()],
  );
  return Number(rows[0]?.deadlocks);
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

test('an order that was settled with others is written as one that came alone', async () => {
  const { sku, sale, request } = await openSale({ perShopper: 3 });
  const [alone, together] = (await buyers(2)) as [Buyer, Buyer];
  for (const { shopperId } of [alone, together]) {
    await world.rows('insert into cart_line (tenant_id, shopper_id, sku_id, quantity) values ($1, $2, $3, 1)', [
      world.shop.tenantId,
      shopperId,
      sku.id,
    ]);
  }

  const one = await ordinary.place(alone, 'alone-alone', request(2));
  const other = await rush.place(together, 'together', request(2));

  expect(await settled(sale.id)).toEqual({ pieces: 4, orders: 2, together: 1 });
  expect(facts(other)).toEqual(facts(one));
  const rows = await Promise.all([one, other].map(({ id }) => writtenFor(id)));
  expect(rows[1]).toEqual(rows[0]);
  expect(rows[0]).toMatchObject({ order: [{ state: 'pending' }], events: [{}], stock: [{}], contingent: [{}] });
  expect(await world.rows('select from cart_line where sku_id = $1', [sku.id])).toEqual([]);
});

/** All that two orders of the same wish have in common. */
function facts(order: object): object {
  const own = new Set(['id', 'number', 'createdAt', 'expiresAt', 'timeline']);
  return Object.fromEntries(Object.entries(order).filter(([name]) => !own.has(name)));
}

async function writtenFor(orderId: string) {
  const own = `'{id,number,shopper_id,idempotency_key,request_hash,order_id,reference_id,created_at,expires_at,updated_at}'::text[]`;
  const of = (table: string, column: string) =>
    world.rows<{ row: object }>(
      `select to_jsonb(t) - ${own} || jsonb_build_object('lifetime', ${
        table === 'shop_order' ? 'expires_at - created_at' : 'null'
      }) as row from ${table} t where ${column} = $1`,
      [orderId],
    );
  const [order, events, stock, contingent] = await Promise.all([
    of('shop_order', 'id'),
    of('order_event', 'order_id'),
    of('stock_entry', 'reference_id'),
    of('flash_sale_entry', 'order_id'),
  ]);
  const plain = (found: { row: object }[]) => found.map(({ row }) => row);
  return { order: plain(order), events: plain(events), stock: plain(stock), contingent: plain(contingent) };
}

test('in one flight everybody gets their own answer', async () => {
  const { sale, request } = await openSale({ perShopper: 2 });
  const [usual, tapper, greedy, cheated, owning] = (await buyers(5)) as [Buyer, Buyer, Buyer, Buyer, Buyer];
  await rush.place(owning, 'owning-before', request(2));

  const tapped = [rush.place(tapper, 'tapped-twice', request()), rush.place(tapper, 'tapped-twice', request())];
  const outcomes = await outcomesOf([
    rush.place(usual, 'usual-usual', request(2)),
    ...tapped,
    rush.place(greedy, 'greedy-first', request(2)),
    rush.place(greedy, 'greedy-second', request(1)),
    rush.place(cheated, 'cheated-by-a-fen', { ...request(), expectedTotalFen: 1 }),
    rush.place(owning, 'owning-again', request(1)),
    rush.place(usual, 'tapped-twice', request(3)),
  ]);

  expect(outcomes).toEqual([
    'placed',
    'placed',
    'placed',
    'placed',
    'order.price_changed',
    'order.price_changed',
    'order.price_changed',
    'order.price_changed',
  ]);
  const [first, second] = await Promise.all(tapped);
  expect(second?.id).toBe(first?.id);
  expect(await settled(sale.id)).toEqual({ pieces: 7, orders: 4, together: 4 });
  await expect(rush.place(tapper, 'tapped-twice', request(2))).rejects.toThrow('order.idempotency_conflict');
});

test('a crowd at two processes gets what there is, in the order in which it comes', async () => {
  const { sale, request } = await openSale({ total: 25, perShopper: 1 });
  const crowd = await buyers(60);

  const outcomes = await outcomesOf(
    crowd.map((buyer, index) => [rush, elsewhere.rush][index % 2]!.place(buyer, 'crowd-crowd', request())),
  );

  expect([countOf(outcomes, 'placed'), countOf(outcomes, 'order.price_changed')]).toEqual([25, 35]);
  expect(await settled(sale.id)).toMatchObject({ pieces: 25, orders: 25 });
  // Whoever has won is told so again, and nobody else.
  const again = await outcomesOf(crowd.map((buyer) => elsewhere.rush.place(buyer, 'crowd-crowd', request())));
  expect(again).toEqual(outcomes);
  expect(await settled(sale.id)).toMatchObject({ pieces: 25, orders: 25 });
});

test('of the stock no more is sold than there is, whatever the contingent says', async () => {
  const { sku, request } = await openSale({ total: 1000 });
  await setStock(sku.id, 5);
  const crowd = await buyers(12);

  const outcomes = await outcomesOf(crowd.map((buyer) => rush.place(buyer, 'last-five', request())));

  expect([countOf(outcomes, 'placed'), countOf(outcomes, 'stock.insufficient')]).toEqual([5, 7]);
});

test('who comes too late is told what a single order is told, with coupons of their own or without', async () => {
  const { request } = await openSale({ total: 2 });
  const [winner, plain, holder] = (await buyers(3)) as [Buyer, Buyer, Buyer];
  const couponId = await world.coupon({ title: '迟到券' });
  await world.rows(
    `insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
     select tenant_id, gen_random_uuid(), id, $2, 'late', ends_at from coupon where id = $1`,
    [couponId, holder.shopperId],
  );
  await world.rows(
    `with one as (update coupon set claimed = claimed + 1 where id = $1)
     insert into coupon_entry (tenant_id, id, coupon_id, claim_id, kind)
     select tenant_id, gen_random_uuid(), coupon_id, id, 'claimed' from coupon_claim where coupon_id = $1`,
    [couponId],
  );
  await rush.place(winner, 'both-of-two', request(2));

  const told = (buyer: Buyer, key: string, by: SaleRush | OrderPlacement) =>
    by.place(buyer, key, request()).then(
      () => 'placed',
      (problem: Problem) => ({ code: problem.code, ...problem.options }),
    );
  for (const buyer of [plain, holder]) {
    const expected = await told(buyer, 'late-alone', ordinary);
    expect(await told(buyer, 'late-together', rush)).toEqual(expected);
    expect(expected).toMatchObject({
      code: 'order.price_changed',
      extensions: { quote: { notices: [{ code: 'flash_sale.sold_out', left: 0 }] } },
    });
  }
});

test('what is given back can be had again, also where it was known to be gone', async () => {
  const { sale, request } = await openSale({ total: 1 });
  const [first, second] = (await buyers(2)) as [Buyer, Buyer];
  const order = await rush.place(first, 'given-back', request());
  await expect(rush.place(second, 'too-early', request())).rejects.toThrow('order.price_changed');

  await world.runtime.app.get(OrderClosing).cancel(first.tenantId, first.shopperId, order.id);

  await rush.place(second, 'after-that', request());
  expect(await settled(sale.id)).toMatchObject({ pieces: 2, orders: 2 });
});

test('a price that has changed since it was read is told and never charged', async () => {
  const { sku, sale, request } = await openSale();
  const [buyer, other] = (await buyers(2)) as [Buyer, Buyer];
  await rush.place(buyer, 'as-announced', request());
  const [product] = await world.rows<{ product_id: string; title: string }>(
    `select s.product_id, p.title from sku s join product p on p.id = s.product_id where s.id = $1`,
    [sku.id],
  );
  await world.rows(`update product set title = '改名的茶' where id = $1`, [product?.product_id]);

  const renamed = await rush.place(buyer, 'renamed-goods', request());
  await world.stopSale(sale.id);
  const stopped = rush.place(other, 'after-the-end', request());

  expect(renamed.lines).toMatchObject([{ title: '改名的茶' }]);
  await expect(stopped).rejects.toMatchObject({
    code: 'order.price_changed',
    options: { extensions: { quote: { lines: [{ priceFen: sku.price_fen, flashSaleId: null }] } } },
  });
  await world.rows('update product set title = $2 where id = $1', [product?.product_id, product?.title]);
});

test('a flight whose connection is lost leaves nothing behind, and its orders can be sent again', async () => {
  const { sku, sale, request } = await openSale();
  const crowd = await buyers(10);
  const place = () => crowd.map((buyer) => rush.place(buyer, 'lost-answer', request()));

  const lost = await world.runtime.tenants.transaction(world.shop.tenantId, async (tx) => {
    await tx.query('select from flash_sale_item where sku_id = $1 for update', [sku.id]);
    const waiting = Promise.allSettled(place());
    await until(async () => {
      const { rowCount } = await server.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = $1 and query like '%place_sale_orders%' and wait_event_type = 'Lock'`,
        [databaseName()],
      );
      return rowCount === 1;
    });
    return waiting;
  });
  expect(lost.map(({ status }) => status)).toEqual(crowd.map(() => 'rejected'));
  expect(await settled(sale.id)).toMatchObject({ orders: 0 });

  expect(await outcomesOf(place())).toEqual(crowd.map(() => 'placed'));
  expect(await settled(sale.id)).toEqual({ pieces: 10, orders: 10, together: 10 });
});

test('flights, single orders and cancelled ones of the same goods do not wait for each other for ever', async () => {
  const { sku, request } = await openSale();
  const other = world.sku();
  await world.sale([{ skuId: other.id, priceFen: 990, total: 500, perShopper: null }]);
  await Promise.all([sku, other].map(({ id }) => setStock(id, 200)));
  const crowd = await buyers(30);
  const before = await deadlocks();
  const cart = (buyer: Buyer) =>
    world.rows('insert into cart_line (tenant_id, shopper_id, sku_id, quantity) values ($1, $2, $3, 1)', [
      buyer.tenantId,
      buyer.shopperId,
      sku.id,
    ]);
  await Promise.all(crowd.map(cart));

  const outcomes = await outcomesOf(
    crowd.flatMap((buyer, index) => {
      const both: OrderRequest = {
        ...request(),
        lines: [sku, other].map(({ id }) => ({ skuId: id, quantity: 1 })),
        expectedTotalFen: 990 * 2 + 1000,
      };
      const at = index % 2 ? rush : elsewhere.rush;
      const cancelled = async () => {
        const order = await at.place(buyer, `cancelled-${index}`, request());
        await world.runtime.app.get(OrderClosing).cancel(buyer.tenantId, buyer.shopperId, order.id);
      };
      return [
        at.place(buyer, `together-${index}`, request()),
        ordinary.place(buyer, `both-${index}`, both),
        cancelled(),
      ];
    }),
  );

  expect(new Set(outcomes)).toEqual(new Set(['placed']));
  expect(await deadlocks()).toBe(before);
});
