import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import type { OrderState } from './order-machine.js';

/** Why goods come back. */
export type RestockReason = 'order_closed' | 'refund';

/**
 * Gives an order's goods back to stock, through the ledger. SKUs are locked in the order of their ids, as orders lock them.
 * @param only positions of its lines with how many of each; everything when it is null
 * @returns whether something that was sold out can be bought again
 */
export async function restock(
  tx: TenantTransaction,
  orderId: string,
  reason: RestockReason,
  only: readonly { readonly line: number; readonly quantity: number }[] | null = null,
): Promise<boolean> {
  const rows = await tx.query<{ returned: boolean }>(
    `with line as (
       -- one row per SKU: a dish may stand in several lines, with other extras in each
       select (l.item ->> 'skuId')::uuid as sku_id, sum(coalesce(part.quantity, (l.item ->> 'quantity')::int))::int as quantity
       from shop_order o cross join jsonb_array_elements(o.lines) with ordinality as l (item, position)
         left join jsonb_to_recordset($4::jsonb) as part (line int, quantity int) on part.line + 1 = l.position
       where o.tenant_id = $1 and o.id = $2 and ($4::jsonb is null or part.quantity > 0) group by 1
     ), locked as (
       select sku.id, line.quantity from sku join line on line.sku_id = sku.id where sku.tenant_id = $1 order by sku.id for no key update of sku
     ), ledger as (
       insert into stock_entry (tenant_id, id, sku_id, delta, reason, reference_id)
       select $1, gen_random_uuid(), id, quantity, $3, $2 from locked
     )
     update sku set stock = sku.stock + locked.quantity, updated_at = now()
     from locked where sku.tenant_id = $1 and sku.id = locked.id
     returning sku.stock = locked.quantity as returned`,
    [tx.tenantId, orderId, reason, only === null ? null : JSON.stringify(only)],
  );
  return rows.some((row) => row.returned);
}

/** One line of an order's history. `from` equal to `to` notes something that did not move the order. */
export async function noteOrderEvent(
  tx: TenantTransaction,
  orderId: string,
  from: OrderState,
  to: OrderState,
  cause: string,
  detail?: unknown,
): Promise<void> {
  await tx.execute(
    `insert into order_event (tenant_id, id, order_id, from_state, to_state, cause, detail) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, newId(), orderId, from, to, cause, detail === undefined ? null : JSON.stringify(detail)],
  );
}
