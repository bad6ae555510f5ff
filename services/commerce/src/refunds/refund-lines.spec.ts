import * as fc from 'fast-check';
import { areAll, lineShares, type PaidLine, requireLeft, worthOf } from './refund-lines.js';

const line = (quantity: number, totalFen: number, more: Partial<PaidLine> = {}): PaidLine => ({
  skuId: 'sku',
  quantity,
  totalFen,
  ...more,
});

describe('the shares of an order’s lines', () => {
  test('without a discount are what the lines cost', () => {
    expect(lineShares([line(2, 1332), line(1, 666)], 0)).toEqual([1332, 666]);
  });

  test('carry the discount by their price, to the last fen', () => {
    expect(lineShares([line(1, 100), line(1, 100), line(1, 100)], 100)).toEqual([67, 67, 66]);
  });

  test('follow the order’s own explanation when it sums', () => {
    const coupon = [{ amountFen: -300 }];
    const lines = [
      line(1, 1000, { listPriceFen: 1000, adjustments: coupon }),
      line(1, 500, { listPriceFen: 500, adjustments: [] }),
    ];
    expect(lineShares(lines, 300)).toEqual([700, 500]);
    expect(lineShares(lines, 301)).toEqual([799, 400]);
  });

  test('sum exactly, and so do units given back one by one, in any order', () => {
    const anyLine = fc.record({
      quantity: fc.integer({ min: 1, max: 9 }),
      unitFen: fc.integer({ min: 0, max: 99_999 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (wanted, part) => {
          const lines = wanted.map(({ quantity, unitFen }) => line(quantity, quantity * unitFen));
          const wholeFen = lines.reduce((sum, { totalFen }) => sum + totalFen, 0);
          const discountFen = Math.floor(wholeFen * part);
          const shares = lineShares(lines, discountFen);
          const units = lines.flatMap(({ quantity }, index) =>
            Array.from({ length: quantity }, () => ({ line: index, quantity: 1 })),
          );
          const given = units.map((unit, index) => worthOf(lines, shares, units.slice(0, index), [unit]));

          expect(shares.reduce((sum, fen) => sum + fen, 0)).toBe(wholeFen - discountFen);
          expect(given.reduce((sum, fen) => sum + fen, 0)).toBe(wholeFen - discountFen);
          expect(given.every((fen) => fen >= 0)).toBe(true);
          expect(areAll(lines, units)).toBe(true);
          expect(areAll(lines, units.slice(1))).toBe(false);
        },
      ),
    );
  });
});

describe('goods that are given back', () => {
  const lines = [line(2, 200), line(1, 100)];

  test('may be what is left', () => {
    expect(() =>
      requireLeft(
        lines,
        [{ line: 0, quantity: 1 }],
        [
          { line: 0, quantity: 1 },
          { line: 1, quantity: 1 },
        ],
      ),
    ).not.toThrow();
  });

  test.each([
    ['more than was bought', [], [{ line: 0, quantity: 3 }], ['/lines/0']],
    ['more than is left', [{ line: 0, quantity: 1 }], [{ line: 0, quantity: 2 }], ['/lines/0']],
    [
      'a line twice',
      [],
      [
        { line: 1, quantity: 1 },
        { line: 1, quantity: 1 },
      ],
      ['/lines/1'],
    ],
    ['a line the order has not', [], [{ line: 2, quantity: 1 }], ['/lines/0']],
  ])('are refused when they are %s', (_name, taken, wanted, pointers) => {
    expect(() => requireLeft(lines, taken, wanted)).toThrow(
      expect.objectContaining({
        code: 'refund.lines_invalid',
        options: { errors: pointers.map((pointer) => expect.objectContaining({ pointer })) },
      }),
    );
  });
});
