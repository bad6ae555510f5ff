import { counterWorth, requireWorth } from './counter-worth.js';

const terms = { kind: 'amount' as const, amountFen: 1000, percentOff: 0, maxOffFen: null, thresholdFen: 5000 };
const voucher = { ...terms, kind: 'voucher' as const, thresholdFen: 0 };
const percent = { ...terms, kind: 'percent' as const, amountFen: 0, percentOff: 20, maxOffFen: 1500 };

test('a voucher is worth what it says, and has no bill', () => {
  expect(counterWorth(voucher, null)).toEqual({ needsBill: false, discountFen: 1000, missingFen: 0 });
  expect(() => counterWorth(voucher, 5000)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
});

test('what is taken off a bill goes by the bill', () => {
  expect(counterWorth(terms, null)).toEqual({ needsBill: true, discountFen: null, missingFen: 0 });
  expect(counterWorth(terms, 4999)).toEqual({ needsBill: true, discountFen: 0, missingFen: 1 });
  expect(counterWorth(terms, 5000)).toEqual({ needsBill: true, discountFen: 1000, missingFen: 0 });
  expect(requireWorth(percent, 6000)).toBe(1200);
  expect(requireWorth(percent, 60_000)).toBe(1500);
});

test('nothing is taken for nothing', () => {
  expect(() => requireWorth(terms, null)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  expect(() => requireWorth(terms, 4999)).toThrow(
    expect.objectContaining({ code: 'coupon_redemption.bill_too_low', options: { params: { missingYuan: '0.01' } } }),
  );
});
