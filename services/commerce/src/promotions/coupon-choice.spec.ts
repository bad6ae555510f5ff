import * as fc from 'fast-check';
import { deliverySettings } from '../pricing/delivery-settings.js';
import { type CouponTermsOfOrder, type PricedSku, quote } from '../pricing/quote.js';
import { chooseCoupon, type HeldCoupon } from './coupon-choice.js';
import { worthOf } from './coupon-terms.js';
import { flashPrice } from './flash-price.js';

const free = deliverySettings({ express: { feeFen: 0, freeFromFen: 0 } });

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
    endsAt: '2030-01-01T00:00:00Z',
    ...terms,
  };
}
const percent = (claimId: string, percentOff: number, more: Partial<HeldCoupon> = {}) =>
  held(claimId, { kind: 'percent', amountFen: 0, percentOff, ...more });
const goods = (totalFen: number, categoryId: string | null = null) => ({ categoryId, totalFen });

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

    const { used, offers } = chooseCoupon(wallet, [goods(5000)], 'best', 4999);

    expect(used).toEqual({ claimId: 'soon', couponId: 'of-soon', title: 'soon', discountFen: 1000 });
    expect(offers.map(({ claimId }) => claimId)).toEqual(['soon', 'late', 'small']);
  });

  test('is none when none fits, or when the shopper wants none', () => {
    expect(chooseCoupon([held('a', { thresholdFen: 6000 })], [goods(5000)], 'best', 4999)).toMatchObject({
      used: null,
      offers: [{ claimId: 'a', discountFen: 0, missingFen: 1000 }],
    });
    expect(chooseCoupon([held('a')], [goods(5000)], 'none', 4999).used).toBeNull();
  });

  test('is the one the shopper named, or the wish is refused', () => {
    const wallet = [held('a'), held('b', { amountFen: 5 }), held('c', { thresholdFen: 9000 })];

    expect(chooseCoupon(wallet, [goods(5000)], 'b', 4999).used?.discountFen).toBe(5);
    for (const wish of ['c', 'unknown'])
      expect(() => chooseCoupon(wallet, [goods(5000)], wish, 4999)).toThrow(
        expect.objectContaining({ code: 'coupon.unusable' }),
      );
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

describe('a quote', () => {
  const sku = (skuId: string, priceFen: number, more: Partial<PricedSku> = {}): [string, PricedSku] => [
    skuId,
    { skuId, productId: skuId, title: skuId, optionValues: [], imageUrl: null, priceFen, stock: 1000, ...more },
  ];
  const flashSale = { id: 'sale', title: 'Sale', priceFen: 1000, left: 5, perShopper: 2, bought: 0 };
  const skus = new Map([sku('tea', 3000, { flashSale }), sku('cup', 2000)]);
  const price = (lines: { skuId: string; quantity: number }[], coupons: CouponTermsOfOrder) =>
    quote(lines, skus, free, 'express', null, coupons);

  test('takes the coupon off the goods at their usual price, and never off those in a sale', () => {
    const lines = [
      { skuId: 'tea', quantity: 2 },
      { skuId: 'cup', quantity: 1 },
    ];

    expect(price(lines, { held: [percent('p', 50)], wish: 'best' })).toMatchObject({
      lines: [
        { priceFen: 1000, listPriceFen: 3000, flashSaleId: 'sale' },
        { priceFen: 2000, flashSaleId: null },
      ],
      subtotalFen: 4000,
      discountFen: 1000,
      totalFen: 3000,
      notices: [],
    });
  });

  test('says why goods in a sale cost the usual price', () => {
    expect(price([{ skuId: 'tea', quantity: 3 }], { held: [], wish: 'best' })).toMatchObject({
      totalFen: 9000,
      notices: [{ code: 'flash_sale.limit', skuId: 'tea', title: 'tea', perShopper: 2, left: 2 }],
    });
  });

  test('leaves a fen to pay', () => {
    expect(
      price([{ skuId: 'cup', quantity: 1 }], { held: [held('a', { amountFen: 5000 })], wish: 'best' }),
    ).toMatchObject({
      discountFen: 1999,
      totalFen: 1,
    });
  });

  test('adds up whatever is in the wallet, and no other coupon would have been cheaper', () => {
    const coupon = fc.record({
      kind: fc.constantFrom('amount' as const, 'percent' as const),
      amountFen: fc.integer({ min: 1, max: 20_000 }),
      percentOff: fc.integer({ min: 1, max: 99 }),
      maxOffFen: fc.option(fc.integer({ min: 1, max: 5000 })),
      thresholdFen: fc.integer({ min: 0, max: 20_000 }),
    });
    const wanted = fc.record({ tea: fc.integer({ min: 1, max: 9 }), cup: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.array(coupon, { maxLength: 6 }), wanted, (coupons, { tea, cup }) => {
        const wallet = coupons.map((terms, index) => held(String(index), terms));
        const lines = [
          { skuId: 'tea', quantity: tea },
          { skuId: 'cup', quantity: cup },
        ];
        const best = price(lines, { held: wallet, wish: 'best' });

        expect(best.totalFen).toBe(best.subtotalFen - best.discountFen);
        expect(best.totalFen).toBeGreaterThanOrEqual(1);
        expect(best.subtotalFen).toBe(best.lines.reduce((sum, line) => sum + line.totalFen, 0));
        for (const { claimId, discountFen } of best.coupons) {
          if (discountFen === 0) continue;
          expect(price(lines, { held: wallet, wish: claimId }).totalFen).toBeGreaterThanOrEqual(best.totalFen);
        }
      }),
    );
  });
});
