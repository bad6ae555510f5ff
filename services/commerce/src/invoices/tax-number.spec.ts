import { isTaxNumber } from './tax-number.js';

test.each(['91350100M000100Y43', '91110000600037341L', '12100000400000624D'])('%s checks', (number) => {
  expect(isTaxNumber(number)).toBe(true);
});

test.each([
  ['a digit changed', '91350100M000100Y44'],
  ['two digits swapped', '91350010M000100Y43'],
  ['small letters', '91350100m000100y43'],
  ['a letter that is none of them', '91350100I000100Y43'],
  ['a digit too few', '91350100M000100Y4'],
  ['a digit too many', '91350100M000100Y433'],
  ['nothing', ''],
  ['full-width digits', '９1350100M000100Y43'],
])('%s does not', (_name, number) => {
  expect(isTaxNumber(number)).toBe(false);
});

test('of every digit changed into any other none checks', () => {
  const good = '91350100M000100Y43';
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  for (let place = 0; place < good.length; place += 1) {
    for (const other of alphabet) {
      if (other === good[place]) continue;
      expect(isTaxNumber(good.slice(0, place) + other + good.slice(place + 1))).toBe(false);
    }
  }
});
