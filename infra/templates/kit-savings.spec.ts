import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Line {
  readonly priceFen: number;
  readonly listPriceFen?: number;
  readonly quantity: number;
}
interface Amounts {
  readonly lines?: readonly Line[];
  readonly discountFen?: number;
}

Object.assign(globalThis, { wx: { getAppBaseInfo: () => ({ language: 'zh_CN' }), getStorageSync: () => '' } });
const service = createRequire(join(process.cwd(), 'templates/kit/src/services/savings.js'));
const { savedFen, savedText } = service('./savings.js') as {
  savedFen: (amounts: Amounts) => number;
  savedText: (amounts: Amounts) => string;
};
const { untilFree } = service('./delivery-terms.js') as {
  untilFree: (delivery: object | undefined, subtotalFen: number) => string;
};
const pageState = service('./page-state.js') as {
  showFault: (page: object, error: object) => void;
  act: (page: object, leave: () => void) => void;
};

describe('what a shopper saves', () => {
  test('is what the sale takes off every piece, and the coupon', () => {
    const lines = [
      { priceFen: 9_900, listPriceFen: 12_800, quantity: 2 },
      { priceFen: 3_000, listPriceFen: 3_000, quantity: 5 },
    ];
    expect(savedFen({ lines, discountFen: 2_000 })).toBe(7_800);
  });

  test.each<[string, Amounts]>([
    ['usual prices', { lines: [{ priceFen: 3_000, listPriceFen: 3_000, quantity: 1 }], discountFen: 0 }],
    ['no usual price', { lines: [{ priceFen: 3_000, quantity: 1 }] }],
    ['a usual price below what is paid', { lines: [{ priceFen: 3_000, listPriceFen: 2_000, quantity: 1 }] }],
    ['nothing at all', {}],
  ])('is not told of with %s', (_case, amounts) => {
    expect(savedText(amounts)).toBe('');
  });

  test('is told in yuan', () => {
    expect(savedText({ lines: [], discountFen: 1_250 })).toBe('已省 ¥12.50');
  });
});

describe('what is lacking until goods are sent for nothing', () => {
  const express = { enabled: true, feeFen: 1_000, freeFromFen: 19_900 };

  test('is told of the goods as they are priced now', () => {
    expect(untilFree({ express }, 9_900)).toBe('再买 100 元免运费');
  });

  test.each<[string, object | undefined, number]>([
    ['nothing is chosen', { express }, 0],
    ['it is enough', { express }, 19_900],
    ['sending never costs anything', { express: { ...express, feeFen: 0 } }, 100],
    ['it always costs something', { express: { ...express, freeFromFen: 0 } }, 100],
    ['goods are only fetched', { express: { ...express, enabled: false }, pickup: { enabled: true } }, 100],
    ['the shop is not known yet', undefined, 100],
  ])('is not told when %s', (_case, delivery, subtotalFen) => {
    expect(untilFree(delivery, subtotalFen)).toBe('');
  });
});

describe('a page without its thing', () => {
  const pageIn = (state: string) => {
    const page = {
      data: { state, message: '', t: { missing: '没有找到这个订单' } },
      asked: 0,
      setData: (more: object) => Object.assign(page.data, more),
      refresh: () => (page.asked += 1),
    };
    return page;
  };

  test('leads away when there is no such thing: asking anew would not help', () => {
    const page = pageIn('loading');
    pageState.showFault(page, { status: 404, message: 'not found' });
    expect(page.data).toMatchObject({ state: 'empty', message: '没有找到这个订单' });
    const leave = jest.fn();
    pageState.act(page, leave);
    expect({ left: leave.mock.calls.length, asked: page.asked }).toEqual({ left: 1, asked: 0 });
  });

  test('asks anew after a fault', () => {
    const page = pageIn('loading');
    pageState.showFault(page, { status: 500, message: '出了点问题' });
    expect(page.data).toMatchObject({ state: 'error', message: '出了点问题' });
    pageState.act(page, () => undefined);
    expect({ state: page.data.state, asked: page.asked }).toEqual({ state: 'loading', asked: 1 });
  });
});
