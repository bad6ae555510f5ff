import type { CallInput } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal, refusedWith } from '#testing/refusal.js';
import { createGroupBuy } from './group-buys.contract.js';
import { changeSku, importProducts } from './products.contract.js';
import { getReferencePrice } from './promotion-guard.contract.js';
import { createFlashSale, removeFlashSale } from './promotions.contract.js';

type SaleBody = Exclude<CallInput<typeof createFlashSale>['body'], undefined>;

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let shop: MerchantWorld;
let skus: { id: string; product_id: string }[];

beforeAll(async () => {
  shop = await MerchantWorld.start();
  await goods(100);
  skus = await shop.rows(
    'select s.id, s.product_id from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id order by p.handle',
  );
});
afterAll(() => shop.stop());

function goods(yuan: number) {
  const lines = Array.from({ length: 8 }, (_, index) => `tea-${index},Tea ${index},50,${yuan}\n`);
  const csv = `Handle,Title,Variant Inventory Qty,Variant Price\n${lines.join('')}`;
  return shop.api.call(importProducts, { params: shop.params, body: new TextEncoder().encode(csv) });
}

const price = (skuId: string, priceFen: number) =>
  shop.api.call(changeSku, { params: { ...shop.params, skuId }, body: { priceFen } });
const reference = (skuId: string, startsAt?: string) =>
  shop.api.call(getReferencePrice, { params: { ...shop.params, skuId }, query: startsAt ? { startsAt } : {} });
const sale = (skuId: string, more: Partial<SaleBody> = {}) =>
  shop.api.call(createFlashSale, {
    params: shop.params,
    body: {
      title: '十点抢',
      startsAt: inDays(0),
      endsAt: inDays(0.5),
      items: [{ skuId, priceFen: 5000, total: 10 }],
      ...more,
    },
  });

/** Somebody has paid for one, days ago. */
async function sold(skuId: string, priceFen: number, daysAgo: number, extrasFen = 0, more = {}): Promise<void> {
  const [orderId, shopperId] = [newId<string>(), newId<string>()];
  const line = { skuId, quantity: 1, priceFen: priceFen + extrasFen, modifiers: [{ priceFen: extrasFen }], ...more };
  await shop.rows(
    `with buyer as (
       insert into shopper (tenant_id, id, app_id, open_id) values ($1, $3::uuid, 'wx00000000000000c1', $3::text)
     ), bought as (
       insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
         total_fen, delivery, expires_at, paid_at)
       values ($1, $2::uuid, $2::text, 'wx00000000000000c1', $3, $2::text, '', 'paid', $4, $5, 0, $5, 'pickup', now(), now() - $6 * interval '1 day')
     )
     insert into stock_entry (tenant_id, id, sku_id, delta, reason, reference_id) values ($1, gen_random_uuid(), $7, -1, 'order', $2) returning id`,
    [shop.merchantId, orderId, shopperId, JSON.stringify([line]), priceFen + extrasFen, daysAgo, skuId],
  );
}

describe('the price a promotion strikes through', () => {
  test('cannot be put up for it: a sale begins seven days after, or not at all', async () => {
    const { id } = skus[0]!;
    await price(id, 19_900);

    const refused = await refusedWith(sale(id));
    expect(refused.problem).toMatchObject({ status: 409, code: 'promotion.reference_price' });
    expect(refused.problem.errors).toEqual([
      expect.objectContaining({ pointer: '/items/0/skuId', detail: expect.stringContaining('100.00') as string }),
    ]);
    expect(await shop.rows('select 1 from flash_sale')).toEqual([]);
    expect(await reference(id)).toMatchObject({ priceFen: 19_900, lowestFen: 10_000, source: 'list', isFixed: false });

    const { freeAt } = await reference(id);
    expect(Math.round((Date.parse(freeAt ?? '') - Date.now()) / DAY_MS)).toBe(7);
    await expect(sale(id, { startsAt: inDays(7.1), endsAt: inDays(8) })).resolves.toMatchObject({ state: 'planned' });
    expect(await reference(id, inDays(7.1))).toMatchObject({ lowestFen: 19_900, freeAt: null, isFixed: true });
  });

  test('is at most what somebody paid in the last seven days, extras and ranks apart; what was paid before does not count', async () => {
    const [cheap, old, extras] = [skus[1]!.id, skus[2]!.id, skus[3]!.id];
    await sold(cheap, 8_000, 3);
    await sold(cheap, 9_000, 1);
    await sold(old, 8_000, 8);
    await sold(extras, 10_000, 1, 500);
    await sold(extras, 7_000, 1, 0, { listPriceFen: 10_000, adjustments: [{ kind: 'member', amountFen: -3_000 }] });

    expect(await refusal(sale(cheap))).toMatchObject({
      code: 'promotion.reference_price',
      pointers: ['/items/0/skuId'],
    });
    const { freeAt, ...found } = await reference(cheap);
    expect(found).toMatchObject({ lowestFen: 8_000, source: 'deal' });
    // Then the dearer of the two is the last that is too cheap.
    expect(Math.round((Date.parse(freeAt ?? '') - Date.now()) / DAY_MS)).toBe(6);
    await expect(sale(old)).resolves.toMatchObject({ state: 'running' });
    await expect(sale(extras)).resolves.toMatchObject({ state: 'running' });
  });

  test('holds for group buys alike, and every item at fault is named', async () => {
    const { id, product_id: productId } = skus[4]!;
    await price(id, 12_000);
    const body = {
      title: '三人团',
      productId,
      size: 3,
      hours: 24,
      startsAt: inDays(0),
      endsAt: inDays(1),
      perShopper: 1,
    };

    const call = shop.api.call(createGroupBuy, {
      params: shop.params,
      body: { ...body, items: [{ skuId: id, priceFen: 9_000 }] },
    });
    expect(await refusal(call)).toMatchObject({ code: 'promotion.reference_price', pointers: ['/items/0/skuId'] });
    const both = [skus[5]!.id, id].map((skuId) => ({ skuId, priceFen: 5_000, total: 1 }));
    expect(await refusal(sale(id, { items: both }))).toMatchObject({ pointers: ['/items/1/skuId'] });
  });

  test('stands while a sale refers to it: for hand, file and database; it may fall', async () => {
    const { id } = skus[6]!;
    const planned = await sale(id, { startsAt: inDays(1), endsAt: inDays(2) });

    expect(await refusal(price(id, 10_001))).toMatchObject({ status: 409, code: 'promotion.price_stands' });
    const imported = await goods(300);
    expect(imported.issues.map(({ code, row, value }) => [code, row, value])).toContainEqual([
      'price.stands',
      8,
      '300.00',
    ]);
    expect(await shop.rows('select price_fen from sku where id = $1', [id])).toEqual([{ price_fen: 10_000 }]);
    await expect(shop.rows('update sku set price_fen = 10001 where id = $1 returning id', [id])).rejects.toMatchObject({
      code: 'XP004',
    });
    await price(id, 9_900);

    await shop.api.call(removeFlashSale, { params: { ...shop.params, saleId: planned.id } });
    await price(id, 15_000);
    expect(await reference(id)).toMatchObject({ priceFen: 15_000, isFixed: false });
  });

  test('is told to nobody else', async () => {
    const params = { ...shop.params, skuId: skus[0]!.id };
    expect(await refusal(shop.neighbour.call(getReferencePrice, { params }))).toMatchObject({ status: 404 });
    const unknown = { ...shop.params, skuId: newId<string>() };
    expect(await refusal(shop.api.call(getReferencePrice, { params: unknown }))).toMatchObject({
      code: 'sku.not_found',
    });
  });
});
