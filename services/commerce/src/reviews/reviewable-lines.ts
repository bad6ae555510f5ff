import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ShopperId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { FulfilmentState } from '../fulfilment/upload-machine.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';

export interface ReviewableLine {
  readonly line: number;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly imageUrl: string | null;
}

interface OrderOfReview {
  readonly state: string;
  readonly fulfilment: FulfilmentState;
  readonly delivery: DeliveryMethod;
  readonly shipped_long_ago: boolean;
  readonly lines: readonly Omit<ReviewableLine, 'line'>[];
}

/**
 * The lines of a shopper's order, and whether they can be reviewed: a parcel once it was received, or two weeks after it was sent;
 * everything else, which is given into the shopper's hands, once it was. Money that went back takes the say with it.
 * @throws Problem order.not_found
 */
export async function readReviewable(
  tx: TenantTransaction,
  shopperId: ShopperId,
  orderId: string,
): Promise<{ readonly lines: ReviewableLine[]; readonly reviewable: boolean }> {
  const [order] = await tx.query<OrderOfReview>(
    `select o.state, o.fulfilment, o.delivery, o.lines, exists (select from shipment h where h.tenant_id = $1 and h.order_id = o.id
       and h.created_at < now() - interval '14 days') as shipped_long_ago
     from shop_order o where o.tenant_id = $1 and o.id = $2 and o.shopper_id = $3 and o.purpose = 'goods'`,
    [tx.tenantId, orderId, shopperId],
  );
  if (!order) throw new Problem('order.not_found');
  const lines = order.lines.map(({ productId, title, optionValues, imageUrl }, line) => ({
    line,
    productId,
    title,
    optionValues,
    imageUrl,
  }));
  return { lines, reviewable: isReviewable(order) };
}

export function isReviewable({ state, fulfilment, delivery, shipped_long_ago }: Omit<OrderOfReview, 'lines'>): boolean {
  if (state !== 'paid') return false;
  if (fulfilment === 'received') return true;
  return fulfilment === 'shipped' && (delivery !== 'express' || shipped_long_ago);
}
