import { overlaidSource } from './overlaid-source.fixture.js';

interface Line {
  readonly key: string;
  readonly priceFen: number;
  readonly usualFen: number;
}
interface Menu {
  lineOf(dish: object, sku: object, groups: object[], modifierIds: string[], quantity: number): Line;
  priceOf(dish: object): { fen: number; compareAtFen: number; from: boolean; sale: object | null };
}
interface Cart {
  add(line: Line, quantity: number): void;
  contents(): Line[];
  summary(): { count: number; totalFen: number };
  clear(): void;
}

Object.assign(globalThis, {
  wx: {
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
    getExtConfigSync: () => ({ appId: 'wx', apiBase: 'https://shop.example.com' }),
    getStorageSync: () => '',
    setStorage: () => undefined,
  },
});
const source = overlaidSource('restaurant');
const menu = source.load('./services/menu.js') as Menu;
const cart = source.load('./services/menu-cart.js') as Cart;
afterEach(() => cart.clear());
afterAll(() => source.remove());

const endsAt = new Date(Date.now() + 60_000).toISOString();
const sale = { id: 's', priceFen: 1500, perShopper: 2, remaining: 9, endsAt };
const small = { id: 'small', optionValues: ['小份'], priceFen: 2200, stock: 50, flashSale: sale };
const large = { id: 'large', optionValues: ['大份'], priceFen: 2800, stock: 50, flashSale: null };
const dish = (...skus: object[]) => ({
  id: 'd',
  title: '面',
  priceFen: 2200,
  compareAtPriceFen: 2500,
  skus,
  groupIds: [],
});
const extras = [{ id: 'g', minChoices: 0, modifiers: [{ id: 'egg', name: '卤蛋', priceFen: 300, soldOut: false }] }];

describe('a dish', () => {
  test('costs on the menu what the cheapest portion costs in its sale, the usual price struck through', () => {
    expect(menu.priceOf(dish(small, large))).toMatchObject({ fen: 1500, compareAtFen: 2200, from: true, sale });
  });

  test('costs the usual when no sale runs, is over, or its contingent is gone', () => {
    const over = { ...sale, endsAt: new Date(Date.now() - 1).toISOString() };
    for (const flashSale of [null, over, { ...sale, remaining: 0 }]) {
      const price = menu.priceOf(dish({ ...small, flashSale }));
      expect(price).toEqual({ fen: 2200, compareAtFen: 2500, from: false, sale: null });
    }
  });

  test('without a portion has the price it had', () => {
    expect(menu.priceOf(dish())).toEqual({ fen: 2200, compareAtFen: 0, from: false, sale: null });
  });
});

describe('the cart', () => {
  test('has extras on top of the price of the sale', () => {
    expect(menu.lineOf(dish(small), small, extras, ['egg'], 1)).toMatchObject({ priceFen: 1800, usualFen: 2500 });
  });

  test('is all at the usual price above what one guest has, over all lines of the portion, and back below', () => {
    const plain = menu.lineOf(dish(small), small, extras, [], 1);
    const withEgg = menu.lineOf(dish(small), small, extras, ['egg'], 1);
    cart.add(plain, 2);
    expect(cart.summary().totalFen).toBe(3000);
    cart.add(withEgg, 1);
    expect(cart.summary().totalFen).toBe(2 * 2200 + 2500);
    expect(cart.contents().map(({ priceFen }) => priceFen)).toEqual([2200, 2500]);
    cart.add(plain, -1);
    expect(cart.summary().totalFen).toBe(1500 + 1800);
  });
});
