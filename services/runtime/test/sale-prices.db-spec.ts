import type { ApiClient } from '#kernel/http/client.js';
import { addCartLine, getCart, setCartLine } from '../src/carts/carts.contract.js';
import { getProduct, getStorefront, listProducts, searchProducts } from '../src/shop-window/shop-window.contract.js';
import { fromNow, PromotionsWorld } from './promotions-world.js';

let world: PromotionsWorld;

beforeAll(async () => {
  world = await PromotionsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const params = () => ({ appId: world.shop.appId });
const all = { sort: 'position', limit: 50 } as const;
const cart = (client: ApiClient) => client.call(getCart, { params: params() });
const put = (client: ApiClient, skuId: string, quantity = 1) =>
  client.call(addCartLine, { params: params(), body: { skuId, quantity } });

/** A product that is still in no sale, with one of its SKUs. */
async function product(): Promise<{
  sku: { id: string; price_fen: number };
  id: string;
  title: string;
  lowest: number;
}> {
  const sku = world.sku();
  const [row] = await world.rows<{ id: string; title: string; lowest: number; sales: number }>(
    `select p.id, p.title, p.price_fen as lowest, (select count(*)::int from flash_sale_item f join sku o on o.id = f.sku_id
       where o.product_id = p.id) as sales
     from product p where exists (select from sku s where s.product_id = p.id and s.id = $1)`,
    [sku.id],
  );
  if (!row) throw new Error('a SKU without a product');
  return row.sales > 0 ? product() : { sku, ...row };
}

const cardOf = async (productId: string) =>
  (await world.runtime.client().call(listProducts, { params: params(), query: all })).items.find(
    ({ id }) => id === productId,
  );

describe('the card of a product', () => {
  test('says in every list what the sale makes of its price, and nothing when the sale is over', async () => {
    const { sku, id, title, lowest } = await product();
    const sale = await world.sale([{ skuId: sku.id, priceFen: lowest - 500, total: 5, perShopper: null }]);
    const client = world.runtime.client();

    const listed = await cardOf(id);
    const found = await client.call(searchProducts, { params: params(), query: { q: title, limit: 50 } });
    const { home } = await client.call(getStorefront, { params: params() });
    const shown = home.sections.flatMap(({ products = [] }) => products).filter((card) => card.id === id);

    expect(listed).toMatchObject({
      priceFen: lowest,
      flashSale: { id: sale.id, priceFen: lowest - 500, listPriceFen: sku.price_fen, endsAt: expect.any(String) },
    });
    expect(found.items.find((card) => card.id === id)).toEqual(listed);
    for (const card of shown) expect(card).toEqual(listed);
    await world.stopSale(sale.id);
    expect(await cardOf(id)).toMatchObject({ priceFen: lowest, flashSale: null });
  });

  test('knows the dearest of its choices, and no sale that leaves its lowest price as it is', async () => {
    const [row] = await world.rows<{ id: string; skus: { id: string; price: number }[] }>(
      `select p.id, jsonb_agg(jsonb_build_object('id', s.id, 'price', s.price_fen) order by s.price_fen, s.id) as skus
       from product p join sku s on s.product_id = p.id where s.active and s.stock > 0
         and not exists (select from flash_sale_item f join sku o on o.id = f.sku_id where o.product_id = p.id)
       group by p.id having count(*) > 1 and min(s.price_fen) < max(s.price_fen) limit 1`,
    );
    const [cheap, dear] = [row?.skus[0], row?.skus.at(-1)];
    const item = (sku: typeof cheap, priceFen: number) => ({
      skuId: sku?.id ?? '',
      priceFen,
      total: 5,
      perShopper: null,
    });
    await world.sale([item(dear, (dear?.price ?? 0) - 1)]);
    expect(await cardOf(row?.id ?? '')).toMatchObject({ flashSale: null });

    await world.sale([item(cheap, (cheap?.price ?? 0) - 1)]);

    expect(await cardOf(row?.id ?? '')).toMatchObject({
      flashSale: { priceFen: (cheap?.price ?? 0) - 1, listPriceFen: cheap?.price, maxPriceFen: (dear?.price ?? 0) - 1 },
    });
  });

  test('says nothing of a sale that has sold out, of one to come, or of a neighbour', async () => {
    const [soldOut, coming] = [await product(), await product()];
    await world.sale([{ skuId: soldOut.sku.id, priceFen: 100, total: 1, perShopper: null }]);
    await world.sale([{ skuId: coming.sku.id, priceFen: 100, total: 1, perShopper: null }], {
      startsAt: fromNow(3_600_000),
      endsAt: fromNow(7_200_000),
    });
    await world.buy(await world.shopper(), [{ skuId: soldOut.sku.id, quantity: 1 }]);
    // What others took is seen at the latest when the kept answer is given up; a change of the catalogue does so now.
    await world.stopCoupon(await world.coupon());

    expect(await cardOf(soldOut.id)).toMatchObject({ flashSale: null });
    expect(await cardOf(coming.id)).toMatchObject({ flashSale: null });
    const foreign = await world.runtime.client().call(listProducts, {
      params: { appId: world.foreign.appId },
      query: all,
    });
    expect(foreign.items.every(({ flashSale }) => flashSale === null)).toBe(true);
  });

  test('is up to date at the second a sale begins and ends, although lists are kept for a minute', async () => {
    const { sku, id } = await product();
    const client = world.runtime.client();
    const begins = 1_500;
    await world.sale([{ skuId: sku.id, priceFen: 100, total: 5, perShopper: null }], {
      startsAt: fromNow(begins),
      endsAt: fromNow(begins + 1_500),
    });
    const at = { params: { ...params(), productId: id } };
    const seen = async () =>
      JSON.stringify([
        (await cardOf(id))?.flashSale?.priceFen ?? null,
        (await client.call(getProduct, at)).skus.find((one) => one.id === sku.id)?.flashSale?.priceFen ?? null,
      ]);
    const becomes = async (wanted: string) => {
      const until = Date.now() + 10_000;
      while ((await seen()) !== wanted) {
        if (Date.now() > until) throw new Error(`still ${await seen()}, not ${wanted}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };

    expect(await seen()).toBe('[null,null]');
    await becomes('[100,100]');
    await becomes('[null,null]');
  });
});

describe('a line of the cart', () => {
  test('has the price of its sale as the quote has it, and says until when and how many', async () => {
    const { sku } = await product();
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 9, perShopper: 3 }]);
    const client = await world.shopper();

    const answer = await put(client, sku.id, 2);
    const quote = await world.quote(client, [{ skuId: sku.id, quantity: 2 }]);

    expect(answer).toMatchObject({
      subtotalFen: 1980,
      lines: [
        {
          priceFen: 990,
          listPriceFen: sku.price_fen,
          flashSale: { id: sale.id, title: '整点抢', perShopper: 3, left: 3 },
          notice: null,
        },
      ],
    });
    expect(answer.subtotalFen).toBe(quote.subtotalFen);
    expect(new Date(answer.lines[0]?.flashSale?.endsAt ?? '')).toEqual(sale.endsAt);
  });

  test('is at the usual price above the share or the contingent, and says so as the quote does', async () => {
    const [limited, scarce] = [await product(), await product()];
    await world.sale([
      { skuId: limited.sku.id, priceFen: 990, total: 9, perShopper: 2 },
      { skuId: scarce.sku.id, priceFen: 880, total: 2, perShopper: null },
    ]);
    const client = await world.shopper();
    await world.buy(client, [{ skuId: limited.sku.id, quantity: 1 }]);
    await put(client, scarce.sku.id, 3);

    const answer = await put(client, limited.sku.id, 2);
    const quote = await world.quote(
      client,
      answer.lines.map(({ skuId, quantity }) => ({ skuId, quantity })),
    );

    expect(new Map(answer.lines.map(({ skuId, notice }) => [skuId, notice]))).toEqual(
      new Map([
        [limited.sku.id, { code: 'flash_sale.limit', perShopper: 2, left: 1 }],
        [scarce.sku.id, { code: 'flash_sale.sold_out', perShopper: null, left: 2 }],
      ]),
    );
    expect(answer.lines.every(({ flashSale }) => flashSale === null)).toBe(true);
    expect(answer.subtotalFen).toBe(quote.subtotalFen);
    expect(new Set(answer.lines.map(({ notice }) => notice?.code))).toEqual(new Set(quote.notices.map((n) => n.code)));
    const fewer = await client.call(setCartLine, {
      params: { ...params(), skuId: limited.sku.id },
      body: { quantity: 1 },
    });
    expect(fewer.lines.find(({ skuId }) => skuId === limited.sku.id)).toMatchObject({ priceFen: 990, notice: null });
  });

  test('says when the sale it was put in during has ended, and only then', async () => {
    const { sku } = await product();
    const sale = await world.sale([{ skuId: sku.id, priceFen: 990, total: 9, perShopper: null }]);
    const [early, late] = await world.shoppers(2);
    if (!early || !late) throw new Error('two shoppers');
    await put(early, sku.id);
    await world.stopSale(sale.id);
    await put(late, sku.id);

    expect((await cart(early)).lines).toMatchObject([
      { priceFen: sku.price_fen, flashSale: null, notice: { code: 'flash_sale.over' } },
    ]);
    expect((await cart(late)).lines).toMatchObject([{ priceFen: sku.price_fen, flashSale: null, notice: null }]);
  });
});
