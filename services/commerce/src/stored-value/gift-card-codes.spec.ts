import { asId, type TenantId } from '#kernel/identity/ids.js';
import { cardCodeHash, cardCodeTail, newCardCode, readCardCode } from './gift-card-codes.js';

const shop = asId<TenantId>('00000000-0000-4000-8000-000000000001');
const other = asId<TenantId>('00000000-0000-4000-8000-000000000002');

describe('codes of gift cards', () => {
  test('are four groups of four without letters that look like digits, and never the same', () => {
    const codes = Array.from({ length: 2_000 }, newCardCode);

    expect(codes.every((code) => /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('are read however they are typed', () => {
    const code = 'K7QF-22XY-ABCD-9WZP';

    for (const typed of [code, 'k7qf22xyabcd9wzp', ' K7QF 22XY ABCD 9WZP ', 'Ｋ７ＱＦ－22XY－ABCD－9WZP'])
      expect(readCardCode(typed)).toBe('K7QF22XYABCD9WZP');
    expect(readCardCode('💳<b>')).toBe('B');
    expect(cardCodeTail(code)).toBe('9WZP');
  });

  test('are kept as digests that differ from shop to shop', () => {
    expect(cardCodeHash(shop, 'k7qf')).toEqual(cardCodeHash(shop, 'K7-QF'));
    expect(cardCodeHash(shop, 'K7QF')).not.toEqual(cardCodeHash(other, 'K7QF'));
  });
});
