import * as fc from 'fast-check';
import { sumOf } from './adjustment.js';
import { heldCoupon, pricedSku, priceListOf } from './price-list.fixture.js';
import type { PricedSku, PriceList } from './price-list.js';
import { type Quote, quote, type QuoteRequest } from './quote.js';

// What holds of every quote, whatever is in the cart and whatever lowers its price.

const names = ['a', 'b', 'c', 'd'];
const categories = [null, 'tea', 'cups'];

const flashSale = fc.record({
  id: fc.constant('sale'),
  title: fc.constant('Sale'),
  priceFen: fc.integer({ min: 1, max: 60_000 }),
  left: fc.integer({ min: 0, max: 5 }),
  perShopper: fc.option(fc.integer({ min: 1, max: 5 })),
  bought: fc.integer({ min: 0, max: 3 }),
});

const sku = (skuId: string): fc.Arbitrary<PricedSku> =>
  fc
    .record({
      priceFen: fc.integer({ min: 1, max: 50_000 }),
      categoryId: fc.constantFrom(...categories),
      memberPriceFen: fc.option(fc.integer({ min: 1, max: 60_000 })),
      flashSale: fc.option(flashSale),
    })
    .map(({ priceFen, ...more }) => pricedSku(skuId, priceFen, more));

const coupon = fc
  .record({
    isPercent: fc.boolean(),
    worth: fc.integer({ min: 1, max: 99 }),
    maxOffFen: fc.option(fc.integer({ min: 1, max: 5000 })),
    thresholdFen: fc.integer({ min: 0, max: 20_000 }),
    categoryId: fc.constantFrom(...categories),
    stackable: fc.boolean(),
  })
  .map(({ isPercent, worth, maxOffFen, ...terms }) =>
    isPercent
      ? { ...terms, kind: 'percent' as const, amountFen: 0, percentOff: worth, maxOffFen }
      : { ...terms, amountFen: worth * 100 },
  );

const account = fc.record({
  balance: fc.integer({ min: 0, max: 100_000 }),
  bonus: fc.integer({ min: 0, max: 5000 }),
  points: fc.integer({ min: 0, max: 100_000 }),
  tier: fc.option(
    fc.record({ id: fc.constant('t'), name: fc.constant('T'), percentOff: fc.integer({ min: 0, max: 99 }) }),
  ),
  pointsRule: fc.option(
    fc.record({ pointsPerYuanOff: fc.integer({ min: 1, max: 3000 }), mostPercent: fc.integer({ min: 0, max: 100 }) }),
  ),
});

const shop: fc.Arbitrary<PriceList> = fc
  .record({
    skus: fc.tuple(...names.map(sku)),
    coupons: fc.array(coupon, { maxLength: 6 }),
    account: fc.option(account),
  })
  .map(({ skus, coupons, account: owned }) =>
    priceListOf(skus, { coupons: coupons.map((terms, n) => heldCoupon(`c${n}`, terms)), account: owned }),
  );

const wish: fc.Arbitrary<QuoteRequest> = fc.record({
  lines: fc.uniqueArray(fc.record({ skuId: fc.constantFrom(...names), quantity: fc.integer({ min: 1, max: 9 }) }), {
    minLength: 1,
    selector: ({ skuId }) => skuId,
  }),
  delivery: fc.constantFrom('express', 'pickup'),
  coupons: fc.constantFrom('best', 'none'),
  usePoints: fc.boolean(),
  useBalance: fc.boolean(),
});

test('the adjustments explain every difference from the list prices', () => {
  law((priced) => {
    for (const line of priced.lines)
      expect(line.listPriceFen * line.quantity + sumOf(line.adjustments)).toBe(line.netFen);
    expect(priced.listTotalFen + sumOf(priced.adjustments)).toBe(priced.totalFen);
  });
});

test('the lines together are what the goods cost after every discount', () => {
  law(({ lines, subtotalFen, discountFen }) => {
    expect(lines.reduce((sum, { netFen }) => sum + netFen, 0)).toBe(subtotalFen - discountFen);
    expect(lines.reduce((sum, { totalFen }) => sum + totalFen, 0)).toBe(subtotalFen);
  });
});

test('every amount is a whole number of fen and none is negative; something is left to pay, by whatever means', () => {
  law((priced) => {
    const { subtotalFen, packingFen, shippingFen, discountFen, totalFen, balanceFen, bonusFen, payableFen } = priced;
    const ofLines = priced.lines.flatMap(({ priceFen, totalFen: lineFen, netFen }) => [priceFen, lineFen, netFen]);
    const amounts = [subtotalFen, packingFen, shippingFen, discountFen, balanceFen, bonusFen, payableFen, ...ofLines];
    for (const amount of amounts) expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
    expect(totalFen).toBe(subtotalFen + packingFen + shippingFen - discountFen);
    expect(totalFen).toBeGreaterThan(0);
    expect(balanceFen + bonusFen + payableFen).toBe(totalFen);
    expect(priced.adjustments.every(({ amountFen }) => amountFen < 0)).toBe(true);
  });
});

test('nobody spends more than they have', () => {
  law((priced, { account: owned }) => {
    expect(priced.balanceFen).toBeLessThanOrEqual(owned?.balance ?? 0);
    expect(priced.bonusFen).toBeLessThanOrEqual(owned?.bonus ?? 0);
    expect(priced.pointsSpent).toBeLessThanOrEqual(owned?.points ?? 0);
    // A point is never worth more than the rule says.
    expect(priced.pointsFen * (owned?.pointsRule?.pointsPerYuanOff ?? 0)).toBeLessThanOrEqual(priced.pointsSpent * 100);
  });
});

test('the order of the lines never changes what the order costs', () => {
  law((priced, prices, request) => {
    const { totalFen, payableFen, pointsSpent, discountFen } = quote(
      { ...request, lines: request.lines.toReversed() },
      prices,
    );
    expect({ totalFen, payableFen, pointsSpent, discountFen }).toEqual({
      totalFen: priced.totalFen,
      payableFen: priced.payableFen,
      pointsSpent: priced.pointsSpent,
      discountFen: priced.discountFen,
    });
  });
});

test('nothing that lowers prices makes the goods dearer, delivery apart, than without all of it', () => {
  law((priced, prices, request) => {
    const plain = [...prices.skus.values()].map(({ skuId, priceFen }) => pricedSku(skuId, priceFen));
    const bare = quote(request, { ...priceListOf(plain), delivery: prices.delivery });
    expect(priced.subtotalFen - priced.discountFen).toBeLessThanOrEqual(bare.subtotalFen);
  });
});

test('goods in a sale take neither the members’ price nor a coupon', () => {
  law(({ lines }) => {
    const reasons = lines.map(({ adjustments }) => adjustments.map(({ kind }) => kind));
    for (const kinds of reasons.filter((list) => list.includes('flash_sale')))
      expect(kinds.filter((kind) => kind === 'member' || kind === 'coupon')).toEqual([]);
  });
});

function law(holds: (priced: Quote, prices: PriceList, request: QuoteRequest) => void): void {
  fc.assert(
    fc.property(shop, wish, (prices, request) => holds(quote(request, prices), prices, request)),
    { numRuns: 300 },
  );
}
