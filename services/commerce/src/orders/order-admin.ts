import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { OrderState } from './order-machine.js';
import { type OrderRow, type OrderView, orderView, SELECT_ORDER } from './order-view.js';

export interface OrderForMerchant extends OrderView {
  readonly appId: string;
  readonly shopperId: string;
  readonly payment: {
    readonly state: string;
    readonly mchId: string;
    readonly outTradeNo: string;
    readonly transactionId: string | null;
  } | null;
}

export interface OrderSummaryForMerchant {
  readonly id: string;
  readonly number: string;
  readonly appId: string;
  readonly state: OrderState;
  readonly totalFen: number;
  readonly refundedFen: number;
  readonly itemCount: number;
  readonly delivery: string;
  readonly createdAt: Date;
  readonly paidAt: Date | null;
  /** Refunds that wait for the merchant's decision. */
  readonly refundsRequested: number;
}

/** A merchant's orders, of all applets. */
@Injectable()
export class OrderAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    { after, limit, state }: { after: string | null; limit: number; state: OrderState | null },
  ): Promise<OrderSummaryForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<OrderSummaryForMerchant>(
        `select o.id, o.number, o.app_id as "appId", o.state, o.total_fen as "totalFen", o.refunded_fen as "refundedFen", o.delivery,
           o.created_at as "createdAt", o.paid_at as "paidAt",
           (select sum((line ->> 'quantity')::int)::int from jsonb_array_elements(o.lines) line) as "itemCount",
           (select count(*)::int from refund r where r.tenant_id = $1 and r.order_id = o.id and r.state = 'requested') as "refundsRequested"
         from shop_order o
         where o.tenant_id = $1 and ($2::uuid is null or o.id < $2) and ($3::text is null or o.state = $3)
         order by o.id desc limit $4`,
        [tenantId, after, state, limit + 1],
      ),
    );
  }

  /** @throws Problem order.not_found */
  async get(tenantId: TenantId, orderId: string): Promise<OrderForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<OrderRow>(SELECT_ORDER, [tenantId, orderId]);
      if (!row) throw new Problem('order.not_found');
      const [payment] = await tx.query<NonNullable<OrderForMerchant['payment']>>(
        `select state, mch_id as "mchId", out_trade_no as "outTradeNo", transaction_id as "transactionId"
         from payment where tenant_id = $1 and order_id = $2`,
        [tenantId, orderId],
      );
      return { ...orderView(row), appId: row.app_id, shopperId: row.shopper_id, payment: payment ?? null };
    });
  }
}
