/** `voucher`: for a thing or a service at the counter, worth `amountFen`; it takes nothing off an order. */
export const couponKinds = ['amount', 'percent', 'voucher'] as const;
export type CouponKind = (typeof couponKinds)[number];

/** What a coupon is worth and on what. Amounts are fen. */
export interface CouponTerms {
  readonly kind: CouponKind;
  /** Of kind amount and voucher; otherwise 0. */
  readonly amountFen: number;
  /** Of kind percent: 10 takes a tenth off; otherwise 0. */
  readonly percentOff: number;
  /** Of kind percent: no more than this, null without end. */
  readonly maxOffFen: number | null;
  /** What the goods it is for must come to. */
  readonly thresholdFen: number;
  /** The one category it is for; null for all goods. */
  readonly categoryId: string | null;
  /** The products it is for; null for all. Never together with a category. */
  readonly productIds: readonly string[] | null;
}

/** Goods of an order that a coupon may be used on. */
export interface CouponGoods {
  readonly productId: string;
  readonly categoryId: string | null;
  /** The category above that. */
  readonly parentCategoryId?: string | null;
  readonly totalFen: number;
}

export interface CouponWorth {
  readonly discountFen: number;
  /** How much is missing to the threshold; 0 once it is reached. */
  readonly missingFen: number;
}

/**
 * What a coupon takes off these goods: whole fen, rounded down, never more than they cost. Nothing below the threshold, and nothing
 * when no goods that it is for are among them.
 */
export function worthOf(terms: CouponTerms, goods: readonly CouponGoods[]): CouponWorth {
  const fittingFen = goods.filter((one) => isFor(terms, one)).reduce((sum, { totalFen }) => sum + totalFen, 0);
  const missingFen = Math.max(0, terms.thresholdFen - fittingFen);
  if (missingFen > 0 || fittingFen === 0) return { discountFen: 0, missingFen };
  return { discountFen: Math.min(offFen(terms, fittingFen), fittingFen), missingFen: 0 };
}

export function isFor(terms: CouponTerms, { productId, categoryId, parentCategoryId }: CouponGoods): boolean {
  if (terms.productIds !== null) return terms.productIds.includes(productId);
  return terms.categoryId === null || categoryId === terms.categoryId || parentCategoryId === terms.categoryId;
}

/** What it takes off so much, before it is seen whether there is so much. */
export function offFen({ kind, amountFen, percentOff, maxOffFen }: CouponTerms, fittingFen: number): number {
  switch (kind) {
    case 'amount':
      return amountFen;
    case 'percent':
      // At most 10⁹ fen times 99: far inside what a double counts exactly.
      return Math.min(Math.floor((fittingFen * percentOff) / 100), maxOffFen ?? Infinity);
    case 'voucher':
      return 0;
    default:
      return kind satisfies never;
  }
}
