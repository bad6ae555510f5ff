import { ShortCodes } from '#commerce/codes/short-codes.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { resolveCode } from '../src/codes/codes.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;
let neighbour: TestShop;
let codes: ShortCodes;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  neighbour = await world.shop(null);
  codes = new ShortCodes(world.tenants, world.app.get(Broadcast));
});
afterAll(() => world.stop());

const author = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
const resolve = (code: string, appId: string = shop.appId) =>
  world.client().call(resolveCode, { params: { appId, code } });

async function make(kind: 'product' | 'table' | 'store' | 'coupon', target: string, params = {}) {
  const [code] = await codes.create(shop.tenantId, shop.appId, [{ kind, target, label: null, params }], author);
  if (!code) throw new Error('no code');
  return code;
}

test('a code leads to its product without any log-in, and from memory the second time', async () => {
  const [product] = await world.rows<{ id: string }>(shop, 'select id from product limit 1');
  const { code } = await make('product', product?.id ?? '');

  const response = await world.client().send(resolveCode, { params: { appId: shop.appId, code } });

  expect(await response.json()).toEqual({ kind: 'product', page: 'product', query: { productId: product?.id } });
  const again = await fetch(`${world.url}/a/${shop.appId}/codes/${code}`, {
    headers: { 'if-none-match': response.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

test('tables, stores and coupons lead to the home page with what they are about', async () => {
  const table = await make('table', '12', { store: '西湖店' });

  expect(await resolve(table.code)).toEqual({ kind: 'table', page: 'home', query: { table: '12', store: '西湖店' } });
  expect(await resolve((await make('store', '西湖店')).code)).toMatchObject({ query: { store: '西湖店' } });
  expect(await resolve((await make('coupon', 'c1')).code)).toMatchObject({ query: { coupon: 'c1' } });
});

test("a neighbour's code, an unknown one and a switched-off one lead nowhere", async () => {
  const { code, id } = await make('table', '13');
  for (const call of [resolve(code, neighbour.appId), resolve('00000000')]) {
    await expect(call).rejects.toMatchObject({ status: 404, problem: { code: 'code.not_found' } });
  }
  await resolve(code);

  await codes.disable(shop.tenantId, id, author);

  await expect(resolve(code)).rejects.toMatchObject({ status: 404 });
});

test.each(['abc', 'a'.repeat(11), 'ab%2Fcdefg', '代码代码'])('%s is no code', async (code) => {
  expect((await fetch(`${world.url}/a/${shop.appId}/codes/${code}`)).status).toBe(400);
});
