import { type Arbitrary, boolean, constant, constantFrom, integer, oneof, record, uniqueArray } from 'fast-check';

export const HISTORY_SKUS = 8;

/** What becomes of an order once it is placed. */
const ends = ['pay', 'pay', 'pay', 'leave', 'cancel', 'refundAll', 'refundLine', 'refundTwice'] as const;

export interface BuyStep {
  readonly kind: 'buy';
  readonly lines: readonly { readonly sku: number; readonly quantity: number }[];
  readonly coupons: 'best' | 'none';
  readonly points: boolean;
  readonly balance: boolean;
  readonly doubleTap: boolean;
  readonly end: (typeof ends)[number];
}

/** One thing somebody does in a shop, or its merchant. */
export type Step =
  | BuyStep
  | { readonly kind: 'claim'; readonly which: number }
  | { readonly kind: 'draw' }
  | { readonly kind: 'signIn' }
  | { readonly kind: 'restock'; readonly sku: number; readonly stock: number }
  | { readonly kind: 'topUp'; readonly end: BuyStep['end'] }
  | { readonly kind: 'group'; readonly join: boolean; readonly end: BuyStep['end'] };

const sku = integer({ min: 0, max: HISTORY_SKUS - 1 });
const end = constantFrom(...ends);
const lines = uniqueArray(record({ sku, quantity: integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 3,
  selector: (line) => line.sku,
});

/** Mostly purchases; the rest now and then. */
export const aStep: Arbitrary<Step> = oneof(
  {
    weight: 12,
    arbitrary: record({
      kind: constant('buy' as const),
      lines,
      coupons: constantFrom('best' as const, 'best' as const, 'none' as const),
      points: boolean(),
      balance: boolean(),
      doubleTap: boolean(),
      end,
    }),
  },
  { weight: 2, arbitrary: record({ kind: constant('claim' as const), which: integer({ min: 0, max: 1 }) }) },
  { weight: 1, arbitrary: constant({ kind: 'draw' as const }) },
  { weight: 1, arbitrary: constant({ kind: 'signIn' as const }) },
  {
    weight: 1,
    arbitrary: record({ kind: constant('restock' as const), sku, stock: integer({ min: 0, max: 40 }) }),
  },
  { weight: 1, arbitrary: record({ kind: constant('topUp' as const), end }) },
  { weight: 2, arbitrary: record({ kind: constant('group' as const), join: boolean(), end }) },
);
