import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { ImportReader } from './import-reader.js';
import { parseProducts } from './product-file.js';
import { ProductImporter } from './product-importer.js';

let database: TestDatabase;
let tenants: TenantDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  tenants = await TenantDatabase.connect(database.access);
});
afterAll(async () => {
  await tenants.close();
  await database.drop();
});

const HEADER = 'Handle,Title,Type,Published,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Image Src';
const teas = [
  'green,Green tea,Tea,true,Size,50 g,10,19.99,https://a.test/green.png',
  'green,,,,,100 g,5,35,',
  'cup,Cup,Ware,true,,,3,8.20,https://a.test/cup.png',
];

async function importRows(tenantId: TenantId, rows: readonly string[], dryRun = false) {
  const parsed = await parseProducts(Buffer.from([HEADER, ...rows].join('\n')));
  return new ProductImporter(tenants).import(tenantId, parsed, { dryRun, actor: { kind: 'system', name: 'test' } });
}

function rows<Row>(tenantId: TenantId, sql: string): Promise<Row[]> {
  return tenants.transaction(tenantId, (tx) => tx.query<Row>(sql));
}

const shelf = (tenantId: TenantId) =>
  rows(
    tenantId,
    `select p.handle, s.option_values as options, s.price_fen as price, s.stock, s.active,
       (select sum(delta)::int from stock_entry e where e.tenant_id = s.tenant_id and e.sku_id = s.id) as ledger
     from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id order by p.handle, s.position`,
  );

test('files of the same products that arrive together, in one process or two, are written one after the other', async () => {
  const tenantId = newId<TenantId>();
  const many = Array.from({ length: 200 }, (_, index) => `p${index},Product ${index},,,,,1,1,`);
  const importers = [new ProductImporter(tenants), new ProductImporter(tenants)];
  const files = [many, many.toReversed(), many.map((row) => `${row}https://a.test/x.png`), many.toReversed()];

  const results = await Promise.all(
    files.map(async (file, index) => {
      const parsed = await parseProducts(Buffer.from([HEADER, ...file].join('\n')));
      const importer = importers[index % 2] ?? new ProductImporter(tenants);
      return importer.import(tenantId, parsed, { dryRun: false, actor: { kind: 'system', name: 'test' } });
    }),
  );

  expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(200);
  expect(
    await rows(tenantId, 'select count(*)::int as products, count(distinct position)::int as places from product'),
  ).toEqual([{ products: 200, places: 200 }]);
});

test('writes products, SKUs, categories, the stock ledger, and asks for the images', async () => {
  const tenantId = newId<TenantId>();
  const result = await importRows(tenantId, teas);

  expect(result).toMatchObject({ rows: 3, products: 2, skus: 3, created: 2, updated: 0, unchanged: 0, issues: [] });
  expect(await shelf(tenantId)).toEqual([
    { handle: 'cup', options: [], price: 820, stock: 3, active: true, ledger: 3 },
    { handle: 'green', options: ['50 g'], price: 1999, stock: 10, active: true, ledger: 10 },
    { handle: 'green', options: ['100 g'], price: 3500, stock: 5, active: true, ledger: 5 },
  ]);
  expect(await rows(tenantId, 'select name from category order by position')).toEqual([
    { name: 'Tea' },
    { name: 'Ware' },
  ]);
  expect(await rows(tenantId, 'select price_fen, max_price_fen from product order by price_fen')).toEqual([
    { price_fen: 820, max_price_fen: 820 },
    { price_fen: 1999, max_price_fen: 3500 },
  ]);
  expect(await rows(tenantId, 'select job from outbox')).toEqual([
    { job: 'product-image.fetch' },
    { job: 'product-image.fetch' },
  ]);
});

test('of the same file again changes nothing', async () => {
  const tenantId = newId<TenantId>();
  await importRows(tenantId, teas);
  const before = await shelf(tenantId);
  const again = await importRows(tenantId, teas);

  expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2 });
  expect(await shelf(tenantId)).toEqual(before);
});

test('moves stock by the difference, withdraws variants that are gone, and brings them back', async () => {
  const tenantId = newId<TenantId>();
  await importRows(tenantId, teas);
  const fewer = await importRows(tenantId, ['green,Green tea,Tea,true,Size,50 g,4,18,https://a.test/green.png']);

  expect(fewer).toMatchObject({ updated: 1 });
  expect(await shelf(tenantId)).toMatchObject([
    { handle: 'cup', stock: 3 },
    { options: ['50 g'], price: 1800, stock: 4, ledger: 4, active: true },
    { options: ['100 g'], stock: 5, ledger: 5, active: false },
  ]);
  expect(await rows(tenantId, `select max_price_fen from product where handle = 'green'`)).toEqual([
    { max_price_fen: 1800 },
  ]);

  await importRows(tenantId, teas);
  expect(await shelf(tenantId)).toMatchObject([
    { active: true },
    { active: true, ledger: 10 },
    { active: true, ledger: 5 },
  ]);
});

test('leaves alone what a broken row was about', async () => {
  const tenantId = newId<TenantId>();
  await importRows(tenantId, teas);
  const result = await importRows(tenantId, [
    'green,Green tea,Tea,true,Size,50 g,10,19.99,',
    'green,,,,,100 g,5,wrong,',
  ]);

  expect(result.issues).toMatchObject([{ row: 3, column: 'Variant Price', value: 'wrong', code: 'price.invalid' }]);
  expect(await shelf(tenantId)).toMatchObject([
    {},
    { active: true },
    { options: ['100 g'], price: 3500, active: true },
  ]);
});

test('as a dry run tells what would happen and writes nothing but its record', async () => {
  const tenantId = newId<TenantId>();
  const result = await importRows(tenantId, teas, true);

  expect(result).toMatchObject({ dryRun: true, created: 2 });
  expect(await rows(tenantId, 'select id from product')).toEqual([]);
  expect(await rows(tenantId, 'select id from outbox')).toEqual([]);
  expect(await new ImportReader(tenants).get(tenantId, result.id)).toMatchObject({ dryRun: true, created: 2 });
});

test('of two tenants with the same handles keeps them apart', async () => {
  const [one, two] = [newId<TenantId>(), newId<TenantId>()];
  await Promise.all([importRows(one, teas), importRows(two, teas.slice(2))]);

  expect(await shelf(one)).toHaveLength(3);
  expect(await shelf(two)).toHaveLength(1);
  const { id } = await importRows(one, teas);
  await expect(new ImportReader(tenants).get(two, id)).rejects.toMatchObject({ code: 'product_import.not_found' });
});

test('takes ten thousand rows at once', async () => {
  const tenantId = newId<TenantId>();
  const many = Array.from(
    { length: 10_000 },
    (_, index) =>
      `h${index},Product ${index},Kind ${index % 20},true,,,5,${index % 100}.50,https://a.test/${index}.png`,
  );
  const result = await importRows(tenantId, many);

  expect(result).toMatchObject({ created: 10_000, issuesTotal: 0 });
  expect(await rows(tenantId, 'select sum(delta)::int as total from stock_entry')).toEqual([{ total: 50_000 }]);
});

test.each(['tea-house', 'home-living'])('takes the demo goods of %s', async (name) => {
  const tenantId = newId<TenantId>();
  const parsed = await parseProducts(readFileSync(path.join(projectRoot(), `templates/retail/demo/${name}.csv`)));
  const result = await new ProductImporter(tenants).import(tenantId, parsed, {
    dryRun: false,
    actor: { kind: 'system', name: 'test' },
  });

  expect(result.created).toBe(parsed.products.length);
});
