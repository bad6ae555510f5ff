import { parseFen } from './price.js';

test.each([
  ['19.99', 1999],
  ['1.15', 115],
  ['8.2', 820],
  ['0', 0],
  ['0.01', 1],
  ['50', 5000],
  [' ¥128.00 ', 12_800],
  ['1000000', 100_000_000],
])('%s yuan are %i fen', (text, fen) => {
  expect(parseFen(text)).toBe(fen);
});

test.each(['', '-1', '1.999', '1,000', '1e3', 'NaN', '0x10', '12.', '.5', '1000000.01', '12 yuan', '１２'])(
  '%j is not a price',
  (text) => {
    expect(parseFen(text)).toBeNull();
  },
);

test('no price of two decimals loses a fen', () => {
  for (let fen = 0; fen < 20_000; fen += 7) {
    expect(parseFen(`${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`)).toBe(fen);
  }
});
