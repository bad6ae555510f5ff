import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { projectRoot } from '#kernel/config/project-root.js';
import { parseProducts } from './product-file.js';

const HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Variant Image';

function parse(...rows: string[]) {
  return parseProducts(Buffer.from([HEADER, ...rows].join('\n')));
}

const codes = ({ issues }: Awaited<ReturnType<typeof parse>>) =>
  issues.map(({ row, column, code }) => `${row} ${column} ${code}`);

describe('a product', () => {
  test('without choices has no options and one SKU', async () => {
    const { products, issues } = await parse(
      'mug,Mug,,Acme,Cups,"white, big",true,Title,Default Title,,,MUG,7,19.99,25.00,https://a.test/m.png,',
    );

    expect(issues).toEqual([]);
    expect(products).toMatchObject([
      {
        handle: 'mug',
        title: 'Mug',
        vendor: 'Acme',
        category: 'Cups',
        tags: ['white', 'big'],
        state: 'active',
        options: [],
        skus: [{ code: 'MUG', optionValues: [], priceFen: 1999, compareAtPriceFen: 2500, stock: 7 }],
        images: [{ source: 'https://a.test/m.png', row: 2 }],
      },
    ]);
  });

  test('gathers the variants and images of rows without a title', async () => {
    const { products } = await parse(
      'tee,Tee,,,,,true,Size,S,Colour,Red,,1,10,,https://a.test/1.png,',
      'tee,,,,,,,,M,,Red,,2,11,,,https://a.test/2.png',
      'tee,,,,,,,,,,,,,,,https://a.test/3.png,',
    );

    expect(products[0]?.options).toEqual([
      { name: 'Size', values: ['S', 'M'] },
      { name: 'Colour', values: ['Red'] },
    ]);
    expect(products[0]?.skus.map((sku) => [sku.optionValues, sku.imageSource])).toEqual([
      [['S', 'Red'], null],
      [['M', 'Red'], 'https://a.test/2.png'],
    ]);
    expect(products[0]?.images).toHaveLength(3);
  });

  test('keeps the description and loses what could harm', async () => {
    const { products } = await parse(
      `a,A,"<p onclick=""x()"">Hi <b>there</b></p><script>alert(1)</script><img src=""javascript:x""><iframe src=""https://x""></iframe>",,,,,,,,,,,1,,,`,
    );

    expect(products[0]?.descriptionHtml).toBe('<p>Hi <b>there</b></p><img />');
  });

  test('that is not published is hidden', async () => {
    const { products } = await parse('a,A,,,,,false,,,,,,1,1,,,');
    expect(products[0]?.state).toBe('hidden');
  });
});

describe('a broken row', () => {
  test('is an issue, and the rest of its product goes in', async () => {
    const parsed = await parse('a,A,,,,,,Size,S,,,,1,1.00,,,', 'a,,,,,,,,M,,,,1,abc,,,', 'a,,,,,,,,L,,,,1,3,,,');

    expect(codes(parsed)).toEqual(['3 Variant Price price.invalid']);
    expect(parsed.products[0]).toMatchObject({ partial: true, skus: [{ priceFen: 100 }, { priceFen: 300 }] });
  });

  test.each([
    [',A,,,,,,,,,,,,1,,,', '2 Handle handle.missing'],
    ['a,,,,,,,,,,,,,1,,,', '2 Title title.missing'],
    ['a,A,,,,,,Size,,,,,1,1,,,', '2 Option1 Value option.value_missing'],
    ['a,A,,,,,,Size,S,,Red,,1,1,,,', '2 Option2 Value option.name_missing'],
    ['a,A,,,,,,Size,S,,,,1,-1,,,', '2 Variant Price price.invalid'],
    ['a,A,,,,,,Size,S,,,,1,1.234,,,', '2 Variant Price price.invalid'],
    ['a,A,,,,,,Size,S,,,,1,,,,', '2 Variant Price price.missing'],
    ['a,A,,,,,,Size,S,,,,1.5,1,,,', '2 Variant Inventory Qty stock.invalid'],
    ['a,A,,,,,,Size,S,,,,-3,1,,,', '2 Variant Inventory Qty stock.invalid'],
    ['a,A,,,,,,,,,,,,,,,', '2 Variant Price row.empty'],
  ])('%s says what is wrong', async (row, expected) => {
    const parsed = await parse(row);

    expect(codes(parsed)).toContain(expected);
    expect(parsed.products).toEqual([]);
  });

  test('that repeats a variant is refused', async () => {
    const parsed = await parse('a,A,,,,,,Size,S,,,,1,1,,,', 'a,,,,,,,,S,,,,1,2,,,');

    expect(codes(parsed)).toEqual(['3 Option1 Value variant.repeated']);
    expect(parsed.products[0]?.skus).toHaveLength(1);
  });

  test('with an impossible image address is a warning, and the product goes in', async () => {
    const parsed = await parse('a,A,,,,,,,,,,,1,1,,ftp://x/y.png,');

    expect(parsed.issues).toMatchObject([{ code: 'image.address_invalid', severity: 'warning' }]);
    expect(parsed.products).toHaveLength(1);
  });
});

describe('a file', () => {
  test('in GBK or with a byte order mark reads the same', async () => {
    const text = `${HEADER}\na,绿茶,,,,,,,,,,,1,1,,,\n`;
    const titles = await Promise.all(
      [iconv.encode(text, 'gbk'), Buffer.from(`\uFEFF${text}`), Buffer.from(text)].map(
        async (bytes) => (await parseProducts(Readable.from([bytes]))).products[0]?.title,
      ),
    );
    expect(titles).toEqual(['绿茶', '绿茶', '绿茶']);
  });

  test.each([
    ['empty', ''],
    ['without the needed columns', 'a,b\n1,2'],
    ['with an open quote', `${HEADER}\n"a,A`],
    ['that is binary', 'PK\u0003\u0004\u0000\u0000'],
  ])('%s is refused whole', async (_name, text) => {
    await expect(parseProducts(Buffer.from(text))).rejects.toMatchObject({ code: 'import.file_invalid' });
  });

  test.each([
    ['empty', '', 'empty', ['']],
    ['without the needed columns', 'Handle,b\n1,2', 'column_missing', ['/header/Title', '/header/Variant Price']],
    ['with a needed column twice', 'Handle,Title,Title,Variant Price\n', 'column_repeated', ['/header/Title']],
    ['with an open quote', `${HEADER}\n"a,A`, 'csv', ['']],
  ])('%s is refused with a pointer', async (_name, text, code, pointers) => {
    await expect(parseProducts(Buffer.from(text))).rejects.toMatchObject({
      options: { errors: pointers.map((pointer) => ({ pointer, code })) },
    });
  });

  test('with a quote inside a value is read as it is meant', async () => {
    const { products } = await parseProducts(Buffer.from('Handle,Title,Variant Price\nlaptop,Laptop 13" grey,1\n'));

    expect(products[0]?.title).toBe('Laptop 13" grey');
  });

  test('of more than 10,000 rows or 10 MB is refused', async () => {
    const rows = `${HEADER}\n${'a,A,,,,,,,,,,,1,1,,,\n'.repeat(10_001)}`;

    await expect(parseProducts(Buffer.from(rows))).rejects.toMatchObject({ code: 'import.file_invalid' });
    await expect(parseProducts(Buffer.alloc(10 * 1024 * 1024 + 1, 97))).rejects.toMatchObject({
      code: 'request.too_large',
    });
  });

  test.each(['tea-house', 'home-living'])('of the demo goods of %s has no issue', async (name) => {
    const parsed = await parseProducts(readFileSync(path.join(projectRoot(), `templates/retail/demo/${name}.csv`)));

    expect(parsed.issues).toEqual([]);
    expect(parsed.products.length).toBeGreaterThanOrEqual(12);
  });
});
