import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type RefundId } from '#kernel/identity/ids.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { noteOrderEvent } from '../orders/order-ledger.js';
import { outRefundNo } from '../refunds/refund-number.js';

const REASON = '拼团未成，自动退款';

interface PaidPlace {
  readonly payment_id: string;
  readonly total_fen: number;
}

/**
 * Gives back all that is left of an order whose group failed: once, which `refund_id` of its place says. What the shopper has asked for
 * meanwhile is granted, what the merchant has under way goes on, and this makes up the rest. Nothing was sent, so all goods return.
 */
export async function refundPlace(tx: TenantTransaction, orderId: string, groupId: string): Promise<void> {
  // The order's row first, as everywhere: whoever else gives money back waits, or is waited for.
  await tx.query('select from shop_order where tenant_id = $1 and id = $2 for update', [tx.tenantId, orderId]);
  const [paid] = await tx.query<PaidPlace>(
    `select y.id as payment_id, o.total_fen
     from group_place m
     join shop_order o on o.tenant_id = m.tenant_id and o.id = m.order_id and o.state = 'paid'
     join payment y on y.tenant_id = o.tenant_id and y.order_id = o.id and y.state = 'succeeded'
     where m.tenant_id = $1 and m.order_id = $2 and m.state = 'taken' and m.refund_id is null`,
    [tx.tenantId, orderId],
  );
  if (!paid) return;
  const granted = await grant(tx, orderId);
  const [sum] = await tx.query<{ fen: number; last: RefundId | null }>(
    `select coalesce(sum(amount_fen), 0)::int as fen, (array_agg(id order by created_at desc, id desc))[1] as last
     from refund where tenant_id = $1 and order_id = $2 and state in ('approved', 'processing', 'succeeded')`,
    [tx.tenantId, orderId],
  );
  const leftFen = paid.total_fen - (sum?.fen ?? 0);
  const refundId = leftFen > 0 ? await insert(tx, orderId, paid.payment_id, leftFen) : (sum?.last ?? null);
  await tx.execute('update group_place set refund_id = $3 where tenant_id = $1 and order_id = $2', [
    tx.tenantId,
    orderId,
    refundId,
  ]);
  await noteOrderEvent(tx, orderId, 'paid', 'paid', 'group_failed', { groupId, refundId, granted: granted.length });
}

/** A wish that waits for the merchant needs no decision any more; and whichever refund is the last brings the goods back. */
async function grant(tx: TenantTransaction, orderId: string): Promise<readonly { id: RefundId }[]> {
  await tx.execute(
    `update refund set restock = true where tenant_id = $1 and order_id = $2 and state in ('requested', 'approved', 'processing', 'failed')`,
    [tx.tenantId, orderId],
  );
  const granted = await tx.query<{ id: RefundId }>(
    `update refund set state = 'approved', next_check_at = now() + interval '2 minutes', updated_at = now()
     where tenant_id = $1 and order_id = $2 and state = 'requested' returning id`,
    [tx.tenantId, orderId],
  );
  for (const { id } of granted) await tx.enqueue('refund.step', { tenantId: tx.tenantId, refundId: id });
  return granted;
}

async function insert(tx: TenantTransaction, orderId: string, paymentId: string, amountFen: number): Promise<RefundId> {
  const id = newId<RefundId>();
  await tx.execute(
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, restock, requested_by, next_check_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'approved', true, $8, now() + interval '2 minutes')`,
    [tx.tenantId, id, orderId, paymentId, outRefundNo(id), amountFen, REASON, JSON.stringify(systemActor('group buy'))],
  );
  await tx.enqueue('refund.step', { tenantId: tx.tenantId, refundId: id });
  return id;
}
