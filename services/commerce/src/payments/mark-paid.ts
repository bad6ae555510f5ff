import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { sendToKitchen } from '../dining/kitchen-tickets.js';
import { handOver } from '../fulfilment/hand-over.js';
import { tellOfCompleteGroup } from '../group-buys/group-messages.js';
import { writeOrderMessage } from '../messages/order-messages.js';
import { noteOrderEvent } from '../orders/order-ledger.js';

export interface PaidOrder {
  readonly orderId: string;
  readonly purpose: OrderPurpose;
  /** How we learnt of it: `accounts` when balance and bonus paid for all of it. */
  readonly source: 'notice' | 'query' | 'bill' | 'accounts';
  readonly paidAt: Date | null;
  /** The payment, or the order when WeChat had nothing to do: its shopper is told once. */
  readonly subjectId: string;
  readonly amountFen: number;
  readonly detail?: unknown;
}

/** What an order is for. All but `goods` have nothing to carry: they are handed over with their payment. */
export type OrderPurpose = 'goods' | 'top_up' | 'gift_card';

/** A pending order is paid, and all that follows from it. The caller holds the order's row. */
export async function markPaid(tx: TenantTransaction, paid: PaidOrder): Promise<void> {
  const { orderId, source, paidAt, subjectId, amountFen, detail } = paid;
  await tx.execute(
    `update shop_order set state = 'paid', paid_at = coalesce($3, now()), updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, orderId, paidAt],
  );
  await noteOrderEvent(tx, orderId, 'pending', 'paid', source, detail);
  await sendToKitchen(tx, orderId);
  // Until WeChat is told, the money of a top-up stays frozen there.
  if (paid.purpose !== 'goods') await handOver(tx, orderId, systemActor(paid.purpose));
  await writeOrderMessage(tx, {
    purpose: 'orderPaid',
    orderId,
    subjectId,
    facts: { at: (paidAt ?? new Date()).toISOString(), amountFen },
  });
  await tellOfCompleteGroup(tx, orderId);
}
