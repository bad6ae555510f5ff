import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { newId } from '#kernel/identity/ids.js';
import { openObjectStore } from '#kernel/storage/open-object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import {
  getStorefront,
  listBrands,
  listCategories,
  listProducts,
  searchProducts,
  suggestSearches,
} from '../src/shop-window/shop-window.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

const clothes = [
  'Handle,Title,Type,Vendor,Tags,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price',
  'jacket,Denim Jacket,Jackets,Northway,"men,winter",Size,S,3,299.00',
  'jacket,,,,,,M,0,309.00',
  'coat,Leather Coat,Jackets,Northway,"women,winter",Size,M,0,899.00',
  'shirt,Ocean Blue Shirt,Shirts,Seaside,"men,summer",,,12,59.00',
  'necklace,Silver Necklace,Jewellery,Seaside,women,,,4,129.00',
  'skirt,Linen Skirt <b>wide</b>,Skirts,Seaside,"women,summer",,,7,88.00',
].join('\n');

let world: RuntimeWorld;
let shop: TestShop;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop(null);
  await world.import(shop.tenantId, Buffer.from(clothes));
});
afterAll(() => world.stop());

const run = async (sql: string, values: unknown[] = []) => {
  const rows = await world.rows<Record<string, string>>(shop, sql, values);
  await world.app.get(Broadcast).publish('catalogue', shop.tenantId);
  return rows;
};
const find = (query: Record<string, unknown>) =>
  world.client().call(searchProducts, { params: { appId: shop.appId }, query });
const titles = async (query: Record<string, unknown>) => (await find(query)).items.map(({ title }) => title);
const read = async (address: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${world.url}/a/${shop.appId}${address}`, { headers });
  return (await answer.json()) as never;
};

describe('search', () => {
  test.each([
    ['jacket', ['Denim Jacket', 'Leather Coat']],
    ['denim jacket', ['Denim Jacket']],
    ['jaket', ['Denim Jacket']],
    ['neckalce', ['Silver Necklace']],
    ['NORTHWAY', ['Denim Jacket', 'Leather Coat']],
    ['winter', ['Denim Jacket', 'Leather Coat']],
    ['qqqqq', []],
    ['%', []],
    ["'; drop table product; --", []],
    ['\\', []],
    ['<b>', ['Linen Skirt <b>wide</b>']],
  ])('%s finds %j', async (q, expected) => {
    const found = await titles({ q });
    // Words in a title come before words elsewhere; similar ones come with whatever is near.
    expect(found.slice(0, expected.length).sort()).toEqual([...expected].sort());
    if (expected.length === 0) expect(found).toEqual([]);
  });

  test('says when goods only come near', async () => {
    expect(await find({ q: 'jaket' })).toMatchObject({ similar: true });
    expect(await find({ q: 'jacket' })).toMatchObject({ similar: false });
  });

  test('finds Chinese inside a title, and with one character mistyped', async () => {
    const tea = await world.shop();
    const words = async (q: string) => {
      const { items } = await world.client().call(searchProducts, { params: { appId: tea.appId }, query: { q } });
      return items.map(({ title }) => title);
    };

    expect(await words('龙井')).toContain('明前龙井');
    expect((await words('明前龙景'))[0]).toBe('明前龙井');
    expect(await words('龙景')).toContain('明前龙井');
    expect(await words('茶 龙井')).toContain('明前龙井');
  });

  test('filters, and counts what every filter would leave', async () => {
    const all = await find({});
    const jackets = all.facets.categories.find(({ name }) => name === 'Jackets');
    const found = await find({ categoryId: jackets?.id, inStock: true });

    expect(all).toMatchObject({ total: 5, facets: { inStock: 4, price: { minFen: 5_900, maxFen: 89_900 } } });
    expect(all.facets.tags).toEqual([
      { tag: 'women', count: 3 },
      { tag: 'men', count: 2 },
      { tag: 'summer', count: 2 },
      { tag: 'winter', count: 2 },
    ]);
    expect(found.items.map(({ title }) => title)).toEqual(['Denim Jacket']);
    expect(found.total).toBe(1);
    // Its own filter does not narrow a facet: the way back is shown.
    expect(found.facets.categories.map(({ name, count }) => [name, count])).toEqual([
      ['Jackets', 1],
      ['Shirts', 1],
      ['Jewellery', 1],
      ['Skirts', 1],
    ]);
    expect(found.facets.inStock).toBe(1);
    expect(await titles({ minFen: 8_000, maxFen: 13_000, sort: 'priceDesc' })).toEqual([
      'Silver Necklace',
      'Linen Skirt <b>wide</b>',
    ]);
    expect(await titles({ tag: 'men', sort: 'priceAsc' })).toEqual(['Ocean Blue Shirt', 'Denim Jacket']);
  });

  test('filters by attributes, all of them together', async () => {
    await run(`update product set attributes = $1 where handle = 'skirt' returning id`, [
      JSON.stringify([
        { name: '面料', value: '亚麻', nameEn: 'Fabric', valueEn: 'Linen' },
        { name: '产地', value: '苏州' },
      ]),
    ]);
    await eventually(async () => {
      const { facets } = await find({});
      expect(facets.attributes).toEqual([
        { name: '产地', label: '产地', values: [{ value: '苏州', label: '苏州', count: 1 }] },
        { name: '面料', label: 'Fabric', values: [{ value: '亚麻', label: 'Linen', count: 1 }] },
      ]);
    });
    expect(await titles({ attributes: '面料:亚麻;产地:苏州' })).toEqual(['Linen Skirt <b>wide</b>']);
    expect(await titles({ attributes: '面料:亚麻;产地:杭州' })).toEqual([]);
  });

  test('pages through what it found without gaps or repeats', async () => {
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await find({ limit: 2, sort: 'priceAsc', ...(cursor && { cursor }) });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
  });

  test.each([
    'attributes=abc',
    'attributes=:xx',
    'minFen=-1',
    'maxFen=1e999',
    'inStock=maybe',
    'sort=cheap',
    'brandId=1',
    'tag=',
    'x=1',
  ])('with ?%s is a 400', async (query) => {
    expect(await read(`/search?${query}`)).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  test('suggests what begins like that, categories first', async () => {
    const { items } = await world.client().call(suggestSearches, { params: { appId: shop.appId }, query: { q: 'Sh' } });
    const [first] = items;

    expect(first).toMatchObject({ kind: 'category', text: 'Shirts' });
    expect(items.map(({ text }) => text)).toContain('Ocean Blue Shirt');
    expect((await read('/search/suggestions?q=%20')) as object).toMatchObject({ status: 400 });
  });
});

describe('the language', () => {
  test('is the shopper’s where goods are translated, and answers of one are not given to the other', async () => {
    await run(`insert into brand (tenant_id, id, name, name_en) values ($1, $2, '海边', 'Seaside Co') returning id`, [
      shop.tenantId,
      newId(),
    ]);
    const [row] = await run(
      `update product set title = '牛仔外套', title_en = 'Denim jacket', description_html = '<p>厚</p>', description_html_en = '<p>Thick</p>',
         options = '[{"name": "尺码", "values": ["S", "M"]}]', options_en = '[{"name": "Size", "values": ["Small", "Medium"]}]',
         brand_id = (select id from brand where name = '海边') where handle = 'jacket' returning id`,
    );
    const id = row?.['id'];
    await eventually(async () => {
      const zh = (await read(`/products/${id}`, { 'accept-language': 'zh-CN' })) as Record<string, unknown>;
      const en = (await read(`/products/${id}`, { 'accept-language': 'en' })) as Record<string, unknown>;
      expect(zh).toMatchObject({ title: '牛仔外套', descriptionHtml: '<p>厚</p>', brand: { name: '海边' } });
      expect(en).toMatchObject({
        title: 'Denim jacket',
        descriptionHtml: '<p>Thick</p>',
        brand: { name: 'Seaside Co' },
      });
      expect(en['options']).toEqual([{ name: 'Size', values: ['Small', 'Medium'] }]);
      expect((en['skus'] as { optionValues: string[] }[]).map(({ optionValues }) => optionValues)).toEqual([
        ['Small'],
        ['Medium'],
      ]);
      expect(zh['skus']).toMatchObject([{ optionValues: ['S'] }, { optionValues: ['M'] }]);
    });
    const asked = (await read(`/products/${id}?lang=en`, { 'accept-language': 'zh-CN' })) as { title: string };
    expect(asked.title).toBe('Denim jacket');
    expect(JSON.stringify(await read('/products?limit=50&lang=en'))).toContain('"Denim jacket"');
    expect(JSON.stringify(await read('/products?limit=50&lang=zh'))).toContain('"牛仔外套"');
    expect(await titles({ q: '外套' })).toEqual(['Denim jacket']);
    const { items } = await world.client().call(listBrands, { params: { appId: shop.appId } });
    expect(items).toMatchObject([{ name: 'Seaside Co', productCount: 1 }]);
    expect(await read(`/products?lang=fr`)).toMatchObject({ status: 400 });
  });
});

describe('categories on two levels', () => {
  test('a parent shows and counts what lies below it', async () => {
    const parent = newId();
    await run(
      `insert into category (tenant_id, id, name, name_en, position) values ($1, $2, '服装', 'Clothes', 9) returning id`,
      [shop.tenantId, parent],
    );
    await run(`update category set parent_id = $1 where name in ('Jackets', 'Shirts', 'Skirts') returning id`, [
      parent,
    ]);
    const params = { appId: shop.appId };
    await eventually(async () => {
      const { items } = await world.client().call(listCategories, { params });
      expect(items.find(({ id }) => id === parent)).toMatchObject({ name: 'Clothes', parentId: null, productCount: 4 });
      expect(items.find(({ name }) => name === 'Shirts')).toMatchObject({ parentId: parent, productCount: 1 });
    });
    for (const sort of ['position', 'newest', 'priceAsc', 'priceDesc'] as const) {
      const first = await world.client().call(listProducts, { params, query: { categoryId: parent, sort, limit: 3 } });
      const rest = await world.client().call(listProducts, {
        params,
        query: { categoryId: parent, sort, limit: 3, cursor: first.nextCursor ?? '' },
      });
      expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(4);
      expect(rest.nextCursor).toBeNull();
    }
    expect((await find({ categoryId: parent })).total).toBe(4);
  });
});

describe('goods that come and go by the clock', () => {
  test('are shown from the one moment until the other, and caches end there', async () => {
    const { items } = await world.client().call(listProducts, { params: { appId: shop.appId }, query: { limit: 50 } });
    const [row] = await run(
      `update product set publish_at = now() + interval '1500 milliseconds', unpublish_at = now() + interval '3 seconds'
       where handle = 'necklace' returning id`,
    );
    const id = row?.['id'] ?? '';
    const shown = async () => {
      const list = (await read('/products?limit=50')) as { items: { id: string }[] };
      const product = (await read(`/products/${id}`)) as { status?: number };
      const search = (await read('/search?q=Necklace')) as { total: number };
      return [list.items.some((item) => item.id === id), product.status !== 404, search.total > 0];
    };

    expect(items.map((item) => item.id)).toContain(id);
    await eventually(async () => expect(await shown()).toEqual([false, false, false]));
    await eventually(async () => expect(await shown()).toEqual([true, true, true]));
    await eventually(async () => expect(await shown()).toEqual([false, false, false]));
  });
});

describe('the document of a product', () => {
  test('is always what it would be if it were written anew, whatever has changed', async () => {
    const changes = [
      `update sku set price_fen = price_fen + 1`,
      `update sku set active = false where product_id = (select id from product where handle = 'jacket') and option_values = '{M}'`,
      `insert into product_image (tenant_id, id, product_id, source, position, state, url) select tenant_id, gen_random_uuid(), id, 'https://a.test/' || handle, 1, 'stored', 'media/' || handle || '.png' from product`,
      `update product_image set widths = '{200,400}'`,
      `update brand set name = '海', name_en = null`,
      `update product set tags = tags || array['x'], vendor = null`,
      `update product set state = 'hidden' where handle = 'shirt'`,
      `update product set attributes = '[{"name": "a", "value": "b", "nameEn": "c"}]'`,
      `delete from product_image where url like '%skirt%'`,
      `update category set name = name || '!'`,
    ];
    for (const change of changes) {
      await run(`${change} returning 1`);
      const wrong = await run(
        `select p.handle from product p left join product_document d on d.tenant_id = p.tenant_id and d.product_id = p.id
         where d.zh is distinct from make_product_document(p.tenant_id, p.id, false)
           or d.en is not null and d.en is distinct from make_product_document(p.tenant_id, p.id, true)
           or (d.shown_until > now() and d.shown_from <= now()) <> (p.state = 'active' and p.publish_at <= now() and p.unpublish_at > now())`,
      );
      expect([change, wrong]).toEqual([change, []]);
    }
  });

  test('of two changes at once neither is lost', async () => {
    const [sku] = await run(
      `select s.id, s.product_id from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id where p.handle = 'coat'`,
    );
    const write = (sql: string, values: unknown[]) =>
      world.tenants.transaction(shop.tenantId, (tx) => tx.execute(sql, values));
    for (let round = 1; round <= 20; round += 1) {
      await Promise.all([
        write('update sku set price_fen = $2 where id = $1', [sku?.['id'], 1000 + round]),
        write('update product set title = $2 where id = $1', [sku?.['product_id'], `Coat ${round}`]),
        write('update product set tags = array[$2] where id = $1', [sku?.['product_id'], `t${round}`]),
      ]);
      const [row] = await run('select zh from product_document where product_id = $1', [sku?.['product_id']]);
      const document = JSON.parse(row?.['zh'] ?? '') as { title: string; tags: string[]; skus: { priceFen: number }[] };
      expect(document).toMatchObject({
        title: `Coat ${round}`,
        tags: [`t${round}`],
        skus: [{ priceFen: 1000 + round }],
      });
    }
  });

  test('texts that look like its own marks are texts', async () => {
    const title = '"live" : "#" \\ \n 😀 \u202Eabc';
    const [row] = await run(`update product set title = $1 where handle = 'skirt' returning id`, [title]);
    await eventually(async () => {
      expect(await read(`/products/${row?.['id']}`)).toMatchObject({ title, skus: [{ stock: 7, flashSale: null }] });
    });
    expect(JSON.stringify(await read('/products?limit=50'))).toContain(JSON.stringify(title).slice(1, -1));
  });
});

describe('a smaller copy of a picture', () => {
  test('is served for good, and the whole picture takes its place for a while when it is not there', async () => {
    const digest = 'b'.repeat(64);
    const objects = await openObjectStore({ folder: world.storage });
    const put = (file: string, text: string) =>
      objects.put(tenantPath(shop.tenantId, 'media', file), Buffer.from(text), { contentType: 'image/png' });
    await put(`${digest}.png`, 'whole');
    await put(`${digest}-200.jpg`, 'small');
    const get = async (file: string, at = shop.appId) => {
      const answer = await fetch(`${world.url}/a/${at}/media/${file}`);
      return [
        answer.status,
        answer.headers.get('content-type'),
        answer.headers.get('cache-control'),
        await answer.text(),
      ];
    };

    expect(await get(`${digest}-200.jpg`)).toEqual([200, 'image/jpeg', 'public, max-age=31536000, immutable', 'small']);
    expect(await get(`${digest}-400.jpg`)).toEqual([200, 'image/png', 'public, max-age=60', 'whole']);
    for (const file of [`${digest}-300.jpg`, `${'c'.repeat(64)}-200.jpg`, `${digest}-200.exe`])
      expect((await get(file))[0]).toBe(404);
    const neighbour = await world.shop(null);
    expect((await get(`${digest}-200.jpg`, neighbour.appId))[0]).toBe(404);
  });
});

describe('the home page', () => {
  test('brings the money prices may be shown in', async () => {
    await run(
      `insert into display_currency (tenant_id, code, position, digits, numerator, denominator) values ($1, 'USD', 1, 2, 14, 100) returning code`,
      [shop.tenantId],
    );
    await eventually(async () => {
      const { currencies } = await world.client().call(getStorefront, { params: { appId: shop.appId } });
      expect(currencies).toEqual([{ code: 'USD', digits: 2, numerator: 14, denominator: 100 }]);
    });
  });
});

/** Waits for a condition that another process's message brings about. */
async function eventually(check: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + 8_000;
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
