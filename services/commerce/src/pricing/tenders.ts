import type { ShopperAccount } from './price-list.js';

/** What an order is paid with; the three are its total. Amounts are fen. */
export interface Tenders {
  readonly balanceFen: number;
  readonly bonusFen: number;
  /** What WeChat Pay is asked for; 0 when the balance pays for everything. */
  readonly payableFen: number;
}

/**
 * Pays from the balance first and then from the bonus: whoever spends has spent what they paid in, and cannot take it back and keep what
 * was given on top of it.
 */
export function tendersOf(totalFen: number, account: ShopperAccount | null, useBalance: boolean): Tenders {
  if (!useBalance || !account) return { balanceFen: 0, bonusFen: 0, payableFen: totalFen };
  const balanceFen = Math.min(totalFen, account.balance ?? 0);
  const bonusFen = Math.min(totalFen - balanceFen, account.bonus ?? 0);
  return { balanceFen, bonusFen, payableFen: totalFen - balanceFen - bonusFen };
}
