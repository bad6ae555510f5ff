import type { Tier } from './programme.js';

/** Where a member stands: the tier reached, and what is missing to the next one. As `tier_of` in SQL. */
export function standing(
  tiers: readonly Tier[],
  growthFen: number,
): { readonly tier: Tier | null; readonly next: (Tier & { readonly missingFen: number }) | null } {
  const ascending = [...tiers].sort((a, b) => a.fromFen - b.fromFen);
  const next = ascending.find(({ fromFen }) => fromFen > growthFen);
  return {
    tier: ascending.filter(({ fromFen }) => fromFen <= growthFen).at(-1) ?? null,
    next: next ? { ...next, missingFen: next.fromFen - growthFen } : null,
  };
}

/** The growth of a tier's members: from `fromFen`, below `belowFen`; null for the highest. Undefined for a tier the shop does not have. */
export function growthOf(
  tiers: readonly Tier[],
  tierId: string,
): { readonly fromFen: number; readonly belowFen: number | null } | undefined {
  const tier = tiers.find(({ id }) => id === tierId);
  return tier && { fromFen: tier.fromFen, belowFen: standing(tiers, tier.fromFen).next?.fromFen ?? null };
}
