import { Problem } from '#kernel/problems/problem.js';
import type { CouponCard } from './coupon-card.js';
import { worthOf } from './coupon-terms.js';

/** What a coupon is worth at the counter. Amounts are fen. */
export interface CounterWorth {
  /** Whether the staff must say what the bill comes to. */
  readonly needsBill: boolean;
  /** Null until the bill is known. */
  readonly discountFen: number | null;
  /** How much of the bill is missing to the threshold. */
  readonly missingFen: number;
}

type Terms = Pick<CouponCard, 'kind' | 'amountFen' | 'percentOff' | 'maxOffFen' | 'thresholdFen'>;

/**
 * A voucher is worth what it says; anything else takes off the bill what it takes off an order. Which goods of the bill it is for the staff
 * see on it.
 * @throws Problem request.invalid for the bill of a voucher
 */
export function counterWorth(terms: Terms, billFen: number | null): CounterWorth {
  if (terms.kind === 'voucher') {
    if (billFen !== null) throw billFault('unexpected', UNEXPECTED);
    return { needsBill: false, discountFen: terms.amountFen, missingFen: 0 };
  }
  if (billFen === null) return { needsBill: true, discountFen: null, missingFen: 0 };
  const bill = { productId: '', categoryId: null, totalFen: billFen };
  const { discountFen, missingFen } = worthOf({ ...terms, categoryId: null, productIds: null }, [bill]);
  return { needsBill: true, discountFen, missingFen };
}

/** The same for taking it. @throws Problem request.invalid, coupon_redemption.bill_too_low */
export function requireWorth(terms: Terms, billFen: number | null): number {
  const { discountFen, missingFen } = counterWorth(terms, billFen);
  if (discountFen === null) throw billFault('required', REQUIRED);
  if (discountFen === 0) {
    const params = { missingYuan: (Math.max(1, missingFen) / 100).toFixed(2) };
    throw new Problem('coupon_redemption.bill_too_low', { params });
  }
  return discountFen;
}

function billFault(code: string, detail: { readonly zh: string; readonly en: string }): Problem {
  return new Problem('request.invalid', { errors: [{ pointer: '/billFen', code, detail }] });
}

const REQUIRED = { zh: '请填写适用商品的账单金额', en: 'is required: what the goods it is for come to' };
const UNEXPECTED = { zh: '兑换券不需要账单金额', en: 'belongs to coupons that take off a bill: leave it out' };
