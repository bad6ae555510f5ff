import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { noteOrderEvent } from '../orders/order-ledger.js';

export interface Receipt {
  /** Who confirmed it: the shopper, or WeChat when the time was over; null when only WeChat knows. */
  readonly by: 'shopper' | 'time' | null;
  readonly at: Date | null;
}

/** The goods have arrived; booked once. @returns whether this call booked it */
export async function receiveOrder(tx: TenantTransaction, orderId: string, { by, at }: Receipt): Promise<boolean> {
  const received = await tx.execute(
    `update shop_order set fulfilment = 'received', received_at = coalesce($3, now()), received_by = $4, updated_at = now()
     where tenant_id = $1 and id = $2 and state = 'paid' and fulfilment <> 'received'`,
    [tx.tenantId, orderId, at, by],
  );
  if (received > 0) await noteOrderEvent(tx, orderId, 'paid', 'paid', 'received', { by });
  return received > 0;
}
