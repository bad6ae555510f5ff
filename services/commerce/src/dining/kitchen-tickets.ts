import type { TenantTransaction } from '#kernel/data/tenant-database.js';

/**
 * Sends a paid dining order to the kitchen with the next number of its shop and day (China's). The caller holds the order's row and
 * books its payment in the same transaction: a number is given once per order and to one order only, and a crash gives none.
 * Shops wait for each other's payments no longer than a commit; other deliveries touch nothing here.
 */
export async function sendToKitchen(tx: TenantTransaction, orderId: string): Promise<void> {
  const [order] = await tx.query<{ app_id: string; day: string }>(
    `select app_id, (now() at time zone 'Asia/Shanghai')::date::text as day from shop_order o
     where tenant_id = $1 and id = $2 and delivery in ('dineIn', 'takeaway', 'local')
       and not exists (select from kitchen_ticket k where k.tenant_id = $1 and k.order_id = o.id)`,
    [tx.tenantId, orderId],
  );
  if (!order) return;
  await tx.execute(
    `with next as (
       insert into kitchen_day (tenant_id, app_id, day, last_number) values ($1, $3, $4, 1)
       on conflict (tenant_id, app_id, day) do update set last_number = kitchen_day.last_number + 1
       returning last_number
     )
     insert into kitchen_ticket (tenant_id, order_id, app_id, day, number) select $1, $2, $3, $4, last_number from next`,
    [tx.tenantId, orderId, order.app_id, order.day],
  );
}
