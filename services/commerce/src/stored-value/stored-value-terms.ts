/** What a top-up brings: amounts name their plan. Fen. */
export interface TopUpPlan {
  readonly amountFen: number;
  readonly bonusFen: number;
}

/** What a shop offers. */
export interface StoredValueSettings {
  /** Whether shoppers can top up. What they have stays good, whatever this says. */
  readonly enabled: boolean;
  /** Ascending. */
  readonly plans: readonly TopUpPlan[];
  /** Amounts of the shopper's own, without a bonus; null when only plans are offered. */
  readonly customAmounts: { readonly minFen: number; readonly maxFen: number } | null;
  /** The most one shopper may have, bonus included. */
  readonly limitFen: number;
  /** Values of the cards that shoppers can buy for others; none when empty. */
  readonly cardFaces: readonly number[];
  /** Told to shoppers before they pay. */
  readonly terms: string;
}

export interface GiftCardDraft {
  readonly title: string;
  readonly faceFen: number;
  readonly cards: number;
  /** ISO 8601 */
  readonly startsAt: string;
  readonly endsAt: string;
}

export const nothingOffered: StoredValueSettings = {
  enabled: false,
  plans: [],
  customAmounts: null,
  limitFen: 500_000,
  cardFaces: [],
  terms: '',
};

/** @returns the bonus of an amount, or null when it cannot be topped up */
export function bonusOf({ enabled, plans, customAmounts }: StoredValueSettings, amountFen: number): number | null {
  if (!enabled) return null;
  const plan = plans.find((offered) => offered.amountFen === amountFen);
  if (plan) return plan.bonusFen;
  const isOwn = customAmounts !== null && amountFen >= customAmounts.minFen && amountFen <= customAmounts.maxFen;
  return isOwn ? 0 : null;
}

/** The settings of a row called `v`, or what holds without one. */
export const SETTINGS_JSON = `jsonb_build_object('enabled', v.enabled, 'plans', v.plans, 'limitFen', v.limit_fen, 'cardFaces', to_jsonb(v.card_faces),
  'terms', v.terms, 'customAmounts', case when v.custom_min_fen is not null then
    jsonb_build_object('minFen', v.custom_min_fen, 'maxFen', v.custom_max_fen) end)`;
