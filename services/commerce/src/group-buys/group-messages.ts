import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { writeOrderMessage } from '../messages/order-messages.js';

/** The payment of this order has made its group complete: everybody in it is told, once. */
export async function tellOfCompleteGroup(tx: TenantTransaction, orderId: string): Promise<void> {
  const orders = await tx.query<{ order_id: string }>(
    `select other.order_id from group_place own
     join buying_group g on g.tenant_id = own.tenant_id and g.id = own.group_id and g.state = 'complete'
     join group_place other on other.tenant_id = g.tenant_id and other.group_id = g.id and other.state = 'taken'
     where own.tenant_id = $1 and own.order_id = $2 order by other.order_id`,
    [tx.tenantId, orderId],
  );
  for (const { order_id } of orders) {
    await writeOrderMessage(tx, {
      purpose: 'groupComplete',
      orderId: order_id,
      subjectId: order_id,
      facts: { at: new Date().toISOString() },
    });
  }
}
