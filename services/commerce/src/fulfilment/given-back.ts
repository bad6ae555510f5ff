import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { noteOrderEvent } from '../orders/order-ledger.js';
import { type ParcelLine, remainingLines } from './parcel-lines.js';
import { planUpload } from './upload-plan.js';

/** Goods of an order row `o` whose money went back: [{skuId, quantity}]. Of goods sent in part, those still here are meant first. */
export const GIVEN_BACK = `coalesce((
  select jsonb_agg(jsonb_build_object('skuId', o.lines -> (given ->> 'line')::int -> 'skuId', 'quantity', given -> 'quantity'))
  from refund r cross join jsonb_array_elements(r.lines) given
  where r.tenant_id = o.tenant_id and r.order_id = o.id and r.state = 'succeeded'), '[]')`;

/** What was still to be sent was given back: the parcels sent so far are the whole order. The caller holds its row. */
export async function completeShipping(tx: TenantTransaction, orderId: string): Promise<void> {
  const [order] = await tx.query<{
    readonly app_id: string;
    readonly lines: readonly ParcelLine[];
    readonly sent: readonly ParcelLine[];
    readonly given_back: readonly ParcelLine[];
  }>(
    `select o.app_id, o.lines, ${GIVEN_BACK} as given_back,
       (select jsonb_agg(line) from shipment h cross join jsonb_array_elements(h.lines) line
         where h.tenant_id = o.tenant_id and h.order_id = o.id) as sent
     from shop_order o where o.tenant_id = $1 and o.id = $2 and o.state = 'paid' and o.fulfilment = 'partly'`,
    [tx.tenantId, orderId],
  );
  if (!order || remainingLines(order.lines, [...order.sent, ...order.given_back]).length > 0) return;
  await tx.execute(
    `update shop_order set fulfilment = 'shipped', updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, orderId],
  );
  await noteOrderEvent(tx, orderId, 'paid', 'paid', 'shipped', { isComplete: true });
  await planUpload(tx, orderId, order.app_id);
}
