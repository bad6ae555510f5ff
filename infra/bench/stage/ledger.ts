import type { Client } from 'pg';

/** What the database says after the orders. */
export interface LedgerState {
  readonly skus: number;
  /** SKUs whose stock is not the sum of their ledger. */
  readonly wrongSkus: number;
  readonly orders: number;
  /** Pieces in all orders, and pieces that left the stock; they must be the same. */
  readonly ordered: number;
  readonly taken: number;
}

export async function readLedger(owner: Client): Promise<LedgerState> {
  const { rows } = await owner.query<Record<keyof LedgerState, string>>(
    `select count(*) as skus, count(*) filter (where s.stock is distinct from e.balance) as "wrongSkus",
       (select count(*) from shop_order) as orders,
       (select coalesce(sum((line ->> 'quantity')::int), 0) from shop_order, jsonb_array_elements(lines) line) as ordered,
       coalesce(sum(e.taken), 0) as taken
     from sku s left join (
       select tenant_id, sku_id, sum(delta) as balance, -coalesce(sum(delta) filter (where reason = 'order'), 0) as taken
       from stock_entry group by tenant_id, sku_id
     ) e on e.tenant_id = s.tenant_id and e.sku_id = s.id`,
  );
  const count = (name: keyof LedgerState) => Number(rows[0]?.[name]);
  return {
    skus: count('skus'),
    wrongSkus: count('wrongSkus'),
    orders: count('orders'),
    ordered: count('ordered'),
    taken: count('taken'),
  };
}

export function isBalanced({ wrongSkus, ordered, taken }: LedgerState): boolean {
  return wrongSkus === 0 && ordered === taken;
}
