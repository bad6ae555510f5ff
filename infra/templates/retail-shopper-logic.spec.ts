import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Sku {
  readonly id: string;
  readonly optionValues: string[];
  readonly stock: number;
}
interface Product {
  readonly options: { readonly name: string; readonly values: string[] }[];
  readonly skus: Sku[];
}
interface Choice {
  readonly name: string;
  readonly values: { readonly value: string; readonly chosen: boolean; readonly available: boolean }[];
}

// The mini-program's own modules, taken as WeChat would: CommonJS files of the package.
const service = createRequire(join(process.cwd(), 'templates/kit/src/services/money.js'));
const { productIdOf, codeOf } = service('./navigation.js') as {
  productIdOf: (query: Record<string, string>) => string;
  codeOf: (query: Record<string, string>) => string;
};
const { orderKeys } = service('./idempotency.js') as { orderKeys: () => (order: unknown) => string };
const { yuan } = service('./money.js') as { yuan: (fen: number) => string };
const { timeLeft } = service('./dates.js') as { timeLeft: (iso: string, nowMs: number) => string };
const { chosenSku, choicesOf, initialChoice } = service('./sku-choice.js') as {
  chosenSku: (product: Product, choice: string[]) => Sku | null;
  choicesOf: (product: Product, choice: string[]) => Choice[];
  initialChoice: (product: Product) => string[];
};

const tea: Product = {
  options: [
    { name: '等级', values: ['精品', '特级'] },
    { name: '规格', values: ['50 克', '100 克'] },
  ],
  skus: [
    { id: 'a', optionValues: ['精品', '50 克'], stock: 3 },
    { id: 'b', optionValues: ['精品', '100 克'], stock: 2 },
    { id: 'c', optionValues: ['特级', '50 克'], stock: 5 },
    { id: 'd', optionValues: ['特级', '100 克'], stock: 0 },
  ],
};

test.each([
  [{ productId: 'p%2F1' }, 'p/1'],
  [{ scene: 'p%3D42' }, '42'],
  [{ scene: 'productId%3D42%26from%3Dshelf' }, '42'],
  [{ scene: '0190b7c2d1f37a6e8f00112233445566' }, '0190b7c2-d1f3-7a6e-8f00-112233445566'],
  [{ scene: 'from%3Dposter' }, ''],
  [{}, ''],
])('a page opened with %j shows product "%s"', (query: Record<string, string>, id) => {
  expect(productIdOf(query)).toBe(id);
});

test('the same order keeps its key however often it is sent, a changed one gets another', () => {
  const keyFor = orderKeys();
  const order = { lines: [{ skuId: 'a', quantity: 1 }], expectedTotalFen: 100 };

  const first = keyFor(order);

  expect(first).toMatch(/^[a-z0-9]{32}$/);
  expect(keyFor({ ...order })).toBe(first);
  expect(keyFor({ ...order, expectedTotalFen: 200 })).not.toBe(first);
  expect(orderKeys()(order)).not.toBe(first);
});

test('a choice names an SKU only when every option is chosen', () => {
  expect(chosenSku(tea, ['精品', ''])).toBeNull();
  expect(chosenSku(tea, ['精品', '100 克'])?.id).toBe('b');
});

test('a value is unavailable when nothing in stock has it together with what is chosen', () => {
  const [, sizes] = choicesOf(tea, ['特级', '']);

  expect(sizes?.values.map(({ value, available }) => [value, available])).toEqual([
    ['50 克', true],
    ['100 克', false],
  ]);
});

test('a product with one SKU needs no choosing', () => {
  const single: Product = { options: [], skus: [{ id: 'x', optionValues: [], stock: 1 }] };

  expect(chosenSku(single, initialChoice(single))?.id).toBe('x');
});

test('money is written from integer fen without rounding', () => {
  expect([0, 5, 1990, 1999, 123456789].map(yuan)).toEqual(['0.00', '0.05', '19.90', '19.99', '1234567.89']);
});

test('the time left to pay counts down to nothing and never below', () => {
  const now = Date.parse('2026-03-01T00:00:00Z');

  expect(timeLeft('2026-03-01T00:14:59Z', now)).toBe('14:59');
  expect(timeLeft('2026-03-01T00:00:00Z', now)).toBe('');
  expect(timeLeft('2026-02-28T00:00:00Z', now)).toBe('');
});

test.each([
  [{ scene: 's%3DAb3dEf9h' }, 'Ab3dEf9h'],
  [{ scene: 's=Ab3dEf9h' }, 'Ab3dEf9h'],
  [{ scene: 'p%3D42' }, ''],
  [{ scene: 's%3Da%2Fb' }, ''],
  [{ scene: 's%3Dtoolongtobeacode' }, ''],
  [{}, ''],
])('a scan of %j carries the code "%s"', (query: Record<string, string>, code) => {
  expect(codeOf(query)).toBe(code);
  if (code !== '') expect(productIdOf(query)).toBe('');
});
