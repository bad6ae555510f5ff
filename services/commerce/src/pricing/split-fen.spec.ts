import * as fc from 'fast-check';
import { splitFen } from './split-fen.js';

test.each([
  ['evenly', 9, [1, 1, 1], [3, 3, 3]],
  ['what is left to the largest remainders', 10, [1, 1, 1], [4, 3, 3]],
  ['and not to the first ones', 1, [1, 2], [0, 1]],
  ['nothing to what weighs nothing', 5, [0, 7], [0, 5]],
  ['nothing over nothing', 0, [0, 0], [0, 0]],
  ['amounts whose products no double holds', 999_999_999, [1_000_000_000, 1], [999_999_998, 1]],
])('splits %s', (_name, amountFen, weights, parts) => {
  expect(splitFen(amountFen, weights)).toEqual(parts);
});

test('the parts are the amount, and none is larger than its weight', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1_000_000_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(weights, fc.nat(1000), (list, permille) => {
      const total = list.reduce((sum, weight) => sum + weight, 0);
      const amountFen = Math.floor((total * permille) / 1000);
      const parts = splitFen(amountFen, list);

      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amountFen);
      for (const [index, part] of parts.entries()) expect(part >= 0 && part <= (list[index] ?? 0)).toBe(true);
    }),
  );
});
