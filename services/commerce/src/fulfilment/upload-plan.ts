import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { asId, type OrderId } from '#kernel/identity/ids.js';

/** WeChat is to be told of the order's parcels as they are now; the job follows the commit. Of an order it took no money for it knows nothing. */
export async function planUpload(tx: TenantTransaction, orderId: string, appId: string): Promise<void> {
  const [upload] = await tx.query<{ state: string }>(
    `insert into shipping_upload as u (tenant_id, order_id, app_id, state, next_attempt_at)
     select tenant_id, id, $3, case when paid_at_wechat then 'due' else 'unneeded' end, case when paid_at_wechat then now() + interval '30 seconds' end
     from (select o.tenant_id, o.id, o.total_fen > o.balance_fen + o.bonus_fen as paid_at_wechat
       from shop_order o where o.tenant_id = $1 and o.id = $2) as known
     on conflict (tenant_id, order_id) do update set state = excluded.state, revision = u.revision + 1, problem = null, due_since = now(),
       next_attempt_at = excluded.next_attempt_at, updated_at = now()
     returning state`,
    [tx.tenantId, orderId, appId],
  );
  if (upload?.state === 'due')
    await tx.enqueue('shipping.upload', { tenantId: tx.tenantId, orderId: asId<OrderId>(orderId) });
}

/** The money is back: nothing of this order has to be told any more. */
export async function dropUpload(tx: TenantTransaction, orderId: string): Promise<void> {
  await tx.execute(
    `update shipping_upload set state = 'unneeded', problem = null, next_attempt_at = null, updated_at = now()
     where tenant_id = $1 and order_id = $2 and state in ('due', 'refused')`,
    [tx.tenantId, orderId],
  );
}
