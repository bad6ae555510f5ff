import { type CouponGoods, isFor, worthOf } from './coupon-terms.js';
import type { HeldCoupon } from './held-coupon.js';

export const MOST_TOGETHER = 5;

/** A coupon as it meets these goods. */
export interface Candidate {
  readonly coupon: HeldCoupon;
  /** What it takes off alone, more than nothing. */
  readonly worthFen: number;
  /** The goods it is for, by their place. */
  readonly fits: readonly number[];
}

/** Beyond so many looks the best that was found is taken: only wallets full of coupons for overlapping goods come there. */
const MOST_LOOKS = 4_000;

export function candidatesOf(held: readonly HeldCoupon[], goods: readonly CouponGoods[]): Candidate[] {
  return held
    .map((coupon) => ({
      coupon,
      worthFen: worthOf(coupon, goods).discountFen,
      fits: [...goods.keys()].filter((index) => isFor(coupon, goods[index]!)),
    }))
    .filter(({ worthFen }) => worthFen > 0)
    .sort(byWorth);
}

/**
 * What several coupons take off together. Each is worked out on the goods' prices before coupons, so their order does not matter; of no
 * goods is more taken than they cost. The most that can be placed so is the least cut of the network coupons → goods: some coupons pay
 * with all they are worth, the others with all the goods they are for.
 */
export function togetherFen(chosen: readonly Candidate[], goodsFen: readonly number[]): number {
  const classes = new Map<number, number>();
  const masks = new Uint8Array(goodsFen.length);
  for (const [place, { fits }] of chosen.entries()) for (const index of fits) masks[index]! |= 1 << place;
  for (const [index, mask] of masks.entries())
    if (mask > 0) classes.set(mask, (classes.get(mask) ?? 0) + (goodsFen[index] ?? 0));
  let least = Infinity;
  for (let cut = 0; cut < 1 << chosen.length; cut += 1) {
    let fen = 0;
    for (const [place, { worthFen }] of chosen.entries()) if ((cut & (1 << place)) === 0) fen += worthFen;
    for (const [mask, classFen] of classes) if ((mask & cut) !== 0) fen += classFen;
    least = Math.min(least, fen);
  }
  return least;
}

/**
 * Those of the stackable coupons, of different kinds each, that take most off together; none that adds nothing. Exact: of coupons for the
 * same goods only the five most worth can be among them, and a branch is left when all it could still add does not reach the best.
 */
export function bestTogether(
  stackable: readonly Candidate[],
  goodsFen: readonly number[],
  mostFen: number,
): Candidate[] {
  const pool = worthwhile(oneOfEach(stackable));
  const ceilingFen = Math.min(
    mostFen,
    goodsFen.reduce((sum, fen) => sum + fen, 0),
  );
  let best: readonly Candidate[] = [];
  let bestFen = 0;
  let looks = 0;
  const look = (from: number, chosen: readonly Candidate[], fen: number): void => {
    if (fen > bestFen) [best, bestFen] = [chosen, fen];
    const room = MOST_TOGETHER - chosen.length;
    for (let index = from; index < pool.length; index += 1) {
      const stillFen = pool.slice(index, index + room).reduce((sum, { worthFen }) => sum + worthFen, 0);
      if (bestFen >= ceilingFen || fen + stillFen <= bestFen || looks >= MOST_LOOKS || room === 0) return;
      looks += 1;
      const next = [...chosen, pool[index]!];
      look(index + 1, next, Math.min(togetherFen(next, goodsFen), ceilingFen));
    }
  };
  look(0, [], 0);
  return withoutSuperfluous(best, goodsFen, mostFen);
}

/** What takes nothing more off stays in the wallet, first what is good for longest. */
export function withoutSuperfluous(
  chosen: readonly Candidate[],
  goodsFen: readonly number[],
  mostFen: number,
): Candidate[] {
  const fen = Math.min(togetherFen(chosen, goodsFen), mostFen);
  let needed = [...chosen];
  for (const one of [...chosen].sort((a, b) => endOf(b) - endOf(a))) {
    const fewer = needed.filter((other) => other !== one);
    if (Math.min(togetherFen(fewer, goodsFen), mostFen) === fen) needed = fewer;
  }
  return needed;
}

/** Of two of the same coupon the one that ends first. */
function oneOfEach(sorted: readonly Candidate[]): Candidate[] {
  const byCoupon = new Map<string, Candidate>();
  for (const candidate of sorted)
    if (!byCoupon.has(candidate.coupon.couponId)) byCoupon.set(candidate.coupon.couponId, candidate);
  return [...byCoupon.values()];
}

function worthwhile(sorted: readonly Candidate[]): Candidate[] {
  const counts = new Map<string, number>();
  return sorted.filter(({ fits }) => {
    const goods = fits.join(' ');
    const count = (counts.get(goods) ?? 0) + 1;
    counts.set(goods, count);
    return count <= MOST_TOGETHER;
  });
}

function byWorth(a: Candidate, b: Candidate): number {
  return b.worthFen - a.worthFen || endOf(a) - endOf(b) || (a.coupon.claimId < b.coupon.claimId ? -1 : 1);
}

function endOf({ coupon }: Candidate): number {
  return Date.parse(coupon.endsAt);
}
