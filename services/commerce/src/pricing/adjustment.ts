export const adjustmentKinds = ['flash_sale', 'member', 'bargain', 'group', 'coupon', 'points', 'shipping'] as const;
export type AdjustmentKind = (typeof adjustmentKinds)[number];

/** Why something costs other than its list price: one reason and its amount. */
export interface Adjustment {
  readonly kind: AdjustmentKind;
  /** The merchant's own name of it: the sale's, the coupon's, the tier's; empty for points and shipping. */
  readonly title: string;
  /** Fen; negative = cheaper. */
  readonly amountFen: number;
  /** The sale, group buy, bargain, tier or coupon claim. */
  readonly referenceId: string | null;
}

export function sumOf(adjustments: readonly Adjustment[]): number {
  return adjustments.reduce((sum, { amountFen }) => sum + amountFen, 0);
}

/** The same reasons, each once and in the order in which they apply: what several lines have from one sale or coupon is one amount. */
export function merged(adjustments: readonly Adjustment[]): Adjustment[] {
  const byReason = new Map<string, Adjustment>();
  for (const one of adjustments) {
    const reason = `${one.kind} ${one.referenceId}`;
    const before = byReason.get(reason);
    byReason.set(reason, before ? { ...before, amountFen: before.amountFen + one.amountFen } : one);
  }
  return [...byReason.values()].sort((a, b) => adjustmentKinds.indexOf(a.kind) - adjustmentKinds.indexOf(b.kind));
}

/** The adjustment in a list of its own, or no list at all when it changes nothing. */
export function unlessNothing(adjustment: Adjustment): Adjustment[] {
  return adjustment.amountFen === 0 ? [] : [adjustment];
}
