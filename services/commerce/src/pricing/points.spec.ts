import { noPoints, pointsUse } from './points.js';

const rule = (pointsPerYuanOff: number, mostPercent = 100) => ({ pointsPerYuanOff, mostPercent });

test.each([
  ['all that the shopper has', 300, rule(100), 5000, { points: 300, fen: 300 }],
  ['no more than the goods cost', 9999, rule(100), 5000, { points: 5000, fen: 5000 }],
  ['no more than the rule’s share', 9999, rule(100, 30), 5000, { points: 1500, fen: 1500 }],
  ['whole points where one is worth more than a fen', 9, rule(1), 250, { points: 2, fen: 200 }],
  ['no point that is worth nothing', 15, rule(1000), 5000, { points: 10, fen: 1 }],
  ['nothing when all of them are worth less than a fen', 9, rule(1000), 5000, noPoints],
  ['nothing without points', 0, rule(100), 5000, noPoints],
  ['nothing where they are not spent', 300, null, 5000, noPoints],
  ['nothing where the rule allows nothing', 300, rule(100, 0), 5000, noPoints],
])('takes %s', (_name, points, terms, goodsFen, use) => {
  expect(pointsUse(points, terms, goodsFen, 1_000_000)).toEqual(use);
});

test('leaves what must be left', () => {
  expect(pointsUse(9999, rule(100), 5000, 4999)).toEqual({ points: 4999, fen: 4999 });
  expect(pointsUse(9999, rule(100), 5000, 0)).toEqual(noPoints);
});
