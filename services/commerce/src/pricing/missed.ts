import type { ClaimableOffer } from '../promotions/claimable-coupon.js';
import type { CouponOffer } from '../promotions/coupon-choice.js';
import type { Charges } from './charges.js';

/** What would make the order cheaper, and what is missing to it. Amounts are fen. */
export interface Missed {
  readonly kind: 'coupon' | 'claim' | 'shipping';
  /** Of the coupon; empty for shipping. */
  readonly title: string;
  /** Goods for so much more; 0 when a coupon needs only to be collected. */
  readonly missingFen: number;
  /** What it would take off; 0 when that depends on the goods to come. */
  readonly savesFen: number;
  /** `coupon`: the claim in the wallet. `claim`: the coupon to collect. */
  readonly referenceId: string | null;
}

const MOST = 3;

/** A coupon that needs only to be collected, the coupons in the wallet that are nearest to their thresholds, and free delivery. */
export function missedOf(
  offers: readonly CouponOffer[],
  claimable: ClaimableOffer | null,
  charges: Charges,
  subtotalFen: number,
): Missed[] {
  const claim = claimable ? [missed('claim', claimable.title, 0, claimable.savesFen, claimable.couponId)] : [];
  const short = offers
    .filter(({ discountFen, missingFen }) => discountFen === 0 && missingFen > 0)
    .sort((a, b) => a.missingFen - b.missingFen)
    .slice(0, MOST)
    .map(({ claimId, title, missingFen }) => missed('coupon', title, missingFen, 0, claimId));
  return [...claim, ...short, ...shippingMissed(charges, subtotalFen)];
}

function shippingMissed({ shippingFen, freeFromFen }: Charges, subtotalFen: number): Missed[] {
  if (shippingFen === 0 || freeFromFen === null || freeFromFen <= subtotalFen) return [];
  return [missed('shipping', '', freeFromFen - subtotalFen, shippingFen, null)];
}

function missed(
  kind: Missed['kind'],
  title: string,
  missingFen: number,
  savesFen: number,
  referenceId: string | null,
): Missed {
  return { kind, title, missingFen, savesFen, referenceId };
}
