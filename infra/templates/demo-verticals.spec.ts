import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { join } from 'node:path';
import type { Server } from 'node:http';
import { projectRoot } from '#kernel/config/project-root.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import {
  getService,
  getStaff,
  listFreeTimes,
  listServices,
} from '../../services/runtime/src/bookings/bookings.contract.js';
import { getDining, getMenu, getTable } from '../../services/runtime/src/dining/dining.contract.js';
import {
  getArticle,
  getAuthor,
  listArticles,
  listAuthors,
  listChannels,
  listComments,
} from '../../services/runtime/src/magazine/magazine.contract.js';
import { getDraw, listDraws } from '../../services/runtime/src/draws/draws.contract.js';
import { getGroupBuy, listGroupBuys } from '../../services/runtime/src/group-buys/group-buys.contract.js';
import { listCoupons, listFlashSales } from '../../services/runtime/src/promotions/promotions.contract.js';
import { getProduct, getStorefront } from '../../services/runtime/src/shop-window/shop-window.contract.js';
import { startDemoRuntime } from './demo-runtime.js';
import { DemoShop } from './demo-shop.js';

const ajv = new Ajv({ strict: false });
addFormats.default(ajv);
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** What a preset's preview answers, held against what the runtime promises. */
async function previewOf(templateId: string, presetId: string) {
  const template = loadTemplate(join(projectRoot(), 'templates'), templateId);
  const preset = template.presets.find(({ id }) => id === presetId);
  if (!preset) throw new Error(`${templateId} has no preset ${presetId}`);
  const shop = await DemoShop.open(template, preset);
  const { url, server } = await startDemoRuntime(() => ({ shop, template }));
  servers.push(server);
  const ask = (path: string) => fetch(`${url}/a/wx0123456789abcdef/${path}`);
  return {
    ask,
    get: async <Body>(contract: RouteDefinition, path: string): Promise<Body> => {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 200]);
      const body = (await answer.json()) as Body;
      ajv.validate(contract.response[200] as object, body);
      expect([path, ajv.errors]).toEqual([path, null]);
      expect(JSON.stringify(body)).not.toContain('template:');
      return body;
    },
  };
}

const unknownId = '00000000-0000-7000-8000-000000000000';

test.each(['hair-salon', 'yoga-studio'])('%s: services, who does them, and when', async (preset) => {
  const { get, ask } = await previewOf('booking', preset);
  const storefront = await get<{ home: { sections: { services?: object[] }[] } }>(getStorefront, 'storefront');
  expect(storefront.home.sections.flatMap(({ services = [] }) => services).length).toBeGreaterThan(0);

  const { services, staff } = await get<{ services: { id: string }[]; staff: { id: string }[] }>(
    listServices,
    'services',
  );
  expect(services.length).toBeGreaterThan(3);
  for (const { id } of services) {
    const found = await get<{ staff: { id: string }[] }>(getService, `services/${id}`);
    expect(found.staff.length).toBeGreaterThan(0);
    type Times = { days: { times: { startsAt: string; staffIds: string[] }[] }[] };
    const { days } = await get<Times>(listFreeTimes, `services/${id}/times?days=7`);
    const times = days.flatMap((day) => day.times);
    expect(days).toHaveLength(7);
    expect(times.length).toBeGreaterThan(0);
    expect(times.every(({ startsAt }) => Date.parse(startsAt) > Date.now())).toBe(true);
    const [person] = found.staff;
    const own = await get<Times>(listFreeTimes, `services/${id}/times?days=7&staffId=${person?.id}`);
    expect(new Set(own.days.flatMap((day) => day.times.flatMap(({ staffIds }) => staffIds)))).toEqual(
      new Set([person?.id]),
    );
  }
  for (const { id } of staff) await get(getStaff, `staff/${id}`);
  expect((await ask(`services/${unknownId}`)).status).toBe(404);
});

test.each(['food-blogger', 'outdoor-brand'])(
  '%s: articles, their authors and channels, and goods in between',
  async (preset) => {
    const { get, ask } = await previewOf('magazine', preset);
    const storefront = await get<{ home: { sections: { articles?: object[] }[] } }>(getStorefront, 'storefront');
    expect(storefront.home.sections.flatMap(({ articles = [] }) => articles).length).toBeGreaterThan(0);

    const { items } = await get<{ items: { id: string; publishedAt: string }[] }>(listArticles, 'articles?limit=50');
    expect(items.map(({ publishedAt }) => publishedAt)).toEqual(
      items
        .map(({ publishedAt }) => publishedAt)
        .toSorted()
        .toReversed(),
    );
    const kinds = new Set<string>();
    for (const { id } of items) {
      const { body } = await get<{ body: { type: string }[] }>(getArticle, `articles/${id}`);
      for (const { type } of body) kinds.add(type);
      await get(listComments, `articles/${id}/comments?limit=20`);
    }
    expect([...kinds]).toEqual(expect.arrayContaining(['text', 'image', 'product']));

    const { items: channels } = await get<{ items: { name: string; articleCount: number }[] }>(
      listChannels,
      'channels',
    );
    for (const { name, articleCount } of channels) {
      const list = await get<{ items: object[] }>(
        listArticles,
        `articles?limit=50&channel=${encodeURIComponent(name)}`,
      );
      expect(list.items).toHaveLength(articleCount);
    }
    const { items: authors } = await get<{ items: { id: string; articleCount: number }[] }>(listAuthors, 'authors');
    for (const { id, articleCount } of authors) {
      await get(getAuthor, `authors/${id}`);
      const list = await get<{ items: object[] }>(listArticles, `articles?limit=50&authorId=${id}`);
      expect(list.items).toHaveLength(articleCount);
    }
    expect((await ask(`articles/${unknownId}`)).status).toBe(404);
  },
);

test.each(['cafe', 'noodle-house'])('%s: the menu with its extras, and the tables', async (preset) => {
  const { get, ask } = await previewOf('restaurant', preset);
  type Menu = {
    categories: { dishes: { groupIds: string[]; skus: { id: string }[] }[] }[];
    modifierGroups: { id: string; modifiers: object[] }[];
  };
  const { categories, modifierGroups } = await get<Menu>(getMenu, 'menu');
  const dishes = categories.flatMap((category) => category.dishes);
  expect(dishes.length).toBeGreaterThan(10);
  const known = modifierGroups.map(({ id }) => id);
  expect(dishes.flatMap(({ groupIds }) => groupIds).filter((id) => !known.includes(id))).toEqual([]);
  expect(modifierGroups.length).toBeGreaterThan(1);
  expect(new Set(dishes.flatMap(({ skus }) => skus.map(({ id }) => id))).size).toBe(
    dishes.reduce((sum, { skus }) => sum + skus.length, 0),
  );

  expect(await get(getDining, 'dining')).toMatchObject({ isOpen: true });
  const { id } = await get<{ id: string }>(getTable, 'tables/1');
  await get(getTable, `tables/${id}`);
  expect((await ask('tables/nowhere')).status).toBe(404);
});

test('promotions are timed from the start, and a sale names SKUs that the product has', async () => {
  const { get } = await previewOf('retail', 'tea-house');
  const { items: coupons } = await get<{ items: { endsAt: string }[] }>(listCoupons, 'coupons');
  expect(coupons.every(({ endsAt }) => Date.parse(endsAt) > Date.now())).toBe(true);
  const { items: sales } = await get<{ items: { items: { productId: string; skuId: string; priceFen: number }[] }[] }>(
    listFlashSales,
    'flash-sales',
  );
  expect(coupons.length).toBeGreaterThan(0);
  for (const item of sales.flatMap((sale) => sale.items)) {
    const product = await get<{ skus: { id: string; priceFen: number }[] }>(
      { response: { 200: {} } } as never,
      `products/${item.productId}`,
    );
    const sku = product.skus.find(({ id }) => id === item.skuId);
    expect(sku?.priceFen).toBeGreaterThan(item.priceFen);
  }
});

test('group buys and draws stand in their lists and sections, and a product says in which group it is cheaper', async () => {
  const { get, ask } = await previewOf('retail', 'tea-house');
  const { items: offers } = await get<{ items: { id: string; productId: string; size: number; priceFen: number }[] }>(
    listGroupBuys,
    'group-buys',
  );
  expect(offers.length).toBeGreaterThan(0);
  for (const { id, productId, size, priceFen } of offers) {
    const { items } = await get<{ items: { priceFen: number; listPriceFen: number }[] }>(
      getGroupBuy,
      `group-buys/${id}`,
    );
    for (const item of items) expect(item.priceFen).toBeLessThan(item.listPriceFen);
    const product = await get<{ groupBuy: object }>(getProduct, `products/${productId}`);
    expect(product.groupBuy).toEqual({ id, size, priceFen });
  }
  const { items: draws } = await get<{ items: { id: string; prizes: { oddsPpm: number }[] }[] }>(listDraws, 'draws');
  const odds = draws.map(({ prizes }) => prizes.reduce((sum, { oddsPpm }) => sum + oddsPpm, 0));
  expect(odds).toEqual([1_000_000]);
  await get(getDraw, `draws/${draws[0]?.id}`);
  expect([(await ask('group-buys/none')).status, (await ask('draws/none')).status]).toEqual([404, 404]);
});
