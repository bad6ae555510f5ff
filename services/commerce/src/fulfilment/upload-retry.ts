import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { OrderId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

/** Tells WeChat again of a shipping it refused, after whoever had to act has acted. */
@Injectable()
export class UploadRetry {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem order.not_found, shipping_upload.not_refused */
  async retry(tenantId: TenantId, orderId: OrderId): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const order = await tx.query('select id from shop_order where tenant_id = $1 and id = $2 for update', [
        tenantId,
        orderId,
      ]);
      if (order.length === 0) throw new Problem('order.not_found');
      const retried = await tx.execute(
        `update shipping_upload set state = 'due', problem = null, due_since = now(), next_attempt_at = now() + interval '30 seconds',
           updated_at = now()
         where tenant_id = $1 and order_id = $2 and state = 'refused'`,
        [tenantId, orderId],
      );
      if (retried === 0) throw new Problem('shipping_upload.not_refused');
      await tx.enqueue('shipping.upload', { tenantId, orderId });
    });
  }
}
