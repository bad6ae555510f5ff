import { type ApiClient } from '#kernel/http/client.js';
import type { In } from '#kernel/http/contract.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  changeBrand,
  changeCategory,
  createBrand,
  createCategory,
  deleteBrand,
  deleteCategory,
  getCurrencies,
  listBrands,
  listCategories,
  setCurrencies,
} from './catalogue.contract.js';
import {
  changeProduct,
  changeProducts,
  changeSku,
  getProduct,
  importProducts,
  listProducts,
} from './products.contract.js';

const goods = [
  'Handle,Title,Type,Tags,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Variant Compare At Price',
  'green,龙井,茶叶,"春茶,新品",规格,50 克,10,19.99,29.99',
  'green,,,,,100 克,5,38.00,',
  'cup,盖碗,茶具,,,,3,8.20,',
  'pot,茶壶,茶具,,,,2,88.00,',
].join('\n');

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  await shop.api.call(importProducts, { params: shop.params, body: new TextEncoder().encode(goods) });
});
afterAll(() => shop.stop());

const product = async (handle: string) => {
  const { items } = await shop.api.call(listProducts, { params: shop.params, query: { q: handle } });
  const found = items.find((item) => item.handle === handle);
  return shop.api.call(getProduct, { params: { ...shop.params, productId: found?.id ?? '' } });
};
const change = (productId: string, body: Record<string, unknown>) =>
  shop.api.call(changeProduct, { params: { ...shop.params, productId }, body: body });
const bulk = (body: Record<string, unknown>, key: string = newId<string>()) =>
  shop.api.call(changeProducts, {
    params: shop.params,
    headers: { 'idempotency-key': key },
    // What is not such a body is for the door to refuse.
    body: body as In<typeof changeProducts>['body'],
  });

describe('categories', () => {
  test('stand on two levels and no more', async () => {
    const tea = await shop.api.call(createCategory, { params: shop.params, body: { name: '茶', nameEn: 'Tea' } });
    const green = await shop.api.call(createCategory, {
      params: shop.params,
      body: { name: '绿茶', parentId: tea.id },
    });
    const third = shop.api.call(createCategory, { params: shop.params, body: { name: '龙井', parentId: green.id } });
    const under = (categoryId: string, parentId: string) =>
      shop.api.call(changeCategory, { params: { ...shop.params, categoryId }, body: { name: '茶', parentId } });

    expect(await refusal(third)).toMatchObject({ status: 409, code: 'category.levels' });
    expect(await refusal(under(tea.id, tea.id))).toMatchObject({ code: 'category.levels' });
    expect(await refusal(under(tea.id, newId<string>()))).toMatchObject({ code: 'category.levels' });
    const { items } = await shop.api.call(listCategories, { params: shop.params });
    const other = items.find(({ name }) => name === '茶具')?.id ?? '';
    expect(await refusal(under(tea.id, other))).toMatchObject({ code: 'category.levels' });
    expect(items.find(({ id }) => id === green.id)).toMatchObject({ parentId: tea.id, productCount: 0 });
  });

  test('of one name there is one, and one in use stays', async () => {
    const twin = shop.api.call(createCategory, { params: shop.params, body: { name: '茶具' } });
    expect(await refusal(twin)).toMatchObject({ status: 409, code: 'category.name_taken' });

    const { items } = await shop.api.call(listCategories, { params: shop.params });
    const used = items.find(({ name }) => name === '茶具')?.id ?? '';
    const gone = shop.api.call(deleteCategory, { params: { ...shop.params, categoryId: used } });
    expect(await refusal(gone)).toMatchObject({ status: 409, code: 'category.in_use' });
    const empty = await shop.api.call(createCategory, { params: shop.params, body: { name: '空' } });
    await shop.api.call(deleteCategory, { params: { ...shop.params, categoryId: empty.id } });
    expect(
      await refusal(shop.api.call(deleteCategory, { params: { ...shop.params, categoryId: empty.id } })),
    ).toMatchObject({ status: 404, code: 'category.not_found' });
  });

  test('two put into each other at once never become a ring or three levels', async () => {
    const make = (name: string) => shop.api.call(createCategory, { params: shop.params, body: { name } });
    for (let round = 0; round < 10; round += 1) {
      const [a, b, c] = [await make(`甲${round}`), await make(`乙${round}`), await make(`丙${round}`)];
      const put = (child: typeof a, parent: typeof a) =>
        shop.api.call(changeCategory, {
          params: { ...shop.params, categoryId: child.id },
          body: { name: child.name, parentId: parent.id },
        });
      await Promise.allSettled([put(a, b), put(b, c), put(c, a)]);
    }
    const deep = await shop.rows(
      `select c.id from category c join category p on p.tenant_id = c.tenant_id and p.id = c.parent_id where p.parent_id is not null`,
    );
    expect(deep).toEqual([]);
  });
});

describe('brands', () => {
  test('are made, changed, given to goods, and stay while goods have them', async () => {
    const brand = await shop.api.call(createBrand, { params: shop.params, body: { name: '岭上', position: 2 } });
    const twin = shop.api.call(createBrand, { params: shop.params, body: { name: '岭上' } });
    expect(await refusal(twin)).toMatchObject({ status: 409, code: 'brand.name_taken' });

    const { id: productId } = await product('green');
    expect(await change(productId, { brandId: brand.id })).toMatchObject({ brandId: brand.id, brand: '岭上' });
    const params = { ...shop.params, brandId: brand.id };
    const changed = await shop.api.call(changeBrand, { params, body: { name: '岭上茶', nameEn: 'Ridge' } });
    expect(changed).toMatchObject({ name: '岭上茶', nameEn: 'Ridge', logoUrl: null, productCount: 1 });
    expect(await refusal(shop.api.call(deleteBrand, { params }))).toMatchObject({ code: 'brand.in_use' });
    await change(productId, { brandId: null });
    await shop.api.call(deleteBrand, { params });
    expect((await shop.api.call(listBrands, { params: shop.params })).items).toEqual([]);
  });

  test.each([
    [{ name: ' ' }, '/name'],
    [{ name: 'x', logoUrl: 'javascript:alert(1)' }, '/logoUrl'],
    [{ name: 'x', position: -1 }, '/position'],
    [{ name: 'x', colour: 'red' }, '/colour'],
  ])('%j is refused', async (body, pointer) => {
    const refused = await refusal(shop.api.call(createBrand, { params: shop.params, body: body }));
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.pointers).toContain(pointer);
  });
});

describe('a product', () => {
  test('gets English texts, attributes, tags and a schedule, and its HTML is cleaned', async () => {
    const { id } = await product('green');
    const changed = await change(id, {
      titleEn: 'Longjing',
      descriptionHtml: '<p onclick="x()">好茶<script>1</script></p>',
      attributes: [{ name: '产地', value: '杭州', nameEn: 'Origin', valueEn: 'Hangzhou' }],
      tags: ['春茶', '春茶', '🍵'],
      optionsEn: [{ name: 'Size', values: ['50 g', '100 g'] }],
      publishAt: '2030-01-01T00:00:00Z',
      unpublishAt: null,
    });

    expect(changed).toMatchObject({
      titleEn: 'Longjing',
      descriptionHtml: '<p>好茶</p>',
      tags: ['春茶', '🍵'],
      publishAt: '2030-01-01T00:00:00.000Z',
      unpublishAt: null,
    });
    expect(await change(id, { publishAt: null, titleEn: null })).toMatchObject({ publishAt: null, titleEn: null });
    const [audit] = await shop.rows<{ after: unknown }>(
      `select after from audit_entry where subject_id = $1 order by id desc limit 1`,
      [id],
    );
    expect(audit?.after).toEqual({ publishAt: null, titleEn: null });
  });

  test.each([
    [{ categoryId: newId<string>() }, 422, '/categoryId'],
    [{ brandId: newId<string>() }, 422, '/brandId'],
    [{ publishAt: '2030-01-02T00:00:00Z', unpublishAt: '2030-01-01T00:00:00Z' }, 422, '/unpublishAt'],
    [{ optionsEn: [{ name: 'Size', values: ['50 g'] }] }, 422, '/optionsEn'],
    [{ attributes: [{ name: 'a:b', value: 'c' }] }, 400, '/attributes/0/name'],
    [{ attributes: Array.from({ length: 51 }, () => ({ name: 'a', value: 'b' })) }, 400, '/attributes'],
    [{ tags: 'x' }, 400, '/tags'],
    [{ publishAt: 'tomorrow' }, 400, '/publishAt'],
    [{ priceFen: 1 }, 400, '/priceFen'],
  ])('is not changed by %j', async (body, status, pointer) => {
    const { id } = await product('green');
    const refused = await refusal(change(id, body));

    expect(refused).toMatchObject({ status });
    expect(refused.pointers).toContain(pointer);
  });

  test('has a member price, a weight, and no struck-through price that is not higher', async () => {
    const { skus } = await product('green');
    const params = { ...shop.params, skuId: skus[0]?.id ?? '' };
    const dearer = await shop.api.call(changeSku, {
      params,
      body: { priceFen: 3500, memberPriceFen: 1500, weightG: 80 },
    });

    expect(dearer.skus[0]).toMatchObject({
      priceFen: 3500,
      compareAtPriceFen: null,
      memberPriceFen: 1500,
      weightG: 80,
    });
    const back = await shop.api.call(changeSku, { params, body: { priceFen: 1999, memberPriceFen: null } });
    expect(back.skus[0]).toMatchObject({ priceFen: 1999, memberPriceFen: null, weightG: 80 });
  });
});

describe('many products at once', () => {
  test('are changed by ids and by filter, once for each key', async () => {
    const [cup, pot] = [await product('cup'), await product('pot')];
    const key = newId<string>();
    const wish = {
      selection: { ids: [cup.id, pot.id] },
      change: { addTags: ['送礼', '新品'], price: { by: 'percent', amount: -50 } },
    };
    const [first, twin] = await Promise.all([bulk(wish, key), bulk(wish, key)]);

    expect(first).toMatchObject({ products: 2, skus: 2 });
    expect(twin).toEqual(first);
    expect(await product('cup')).toMatchObject({ priceFen: 410, tags: ['送礼', '新品'] });
    expect(await refusal(bulk({ ...wish, change: { state: 'hidden' } }, key))).toMatchObject({
      status: 409,
      code: 'product_bulk.idempotency_conflict',
    });

    const hidden = await bulk({
      selection: { filter: { tag: '送礼' } },
      change: { state: 'hidden', removeTags: ['新品'], price: { by: 'fen', amount: 410 } },
    });
    expect(hidden).toMatchObject({ products: 2, skus: 2 });
    expect(await product('cup')).toMatchObject({ priceFen: 820, tags: ['送礼'], state: 'hidden' });
    expect(await shop.rows(`select id from audit_entry where action = 'products.bulk_change'`)).toHaveLength(2);
  });

  test('all stay as they are when one cannot be changed, and each reason is told', async () => {
    const [cup, pot] = [await product('cup'), await product('pot')];
    const refused = await refusal(
      bulk({
        selection: { ids: [cup.id, pot.id] },
        change: { state: 'active', price: { by: 'fen', amount: -1000 } },
      }),
    );

    expect(refused).toMatchObject({ status: 422, code: 'product_bulk.refused', pointers: [`/products/${cup.id}`] });
    expect(await product('pot')).toMatchObject({ state: pot.state, priceFen: pot.priceFen });
  });

  test.each([
    [{ selection: { ids: [newId<string>()] }, change: { state: 'hidden' } }, 422, 'product_bulk.refused'],
    [{ selection: { filter: { tag: 'nobody has it' } }, change: { state: 'hidden' } }, 422, 'product_bulk.none'],
    [{ selection: { filter: {} }, change: { brandId: newId<string>() } }, 422, 'product.change_invalid'],
    [{ selection: { filter: {} }, change: {} }, 400, 'request.invalid'],
    [{ selection: { filter: {} }, change: { price: { by: 'percent', amount: -91 } } }, 400, 'request.invalid'],
    [{ selection: { filter: {} }, change: { price: { by: 'fen', amount: 1.5 } } }, 400, 'request.invalid'],
    [{ selection: { ids: [] }, change: { state: 'hidden' } }, 400, 'request.invalid'],
  ])('%j is refused', async (body, status, code) => {
    expect(await refusal(bulk(body))).toMatchObject({ status, code });
  });
});

describe('display currencies', () => {
  test('are one table, in its order', async () => {
    const currencies = [
      { code: 'USD' as const, digits: 2, numerator: 14, denominator: 100 },
      { code: 'JPY' as const, digits: 0, numerator: 21, denominator: 1 },
    ];
    const set = await shop.api.call(setCurrencies, { params: shop.params, body: { currencies } });
    const twins = shop.api.call(setCurrencies, {
      params: shop.params,
      body: { currencies: [...currencies, ...currencies.slice(0, 1)] },
    });

    expect(set.currencies).toEqual(currencies);
    expect(await refusal(twins)).toMatchObject({ status: 400, pointers: ['/currencies/2/code'] });
    expect(await shop.api.call(getCurrencies, { params: shop.params })).toEqual({ currencies });
  });

  test.each([
    [{ code: 'CNY', digits: 2, numerator: 1, denominator: 1 }, '/currencies/0/code'],
    [{ code: 'USD', digits: 2, numerator: 0, denominator: 1 }, '/currencies/0/numerator'],
    [{ code: 'USD', digits: 2, numerator: 0.14, denominator: 1 }, '/currencies/0/numerator'],
  ])('%j is none', async (currency, pointer) => {
    const refused = await refusal(
      shop.api.call(setCurrencies, { params: shop.params, body: { currencies: [currency] } }),
    );
    expect(refused.pointers).toContain(pointer);
  });
});

describe('a neighbour and a stranger', () => {
  const id = newId<string>();
  const calls: [string, (client: ApiClient) => Promise<unknown>][] = [
    ['categories.list', (api) => api.call(listCategories, { params: shop.params })],
    ['categories.create', (api) => api.call(createCategory, { params: shop.params, body: { name: 'x' } })],
    [
      'categories.change',
      (api) => api.call(changeCategory, { params: { ...shop.params, categoryId: id }, body: { name: 'x' } }),
    ],
    ['categories.delete', (api) => api.call(deleteCategory, { params: { ...shop.params, categoryId: id } })],
    ['brands.list', (api) => api.call(listBrands, { params: shop.params })],
    ['brands.create', (api) => api.call(createBrand, { params: shop.params, body: { name: 'x' } })],
    ['brands.change', (api) => api.call(changeBrand, { params: { ...shop.params, brandId: id }, body: { name: 'x' } })],
    ['brands.delete', (api) => api.call(deleteBrand, { params: { ...shop.params, brandId: id } })],
    ['currencies.get', (api) => api.call(getCurrencies, { params: shop.params })],
    ['currencies.set', (api) => api.call(setCurrencies, { params: shop.params, body: { currencies: [] } })],
    [
      'products.bulkChange',
      (api) =>
        api.call(changeProducts, {
          params: shop.params,
          headers: { 'idempotency-key': newId<string>() },
          body: { selection: { ids: [id] }, change: { state: 'hidden' } },
        }),
    ],
  ];

  test.each(calls)('%s answers 404 to another agency and 401 to nobody', async (name, call) => {
    expect(await refusal(call(shop.neighbour))).toMatchObject({ status: 404, code: 'merchant.not_found' });
    expect(await refusal(call(shop.world.stranger))).toMatchObject({ status: 401 });
    if (/change$|delete$/.test(name) && name !== 'products.bulkChange')
      expect(await refusal(call(shop.api))).toMatchObject({ status: 404 });
  });
});
