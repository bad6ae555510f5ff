import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Scan {
  foresee(query?: Record<string, string>): Promise<unknown> | null;
  follow(query?: Record<string, string>): Promise<boolean>;
  visited(): { table?: string; store?: string; coupon?: string };
}
interface Answer {
  readonly status: number;
  readonly data: object;
}

const asked: string[] = [];
const opened: string[] = [];
const said: string[] = [];
let answer: Answer = { status: 200, data: {} };

/** The few interfaces of a phone that a scan touches. */
const phone = {
  getExtConfigSync: () => ({ appId: 'wx0123456789abcdef', apiBase: 'https://shop.test' }),
  getAppBaseInfo: () => ({ language: 'en' }),
  getStorageSync: () => null,
  request(options: { url: string; success: (response: object) => void }) {
    asked.push(options.url);
    options.success({ statusCode: answer.status, data: answer.data, header: {} });
  },
  navigateTo: ({ url }: { url: string }) => void opened.push(url),
  showToast: ({ title }: { title: string }) => void said.push(title),
};
(globalThis as { wx?: unknown }).wx = phone;
const scan = createRequire(join(process.cwd(), 'templates/kit/src/app.js'))('./services/scan.js') as Scan;

beforeEach(() => {
  asked.length = 0;
  opened.length = 0;
  said.length = 0;
});

test('a product code is asked about once, at launch, and opens its product', async () => {
  answer = { status: 200, data: { kind: 'product', page: 'product', query: { productId: 'p1' } } };
  const query = { scene: 's%3DAb3dEf9h' };

  void scan.foresee(query);
  expect(await scan.follow(query)).toBe(true);

  expect(asked).toEqual(['https://shop.test/a/wx0123456789abcdef/codes/Ab3dEf9h']);
  expect(opened).toEqual(['/pages/product/index?productId=p1']);
  expect(said).toEqual([]);
});

test('a table code stays on the home page, and the visit knows its table', async () => {
  answer = { status: 200, data: { kind: 'table', page: 'home', query: { table: '12', store: '西湖店' } } };

  await scan.follow({ scene: 's%3DTab1e012' });

  expect(opened).toEqual([]);
  expect(scan.visited()).toEqual({ table: '12', store: '西湖店', coupon: '' });
  expect(said).toEqual(['You are at table 12']);
});

test('a coupon code stays on the home page, says so, and the visit keeps it and its table', async () => {
  answer = { status: 200, data: { kind: 'coupon', page: 'home', query: { coupon: 'NEW10' } } };

  await scan.follow({ scene: 's%3DCoupon10' });

  expect(opened).toEqual([]);
  expect(scan.visited()).toMatchObject({ table: '12', coupon: 'NEW10' });
  expect(said).toEqual(['Coupon NEW10 is noted for this visit']);
});

test('a store code stays on the home page without a word, and the visit knows its store', async () => {
  answer = { status: 200, data: { kind: 'store', page: 'home', query: { store: '孤山店' } } };

  await scan.follow({ scene: 's%3DSt0re001' });

  expect(opened).toEqual([]);
  expect(scan.visited()).toMatchObject({ store: '孤山店', coupon: 'NEW10' });
  expect(said).toEqual([]);
});

test('an unknown code leaves the shopper on the home page and says so', async () => {
  answer = { status: 404, data: { code: 'code.not_found', detail: 'x' } };

  expect(await scan.follow({ scene: 's%3DUnknown1' })).toBe(false);

  expect(opened).toEqual([]);
  expect(said).toEqual(['This code is no longer valid. Have a look around.']);
});

test('a launch without a code asks nothing', async () => {
  expect(scan.foresee(undefined)).toBeNull();
  expect(await scan.follow({ scene: 'p%3D42' })).toBe(false);
  expect(asked).toEqual([]);
});
