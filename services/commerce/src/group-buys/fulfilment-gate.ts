import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem } from '#kernel/problems/problem.js';

/**
 * Goods of a group leave the shop only when the group is complete; before that, all of it may still be given back. The caller holds the
 * order's row; a complete group stays complete. @throws Problem group_buy.incomplete
 */
export async function requireCompleteGroup(tx: TenantTransaction, orderId: string): Promise<void> {
  const [group] = await tx.query<{ missing: number }>(
    `select g.size - g.paid as missing from group_place m join buying_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
     where m.tenant_id = $1 and m.order_id = $2 and g.state <> 'complete'`,
    [tx.tenantId, orderId],
  );
  if (group) throw new Problem('group_buy.incomplete', { params: { missing: group.missing } });
}

/** Whether an order row called `o` is in a group that is not complete. */
export const IN_OPEN_GROUP = `exists (
  select from group_place m join buying_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
  where m.tenant_id = o.tenant_id and m.order_id = o.id and g.state <> 'complete')`;
