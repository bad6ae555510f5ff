import { Problem } from '#kernel/problems/problem.js';
import { type CouponGoods, type CouponTerms, worthOf } from './coupon-terms.js';

/** A coupon in the shopper's wallet that can still be used. */
export interface HeldCoupon extends CouponTerms {
  readonly claimId: string;
  readonly couponId: string;
  readonly title: string;
  readonly endsAt: string;
}

/** The same at checkout: what it would take off, or what is missing. */
export interface CouponOffer extends HeldCoupon {
  /** 0 when it cannot be used on these goods. */
  readonly discountFen: number;
  readonly missingFen: number;
}

/** The coupon an order is placed with; kept with it. */
export interface UsedCoupon {
  readonly claimId: string;
  readonly couponId: string;
  readonly title: string;
  readonly discountFen: number;
}

/** `best`: whatever takes most off; otherwise the claim's id. */
export type CouponWish = 'best' | 'none' | (string & {});

export interface CouponChoice {
  readonly used: UsedCoupon | null;
  /** All that are held, the most worth first. */
  readonly offers: readonly CouponOffer[];
}

/**
 * One coupon per order: the one the shopper named, or the best. Of two that take off the same the one that ends first is used, so that the
 * other is there for longer.
 * @param mostFen what may be taken off at most: something is left to pay
 * @throws Problem coupon.unusable when the named one is not held or takes nothing off
 */
export function chooseCoupon(
  held: readonly HeldCoupon[],
  goods: readonly CouponGoods[],
  wish: CouponWish,
  mostFen: number,
): CouponChoice {
  const offers = held.map((coupon) => offerOf(coupon, goods, mostFen)).sort(byWorth);
  if (wish === 'none') return { used: null, offers };
  const chosen = wish === 'best' ? offers[0] : offers.find(({ claimId }) => claimId === wish.toLowerCase());
  if (wish !== 'best' && (!chosen || chosen.discountFen === 0))
    throw new Problem('coupon.unusable', { errors: [{ pointer: '/coupon', code: 'unusable', detail: CHOOSE }] });
  return { used: chosen && chosen.discountFen > 0 ? usedOf(chosen) : null, offers };
}

const CHOOSE = {
  zh: '该优惠券已使用、已过期或不满足条件，请重新选择',
  en: 'is used, over, or does not fit these goods: choose another of "coupons", "best" or "none"',
};

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

function usedOf({ claimId, couponId, title, discountFen }: CouponOffer): UsedCoupon {
  return { claimId, couponId, title, discountFen };
}
