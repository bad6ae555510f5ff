import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { requireCompleteGroup } from '../group-buys/fulfilment-gate.js';
import { writeOrderMessage } from '../messages/order-messages.js';

/** Tells shoppers that their goods wait for them in the shop: once per order, and only who wanted to be told. */
@Injectable()
export class PickupNotices {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem order.not_found, order.not_shippable when there is nothing to pick up, group_buy.incomplete */
  async announce(tenantId: TenantId, orderId: string): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [order] = await tx.query<{ waiting: boolean }>(
        `select state = 'paid' and delivery = 'pickup' and fulfilment = 'unfulfilled' as waiting
         from shop_order where tenant_id = $1 and id = $2 for update`,
        [tenantId, orderId],
      );
      if (!order) throw new Problem('order.not_found');
      if (!order.waiting) throw new Problem('order.not_shippable');
      await requireCompleteGroup(tx, orderId);
      await writeOrderMessage(tx, {
        purpose: 'pickupReady',
        orderId,
        subjectId: orderId,
        facts: { at: new Date().toISOString() },
      });
    });
  }
}
