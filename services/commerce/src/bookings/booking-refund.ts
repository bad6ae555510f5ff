import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type RefundId } from '#kernel/identity/ids.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { outRefundNo } from '../refunds/refund-number.js';
import { decideWishes } from '../refunds/refund-requests.js';

/**
 * Gives back what a cancelled booking's order has left, in the transaction of the cancelling; the caller holds the order's row.
 * `requested` waits for the merchant's decision; `approved` grants what the shopper has asked for before as well: a decline would keep
 * what cancelling has promised. @returns null when nothing was paid or all of it is on its way already
 */
export async function refundBooking(
  tx: TenantTransaction,
  orderId: string,
  {
    state,
    reason,
    actor,
  }: { readonly state: 'approved' | 'requested'; readonly reason: string; readonly actor: Actor },
): Promise<RefundId | null> {
  if (state === 'approved') await decideWishes(tx, orderId, 'approved', { actor });
  const refundId = newId<RefundId>();
  const [refund] = await tx.query<{ id: RefundId }>(
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, restock, requested_by, next_check_at)
     select o.tenant_id, $3, o.id, p.id, $4, o.total_fen - taken.fen, $5, $6, false, $7,
       case when $6 = 'approved' then now() + interval '2 minutes' end
     from shop_order o
     join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id and p.state = 'succeeded'
     cross join lateral (select coalesce(sum(r.amount_fen), 0)::int as fen from refund r
       where r.tenant_id = o.tenant_id and r.order_id = o.id and r.state in ('requested', 'approved', 'processing', 'succeeded')) taken
     where o.tenant_id = $1 and o.id = $2 and o.state = 'paid' and o.total_fen > taken.fen
     returning id`,
    [tx.tenantId, orderId, refundId, outRefundNo(refundId), reason, state, JSON.stringify(actor)],
  );
  if (!refund) return null;
  if (state === 'approved') await tx.enqueue('refund.step', { tenantId: tx.tenantId, refundId });
  return refundId;
}
