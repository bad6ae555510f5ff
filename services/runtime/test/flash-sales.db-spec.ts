import { refusedWith } from '#testing/refusal.js';
import { cancelOrder, getOrder } from '../src/orders/orders.contract.js';
import { listFlashSales } from '../src/promotions/promotions.contract.js';
import { getProduct, getStorefront } from '../src/shop-window/shop-window.contract.js';
import { fromNow, outcomes, PromotionsWorld } from './promotions-world.js';

let world: PromotionsWorld;

beforeAll(async () => {
  world = await PromotionsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const params = () => ({ appId: world.shop.appId });
const sold = async (saleId: string) =>
  (
    await world.rows<{ sold: number }>('select sold from flash_sale_item where sale_id = $1 order by position', [
      saleId,
    ])
  ).map((item) => item.sold);

describe('a flash sale', () => {
  test('lowers the price of its goods while it runs, in the quote and in the order', async () => {
    const [sku, other] = [world.sku(), world.sku()];
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 5, perShopper: 2 }]);
    const client = await world.shopper();
    const lines = [
      { skuId: sku.id, quantity: 2 },
      { skuId: other.id, quantity: 1 },
    ];

    const quote = await world.quote(client, lines);
    const order = await world.place(client, lines, quote.totalFen);

    expect(quote).toMatchObject({
      subtotalFen: 990 * 2 + other.price_fen,
      notices: [],
      lines: [
        { priceFen: 990, listPriceFen: sku.price_fen, flashSaleId: sale.id, totalFen: 1980 },
        { priceFen: other.price_fen, listPriceFen: other.price_fen, flashSaleId: null },
      ],
    });
    expect(await client.call(getOrder, { params: { ...params(), orderId: order.id } })).toEqual(order);
    expect(await sold(sale.id)).toEqual([2]);
  });

  test('that has not begun or is over changes nothing', async () => {
    const [sku, late] = [world.sku(), world.sku()];
    const client = await world.shopper();
    const item = { skuId: sku.id, priceFen: 990, total: 5, perShopper: null };
    await world.sale([item], { startsAt: fromNow(60_000), endsAt: fromNow(120_000) });
    const stopped = await world.sale([{ ...item, skuId: late.id }]);
    const { totalFen } = await world.quote(client, [{ skuId: late.id, quantity: 1 }]);
    await world.stopSale(stopped.id);

    const quote = await world.quote(client, [{ skuId: sku.id, quantity: 1 }]);
    const refused = await refusedWith(world.place(client, [{ skuId: late.id, quantity: 1 }], totalFen));

    expect(quote).toMatchObject({ subtotalFen: sku.price_fen, notices: [] });
    expect(refused).toMatchObject({
      status: 409,
      problem: { code: 'order.price_changed', quote: { lines: [{ priceFen: late.price_fen, flashSaleId: null }] } },
    });
  });

  test('above a person’s share the usual price is told, and never charged in silence', async () => {
    const sku = world.sku();
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 50, perShopper: 2 }]);
    const client = await world.shopper();
    await world.buy(client, [{ skuId: sku.id, quantity: 1 }]);

    const one = await world.quote(client, [{ skuId: sku.id, quantity: 1 }]);
    const two = await world.quote(client, [{ skuId: sku.id, quantity: 2 }]);
    const hoping = await refusedWith(world.place(client, [{ skuId: sku.id, quantity: 2 }], 990 * 2 + two.shippingFen));
    const knowing = await world.place(client, [{ skuId: sku.id, quantity: 2 }], two.totalFen);

    const notices = [{ code: 'flash_sale.limit', skuId: sku.id, perShopper: 2, left: 1 }];
    expect(one).toMatchObject({ subtotalFen: 990, notices: [] });
    expect(two).toMatchObject({ subtotalFen: sku.price_fen * 2, notices });
    expect(hoping.problem).toMatchObject({ code: 'order.price_changed', quote: { totalFen: two.totalFen, notices } });
    expect(knowing.lines).toMatchObject([{ priceFen: sku.price_fen, flashSaleId: null }]);
    expect(await sold(sale.id)).toEqual([1]);
  });

  test('thirty shoppers at once get eight of eight at its price, the others are told the usual one', async () => {
    const sku = world.sku();
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 8, perShopper: 1 }]);
    const clients = await world.shoppers(30);
    const lines = [{ skuId: sku.id, quantity: 1 }];
    const { totalFen } = await world.quote(clients[0]!, lines);

    const { done, refused } = await outcomes(clients.map((client) => world.place(client, lines, totalFen)));

    expect(done).toHaveLength(8);
    expect(new Set(refused)).toEqual(new Set(['order.price_changed']));
    expect(await sold(sale.id)).toEqual([8]);
    expect((await world.quote(clients[0]!, lines)).notices).toMatchObject([{ code: 'flash_sale.sold_out', left: 0 }]);
  });

  test('one shopper with eight hands gets two of two at its price', async () => {
    const sku = world.sku();
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 50, perShopper: 2 }]);
    const client = await world.shopper();
    const lines = [{ skuId: sku.id, quantity: 1 }];
    const { totalFen } = await world.quote(client, lines);

    const { done, refused } = await outcomes(Array.from({ length: 8 }, () => world.place(client, lines, totalFen)));

    expect(done).toHaveLength(2);
    expect(new Set(refused)).toEqual(new Set(['order.price_changed']));
    expect(await sold(sale.id)).toEqual([2]);
  });

  test('orders for the same goods in another order, and their cancelling, do not wait for each other for ever', async () => {
    const [a, b] = [world.sku(), world.sku()];
    const sale = await world.sale([a, b].map(({ id }) => ({ skuId: id, priceFen: 990, total: 500, perShopper: null })));
    const clients = await world.shoppers(12);
    const linesOf = (index: number) => (index % 2 ? [a, b] : [b, a]).map(({ id }) => ({ skuId: id, quantity: 1 }));

    const { done, refused } = await outcomes(
      clients.map(async (client, index) => {
        const order = await world.buy(client, linesOf(index));
        if (index % 3 === 0) await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });
      }),
    );

    expect([done.length, refused]).toEqual([12, []]);
    expect(await sold(sale.id)).toEqual([8, 8]);
  });

  test('a cancelled order gives its part back, to the sale and to the shopper', async () => {
    const sku = world.sku();
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 1, perShopper: 1 }]);
    const client = await world.shopper();
    const order = await world.buy(client, [{ skuId: sku.id, quantity: 1 }]);
    expect(await sold(sale.id)).toEqual([1]);

    await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });

    expect(await sold(sale.id)).toEqual([0]);
    expect(await world.quote(client, [{ skuId: sku.id, quantity: 1 }])).toMatchObject({ subtotalFen: 990 });
  });

  test('is refused when a SKU would be in two at a time, also when both are written at once', async () => {
    const sku = world.sku();
    const item = { skuId: sku.id, priceFen: 990, total: 5, perShopper: null };
    const period = (from: number, to: number) => ({ startsAt: fromNow(from * 60_000), endsAt: fromNow(to * 60_000) });

    const attempts = await Promise.allSettled(
      [1, 2, 3, 4].map((shift) => world.sale([item], period(10 + shift, 20 + shift))),
    );
    const after = await world.sale([item], period(30, 40));

    const reasons = attempts.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
    );
    expect(reasons).toEqual(['flash_sale.overlap', 'flash_sale.overlap', 'flash_sale.overlap']);
    expect(after.state).toBe('planned');
    const both = await world.rows<{ id: string }>('select sale_id as id from flash_sale_item where sku_id = $1', [
      sku.id,
    ]);
    expect(both).toHaveLength(2);
  });
});

test('a contingent above the stock does not look half sold', async () => {
  const sku = world.sku();
  await world.sale([{ skuId: sku.id, priceFen: 990, total: 1_000_000, perShopper: null }]);

  const { items } = await world.runtime.client().call(listFlashSales, { params: params() });

  const [item] = items.flatMap((sale) => sale.items).filter(({ skuId }) => skuId === sku.id);
  expect(item?.remaining).toBeLessThan(1_000_000);
  expect(item?.total).toBe(item?.remaining);
});

test('sales and coupons stand where shoppers look: list, product, sections', async () => {
  const sku = world.sku();
  const [row] = await world.rows<{ product_id: string }>('select product_id from sku where id = $1', [sku.id]);
  const couponId = await world.coupon({ title: '首页券', total: 3 });
  const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 5, perShopper: 2 }], {
    endsAt: fromNow(60_000),
  });
  const [applet] = await world.rows<{ id: string }>('select id from applet');
  await world.runtime.publish(world.shop.tenantId, applet?.id ?? '', 2, {
    home: {
      sections: [
        { id: 'c', type: 'couponStrip', settings: { couponIds: [couponId] } },
        { id: 'f', type: 'flashSale', settings: {} },
      ],
    },
  });
  const nobody = world.runtime.client();

  const { items } = await nobody.call(listFlashSales, { params: params() });
  const product = await nobody.call(getProduct, { params: { ...params(), productId: row?.product_id ?? '' } });
  const { home } = await nobody.call(getStorefront, { params: params() });

  const item = { skuId: sku.id, priceFen: 990, listPriceFen: sku.price_fen, remaining: 5, total: 5, perShopper: 2 };
  expect(items[0]).toMatchObject({ id: sale.id, title: '整点抢', items: [item] });
  expect(product.skus.find(({ id }) => id === sku.id)?.flashSale).toMatchObject({
    id: sale.id,
    priceFen: 990,
    remaining: 5,
  });
  expect(home.sections).toMatchObject([
    { id: 'c', coupons: [{ id: couponId, title: '首页券', remaining: 3 }] },
    { id: 'f', flashSale: { id: sale.id, items: [item] } },
  ]);
});
