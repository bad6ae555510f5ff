import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import { encodeCursor } from '#kernel/http/cursor.js';
import {
  getProduct,
  getStorefront,
  listCategories,
  listProducts,
  searchProducts,
} from '../src/shop-window/shop-window.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

/** Of the right form, with a number PostgreSQL has no place for. */
const farCursor = encodeCursor([2 ** 31, '0192aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee']);

let world: RuntimeWorld;
let shop: TestShop;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
});
afterAll(() => world.stop());

describe('the shop window', () => {
  test('shows the published storefront with the goods of its sections', async () => {
    const document = await world.client().call(getStorefront, { params: { appId: shop.appId } });

    expect(document.appId).toBe(shop.appId);
    expect(document.revision).toBe(1);
    const grid = document.home.sections.find((section) => section.type === 'productGrid');
    expect(grid?.products?.length).toBeGreaterThan(3);
    expect(
      document.home.sections.find((section) => section.type === 'categoryEntrance')?.categories?.length,
    ).toBeGreaterThan(1);
    expect(JSON.stringify(document)).not.toContain('template:');
  });

  test('answers 304 to a client that has the document already', async () => {
    const first = await world.client().send(getStorefront, { params: { appId: shop.appId } });
    const etag = first.headers.get('etag') ?? '';
    const second = await fetch(`${world.url}/a/${shop.appId}/storefront`, { headers: { 'if-none-match': etag } });

    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
  });

  test.each(['gzip', 'br'])('compresses with %s for clients that take it', async (coding) => {
    const answer = await fetch(`${world.url}/a/${shop.appId}/storefront`, { headers: { 'accept-encoding': coding } });

    expect(answer.headers.get('content-encoding')).toBe(coding);
    expect(answer.headers.get('vary')).toBe('Accept-Encoding, Accept-Language');
    expect(await answer.json()).toMatchObject({ appId: shop.appId });
  });

  test.each(['position', 'newest', 'priceAsc', 'priceDesc'] as const)(
    'pages through all products by %s without gaps or repeats',
    async (sort) => {
      const seen: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await world.client().call(listProducts, {
          params: { appId: shop.appId },
          query: { sort, limit: 5, ...(cursor && { cursor }) },
        });
        seen.push(...page.items.map((item) => item.id));
        cursor = page.nextCursor;
      } while (cursor);

      const [{ count } = { count: 0 }] = await world.rows<{ count: number }>(
        shop,
        `select count(*)::int as count from product where state = 'active'`,
      );
      expect(new Set(seen).size).toBe(count);
      expect(seen).toHaveLength(count);
    },
  );

  test('finds products by words of title and tag, and takes % literally', async () => {
    const params = { appId: shop.appId };
    const found = await world.client().call(searchProducts, { params, query: { q: '明前' } });
    const none = await world.client().call(searchProducts, { params, query: { q: '%' } });

    expect(found.items.length).toBeGreaterThan(0);
    expect(none.items).toEqual([]);
  });

  test('shows a product with its options and variants', async () => {
    const params = { appId: shop.appId };
    const { items } = await world.client().call(listProducts, { params, query: { limit: 1 } });
    const product = await world.client().call(getProduct, { params: { ...params, productId: items[0]?.id ?? '' } });

    expect(product.title).toBe('明前龙井');
    expect(product.options[0]).toEqual({ name: '规格', values: ['50 克 / 罐', '100 克 / 罐', '250 克 / 袋'] });
    expect(product.skus.map((sku) => sku.priceFen)).toEqual([12_800, 23_800, 55_800]);
  });

  test('lists the products of one category', async () => {
    const params = { appId: shop.appId };
    const { items } = await world.client().call(listCategories, { params });
    const [category] = items;
    const page = await world
      .client()
      .call(listProducts, { params, query: { categoryId: category?.id ?? '', limit: 50 } });

    expect(page.items).toHaveLength(category?.productCount ?? -1);
  });

  test('hears of a changed catalogue at once', async () => {
    const params = { appId: shop.appId };
    const before = await world.client().call(listProducts, { params, query: { limit: 3 } });
    const hidden = before.items[1]?.id;
    await world.rows(shop, `update product set state = 'hidden' where id = $1 returning id`, [hidden]);
    await world.app.get(Broadcast).publish('catalogue', shop.tenantId);

    await eventually(async () => {
      const after = await world.client().call(listProducts, { params, query: { limit: 3 } });
      expect(after.items.map((item) => item.id)).not.toContain(hidden);
    });
  });
});

describe('refusals', () => {
  test('an unknown AppID is a 404 with its own code', async () => {
    await expect(problemOf('/a/wxffffffffffffffff/storefront')).resolves.toMatchObject({
      status: 404,
      code: 'applet.unknown',
    });
    await expect(problemOf('/a/nonsense/products')).resolves.toMatchObject({ status: 404, code: 'applet.unknown' });
  });

  test("another mini-program's Referer is refused, its own is not", async () => {
    const referer = (appId: string) => ({ referer: `https://servicewechat.com/${appId}/12/page-frame.html` });

    await expect(problemOf(`/a/${shop.appId}/storefront`, referer('wx0123456789abcdef'))).resolves.toMatchObject({
      status: 403,
    });
    const own = await fetch(`${world.url}/a/${shop.appId}/storefront`, { headers: referer(shop.appId) });
    expect(own.status).toBe(200);
  });

  test.each([
    'limit=0',
    'limit=51',
    'sort=cheap',
    'cursor=xyz',
    'cursor=WyJhIiwiYiJd',
    `cursor=${farCursor}`,
    `sort=newest&cursor=${farCursor}`,
    'unknown=1',
    'categoryId=1',
  ])('a list with ?%s is a 400 with a pointer', async (query) => {
    const problem = await problemOf(`/a/${shop.appId}/products?${query}`);

    expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(problem['errors']).toHaveLength(1);
  });

  test.each(['q=', 'q=%20%20', 'q=a%00b', `q=a&cursor=${farCursor}`])('a search with ?%s is a 400', async (query) => {
    const problem = await problemOf(`/a/${shop.appId}/search?${query}`);

    expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  test("a neighbour's product does not exist here", async () => {
    const neighbour = await world.shop();
    const { items } = await world.client().call(listProducts, { params: { appId: neighbour.appId } });
    const call = world.client().call(getProduct, { params: { appId: shop.appId, productId: items[0]?.id ?? '' } });

    await expect(call).rejects.toMatchObject({ status: 404, problem: { code: 'product.not_found' } });
    await expect(call).rejects.toBeInstanceOf(ProblemAnswer);
  });

  test('a shop of a suspended merchant closes, and one that has left is gone', async () => {
    const suspended = await world.shop(null);
    await world.fleet.execute(`update platform.merchant set status = 'suspended' where id = $1`, [suspended.tenantId]);
    const left = await world.shop(null);
    await world.rows(left, `update applet set state = 'revoked' returning id`);

    await expect(problemOf(`/a/${suspended.appId}/products`)).resolves.toMatchObject({
      status: 403,
      code: 'applet.suspended',
    });
    await expect(problemOf(`/a/${left.appId}/products`)).resolves.toMatchObject({
      status: 410,
      code: 'applet.revoked',
    });
  });

  test('the shops of an agency close as soon as its suspension is broadcast', async () => {
    const shop = await world.shop(null);
    const address = `/a/${shop.appId}/categories`;
    expect((await fetch(world.url + address)).status).toBe(200);

    await world.fleet.execute(
      `update platform.agency set status = 'suspended' where id = (select agency_id from platform.merchant where id = $1)`,
      [shop.tenantId],
    );
    await world.app.get(Broadcast).publish('agency', 'any');

    await eventually(async () => {
      expect((await fetch(world.url + address)).status).toBe(403);
    });
    await expect(problemOf(address)).resolves.toMatchObject({ code: 'applet.suspended' });
  });
});

async function problemOf(address: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const answer = await fetch(world.url + address, { headers });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return (await answer.json()) as Record<string, unknown>;
}

/** Waits for a condition that another process's message brings about. */
async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
