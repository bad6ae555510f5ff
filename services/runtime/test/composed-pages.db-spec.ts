import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import { getPage, getStorefront } from '../src/shop-window/shop-window.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;
let revision = 1;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
});
afterAll(() => world.stop());

const title = (id: string, more: object = {}) => ({ id, type: 'title', settings: { text: id }, ...more });
const at = (fromNowMs: number) => new Date(Date.now() + fromNowMs).toISOString();

async function publish(config: object): Promise<void> {
  revision += 1;
  const [applet] = await world.rows<{ id: string }>(shop, 'select id from applet');
  await world.publish(shop.tenantId, applet?.id ?? '', revision, { brand: { name: '小铺' }, ...config });
  await world.app.get(Broadcast).publish('storefront', `${shop.tenantId}:${shop.appId}`);
  await eventually(async () => expect((await storefront()).revision).toBe(revision));
}
const storefront = () => world.client().call(getStorefront, { params: { appId: shop.appId } });
const page = (pageId: string) => world.client().call(getPage, { params: { appId: shop.appId, pageId } });
const ids = (sections: readonly { id: string }[]) => sections.map(({ id }) => id);

describe('sections of a page', () => {
  test('hidden ones and those outside their schedule are left out, and what decides it is not told', async () => {
    await publish({
      home: {
        showSearch: true,
        sections: [
          title('plain', { hidden: false, schedule: {} }),
          title('hidden', { hidden: true }),
          title('later', { schedule: { from: at(60_000) } }),
          title('over', { schedule: { to: at(-1) } }),
          title('running', { schedule: { from: at(-1), to: at(60_000) } }),
          title('nonsense', { schedule: { from: 'soon' } }),
        ],
      },
    });

    const document = await storefront();

    expect(ids(document.home.sections)).toEqual(['plain', 'running', 'nonsense']);
    expect(document.home.sections[0]).toEqual(title('plain'));
    expect(document.settings).toEqual({ brand: { name: '小铺' }, home: { showSearch: true } });
  });

  test('a kept answer ends when the next section appears or disappears', async () => {
    const boundary = at(2_000);
    await publish({
      home: {
        sections: [title('before', { schedule: { to: boundary } }), title('after', { schedule: { from: boundary } })],
      },
    });

    expect(ids((await storefront()).home.sections)).toEqual(['before']);
    await eventually(async () => expect(ids((await storefront()).home.sections)).toEqual(['after']));
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(boundary));
  });

  test('have what their source gives, whatever their settings hold', async () => {
    await publish({
      home: {
        sections: [
          { id: 'grid', type: 'productGrid', settings: { limit: 3, sort: 'priceAsc' } },
          { id: 'odd', type: 'productRow', settings: { limit: 'many', productIds: 'none', categoryId: 7 } },
          { id: 'huge', type: 'productRow', settings: { limit: 1e300 } },
          { id: 'bare', type: 'featuredProduct' },
          { id: 'rail', type: 'categoryEntrance', settings: { limit: 2 } },
          { id: 'coupons', type: 'couponStrip', settings: {} },
          { id: 'flash', type: 'flashSale', settings: {} },
          { id: 'groups', type: 'groupBuy', settings: {} },
          { id: 'draw', type: 'luckyDraw', settings: {} },
          {
            id: 'banner',
            type: 'bannerCarousel',
            settings: {},
            blocks: [{ id: 'b', type: 'slide', settings: { image: 'template:retail/demo/media/a.svg' } }],
          },
        ],
      },
    });

    const { home, categories } = await storefront();
    const section = (id: string) => home.sections.find((one) => one.id === id);

    const prices = section('grid')?.products?.map(({ priceFen }) => priceFen) ?? [];
    expect(prices).toHaveLength(3);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(section('odd')?.products).toHaveLength(8);
    expect(section('huge')?.products?.length).toBeGreaterThan(8);
    expect(section('bare')?.products).toHaveLength(8);
    expect(section('rail')?.categories).toEqual(categories.slice(0, 2));
    expect(section('coupons')?.coupons).toEqual([]);
    expect(section('flash')?.flashSale).toBeNull();
    expect(section('groups')?.groupBuys).toEqual([]);
    expect(section('draw')?.draw).toBeNull();
    expect(section('banner')?.blocks).toEqual([
      { id: 'b', type: 'slide', settings: { image: 'media/template/retail/demo/media/a.svg' } },
    ]);
  });

  test('chosen products come in the order they were chosen', async () => {
    const rows = await world.rows<{ id: string }>(
      shop,
      `select id from product where state = 'active' order by id desc limit 4`,
    );
    const chosen = rows.map(({ id }) => id);
    await publish({
      home: { sections: [{ id: 'row', type: 'productRow', settings: { productIds: [...chosen, 'gone'], limit: 20 } }] },
    });

    expect(ids((await storefront()).home.sections[0]?.products ?? [])).toEqual(chosen);
  });
});

describe('pages of the merchant', () => {
  const about = {
    id: 'about',
    title: '关于我们',
    sections: [
      title('hello'),
      title('secret', { hidden: true }),
      { id: 'row', type: 'productRow', settings: { limit: 2 } },
    ],
  };

  test('are listed with the storefront and answered with what their sections show', async () => {
    await publish({ home: { sections: [] }, pages: [about, { id: 'empty', title: '空' }] });

    const document = await storefront();
    const answer = await page('about');

    expect(document.pages).toEqual([
      { id: 'about', title: '关于我们' },
      { id: 'empty', title: '空' },
    ]);
    expect(document.settings).not.toHaveProperty('pages');
    expect(answer).toMatchObject({ id: 'about', title: '关于我们' });
    expect(ids(answer.sections)).toEqual(['hello', 'row']);
    expect(answer.sections[1]?.products).toHaveLength(2);
    expect(await page('empty')).toEqual({ id: 'empty', title: '空', sections: [] });
  });

  test('change at once with a new revision', async () => {
    await publish({ pages: [{ ...about, sections: [] }] });

    await eventually(async () => expect((await page('about')).sections).toEqual([]));
  });

  test('a page that is not there, or a neighbour’s, is a 404 of its own; a wrong id is refused', async () => {
    await publish({ pages: [{ ...about, id: 'only-here' }] });
    expect((await page('only-here')).id).toBe('only-here');
    const neighbour = await world.shop(null);
    const call = (appId: string, pageId: string) => world.client().call(getPage, { params: { appId, pageId } });

    await expect(problem(call(shop.appId, 'gone'))).resolves.toMatchObject({
      status: 404,
      code: 'storefront.page_not_found',
    });
    await expect(problem(call(neighbour.appId, 'only-here'))).resolves.toMatchObject({
      status: 404,
      code: 'storefront.page_not_found',
    });
    await expect(problem(call(shop.appId, 'A%20B'))).resolves.toMatchObject({ code: 'request.invalid' });
  });

  test('a page composed of nonsense is answered without its sections, never with a failure', async () => {
    await publish({ home: { sections: 'none' }, pages: [{ id: 'odd', title: 5, sections: { a: 1 } }, 'x', null] });

    expect((await storefront()).home.sections).toEqual([]);
    expect(await page('odd')).toEqual({ id: 'odd', title: '5', sections: [] });
    const odd = [null, 5, 'x', ['id', 'type'], { id: null, type: 'productGrid' }, { id: 'a', type: null }];
    await publish({ home: { sections: [...odd, title('plain')] } });
    expect(ids((await storefront()).home.sections)).toEqual(['plain']);
  });
});

async function problem(answer: Promise<unknown>): Promise<unknown> {
  return answer.then(
    () => null,
    (error: unknown) => (error instanceof ProblemAnswer ? { status: error.status, code: error.problem.code } : error),
  );
}

async function eventually(assert: () => Promise<void>): Promise<void> {
  for (const started = Date.now(); ; ) {
    try {
      return await assert();
    } catch (error) {
      if (Date.now() - started > 15_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
}
