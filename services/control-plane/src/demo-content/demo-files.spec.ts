import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';
import { Problem } from '#kernel/problems/problem.js';
import { readDemoFiles } from './demo-files.js';

const csv = 'Handle,Title,Variant Inventory Qty,Variant Price\n';
const preset = (files: object) => ({ id: 'p', title: { zh: '', en: '' }, config: {}, ...files }) as TemplatePreset;
const template = (assets: Readonly<Record<string, string>>) =>
  ({
    id: 'shop',
    assets: new Map(Object.entries(assets).map(([file, text]) => [file, Buffer.from(text)])),
  }) as unknown as TemplateVersion;

test('a preset without demo content has none', async () => {
  expect(await readDemoFiles(template({}), preset({}))).toEqual({
    goods: { rows: 0, products: [], issues: [], sheet: expect.anything() as unknown },
    booking: { services: [], staff: [] },
    magazine: { authors: [], articles: [] },
    tables: [],
    promotions: {},
  });
});

test('what a file leaves out is filled as the imports fill it', async () => {
  const assets = {
    'demo/tables.json': '{"tables":[{"name":" 1 ","seats":2}]}',
    'demo/staff.json': '{"services":[],"staff":[{"handle":"lin","name":"林","hours":[],"services":[]}]}',
  };
  const content = { tables: 'demo/tables.json', booking: 'demo/staff.json' };
  const files = await readDemoFiles(template(assets), preset({ content }));
  expect(files.tables).toEqual([{ area: '', name: '1', seats: 2 }]);
  expect(files.booking.staff[0]).toMatchObject({ state: 'active', position: 0, imageUrl: null });
});

test.each([
  ['no JSON', { booking: 'a.json' }, { 'a.json': '{"services":' }, ''],
  ['a file that is missing', { articles: 'a.json' }, {}, ''],
  ['an unknown field', { tables: 'a.json' }, { 'a.json': '{"tables":[{"name":"1","seats":2,"x":1}]}' }, '/tables/0/x'],
  ['a wrong type', { tables: 'a.json' }, { 'a.json': '{"tables":[{"name":"1","seats":"two"}]}' }, '/tables/0/seats'],
  ['an array', { articles: 'a.json' }, { 'a.json': '[]' }, ''],
  ['null', { booking: 'a.json' }, { 'a.json': 'null' }, ''],
])('%s is refused with file and place', async (_name, content, assets, pointer) => {
  const refused = readDemoFiles(template(assets), preset({ content }));
  const problem = await refused.then(
    () => null,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ code: 'demo_content.broken' });
  const { params, errors = [] } = (problem as Problem).options;
  expect(params).toMatchObject({ template: 'shop', file: 'a.json' });
  expect(errors.map((fault) => fault.pointer)).toContain(pointer);
});

test('goods with a bad price are refused with their row', async () => {
  const assets = { 'demo/goods.csv': `${csv}tea,茶,5,12\npot,壶,5,cheap\n` };
  await expect(readDemoFiles(template(assets), preset({ products: 'demo/goods.csv' }))).rejects.toMatchObject({
    code: 'demo_content.broken',
    options: { errors: [{ pointer: '/3/Variant Price' }] },
  });
});

describe('promotions', () => {
  const coupon = {
    handle: 'a',
    title: '券',
    kind: 'amount',
    amountFen: 500,
    thresholdFen: 0,
    startsInHours: 0,
    lastsHours: 24,
  };
  const item = { product: 'tea', priceFen: 900, total: 5 };
  const sale = { handle: 's', title: '抢', startsInHours: 1, lastsHours: 24, items: [item] };
  const read = (promotions: unknown) =>
    readDemoFiles(
      template({ 'demo/goods.csv': `${csv}tea,茶,5,12\n`, 'p.json': JSON.stringify(promotions) }),
      preset({ products: 'demo/goods.csv', content: { promotions: 'p.json' } }),
    );

  const offer = {
    handle: 'g',
    title: '团',
    startsInHours: 0,
    lastsHours: 24,
    product: 'tea',
    size: 3,
    hours: 24,
    items: [{ priceFen: 800 }],
  };
  const thanks = { kind: 'thanks', title: '谢谢', weightPpm: 900_000 };
  const prize = { kind: 'coupon', title: '五元券', coupon: 'a', weightPpm: 100_000, count: 10 };
  const draw = { handle: 'd', title: '抽', startsInHours: 0, lastsHours: 12, triesTotal: 3, prizes: [prize, thanks] };
  const drawOf = (changes: object, ...prizes: object[]) => ({
    coupons: [coupon],
    draws: [{ ...draw, ...changes, ...(prizes.length > 0 ? { prizes } : {}) }],
  });

  test('are read with the goods they name', async () => {
    const promotions = { coupons: [coupon], flashSales: [sale], groupBuys: [offer], draws: [draw] };
    expect((await read(promotions)).promotions).toEqual(promotions);
  });

  test.each([
    ['an unknown kind of promotion', { lotteries: [] }, '/lotteries'],
    ['a time of its own', { coupons: [{ ...coupon, endsAt: '2030-01-01T00:00:00Z' }] }, '/coupons/0/endsAt'],
    ['no time at all', { coupons: [{ ...coupon, lastsHours: 0 }] }, '/coupons/0/lastsHours'],
    ['a beginning in the past', { flashSales: [{ ...sale, startsInHours: -1 }] }, '/flashSales/0/startsInHours'],
    ['a huge price', { coupons: [{ ...coupon, amountFen: 1e15 }] }, '/coupons/0/amountFen'],
    ['a title of blanks', { coupons: [{ ...coupon, title: '  ' }] }, '/coupons/0/title'],
    ['a handle twice', { coupons: [coupon, coupon] }, '/coupons/1/handle'],
    ['worth of another kind', { coupons: [{ ...coupon, percentOff: 10 }] }, '/coupons/0/kind'],
    ['no worth', { coupons: [{ ...coupon, kind: 'percent', amountFen: undefined }] }, '/coupons/0/kind'],
    ['a category that no goods have', { coupons: [{ ...coupon, category: '酒' }] }, '/coupons/0/category'],
    [
      'an article that is not there',
      { flashSales: [{ ...sale, items: [{ ...item, product: 'pot' }] }] },
      '/flashSales/0/items/0/product',
    ],
    [
      'options that are not there',
      { flashSales: [{ ...sale, items: [{ ...item, options: ['大'] }] }] },
      '/flashSales/0/items/0/product',
    ],
    [
      'a price that is none',
      { flashSales: [{ ...sale, items: [{ ...item, priceFen: 1200 }] }] },
      '/flashSales/0/items/0/priceFen',
    ],
    ['a sale of nothing', { flashSales: [{ ...sale, items: [] }] }, '/flashSales/0/items'],
    ['a group of one', { groupBuys: [{ ...offer, size: 1 }] }, '/groupBuys/0/size'],
    [
      'a group price above the usual',
      { groupBuys: [{ ...offer, items: [{ priceFen: 1300 }] }] },
      '/groupBuys/0/items/0/priceFen',
    ],
    [
      'a group for goods that are not there',
      { groupBuys: [{ ...offer, product: 'pot' }] },
      '/groupBuys/0/items/0/options',
    ],
    [
      'an article twice',
      { groupBuys: [{ ...offer, items: [{ priceFen: 8 }, { priceFen: 9 }] }] },
      '/groupBuys/0/items/1/options',
    ],
    ['fewer than make a group', { groupBuys: [{ ...offer, total: 2 }] }, '/groupBuys/0/total'],
    ['odds that do not come to a million', drawOf({}, prize, { ...thanks, weightPpm: 899_999 }), '/draws/0/prizes'],
    ['nobody to be thanked', drawOf({}, prize, { ...prize, weightPpm: 900_000 }), '/draws/0/prizes'],
    ['a prize nobody can win', drawOf({}, { ...prize, weightPpm: 0 }, thanks), '/draws/0/prizes/0/weightPpm'],
    [
      'a prize above what the law allows',
      drawOf({}, { ...prize, kind: 'goods', valueFen: 5_000_001 }, thanks),
      '/draws/0/prizes/0/valueFen',
    ],
    ['a prize coupon without a name', drawOf({}, { ...prize, coupon: undefined }, thanks), '/draws/0/prizes/0/coupon'],
    ['a prize coupon that is not there', drawOf({}, { ...prize, coupon: 'b' }, thanks), '/draws/0/prizes/0/coupon'],
    ['a prize coupon that ends with the draw', drawOf({ lastsHours: 24 }), '/draws/0/prizes/0/coupon'],
    ['more prizes than coupons', { coupons: [{ ...coupon, total: 9 }], draws: [draw] }, '/draws/0/prizes/0/coupon'],
    ['more tries a day than in all', drawOf({ triesDaily: 4 }), '/draws/0/triesDaily'],
    [
      'a picture from elsewhere',
      drawOf({}, { ...prize, imageUrl: 'http://a/b.png' }, thanks),
      '/draws/0/prizes/0/imageUrl',
    ],
  ])('%s is refused with its place', async (_name, promotions, pointer) => {
    await expect(read(promotions)).rejects.toMatchObject({
      code: 'demo_content.broken',
      options: { params: { file: 'p.json' }, errors: [{ pointer }] },
    });
  });
});
