import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { ApiClient } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { eventually } from '#testing/eventually.js';
import { HostingWorld } from '#testing/hosting-world.js';
import type { WorldShop } from '#testing/hosting-world.js';
import { refusal } from '#testing/refusal.js';
import { createCodes, disableCode, getCodePicture, getCodePictures, listCodes } from './codes.contract.js';
import { importProducts, listProducts } from './products.contract.js';

let hosting: HostingWorld;
let tenants: TenantDatabase;
let shop: WorldShop;
let neighbour: ApiClient;

beforeAll(async () => {
  hosting = await HostingWorld.start();
  await hosting.publishTemplate();
  tenants = await TenantDatabase.connect(hosting.world.database.access);
  shop = await hosting.shop();
  neighbour = (await hosting.world.agency()).api;
  const csv = new TextEncoder().encode('Handle,Title,Variant Price\ncup,Cup,8.20\n');
  await shop.api.call(importProducts, { params: { merchantId: shop.merchantId }, body: csv });
});
afterAll(async () => {
  await tenants.close();
  await hosting.stop();
});

const tables = Array.from({ length: 40 }, (_, index) => ({ kind: 'table' as const, target: String(index + 1) }));
const rows = <Row>(sql: string) => tenants.transaction(asId<TenantId>(shop.merchantId), (tx) => tx.query<Row>(sql, []));

describe('codes', () => {
  test('are made in one request and once: the same again answers the same', async () => {
    const first = await shop.api.call(createCodes, { params: shop.params, body: { codes: tables } });
    const again = await shop.api.call(createCodes, { params: shop.params, body: { codes: tables } });

    expect(first.items).toHaveLength(40);
    expect(new Set(first.items.map(({ code }) => code)).size).toBe(40);
    expect(again.items.map(({ id }) => id)).toEqual(first.items.map(({ id }) => id));
    expect(await rows(`select count(*)::int as n from audit_entry where action = 'code.create'`)).toEqual([{ n: 2 }]);
  });

  test('of a product bear its title; one of another shop is refused by its place', async () => {
    const { items } = await shop.api.call(listProducts, { params: { merchantId: shop.merchantId } });
    const product = { kind: 'product' as const, target: items[0]?.id ?? '' };

    const made = await shop.api.call(createCodes, { params: shop.params, body: { codes: [product] } });
    const refused = await refusal(
      shop.api.call(createCodes, { params: shop.params, body: { codes: [product, { ...product, target: newId() }] } }),
    );

    expect(made.items).toMatchObject([{ kind: 'product', label: 'Cup', state: 'active' }]);
    expect(refused).toEqual({ status: 422, code: 'code.target_unknown', pointers: ['/codes/1/target'] });
  });

  test('get their pictures from WeChat, one by one and as a zip', async () => {
    const params = { merchantId: shop.merchantId, codeId: '' };
    const { items } = await eventually(
      () => shop.api.call(listCodes, { params: shop.params, query: { limit: 100 } }),
      (page) => page.items.every(({ picture }) => picture === 'made'),
    );

    const picture = await shop.api.send(getCodePicture, { params: { ...params, codeId: items[0]?.id ?? '' } });
    const zip = await shop.api.send(getCodePictures, { params: shop.params, query: { kind: 'table' } });

    expect(picture.headers.get('content-type')).toMatch(/^image\/(jpeg|png)$/);
    expect(picture.headers.get('content-disposition')).toContain('filename*=UTF-8');
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(100);
    const bytes = Buffer.from(await zip.arrayBuffer());
    expect(bytes.toString('latin1', 0, 2)).toBe('PK');
    expect(bytes.readUInt16LE(bytes.length - 22 + 10)).toBe(40);
  });

  test('are listed in pages and by kind', async () => {
    const page = await shop.api.call(listCodes, { params: shop.params, query: { limit: 1, kind: 'product' } });

    expect(page.items).toMatchObject([{ kind: 'product' }]);
    expect(page.nextCursor).toBeNull();
  });

  test('are switched off once and for all; the same wish then makes a new one', async () => {
    const body = { codes: [{ kind: 'coupon' as const, target: 'spring' }] };
    const [code] = (await shop.api.call(createCodes, { params: shop.params, body })).items;
    const params = { merchantId: shop.merchantId, codeId: code?.id ?? '' };

    await shop.api.call(disableCode, { params });
    expect(await shop.api.call(disableCode, { params })).toMatchObject({ state: 'disabled' });

    const [next] = (await shop.api.call(createCodes, { params: shop.params, body })).items;
    expect(next?.id).not.toBe(code?.id);
  });

  test.each([
    ['none', []],
    ['more than 500', Array.from({ length: 501 }, () => ({ kind: 'table', target: '1' }))],
    ['of an unknown kind', [{ kind: 'poster', target: '1' }]],
    ['without a target', [{ kind: 'table', target: ' ' }]],
    ['with a label of two lines', [{ kind: 'table', target: '1', label: 'a\nb' }]],
    ['with too much in it', [{ kind: 'table', target: '1', params: { a: 'x'.repeat(101) } }]],
    ['with a number for a text', [{ kind: 'table', target: 7 }]],
  ])('%s are a 400', async (_, codes) => {
    const body = { codes } as never;
    expect(await refusal(shop.api.call(createCodes, { params: shop.params, body }))).toMatchObject({ status: 400 });
  });

  test('are nobody else’s: 401 for a stranger, 404 for the neighbour', async () => {
    const { items } = await shop.api.call(listCodes, { params: shop.params });
    const code = { merchantId: shop.merchantId, codeId: items[0]?.id ?? '' };
    for (const [api, status] of [
      [hosting.world.stranger, 401],
      [neighbour, 404],
    ] as const) {
      for (const call of [
        () => api.call(createCodes, { params: shop.params, body: { codes: tables } }),
        () => api.call(listCodes, { params: shop.params }),
        () => api.call(disableCode, { params: code }),
        () => api.call(getCodePicture, { params: code }),
        () => api.call(getCodePictures, { params: shop.params }),
      ]) {
        expect(await refusal(call())).toMatchObject({ status });
      }
    }
    const other = await hosting.shop();
    const foreign = { merchantId: other.merchantId, codeId: code.codeId };
    expect(await refusal(other.api.call(disableCode, { params: foreign }))).toMatchObject({ status: 404 });
    expect(await refusal(other.api.call(getCodePicture, { params: foreign }))).toMatchObject({ status: 404 });
    expect(
      await refusal(shop.api.call(getCodePictures, { params: { ...shop.params, appId: other.appId } })),
    ).toMatchObject({
      status: 404,
    });
  });
});
