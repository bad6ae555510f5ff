import type { CouponTerms } from './coupon-terms.js';

/** A coupon in the shopper's wallet that can still be used. */
export interface HeldCoupon extends CouponTerms {
  readonly claimId: string;
  readonly couponId: string;
  readonly title: string;
  readonly endsAt: string;
  /** Goes together with other stackable coupons; otherwise it is used alone. */
  readonly stackable: boolean;
}
