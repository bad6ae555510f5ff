import { type ApiClient, type CallInput } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import { importProducts } from './products.contract.js';
import {
  createCoupon,
  createFlashSale,
  getCoupon,
  getFlashSale,
  listCoupons,
  listFlashSales,
  removeCoupon,
  removeFlashSale,
  replaceCoupon,
  replaceFlashSale,
  setCouponState,
  stopFlashSale,
} from './promotions.contract.js';

type CouponBody = Exclude<CallInput<typeof createCoupon>['body'], undefined>;
type SaleBody = Exclude<CallInput<typeof createFlashSale>['body'], undefined>;

const MINUTE_MS = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

let skus: { id: string; price_fen: number }[];
let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  const goods = Array.from({ length: 9 }, (_, index) => `tea-${index},Tea ${index},Tea,50,30\n`);
  const csv = `Handle,Title,Type,Variant Inventory Qty,Variant Price\n${goods.join('')}`;
  await shop.api.call(importProducts, { params: shop.params, body: new TextEncoder().encode(csv) });
  skus = await shop.rows('select id, price_fen from sku order by id');
});
afterAll(() => shop.stop());

const couponBody = (more: object = {}): CouponBody => ({
  title: '春茶券',
  kind: 'amount',
  amountFen: 1000,
  thresholdFen: 5000,
  startsAt: at(-1),
  endsAt: at(60),
  total: 100,
  perShopper: 1,
  stackable: false,
  giftable: true,
  ...more,
});
const create = (more: object = {}) => shop.api.call(createCoupon, { params: shop.params, body: couponBody(more) });
const coupon = (couponId: string) => ({ params: { ...shop.params, couponId } });

const saleBody = (more: object = {}): SaleBody => ({
  title: '十点抢',
  startsAt: at(10),
  endsAt: at(20),
  items: [{ skuId: skus[0]!.id, priceFen: 990, total: 10, perShopper: 2 }],
  ...more,
});
const plan = (more: object = {}) => shop.api.call(createFlashSale, { params: shop.params, body: saleBody(more) });
const item = (index: number, more: object = {}) => ({ skuId: skus[index]!.id, priceFen: 990, total: 10, ...more });
const sale = (saleId: string) => ({ params: { ...shop.params, saleId } });

/** Somebody collects it; claiming is the runtime's. */
async function claim(couponId: string): Promise<void> {
  const shopperId = newId<string>();
  await shop.rows(
    `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, 'wx00000000000000c1', $2::text) returning id`,
    [shop.merchantId, shopperId],
  );
  const [answer] = await shop.rows<{ outcome: string }>('select outcome from claim_coupon($1, $2, $3, $4, $5)', [
    shop.merchantId,
    couponId,
    shopperId,
    newId(),
    newId(),
  ]);
  expect(answer?.outcome).toBe('claimed');
}

describe('a coupon', () => {
  test('is made, listed, changed, stopped, started again and deleted, and all of it is on record', async () => {
    const [category] = await shop.rows<{ id: string }>('select id from category limit 1');
    const made = await create({
      title: '  九折 ',
      kind: 'percent',
      amountFen: undefined,
      percentOff: 10,
      categoryId: category?.id,
    });
    expect(made).toMatchObject({
      title: '九折',
      percentOff: 10,
      amountFen: 0,
      maxOffFen: null,
      claimed: 0,
      used: 0,
      state: 'active',
    });

    const changed = await shop.api.call(replaceCoupon, { ...coupon(made.id), body: couponBody({ amountFen: 2000 }) });
    const stopped = await shop.api.call(setCouponState, { ...coupon(made.id), body: { state: 'stopped' } });
    await shop.api.call(setCouponState, { ...coupon(made.id), body: { state: 'active' } });
    const { items } = await shop.api.call(listCoupons, { params: shop.params, query: { limit: 20 } });
    await shop.api.call(removeCoupon, coupon(made.id));

    expect(changed).toMatchObject({ kind: 'amount', amountFen: 2000, percentOff: 0, categoryId: null });
    expect(stopped.state).toBe('stopped');
    expect(items[0]).toMatchObject({ id: made.id, state: 'active' });
    expect(await refusal(shop.api.call(getCoupon, coupon(made.id)))).toMatchObject({
      status: 404,
      code: 'coupon.not_found',
    });
    expect(await shop.rows('select action from audit_entry where subject_id = $1 order by id', [made.id])).toEqual(
      ['create', 'change', 'state', 'state', 'remove'].map((verb) => ({ action: `coupon.${verb}` })),
    );
  });

  test('that somebody has keeps its terms: only title, total and number per person change', async () => {
    const { id, startsAt, endsAt } = await create();
    const replace = (more: object) =>
      shop.api.call(replaceCoupon, { ...coupon(id), body: couponBody({ startsAt, endsAt, ...more }) });
    await claim(id);
    await claim(id);

    expect(await refusal(replace({ amountFen: 999 }))).toMatchObject({ status: 409, code: 'coupon.terms_fixed' });
    expect(await refusal(replace({ endsAt: at(61) }))).toMatchObject({ status: 409, code: 'coupon.terms_fixed' });
    expect(await refusal(replace({ total: 1 }))).toMatchObject({ code: 'coupon.total_too_low', pointers: ['/total'] });
    expect(await refusal(shop.api.call(removeCoupon, coupon(id)))).toMatchObject({
      status: 409,
      code: 'coupon.in_use',
    });
    expect(await replace({ title: '改名', total: 2, perShopper: 3 })).toMatchObject({
      title: '改名',
      total: 2,
      claimed: 2,
    });
  });

  test.each([
    ['without a value', { amountFen: undefined }, '/amountFen'],
    ['with the value of the other kind', { percentOff: 10 }, '/percentOff'],
    ['of a percentage without it', { kind: 'percent', amountFen: undefined }, '/percentOff'],
    ['for nothing', { amountFen: 0 }, '/amountFen'],
    ['of everything', { kind: 'percent', amountFen: undefined, percentOff: 100 }, '/percentOff'],
    ['with a float', { amountFen: 9.9 }, '/amountFen'],
    ['that ends before it starts', { endsAt: at(-2) }, '/endsAt'],
    ['that is over', { startsAt: at(-20), endsAt: at(-10) }, '/endsAt'],
    ['for ever', { endsAt: at(400 * 24 * 60) }, '/endsAt'],
    ['for a category that is not there', { categoryId: newId() }, '/categoryId'],
    ['with too many', { total: 1e9 }, '/total'],
    ['without a title', { title: '  ' }, '/title'],
    ['with what nobody knows', { colour: 'red' }, '/colour'],
  ])('%s is refused', async (_name, more, pointer) => {
    const refused = await refusal(create(more));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });
});

describe('a flash sale', () => {
  test('is planned, changed until it begins, and deleted', async () => {
    const planned = await plan();
    const changed = await shop.api.call(replaceFlashSale, {
      ...sale(planned.id),
      body: saleBody({ title: '改期', startsAt: at(15), items: [item(0), item(1)] }),
    });
    const { items } = await shop.api.call(listFlashSales, { params: shop.params, query: { limit: 20 } });
    await shop.api.call(removeFlashSale, sale(planned.id));

    expect(planned).toMatchObject({
      state: 'planned',
      items: [{ priceFen: 990, listPriceFen: 3000, sold: 0, perShopper: 2 }],
    });
    expect(changed).toMatchObject({ title: '改期', items: [{ perShopper: null }, { skuId: skus[1]!.id }] });
    expect(items[0]?.id).toBe(planned.id);
    expect((await refusal(shop.api.call(getFlashSale, sale(planned.id)))).code).toBe('flash_sale.not_found');
  });

  test('that runs stays as it was announced, and ends early once', async () => {
    const { id } = await plan({ startsAt: at(-1), items: [item(2)] });

    expect(await shop.api.call(getFlashSale, sale(id))).toMatchObject({ state: 'running', stoppedAt: null });
    for (const call of [
      shop.api.call(replaceFlashSale, { ...sale(id), body: saleBody({ items: [item(2)] }) }),
      shop.api.call(removeFlashSale, sale(id)),
    ])
      expect(await refusal(call)).toMatchObject({ status: 409, code: 'flash_sale.begun' });
    expect(await shop.api.call(stopFlashSale, sale(id))).toMatchObject({
      state: 'over',
      stoppedAt: expect.any(String),
    });
    expect((await refusal(shop.api.call(stopFlashSale, sale(id)))).code).toBe('flash_sale.not_running');
    // Its time is free again.
    expect(await plan({ startsAt: at(1), items: [item(2)] })).toMatchObject({ state: 'planned' });
  });

  test('of goods that are in another sale then is refused, one right after it is not', async () => {
    const first = await plan({ items: [item(3)] });

    const refused = await refusal(plan({ startsAt: at(5), endsAt: at(11), items: [item(4), item(3)] }));
    const next = await plan({ startsAt: first.endsAt, endsAt: at(30), items: [item(3)] });

    expect(refused).toEqual({ status: 409, code: 'flash_sale.overlap', pointers: ['/items/1/skuId'] });
    expect(next.state).toBe('planned');
  });

  test.each([
    ['dearer than usual', () => ({ items: [item(5, { priceFen: 3000 })] }), '/items/0/priceFen'],
    ['of nothing', () => ({ items: [] }), '/items'],
    ['for nothing', () => ({ items: [item(5, { priceFen: 0 })] }), '/items/0/priceFen'],
    ['of goods named twice', () => ({ items: [item(5), item(5)] }), '/items/1/skuId'],
    ['of goods that are not there', () => ({ items: [{ ...item(5), skuId: newId() }] }), '/items/0/skuId'],
    ['that ends before it starts', () => ({ endsAt: at(9) }), '/endsAt'],
    ['at no time', () => ({ startsAt: 'soon' }), '/startsAt'],
  ])('%s is refused', async (_name, more, pointer) => {
    const refused = await refusal(plan(more()));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });
});

test('nobody without a log-in, and no neighbour, sees or changes any of it', async () => {
  const couponId = (await create()).id;
  const saleId = (await plan({ items: [item(6)] })).id;
  const calls = (client: ApiClient) => [
    client.call(listCoupons, { params: shop.params, query: { limit: 20 } }),
    client.call(createCoupon, { params: shop.params, body: couponBody() }),
    client.call(getCoupon, coupon(couponId)),
    client.call(replaceCoupon, { ...coupon(couponId), body: couponBody() }),
    client.call(setCouponState, { ...coupon(couponId), body: { state: 'stopped' as const } }),
    client.call(removeCoupon, coupon(couponId)),
    client.call(listFlashSales, { params: shop.params, query: { limit: 20 } }),
    client.call(createFlashSale, { params: shop.params, body: saleBody({ items: [item(7)] }) }),
    client.call(getFlashSale, sale(saleId)),
    client.call(replaceFlashSale, { ...sale(saleId), body: saleBody({ items: [item(6)] }) }),
    client.call(stopFlashSale, sale(saleId)),
    client.call(removeFlashSale, sale(saleId)),
  ];
  const statuses = async (client: ApiClient) =>
    Promise.all(calls(client).map(async (call) => (await refusal(call as Promise<unknown>)).status));

  expect(new Set(await statuses(shop.world.stranger))).toEqual(new Set([401]));
  expect(new Set(await statuses(shop.neighbour))).toEqual(new Set([404]));
});
