import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemDocument } from '#kernel/problems/problem.js';
import type { FulfilmentState, UploadState } from '../fulfilment/upload-machine.js';
import { IN_OPEN_GROUP } from '../group-buys/fulfilment-gate.js';
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
  readonly shipping: ShippingForMerchant;
}

/** How the merchant stands with WeChat about an order's shipping. */
export interface ShippingForMerchant {
  /** 48 hours after the payment, while there is something to ship. */
  readonly shipBy: Date | null;
  readonly remindedAt: Date | null;
  /** What WeChat has been told; null before anything was shipped. `problem` says who must do what. */
  readonly upload: {
    readonly state: UploadState;
    readonly problem: ProblemDocument | null;
    readonly uploadedAt: string | null;
  } | null;
  readonly receivedBy: 'shopper' | 'time' | null;
  readonly settledAt: Date | null;
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
  readonly fulfilment: FulfilmentState;
  readonly shipBy: Date | null;
  /** Refunds that wait for the merchant's decision. */
  readonly refundsRequested: number;
}

export interface OrderFilter {
  readonly after: string | null;
  readonly limit: number;
  readonly state: OrderState | null;
  /** `shipping`: only what WeChat will soon hold against the merchant. */
  readonly attention?: 'shipping' | null;
  readonly tag?: string | null;
}

/** WeChat wants goods on their way within 48 hours (shared/wechat/login-and-user.md §9). */
const SHIP_BY = `case when o.state = 'paid' and o.fulfilment in ('unfulfilled', 'partly') then o.paid_at + interval '48 hours' end`;
const NEEDS_SHIPPING = `(
  (o.fulfilment in ('unfulfilled', 'partly') and (o.shipping_reminded_at is not null or o.paid_at < now() - interval '36 hours'))
  or exists (select 1 from shipping_upload u where u.tenant_id = o.tenant_id and u.order_id = o.id and u.state = 'refused'))`;
const SELECT_SHIPPING = `
  select ${SHIP_BY} as "shipBy", o.shipping_reminded_at as "remindedAt", o.received_by as "receivedBy", o.settled_at as "settledAt",
    (select jsonb_build_object('state', u.state, 'problem', u.problem, 'uploadedAt', u.uploaded_at)
      from shipping_upload u where u.tenant_id = o.tenant_id and u.order_id = o.id) as upload
  from shop_order o where o.tenant_id = $1 and o.id = $2`;

/** A merchant's orders, of all applets. */
@Injectable()
export class OrderAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    { after, limit, state, attention = null, tag = null }: OrderFilter,
  ): Promise<OrderSummaryForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<OrderSummaryForMerchant>(
        `select o.id, o.number, o.app_id as "appId", o.state, o.total_fen as "totalFen", o.refunded_fen as "refundedFen", o.delivery,
           o.created_at as "createdAt", o.paid_at as "paidAt", o.fulfilment, ${SHIP_BY} as "shipBy",
           (select sum((line ->> 'quantity')::int)::int from jsonb_array_elements(o.lines) line) as "itemCount",
           (select count(*)::int from refund r where r.tenant_id = $1 and r.order_id = o.id and r.state = 'requested') as "refundsRequested"
         from shop_order o
         where o.tenant_id = $1 and o.purpose = 'goods' and ($2::uuid is null or o.id < $2) and ($3::text is null or o.state = $3)
           and ($5::text is null or (o.state = 'paid' and ${NEEDS_SHIPPING} and not ${IN_OPEN_GROUP}))
           and ($6::text is null or o.id in (select t.order_id from order_tag t where t.tenant_id = $1 and t.tag = $6))
         order by o.id desc limit $4`,
        [tenantId, after, state, limit + 1, attention, tag],
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
      const [shipping] = await tx.query<ShippingForMerchant>(SELECT_SHIPPING, [tenantId, orderId]);
      if (!shipping) throw new Problem('order.not_found');
      return { ...orderView(row), appId: row.app_id, shopperId: row.shopper_id, payment: payment ?? null, shipping };
    });
  }
}
