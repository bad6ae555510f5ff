import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import {
  bestTogether,
  type Candidate,
  candidatesOf,
  MOST_TOGETHER,
  togetherFen,
  withoutSuperfluous,
} from './coupon-combination.js';
import { sharesOf } from './coupon-shares.js';
import { type CouponGoods, worthOf } from './coupon-terms.js';
import type { HeldCoupon } from './held-coupon.js';

/** A coupon of the wallet at checkout: what it would take off alone, or what is missing. */
export interface CouponOffer extends HeldCoupon {
  /** 0 when it cannot be used on these goods. */
  readonly discountFen: number;
  readonly missingFen: number;
}

/** A coupon an order is placed with; kept with it. */
export interface UsedCoupon {
  readonly claimId: string;
  readonly couponId: string;
  readonly title: string;
  readonly discountFen: number;
}

export interface ChosenCoupon extends UsedCoupon {
  /** Fen off each of the goods, parallel to them; their sum is `discountFen`. */
  readonly shares: readonly number[];
}

/** `best`: whatever takes most off; otherwise the claims' ids. */
export type CouponWish = 'best' | 'none' | readonly string[];

export interface CouponsChoice {
  readonly used: readonly ChosenCoupon[];
  /** All that are held, the most worth first. */
  readonly offers: readonly CouponOffer[];
}

/**
 * The coupons of an order: those the shopper named, or the best: one alone, or up to five stackable ones of different coupons. Of what takes
 * off the same, fewer are used, and of two the one that ends first, so that the other is there for longer.
 * @param mostFen what may be taken off at most: something is left to pay
 * @throws Problem coupon.unusable when a named one is not held or takes nothing off, coupon.not_together; both point at /coupons/n
 */
export function chooseCoupons(
  held: readonly HeldCoupon[],
  goods: readonly CouponGoods[],
  wish: CouponWish,
  mostFen: number,
): CouponsChoice {
  const offers = held.map((coupon) => offerOf(coupon, goods, mostFen)).sort(byWorth);
  const goodsFen = goods.map(({ totalFen }) => totalFen);
  const candidates = candidatesOf(held, goods);
  const chosen =
    wish === 'none'
      ? []
      : wish === 'best'
        ? best(candidates, goodsFen, mostFen)
        : withoutSuperfluous(named(wish, candidates), goodsFen, mostFen);
  return { used: usedOf(chosen, goodsFen, mostFen), offers };
}

function best(candidates: readonly Candidate[], goodsFen: readonly number[], mostFen: number): Candidate[] {
  // What exceeds the most takes off the same as what reaches it: then the end decides.
  const worth = ({ worthFen }: Candidate) => Math.min(worthFen, mostFen);
  const [alone] = [...candidates].sort((a, b) => worth(b) - worth(a) || endOf(a) - endOf(b));
  if (!alone || mostFen <= 0) return [];
  const stackable = candidates.filter(({ coupon }) => coupon.stackable);
  const together = bestTogether(stackable, goodsFen, mostFen);
  return Math.min(togetherFen(together, goodsFen), mostFen) > worth(alone) ? together : [alone];
}

function named(wish: readonly string[], candidates: readonly Candidate[]): Candidate[] {
  const chosen = wish.map((id) => candidates.find(({ coupon }) => coupon.claimId === id.toLowerCase()));
  const unusable = faultsWhere(chosen, (one) => one === undefined, 'unusable', CHOOSE);
  if (unusable.length > 0) throw new Problem('coupon.unusable', { errors: unusable });
  const found = chosen.filter((one) => one !== undefined);
  const isRepeated = (one: Candidate | undefined, index: number) =>
    found.findIndex(({ coupon }) => coupon.couponId === one?.coupon.couponId) < index;
  const faults = [
    ...faultsWhere(found, (one) => found.length > 1 && one?.coupon.stackable === false, 'alone', ALONE),
    ...faultsWhere(found, isRepeated, 'repeated', REPEATED),
    ...faultsWhere(found, (_one, index) => index >= MOST_TOGETHER, 'too_many', TOO_MANY),
  ];
  if (faults.length > 0) throw new Problem('coupon.not_together', { errors: faults });
  return found;
}

function faultsWhere(
  chosen: readonly (Candidate | undefined)[],
  isWrong: (one: Candidate | undefined, index: number) => boolean,
  code: string,
  detail: Text,
): ProblemFault[] {
  return chosen.flatMap((one, index) => (isWrong(one, index) ? [{ pointer: `/coupons/${index}`, code, detail }] : []));
}

const CHOOSE = {
  zh: '该优惠券已使用、已过期或不满足条件，请重新选择',
  en: 'is used, over, or does not fit these goods: choose another of "couponOffers", "best" or "none"',
};
const ALONE = { zh: '该优惠券不能与其他优惠券同时使用', en: 'cannot be used together with others: name it alone' };
const REPEATED = { zh: '同一种优惠券每单只能使用一张', en: 'is the same coupon as an earlier one: name one of them' };
const TOO_MANY = {
  zh: `每单最多使用 ${MOST_TOGETHER} 张优惠券`,
  en: `is one too many: at most ${MOST_TOGETHER} are used together`,
};

function usedOf(chosen: readonly Candidate[], goodsFen: readonly number[], mostFen: number): ChosenCoupon[] {
  const shares = sharesOf(chosen, goodsFen, mostFen);
  return chosen
    .map(({ coupon: { claimId, couponId, title } }, place) => {
      const parts = shares[place] ?? [];
      return { claimId, couponId, title, discountFen: parts.reduce((sum, fen) => sum + fen, 0), shares: parts };
    })
    .filter(({ discountFen }) => discountFen > 0);
}

function offerOf(coupon: HeldCoupon, goods: readonly CouponGoods[], mostFen: number): CouponOffer {
  const { discountFen, missingFen } = worthOf(coupon, goods);
  return { ...coupon, discountFen: Math.max(0, Math.min(discountFen, mostFen)), missingFen };
}

function byWorth(a: CouponOffer, b: CouponOffer): number {
  return (
    b.discountFen - a.discountFen ||
    a.missingFen - b.missingFen ||
    Date.parse(a.endsAt) - Date.parse(b.endsAt) ||
    (a.claimId < b.claimId ? -1 : 1)
  );
}

function endOf({ coupon }: Candidate): number {
  return Date.parse(coupon.endsAt);
}
