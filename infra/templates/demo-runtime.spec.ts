import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { join } from 'node:path';
import type { Server } from 'node:http';
import { projectRoot } from '#kernel/config/project-root.js';
import type { RouteDefinition } from '#kernel/http/contract.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import {
  getPage,
  getProduct,
  getStorefront,
  listCategories,
  listProducts,
  searchProducts,
} from '../../services/runtime/src/shop-window/shop-window.contract.js';
import { startDemoRuntime } from './demo-runtime.js';
import { DemoShop } from './demo-shop.js';

let url: string;
let server: Server;
const ajv = new Ajv({ strict: false });
addFormats.default(ajv);

beforeAll(async () => {
  const template = loadTemplate(join(projectRoot(), 'templates'), 'retail');
  const [preset] = template.presets;
  if (!preset) throw new Error('retail has no preset');
  const shop = await DemoShop.open(template, preset);
  ({ url, server } = await startDemoRuntime(() => ({ shop, template })));
});
afterAll(() => void server.close());

async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${url}/a/wx0123456789abcdef/${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function conforms(contract: RouteDefinition, body: unknown): void {
  ajv.validate(contract.response[200] as object, body);
  expect(ajv.errors).toBeNull();
}

test('a preset is a shop that can be looked around in, answered as the runtime would', async () => {
  const { body: storefront } = await get('storefront');
  conforms(getStorefront, storefront);
  expect(JSON.stringify(storefront)).not.toContain('template:');

  const { body: categories } = await get('categories');
  conforms(listCategories, categories);
  const [category] = categories['items'] as { id: string; productCount: number }[];

  const { body: list } = await get(`products?categoryId=${category?.id}&limit=50&sort=priceAsc`);
  conforms(listProducts, list);
  const items = list['items'] as { id: string; priceFen: number; title: string }[];
  expect(items).toHaveLength(category?.productCount ?? -1);

  const { body: product } = await get(`products/${items[0]?.id}`);
  conforms(getProduct, product);
  const { body: found } = await get(`search?q=${encodeURIComponent(items[0]?.title ?? '')}`);
  conforms(searchProducts, found);
  expect((found['items'] as { id: string }[]).map(({ id }) => id)).toContain(items[0]?.id);
  for (const { id } of storefront['pages'] as { id: string }[]) conforms(getPage, (await get(`pages/${id}`)).body);
});

test('pictures come from the template, and only its demo pictures', async () => {
  const picture = await fetch(`${url}/a/wx0123456789abcdef/media/template/retail/demo/media/logo-tea-house.svg`);

  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  expect((await get('media/template/retail/manifest.json')).status).toBe(404);
  expect((await get('media/template/retail/demo/media/../../manifest.json')).status).not.toBe(200);
});

test('what needs a shop says that there is none', async () => {
  const login = await fetch(`${url}/a/wx0123456789abcdef/login`, { method: 'POST', body: '{}' });

  expect(login.status).toBe(503);
  expect(await login.json()).toMatchObject({ code: 'preview.no_shop', detail: expect.stringContaining('--runtime') });
  expect((await get('orders')).status).toBe(503);
  expect((await get('products/gone')).status).toBe(404);
  expect((await fetch(`${url}/a/x/%E0%A4%A`)).status).toBe(400);
});
