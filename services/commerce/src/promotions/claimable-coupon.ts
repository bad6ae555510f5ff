import { chooseCoupons } from './coupon-choice.js';
import { type CouponGoods, type CouponTerms, worthOf } from './coupon-terms.js';
import type { HeldCoupon } from './held-coupon.js';

/** A coupon that the shopper does not have and could collect now. */
export interface ClaimableCoupon extends CouponTerms {
  readonly couponId: string;
  readonly title: string;
  readonly endsAt: string;
  readonly stackable: boolean;
}

export interface ClaimableOffer {
  readonly couponId: string;
  readonly title: string;
  readonly endsAt: string;
  /** How much less the order would cost with it in the wallet. */
  readonly savesFen: number;
}

const MOST_TRIED = 5;

/**
 * Which coupon is worth collecting for these goods: the one with which the best choice takes most off, of equals the one that ends first.
 * @param usedFen what the coupons in the wallet take off without it
 */
export function bestClaimable(
  held: readonly HeldCoupon[],
  claimable: readonly ClaimableCoupon[],
  goods: readonly CouponGoods[],
  usedFen: number,
  mostFen: number,
): ClaimableOffer | null {
  const worthFen = (coupon: ClaimableCoupon) => worthOf(coupon, goods).discountFen;
  const offers = claimable
    .filter((coupon) => worthFen(coupon) > 0)
    .sort((a, b) => worthFen(b) - worthFen(a) || byEnd(a, b))
    .slice(0, MOST_TRIED)
    .map((coupon) => {
      const wallet = [...held, { ...coupon, claimId: coupon.couponId }];
      const { used } = chooseCoupons(wallet, goods, 'best', mostFen);
      const savesFen = used.reduce((sum, { discountFen }) => sum + discountFen, 0) - usedFen;
      const { couponId, title, endsAt } = coupon;
      return { couponId, title, endsAt, savesFen };
    });
  const [best] = offers.sort((a, b) => b.savesFen - a.savesFen || byEnd(a, b));
  return best && best.savesFen > 0 ? best : null;
}

function byEnd(a: { readonly endsAt: string }, b: { readonly endsAt: string }): number {
  return Date.parse(a.endsAt) - Date.parse(b.endsAt);
}
