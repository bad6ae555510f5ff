import * as fc from 'fast-check';
import { bestClaimable } from './claimable-coupon.js';
import { chooseCoupons } from './coupon-choice.js';
import { candidatesOf, MOST_TOGETHER, togetherFen } from './coupon-combination.js';
import type { CouponGoods } from './coupon-terms.js';
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
    stackable: true,
    endsAt: '2030-01-01T00:00:00Z',
    ...terms,
  };
}
const goods = (productId: string, totalFen: number, categoryId: string | null = null): CouponGoods => ({
  productId,
  categoryId,
  totalFen,
});
const fenOf = (used: readonly { discountFen: number }[]) => used.reduce((sum, { discountFen }) => sum + discountFen, 0);
const idsOf = (used: readonly { claimId: string }[]) => used.map(({ claimId }) => claimId).sort();

describe('several coupons', () => {
  const basket = [goods('tea', 6000, 'drinks'), goods('cup', 4000, 'wares')];

  test('that go together are used together, each on the price before coupons', () => {
    const wallet = [held('ten', { kind: 'percent', amountFen: 0, percentOff: 10 }), held('off')];

    const { used } = chooseCoupons(wallet, basket, 'best', 9999);

    expect(used).toMatchObject([
      { claimId: 'off', discountFen: 1000, shares: [600, 400] },
      { claimId: 'ten', discountFen: 1000, shares: [600, 400] },
    ]);
  });

  test('do not go with one that is used alone: what takes more off wins, of equals the one', () => {
    const pair = [held('a', { amountFen: 400 }), held('b', { amountFen: 600 })];

    const best = (alone: number) =>
      idsOf(chooseCoupons([...pair, held('alone', { stackable: false, amountFen: alone })], basket, 'best', 9999).used);

    expect(best(1001)).toEqual(['alone']);
    expect(best(1000)).toEqual(['alone']);
    expect(best(999)).toEqual(['a', 'b']);
  });

  test('are of different kinds, and five at most', () => {
    const twins = [held('a', { couponId: 'c', endsAt: '2029-01-01T00:00:00Z' }), held('b', { couponId: 'c' })];
    const seven = Array.from({ length: 7 }, (_, index) => held(`n${index}`, { amountFen: 10 + index }));

    expect(idsOf(chooseCoupons(twins, basket, 'best', 9999).used)).toEqual(['a']);
    expect(idsOf(chooseCoupons(seven, basket, 'best', 9999).used)).toEqual(['n2', 'n3', 'n4', 'n5', 'n6']);
  });

  test('leave room for each other: a narrow one takes the goods that a wide one can do without', () => {
    const wallet = [held('wide', { amountFen: 6000 }), held('narrow', { amountFen: 6000, productIds: ['tea'] })];

    const { used } = chooseCoupons(wallet, basket, 'best', 10_000);

    expect(fenOf(used)).toBe(10_000);
    expect(used.find(({ claimId }) => claimId === 'narrow')?.shares).toEqual([6000, 0]);
    expect(used.find(({ claimId }) => claimId === 'wide')?.shares).toEqual([0, 4000]);
  });

  test('stay in the wallet when they take nothing more off, the one that is good for longest first', () => {
    const wallet = [
      held('later', { amountFen: 10_000 }),
      held('soon', { amountFen: 10_000, endsAt: '2029-01-01T00:00:00Z' }),
    ];

    expect(idsOf(chooseCoupons(wallet, basket, 'best', 9999).used)).toEqual(['soon']);
    expect(idsOf(chooseCoupons(wallet, basket, ['later', 'soon'], 9999).used)).toEqual(['soon']);
  });

  test('that are named and cannot go together are refused, saying why', () => {
    const wallet = [
      held('a', { couponId: 'c' }),
      held('b', { couponId: 'c' }),
      held('alone', { stackable: false }),
      held('far', { thresholdFen: 20_000 }),
      ...Array.from({ length: 6 }, (_, index) => held(`n${index}`)),
    ];
    const refusal = (wish: string[]) => {
      try {
        chooseCoupons(wallet, basket, wish, 9999);
        return null;
      } catch (error) {
        const { code, options } = error as { code: string; options: { errors: { pointer: string; code: string }[] } };
        return [code, ...options.errors.map((fault) => `${fault.pointer} ${fault.code}`)];
      }
    };

    expect(refusal(['a', 'b'])).toEqual(['coupon.not_together', '/coupons/1 repeated']);
    expect(refusal(['a', 'a'])).toEqual(['coupon.not_together', '/coupons/1 repeated']);
    expect(refusal(['a', 'alone'])).toEqual(['coupon.not_together', '/coupons/1 alone']);
    expect(refusal(['a', 'far', 'lost'])).toEqual(['coupon.unusable', '/coupons/1 unusable', '/coupons/2 unusable']);
    expect(refusal(['n0', 'n1', 'n2', 'n3', 'n4', 'n5'])).toEqual(['coupon.not_together', '/coupons/5 too_many']);
    expect(refusal(['alone'])).toBeNull();
    expect(refusal([])).toBeNull();
  });

  test('are for products, or a category, and a voucher takes nothing off an order', () => {
    const wallet = [
      held('product', { kind: 'percent', amountFen: 0, percentOff: 50, productIds: ['cup'] }),
      held('category', { kind: 'percent', amountFen: 0, percentOff: 50, categoryId: 'drinks' }),
      held('voucher', { kind: 'voucher', amountFen: 9000 }),
    ];

    expect(chooseCoupons(wallet, basket, 'best', 9999).used).toMatchObject([
      { claimId: 'category', shares: [3000, 0] },
      { claimId: 'product', shares: [0, 2000] },
    ]);
  });
});

describe('whatever is in the wallet and the basket', () => {
  const products = ['p0', 'p1', 'p2', 'p3'];
  const categories = ['c0', 'c1'];
  const coupon = fc.record({
    kind: fc.constantFrom('amount' as const, 'percent' as const),
    amountFen: fc.integer({ min: 1, max: 3000 }),
    percentOff: fc.integer({ min: 1, max: 99 }),
    maxOffFen: fc.option(fc.integer({ min: 1, max: 3000 })),
    thresholdFen: fc.constantFrom(0, 0, 500, 3000),
    scope: fc.oneof(
      fc.constant({ categoryId: null, productIds: null }),
      fc.constantFrom(...categories).map((categoryId) => ({ categoryId, productIds: null })),
      fc.subarray(products, { minLength: 1 }).map((productIds) => ({ categoryId: null, productIds })),
    ),
    stackable: fc.boolean(),
    days: fc.array(fc.integer({ min: 10, max: 28 }), { minLength: 1, maxLength: 2 }),
  });
  const basket = fc.array(
    fc.record({
      productId: fc.constantFrom(...products),
      categoryId: fc.constantFrom(...categories, null),
      totalFen: fc.integer({ min: 1, max: 4000 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  /** A coupon may lie in the wallet twice; its terms are the same then. */
  const wallet = (most: number) =>
    fc.array(coupon, { maxLength: most }).map((coupons) =>
      coupons
        .flatMap(({ scope, days, ...terms }, index) =>
          days.map((day, copy) =>
            held(`${String(index).padStart(3, '0')}-${copy}`, {
              ...terms,
              ...scope,
              ...(terms.kind === 'amount' ? { percentOff: 0, maxOffFen: null } : { amountFen: 0 }),
              couponId: `k${index}`,
              endsAt: `2030-01-${day}T00:00:00Z`,
            }),
          ),
        )
        .slice(0, most),
    );

  test('no other choice takes more off, and what is used is split without a rest', () => {
    fc.assert(
      fc.property(wallet(10), basket, fc.integer({ min: 0, max: 12_000 }), (coupons, wanted, mostFen) => {
        const { used } = chooseCoupons(coupons, wanted, 'best', mostFen);

        expect(fenOf(used)).toBe(bruteForceFen(coupons, wanted, mostFen));
        expectSplit(used, wanted);
        // None is spent for nothing.
        for (const one of used) expect(one.discountFen).toBeGreaterThan(0);
      }),
      { numRuns: 600 },
    );
  });

  test('the order of wallet and basket changes no total', () => {
    fc.assert(
      fc.property(wallet(10), basket, (coupons, wanted) => {
        const one = chooseCoupons(coupons, wanted, 'best', 100_000);
        const other = chooseCoupons([...coupons].reverse(), [...wanted].reverse(), 'best', 100_000);

        expect(fenOf(other.used)).toBe(fenOf(one.used));
      }),
    );
  });

  test('named ones take off what they are worth together', () => {
    fc.assert(
      fc.property(wallet(10), basket, fc.nat(), (coupons, wanted, from) => {
        const usable = candidatesOf(
          coupons.filter(({ stackable }) => stackable),
          wanted,
        );
        const kinds = [...new Map(usable.map((one) => [one.coupon.couponId, one])).values()];
        const chosen = kinds.slice(from % (kinds.length + 1)).slice(0, MOST_TOGETHER);

        const { used } = chooseCoupons(
          coupons,
          wanted,
          chosen.map((one) => one.coupon.claimId),
          100_000,
        );

        const goodsFen = wanted.map(({ totalFen }) => totalFen);
        expect(fenOf(used)).toBe(togetherFen(chosen, goodsFen));
        expectSplit(used, wanted);
      }),
    );
  });

  test('a hundred coupons are no burden', () => {
    fc.assert(
      fc.property(fc.array(coupon, { minLength: 100, maxLength: 100 }), basket, (coupons, wanted) => {
        const full = coupons.map(({ scope, days: [day], ...terms }, index) =>
          held(String(index), { ...terms, ...scope, stackable: true, endsAt: `2030-01-${day}T00:00:00Z` }),
        );

        const { used } = chooseCoupons(full, wanted, 'best', 100_000);

        expect(used.length).toBeLessThanOrEqual(MOST_TOGETHER);
        expectSplit(used, wanted);
      }),
      { numRuns: 40 },
    );
  });

  function expectSplit(
    used: readonly { discountFen: number; shares: readonly number[] }[],
    wanted: readonly CouponGoods[],
  ) {
    for (const { discountFen, shares } of used) {
      expect(shares).toHaveLength(wanted.length);
      expect(shares.every((fen) => Number.isInteger(fen) && fen >= 0)).toBe(true);
      expect(shares.reduce((sum, fen) => sum + fen, 0)).toBe(discountFen);
    }
    for (const [index, { totalFen }] of wanted.entries())
      expect(used.reduce((sum, { shares }) => sum + (shares[index] ?? 0), 0)).toBeLessThanOrEqual(totalFen);
  }

  /** Every set of coupons that may be used together, tried one by one; by another way than the least cut: unit by unit of goods. */
  function bruteForceFen(coupons: readonly HeldCoupon[], wanted: readonly CouponGoods[], mostFen: number): number {
    const candidates = candidatesOf(coupons, wanted);
    const goodsFen = wanted.map(({ totalFen }) => totalFen);
    let best = 0;
    for (let set = 0; set < 1 << candidates.length; set += 1) {
      const chosen = candidates.filter((_, index) => (set & (1 << index)) !== 0);
      const kinds = new Set(chosen.map(({ coupon: { couponId } }) => couponId));
      const isAllowed =
        chosen.length <= 1 ||
        (chosen.length <= MOST_TOGETHER &&
          kinds.size === chosen.length &&
          chosen.every(({ coupon: { stackable } }) => stackable));
      if (isAllowed) best = Math.max(best, Math.min(mostFen, flowFen(chosen, goodsFen)));
    }
    return best;
  }
});

/** The most that can be placed, by augmenting paths from nothing. */
function flowFen(
  chosen: readonly { worthFen: number; fits: readonly number[] }[],
  goodsFen: readonly number[],
): number {
  const room = [...goodsFen];
  const placed = chosen.map(() => goodsFen.map(() => 0));
  const push = (place: number, fen: number, seen: Set<number>): number => {
    seen.add(place);
    for (const index of chosen[place]!.fits) {
      const direct = Math.min(fen, room[index]!);
      if (direct > 0) {
        room[index]! -= direct;
        placed[place]![index]! += direct;
        return direct;
      }
      for (const other of chosen.keys()) {
        const theirs = placed[other]![index]!;
        if (seen.has(other) || theirs === 0) continue;
        const moved = push(other, Math.min(fen, theirs), seen);
        if (moved > 0) {
          placed[other]![index]! -= moved;
          placed[place]![index]! += moved;
          return moved;
        }
      }
    }
    return 0;
  };
  let total = 0;
  for (const [place, { worthFen }] of chosen.entries()) {
    for (let left = worthFen; left > 0; ) {
      const moved = push(place, left, new Set());
      if (moved === 0) break;
      left -= moved;
      total += moved;
    }
  }
  return total;
}

describe('a coupon that could be collected', () => {
  const basket = [goods('tea', 6000)];
  const claimable = (couponId: string, terms: Partial<HeldCoupon> = {}) => {
    const { claimId: _, ...coupon } = held(couponId, terms);
    return { ...coupon, couponId };
  };

  test('is offered when the order costs less with it, by what it saves beyond the wallet', () => {
    const wallet = [held('have', { stackable: false, amountFen: 800 })];

    expect(
      bestClaimable(wallet, [claimable('a'), claimable('b', { amountFen: 900 })], basket, 800, 5999),
    ).toMatchObject({
      couponId: 'a',
      savesFen: 200,
    });
    expect(bestClaimable(wallet, [claimable('a', { amountFen: 800 })], basket, 800, 5999)).toBeNull();
    expect(bestClaimable(wallet, [claimable('a', { thresholdFen: 6001 })], basket, 800, 5999)).toBeNull();
    expect(bestClaimable([], [], basket, 0, 5999)).toBeNull();
  });
});
