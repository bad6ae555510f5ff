import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { noteOrderEvent } from '../orders/order-ledger.js';
import { planUpload } from './upload-plan.js';

/**
 * Hands over an order that has nothing to carry, a booking's: whoever has come has what was paid for, and for whoever has not, the time
 * was kept; either way what was paid is the shop's. For WeChat a delivery without a parcel, logistics type virtual
 * (shared/wechat/login-and-user.md §9); until it is told, the money stays frozen. The caller holds the order's row; an order that is
 * shipped or refunded stays as it is.
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

/**
 * The merchant keeps what was paid: when the order's booking is over or given up, nothing else would ever hand the order over.
 * One that is still to come is handed over at the desk. The caller holds the order's row.
 */
export async function handOverWhatIsKept(tx: TenantTransaction, orderId: string, actor: Actor): Promise<void> {
  const over = await tx.query(
    `select id from booking where tenant_id = $1 and order_id = $2 and state in ('cancelled', 'arrived', 'done', 'no_show')`,
    [tx.tenantId, orderId],
  );
  if (over.length > 0) await handOver(tx, orderId, actor);
}
