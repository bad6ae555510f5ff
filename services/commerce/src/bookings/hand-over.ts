import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { planUpload } from '../fulfilment/upload-plan.js';
import { noteOrderEvent } from '../orders/order-ledger.js';

/**
 * Whoever has come has what was paid for, and for whoever has not, the time was kept: what was paid is the shop's. For WeChat a delivery
 * without a parcel, logistics type virtual (shared/wechat/login-and-user.md §9); until it is told, the money stays frozen. The caller holds the order's row; an order that is shipped or refunded stays as it is.
 */
export async function handOver(tx: TenantTransaction, orderId: string, actor: Actor): Promise<void> {
  const shipmentId = newId<string>();
  const [order] = await tx.query<{ app_id: string }>(
    `with given as (
       update shop_order set fulfilment = 'shipped', updated_at = now()
       where tenant_id = $1 and id = $2 and state = 'paid' and fulfilment = 'unfulfilled' returning *
     ), parcel as (
       insert into shipment (tenant_id, id, order_id, idempotency_key, request_hash, kind, lines, shipped_by)
       select tenant_id, $3, id, 'booking', '', 'virtual',
         (select jsonb_agg(jsonb_build_object('skuId', line -> 'skuId', 'quantity', line -> 'quantity')) from jsonb_array_elements(lines) line), $4
       from given
     )
     select app_id from given`,
    [tx.tenantId, orderId, shipmentId, JSON.stringify(actor)],
  );
  if (!order) return;
  await noteOrderEvent(tx, orderId, 'paid', 'paid', 'shipped', { shipmentId, isComplete: true });
  await planUpload(tx, orderId, order.app_id);
}
