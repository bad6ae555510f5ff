import { readFileSync } from 'node:fs';
import path from 'node:path';
import readExcel from 'read-excel-file/universal';
import { csvLine } from '#commerce/sheets/csv-text.js';
import { xlsxFile } from '#commerce/sheets/xlsx-file.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import { XLSX_TYPE } from '../data/sheet-answer.js';
import { importMerchants } from '../merchants/import/import.contract.js';
import { exportProducts, getImportProblems } from './product-sheets.contract.js';
import { importProducts } from './products.contract.js';

const COLUMNS = [
  'Handle',
  'Title',
  'Option1 Name',
  'Option1 Value',
  'Variant Price',
  'Variant Inventory Qty',
  'Remark',
];
const DEMO = path.join(projectRoot(), 'templates/retail/demo/home-living.csv');

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
});
afterAll(() => shop.stop());

const upload = (body: Uint8Array, type = 'text/csv', api = shop.api) =>
  api.with({ 'content-type': type }).call(
    { ...importProducts, consumes: type },
    {
      params: shop.params,
      body: new Uint8Array(body),
    },
  );

async function download(format: 'csv' | 'xlsx', importId?: string, language = 'zh'): Promise<Buffer> {
  const query = { format };
  const api = shop.api.with({ 'accept-language': language });
  const response = importId
    ? await api.send(getImportProblems, { params: { ...shop.params, importId }, query })
    : await api.send(exportProducts, { params: shop.params, query });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toContain(`.${format}"`);
  return Buffer.from(await response.arrayBuffer());
}

async function cellsOf(xlsx: Buffer): Promise<unknown[][]> {
  const [sheet] = await readExcel(new Uint8Array(xlsx).buffer);
  return sheet?.data ?? [];
}

describe('products as a file', () => {
  test('come out as they went in, in both formats: reading the file back changes nothing', async () => {
    const first = await upload(readFileSync(DEMO));
    expect(first).toMatchObject({ unchanged: 0, issuesTotal: 0 });

    for (const format of ['csv', 'xlsx'] as const) {
      const file = await download(format);
      const again = await upload(file, format === 'csv' ? 'text/csv' : XLSX_TYPE);
      expect(again).toMatchObject({
        products: first.products,
        skus: first.skus,
        images: first.images,
        created: 0,
        updated: 0,
        issues: [],
      });
    }
  });

  test('with extras, options, odd texts and hidden ones come back as well', async () => {
    const rows = [
      ['Handle', 'Title', 'Body (HTML)', 'Published', 'Option1 Name', 'Option1 Value', 'Variant Price', 'Extras'],
      [
        'noodles',
        '=SUM(A1) 面 😀',
        '<p>"A", B</p>',
        'TRUE',
        '份量',
        '大',
        '18.50',
        '加料 0-2: 卤蛋 +3, 牛肉 +8.50 | 辣度 1: 不辣, 微辣',
      ],
      ['noodles', '', '', '', '份量', '小', '15', ''],
      ['secret', 'مرحبا', '', 'FALSE', '', '', '0.01', ''],
    ];
    await upload(Buffer.from(rows.map((row) => csvLine(row)).join('')));
    const before = await shop.rows('select handle, title, state, options from product order by handle');

    expect(await upload(await download('xlsx'), XLSX_TYPE)).toMatchObject({ created: 0, updated: 0, issues: [] });
    expect(await shop.rows('select handle, title, state, options from product order by handle')).toEqual(before);
    expect(before).toContainEqual(expect.objectContaining({ title: '=SUM(A1) 面 😀' }));
  });

  test('that could not be used come back as a sheet with the reason in each row, which can be mended and sent again', async () => {
    const file = await xlsxFile('Goods', COLUMNS, [
      ['shirt', 'Shirt', 'Size', 'S', 19.9, 5, 'keep'],
      ['shirt', null, 'Size', 'M', 'cheap', 5, 'mine'],
      ['cup', 'Cup', null, null, 5, 1, null],
      [null, 'Nameless', null, null, 5, 1.5, null],
    ]);
    const result = await upload(file, XLSX_TYPE);
    expect(result).toMatchObject({ products: 2, skus: 2, issuesTotal: 2 });

    const [header, ...rows] = await cellsOf(await download('xlsx', result.id));
    expect(header).toEqual(['问题', ...COLUMNS]);
    expect(rows.map(([problem, handle, title]) => [problem, handle, title])).toEqual([
      [null, 'shirt', 'Shirt'],
      [expect.stringContaining('Variant Price: 价格'), 'shirt', null],
      [expect.stringContaining('缺少 Handle'), null, 'Nameless'],
    ]);
    const english = await cellsOf(await download('xlsx', result.id, 'en'));
    expect(english[0]?.[0]).toBe('Problem');

    const mended = (await download('csv', result.id))
      .toString()
      .replace('cheap', '18.8')
      .replace(',Nameless', 'named,Nameless')
      .replace('1.5', '1');
    expect(await upload(Buffer.from(mended))).toMatchObject({ issuesTotal: 0, skus: 3, created: 1 });
    const sizes =
      await shop.rows(`select s.option_values, s.price_fen, s.active from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
      where p.handle = 'shirt' order by s.price_fen`);
    expect(sizes).toEqual([
      { option_values: ['M'], price_fen: 1880, active: true },
      { option_values: ['S'], price_fen: 1990, active: true },
    ]);
  });

  test('cannot be asked for by strangers, nor when there is nothing to mend, nor brought as something else', async () => {
    const { id } = await upload(Buffer.from('Handle,Title,Variant Price\nplain,Plain,1\n'));
    const importId = (value: string) => ({ params: { ...shop.params, importId: value } });

    expect(await refusal(shop.api.call(getImportProblems, importId(id)))).toMatchObject({
      code: 'product_import.no_problems',
    });
    expect(await refusal(shop.api.call(getImportProblems, importId(newId())))).toMatchObject({
      code: 'product_import.not_found',
    });
    expect(await refusal(shop.neighbour.call(getImportProblems, importId(id)))).toMatchObject({ status: 404 });
    expect(await refusal(shop.neighbour.call(exportProducts, { params: shop.params }))).toMatchObject({ status: 404 });
    expect(await refusal(upload(Buffer.from('%PDF-1.7'), 'application/pdf'))).toMatchObject({ status: 415 });
    expect(await refusal(upload(Buffer.from('PK\x03\x04rest'), XLSX_TYPE))).toMatchObject({
      status: 400,
      code: 'import.file_invalid',
    });
    const clients = shop.api.call({ ...importMerchants, consumes: XLSX_TYPE }, { body: 'x' as never });
    expect(await refusal(clients)).toMatchObject({ status: 415 });
  });
});
