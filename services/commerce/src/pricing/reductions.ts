import {
  type ChosenCoupon,
  chooseCoupons,
  type CouponOffer,
  type CouponWish,
  type UsedCoupon,
} from '../promotions/coupon-choice.js';
import type { HeldCoupon } from '../promotions/held-coupon.js';
import type { CouponGoods } from '../promotions/coupon-terms.js';
import { type Adjustment, sumOf, unlessNothing } from './adjustment.js';
import type { PricedLine } from './lines.js';
import { noPoints, type PointsUse, pointsUse } from './points.js';
import type { ShopperAccount } from './price-list.js';
import { splitFen } from './split-fen.js';

export interface ReducedLine extends PricedLine {
  /** Why the whole line costs other than its list price. */
  readonly adjustments: readonly Adjustment[];
  /** The line's share of what the goods cost after everything. */
  readonly netFen: number;
}

export interface Reductions {
  readonly lines: readonly ReducedLine[];
  readonly discountFen: number;
  /** The part of it that coupons take off. */
  readonly couponsFen: number;
  readonly used: readonly UsedCoupon[];
  readonly offers: readonly CouponOffer[];
  readonly points: PointsUse;
  /** What points could take off, were they wanted. */
  readonly pointsAtMost: PointsUse;
}

export interface ReductionWish {
  readonly coupons: CouponWish;
  readonly usePoints: boolean;
}

/**
 * Takes off the goods what the order is entitled to: coupons, then points. What is in a sale, a group or a bargain has had its price
 * lowered already and takes no coupon; goods at the members' price do.
 * @param mostFen what may be taken off in all: something is left to pay
 * @throws Problem coupon.unusable
 */
export function reduce(
  lines: readonly PricedLine[],
  held: readonly HeldCoupon[],
  account: ShopperAccount | null,
  wish: ReductionWish,
  mostFen: number,
): Reductions {
  const takingCoupons = lines.filter(takesCoupons);
  const { used, offers } = chooseCoupons(held, takingCoupons.map(couponGoods), wish.coupons, mostFen);
  const withCoupons = lines.map((line) => {
    const place = takingCoupons.indexOf(line);
    const off = place < 0 ? [] : used.flatMap((coupon) => unlessNothing(couponAdjustment(coupon, place)));
    return reduced(line, [...unitAdjustment(line), ...off]);
  });
  const goodsFen = netOf(withCoupons);
  const couponsFen = used.reduce((sum, { discountFen }) => sum + discountFen, 0);
  const { points: owned = 0, pointsRule = null } = account ?? {};
  const pointsAtMost = pointsUse(owned, pointsRule, goodsFen, mostFen - couponsFen);
  const points = wish.usePoints ? pointsAtMost : noPoints;
  return {
    lines: withPoints(withCoupons, points),
    discountFen: couponsFen + points.fen,
    couponsFen,
    used: used.map(({ claimId, couponId, title, discountFen }) => ({ claimId, couponId, title, discountFen })),
    offers,
    points,
    pointsAtMost,
  };
}

export function takesCoupons({ reason }: PricedLine): boolean {
  return reason === null || reason.kind === 'member';
}

export function couponGoods({ sku, totalFen }: PricedLine): CouponGoods {
  return {
    productId: sku.productId,
    categoryId: sku.categoryId ?? null,
    parentCategoryId: sku.parentCategoryId ?? null,
    totalFen,
  };
}

/** @param place of the line among those that take coupons */
function couponAdjustment(coupon: ChosenCoupon, place: number): Adjustment {
  return { kind: 'coupon', title: coupon.title, amountFen: -(coupon.shares[place] ?? 0), referenceId: coupon.claimId };
}

function unitAdjustment({ reason, listPriceFen, priceFen, quantity }: PricedLine): Adjustment[] {
  return reason === null ? [] : [{ ...reason, amountFen: (priceFen - listPriceFen) * quantity }];
}

function withPoints(lines: readonly ReducedLine[], { fen }: PointsUse): readonly ReducedLine[] {
  if (fen === 0) return lines;
  const shares = splitFen(
    fen,
    lines.map(({ netFen }) => netFen),
  );
  return lines.map((line, index) => {
    const share = { kind: 'points', title: '', amountFen: -(shares[index] ?? 0), referenceId: null } as const;
    return reduced(line, [...line.adjustments, ...unlessNothing(share)]);
  });
}

function reduced(line: PricedLine, adjustments: readonly Adjustment[]): ReducedLine {
  return { ...line, adjustments, netFen: line.listPriceFen * line.quantity + sumOf(adjustments) };
}

function netOf(lines: readonly ReducedLine[]): number {
  return lines.reduce((sum, { netFen }) => sum + netFen, 0);
}
