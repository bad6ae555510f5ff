import { chooseCoupons } from './coupon-choice.js';
import { worthOf } from './coupon-terms.js';
import { flashPrice } from './flash-price.js';
import type { HeldCoupon } from './held-coupon.js';

function held(claimId: string, terms: Partial<HeldCoupon> = {}): HeldCoupon {
  return {
    claimId,
    couponId: `of-${claimId}`,
    title: claimId,
    kind: 'amount',
    amountFen: 1000,
    percentOff: 0,
    maxOffFen: null,
    thresholdFen: 0,
    categoryId: null,
    productIds: null,
    stackable: false,
    endsAt: '2030-01-01T00:00:00Z',
    ...terms,
  };
}
const percent = (claimId: string, percentOff: number, more: Partial<HeldCoupon> = {}) =>
  held(claimId, { kind: 'percent', amountFen: 0, percentOff, ...more });
const goods = (totalFen: number, categoryId: string | null = null) => ({ productId: 'p', categoryId, totalFen });

describe('what a coupon takes off', () => {
  test.each([
    ['a fixed amount', held('a'), [goods(5000)], 1000, 0],
    ['no more than the goods cost', held('a', { amountFen: 9000 }), [goods(5000)], 5000, 0],
    ['nothing one fen below the threshold', held('a', { thresholdFen: 5001 }), [goods(5000)], 0, 1],
    ['its amount at the threshold', held('a', { thresholdFen: 5000 }), [goods(2500), goods(2500)], 1000, 0],
    ['a part, rounded down', percent('p', 10), [goods(1999)], 199, 0],
    ['a part, up to the cap', percent('p', 50, { maxOffFen: 300 }), [goods(1999)], 300, 0],
    [
      'of its category only',
      percent('p', 10, { categoryId: 'tea' }),
      [goods(1000, 'tea'), goods(9000, 'cups')],
      100,
      0,
    ],
    ['nothing without goods of its category', held('a', { categoryId: 'tea' }), [goods(9000, 'cups')], 0, 0],
    ['nothing for no goods', held('a'), [], 0, 0],
  ])('%s', (_name, coupon, wanted, discountFen, missingFen) => {
    expect(worthOf(coupon, wanted)).toEqual({ discountFen, missingFen });
  });
});

describe('the coupon of an order', () => {
  test('is the one that takes most off, and of equals the one that ends first', () => {
    const wallet = [held('small', { amountFen: 100 }), held('late'), held('soon', { endsAt: '2029-01-01T00:00:00Z' })];

    const { used, offers } = chooseCoupons(wallet, [goods(5000)], 'best', 4999);

    expect(used).toEqual([{ claimId: 'soon', couponId: 'of-soon', title: 'soon', discountFen: 1000, shares: [1000] }]);
    expect(offers.map(({ claimId }) => claimId)).toEqual(['soon', 'late', 'small']);
  });

  test('is none when none fits, or when the shopper wants none', () => {
    expect(chooseCoupons([held('a', { thresholdFen: 6000 })], [goods(5000)], 'best', 4999)).toMatchObject({
      used: [],
      offers: [{ claimId: 'a', discountFen: 0, missingFen: 1000 }],
    });
    expect(chooseCoupons([held('a')], [goods(5000)], 'none', 4999).used).toEqual([]);
    expect(chooseCoupons([held('a')], [goods(5000)], 'best', 0).used).toEqual([]);
  });

  test('is the one the shopper named, or the wish is refused', () => {
    const wallet = [held('a'), held('b', { amountFen: 5 }), held('c', { thresholdFen: 9000 })];

    expect(chooseCoupons(wallet, [goods(5000)], ['b'], 4999).used).toMatchObject([{ discountFen: 5 }]);
    for (const wish of ['c', 'unknown'])
      expect(() => chooseCoupons(wallet, [goods(5000)], [wish], 4999)).toThrow(
        expect.objectContaining({ code: 'coupon.unusable' }),
      );
  });

  test('takes no more than the most', () => {
    expect(
      chooseCoupons([held('a', { amountFen: 9000 })], [goods(3000), goods(2000)], 'best', 4999).used,
    ).toMatchObject([{ discountFen: 4999 }]);
  });
});

describe('the price in a flash sale', () => {
  const sku = { skuId: 's', title: 'Tea', listPriceFen: 3000 };
  const offer = { id: 'sale', title: 'Sale', priceFen: 1000, left: 3, perShopper: 2, bought: 0 };

  test.each([
    ['fits', 2, offer, 1000, null],
    ['is more than a person may have', 3, offer, 3000, { code: 'flash_sale.limit', left: 2 }],
    ['is more with what was bought before', 2, { ...offer, bought: 1 }, 3000, { code: 'flash_sale.limit', left: 1 }],
    ['is more than is left', 4, { ...offer, perShopper: null }, 3000, { code: 'flash_sale.sold_out', left: 3 }],
    ['comes after the last', 1, { ...offer, left: 0 }, 3000, { code: 'flash_sale.sold_out', left: 0 }],
    ['costs less by now', 1, { ...offer, priceFen: 3000 }, 3000, null],
    ['is in no sale', 1, null, 3000, null],
  ])('of a quantity that %s', (_name, quantity, found, priceFen, notice) => {
    const price = flashPrice(sku, quantity, found);

    expect(price.priceFen).toBe(priceFen);
    expect(price.saleId).toBe(priceFen === 1000 ? 'sale' : null);
    if (notice) expect(price.notice).toMatchObject(notice);
    else expect(price.notice).toBeNull();
  });
});
