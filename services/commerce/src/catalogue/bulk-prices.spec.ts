import * as fc from 'fast-check';
import { stepped } from './bulk-prices.js';

test.each([
  [1999, 'percent', -10, 1799],
  [1990, 'percent', 5, 2090],
  [5, 'percent', 10, 6],
  [4, 'percent', 10, 4],
  [0, 'percent', 900, 0],
  [1999, 'fen', -1999, 0],
  [1999, 'fen', -2000, -1],
] as const)('%i by %s %i costs %i', (priceFen, by, amount, expected) => {
  expect(stepped(priceFen, by, amount)).toBe(expected);
});

test('is an integer within half a fen of the true price', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: -90, max: 900 }), (priceFen, percent) => {
      const hundredths = BigInt(priceFen) * BigInt(100 + percent);
      const difference = BigInt(stepped(priceFen, 'percent', percent)) * 100n - hundredths;
      expect(difference >= -50n && difference <= 50n).toBe(true);
    }),
  );
});
