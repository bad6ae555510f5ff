import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { markPaid, type OrderPurpose } from './mark-paid.js';

/**
 * Orders that balance and bonus pay for: WeChat Pay is not asked, and nothing is left to wait for. Whoever places one settles it at once; the
 * job, which comes with the order's row, does so for whoever was cut short. One that was cancelled meanwhile stays closed.
 */
@Injectable()
export class CoveredOrders implements JobHandler<'order.settle'> {
  readonly job = 'order.settle';

  constructor(private readonly database: TenantDatabase) {}

  async handle({ tenantId, orderId }: JobPayload<'order.settle'>): Promise<void> {
    await this.settle(tenantId, orderId);
  }

  /** @returns whether this call has settled it */
  async settle(tenantId: TenantId, orderId: string): Promise<boolean> {
    return this.database.transaction(tenantId, (tx) => settleCovered(tx, orderId));
  }
}

async function settleCovered(tx: TenantTransaction, orderId: string): Promise<boolean> {
  const [order] = await tx.query<{ total_fen: number; balance_fen: number; bonus_fen: number; purpose: OrderPurpose }>(
    `select total_fen, balance_fen, bonus_fen, purpose from shop_order
     where tenant_id = $1 and id = $2 and state = 'pending' and total_fen = balance_fen + bonus_fen for update`,
    [tx.tenantId, orderId],
  );
  if (!order) return false;
  const { purpose, total_fen: amountFen, balance_fen: balanceFen, bonus_fen: bonusFen } = order;
  const detail = { balanceFen, bonusFen };
  await markPaid(tx, { orderId, purpose, source: 'accounts', paidAt: null, subjectId: orderId, amountFen, detail });
  return true;
}
