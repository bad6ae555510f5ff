import { perKind } from '#commerce/demo-content/demo-rows.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { unique } from '#testing/world.js';
import { changeSku } from '../commerce/products.contract.js';
import {
  createFlashSale,
  listCoupons,
  listFlashSales,
  removeCoupon,
  setCouponState,
  stopFlashSale,
} from '../commerce/promotions.contract.js';
import { getDemoContent } from './demo-content.contract.js';
import { type Params, TeaHouses } from './tea-houses.fixture.js';

let shops: TeaHouses;
let api: ApiClient;

beforeAll(async () => {
  shops = await TeaHouses.start();
  api = shops.api;
});
afterAll(() => shops.stop());

const none = perKind(() => 0);
const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
const teaHouse = () => shops.open();
const rows = <Row>(params: Params, sql: string, values: readonly unknown[] = []) =>
  shops.rows<Row>(params, sql, values);
const bring = (params: Params) => shops.bring(params);
const takeOut = (params: Params) => shops.takeOut(params);
const shopper = (params: Params) => shops.shopper(params);
const shownGoods = (params: Params) => shops.shownGoods(params);
const couponsOf = async ({ merchantId }: Params) =>
  (await api.call(listCoupons, { params: { merchantId }, query: { limit: 50 } })).items;
const salesOf = async ({ merchantId }: Params) =>
  (await api.call(listFlashSales, { params: { merchantId }, query: { limit: 50 } })).items;
const runningSale = async (params: Params) => {
  const sale = (await salesOf(params)).find(({ state }) => state === 'running');
  if (!sale) throw new Error('no sale runs');
  return sale;
};
const couponCalled = async (params: Params, title: string) => {
  const coupon = (await couponsOf(params)).find((one) => one.title === title);
  if (!coupon) throw new Error(`no coupon ${title}`);
  return coupon;
};
const collect = (params: Params, couponId: string, shopperId: string) =>
  rows<{ outcome: string }>(params, 'select outcome from claim_coupon($1, $2, $3, $4, $5)', [
    couponId,
    shopperId,
    unique(),
    newId(),
  ]);

/** An order of one article of the sale, placed as shoppers' orders are. @returns its id */
async function order(
  params: Params,
  shopperId: string,
  sale: Awaited<ReturnType<typeof runningSale>>,
  claimId?: string,
) {
  const [item] = sale.items;
  if (!item) throw new Error('a sale of nothing');
  const id = newId();
  const coupon = claimId && { claimId, couponId: newId(), title: '券', discountFen: 100 };
  if (coupon) {
    const [claim] = await rows<{ coupon_id: string }>(
      params,
      'select coupon_id from coupon_claim where tenant_id = $1 and id = $2',
      [claimId],
    );
    coupon.couponId = claim?.coupon_id ?? '';
  }
  const total = item.priceFen - (coupon ? 100 : 0);
  await rows(
    params,
    `select place_order($1, $2, $3, $4, $5, $6, $7, '[]', $8, 0, 0, $9, 'pickup', null, null, now(), now() + interval '1 hour',
       array[$10::uuid], array[1], array[$11::int], array[gen_random_uuid()], gen_random_uuid(), null, null, '{}'::uuid[], '{}'::int[],
       $12, $13, $15::uuid[], array[$14::uuid], array[$10::uuid], array[1], array[$8::int], '[]', 0, 0, 0, 0)`,
    [
      id,
      unique(),
      params.appId,
      shopperId,
      unique(),
      Buffer.alloc(32),
      item.priceFen,
      total,
      item.skuId,
      item.listPriceFen,
      coupon ? 100 : 0,
      JSON.stringify(coupon ? [coupon] : []),
      sale.id,
      coupon ? [claimId] : [],
    ],
  );
  return id;
}

test('a demo shop has coupons to collect and a sale that runs, at prices below the usual ones', async () => {
  const params = await teaHouse();
  const { created } = await bring(params);
  const [coupons, sales] = [await couponsOf(params), await salesOf(params)];

  expect(created).toMatchObject({ coupon: coupons.length, flashSale: sales.length });
  const collectable = coupons.filter(({ state }) => state === 'active');
  // One is a draw's prize and nothing else.
  expect(collectable).toHaveLength(coupons.length - 1);
  for (const coupon of coupons) {
    expect(coupon).toMatchObject({ claimed: 0 });
    expect(Date.parse(coupon.startsAt)).toBeLessThanOrEqual(Date.now());
    expect(Date.parse(coupon.endsAt)).toBeGreaterThan(Date.now() + 24 * 3_600_000);
  }
  expect(sales.map(({ state }) => state).sort()).toEqual(['planned', 'running']);
  for (const { priceFen, listPriceFen } of sales.flatMap(({ items }) => items)) {
    expect(priceFen).toBeLessThan(listPriceFen);
  }
  expect(await collect(params, collectable[0]?.id ?? '', await shopper(params))).toEqual([{ outcome: 'claimed' }]);
});

describe('taking it out', () => {
  test('stops what was collected, bought or ordered, deletes the rest, and says which; once more changes nothing', async () => {
    const params = await teaHouse();
    const first = await bring(params);
    const coupon = await couponCalled(params, '满减茶券');
    const sale = await runningSale(params);
    const buyer = await shopper(params);
    await collect(params, coupon.id, buyer);
    const [claim] = await rows<{ id: string }>(params, 'select id from coupon_claim where tenant_id = $1');
    await order(params, buyer, sale, claim?.id);

    const gone = await takeOut(params);
    const left = await rows(
      params,
      'select kind, handle, archived from demo_item where tenant_id = $1 and kind in ($2, $3)',
      ['coupon', 'flashSale'],
    );

    expect(gone).toEqual({
      removed: {
        ...first.created,
        product: 0,
        coupon: first.created.coupon - 1,
        flashSale: first.created.flashSale - 1,
      },
      archived: { ...none, product: first.created.product, coupon: 1, flashSale: 1 },
      kept: none,
    });
    expect(await couponsOf(params)).toMatchObject([{ id: coupon.id, state: 'stopped', claimed: 1, used: 1 }]);
    const [stopped] = await salesOf(params);
    expect(stopped).toMatchObject({ id: sale.id, state: 'over', stoppedAt: expect.any(String) });
    expect(stopped?.items).toMatchObject(sale.items.map(({ skuId }, index) => ({ skuId, sold: index === 0 ? 1 : 0 })));
    const running = 'select 1 from flash_sale_item where tenant_id = $1 and ends_at > now()';
    expect(await rows(params, running)).toEqual([]);
    expect(left).toHaveLength(2);
    expect(await takeOut(params)).toEqual({ removed: none, archived: none, kept: none });
  });

  test('what an order gave back stays good: the coupon in the wallet, and the ledgers', async () => {
    const params = await teaHouse();
    await bring(params);
    const coupon = await couponCalled(params, '满减茶券');
    const buyer = await shopper(params);
    await collect(params, coupon.id, buyer);
    const [claim] = await rows<{ id: string }>(params, 'select id from coupon_claim where tenant_id = $1');
    const orderId = await order(params, buyer, await runningSale(params), claim?.id);
    await takeOut(params);

    await rows(params, `update shop_order set state = 'closed', closed_at = now() where tenant_id = $1 and id = $2`, [
      orderId,
    ]);

    const states = 'select state from coupon_claim where tenant_id = $1';
    expect(await rows(params, states)).toEqual([{ state: 'held' }]);
    const sums = `select i.sold, (select coalesce(sum(e.delta), 0)::int from flash_sale_entry e
      where e.tenant_id = i.tenant_id and e.sale_id = i.sale_id and e.sku_id = i.sku_id) as ledger from flash_sale_item i where i.tenant_id = $1`;
    for (const { sold, ledger } of await rows<{ sold: number; ledger: number }>(params, sums)) {
      expect([sold, ledger]).toEqual([0, 0]);
    }
  });

  test('leaves what the merchant changed, and goods in a sale that goes on', async () => {
    const params = await teaHouse();
    const { merchantId } = params;
    const first = await bring(params);
    const stopped = await couponCalled(params, '绿茶九折');
    const coupon = { merchantId, couponId: stopped.id };
    await api.call(setCouponState, { params: coupon, body: { state: 'stopped' } });
    const sale = await runningSale(params);
    await rows(params, `update flash_sale set title = '掌柜的' where tenant_id = $1 and id = $2`, [sale.id]);

    const gone = await takeOut(params);

    const inSale = new Set(sale.items.map(({ productId }) => productId));
    expect(gone.kept).toEqual({ ...none, coupon: 1, flashSale: 1, product: inSale.size });
    expect(gone.removed).toMatchObject({ coupon: first.created.coupon - 1, flashSale: first.created.flashSale - 1 });
    expect(new Set((await shownGoods(params)).map(({ id }) => id))).toEqual(inSale);
    expect(await couponsOf(params)).toMatchObject([{ id: stopped.id, state: 'stopped' }]);
    // Kept things are the merchant's own from now on.
    await api.call(removeCoupon, { params: coupon });
    await api.call(stopFlashSale, { params: { merchantId, saleId: sale.id } });
    const rest = await takeOut(params);
    expect(rest).toEqual({ removed: none, archived: { ...none, product: inSale.size }, kept: none });
  });

  test('waits for the order and the claim that are being made, and then sees them', async () => {
    const params = await teaHouse();
    await bring(params);
    const sale = await runningSale(params);
    const coupons = await couponsOf(params);
    const buyers = await Promise.all(Array.from({ length: 6 }, () => shopper(params)));

    const [gone] = await Promise.all([
      takeOut(params),
      ...buyers.map((buyer) =>
        order(params, buyer, sale).catch((error: { code?: string }) => expect(error.code).toBe('XP001')),
      ),
      ...coupons.map((coupon, index) => collect(params, coupon.id, buyers[index % buyers.length] ?? '')),
    ]);

    const [{ claimed, sold } = { claimed: -1, sold: -1 }] = await rows<{ claimed: number; sold: number }>(
      params,
      `select (select count(distinct coupon_id)::int from coupon_claim where tenant_id = $1) as claimed,
         (select count(distinct sale_id)::int from flash_sale_entry where tenant_id = $1) as sold`,
    );
    expect(gone.archived).toMatchObject({ coupon: claimed, flashSale: sold });
    expect((await couponsOf(params)).every(({ state }) => state === 'stopped')).toBe(true);
    expect((await takeOut(params)).archived).toEqual(none);
  });
});

describe('bringing it in again', () => {
  test('makes stopped coupons active and holds a new sale beside the history of the old one', async () => {
    const params = await teaHouse();
    const first = await bring(params);
    const coupon = await couponCalled(params, '满减茶券');
    const sale = await runningSale(params);
    const buyer = await shopper(params);
    await collect(params, coupon.id, buyer);
    await order(params, buyer, sale);
    await takeOut(params);

    const back = await bring(params);

    expect(back.created).toEqual(first.created);
    expect(await couponCalled(params, '满减茶券')).toMatchObject({ id: coupon.id, state: 'active', claimed: 1 });
    const sales = await salesOf(params);
    expect(sales).toHaveLength(first.created.flashSale + 1);
    expect(sales.find(({ id }) => id === sale.id)).toMatchObject({ state: 'over' });
    expect((await runningSale(params)).items.map(({ skuId }) => skuId)).toEqual(sale.items.map(({ skuId }) => skuId));
    expect((await bring(params)).created).toEqual(none);
    const { items } = await api.call(getDemoContent, { params });
    expect(items).toEqual(first.created);
  });

  test('replaces what is over by now, and nothing else', async () => {
    const params = await teaHouse();
    await bring(params);
    const sale = await runningSale(params);
    const over = `now() - interval '1 hour'`;
    // As if it had been brought in four days ago.
    await rows(
      params,
      `with sale as (update flash_sale set starts_at = ${over} - interval '72 hours', ends_at = ${over} where tenant_id = $1 and id = $2)
       update flash_sale_item set starts_at = ${over} - interval '72 hours', ends_at = ${over} where tenant_id = $1 and sale_id = $2`,
      [sale.id],
    );
    await rows(
      params,
      `update demo_item d set fingerprint = md5(jsonb_build_array(t.title, extract(epoch from t.starts_at), extract(epoch from t.ends_at), (
         select jsonb_agg(jsonb_build_array(i.sku_id, i.price_fen, i.total, i.per_shopper) order by i.position)
         from flash_sale_item i where i.tenant_id = $1 and i.sale_id = t.id))::text)
       from flash_sale t where t.tenant_id = $1 and t.id = $2 and d.tenant_id = $1 and d.subject_id = t.id`,
      [sale.id],
    );

    const again = await bring(params);

    expect(again.created).toEqual({ ...none, flashSale: 1 });
    expect((await runningSale(params)).id).not.toBe(sale.id);
  });

  test('leaves goods alone that are in a sale of the merchant, or were made cheaper', async () => {
    const params = await teaHouse();
    const { merchantId } = params;
    await bring(params);
    const sale = await runningSale(params);
    const [own, cheaper] = sale.items;
    await takeOut(params);
    await rows(params, `update product set state = 'active' where tenant_id = $1`);
    const items = [{ skuId: own?.skuId ?? '', priceFen: 100, total: 5 }];
    await api.call(createFlashSale, {
      params: { merchantId },
      body: { title: '掌柜特价', startsAt: hours(0), endsAt: hours(48), items },
    });
    const sku = { merchantId, skuId: cheaper?.skuId ?? '' };
    await api.call(changeSku, { params: sku, body: { priceFen: 500 } });

    await bring(params);

    const brought = (await salesOf(params)).find(({ title }) => title === sale.title);
    expect(brought?.items.map(({ skuId }) => skuId)).toEqual(sale.items.slice(2).map(({ skuId }) => skuId));
  });

  test('tells what found no place at all, and remembers nothing of it', async () => {
    const params = await teaHouse();
    await bring(params);
    const sales = await salesOf(params);
    await takeOut(params);
    await rows(params, `update product set state = 'active' where tenant_id = $1`);
    const items = sales.flatMap((sale) => sale.items).map(({ skuId }) => ({ skuId, priceFen: 100, total: 5 }));
    await api.call(createFlashSale, {
      params: { merchantId: params.merchantId },
      body: { title: '全场', startsAt: hours(0), endsAt: hours(24 * 30), items },
    });

    const again = await bring(params);

    expect(again.created.flashSale).toBe(0);
    expect(again.kept.flashSale).toBe(sales.length);
    const left = `select 1 from demo_item where tenant_id = $1 and kind = 'flashSale'`;
    expect(await rows(params, left)).toEqual([]);
  });
});
