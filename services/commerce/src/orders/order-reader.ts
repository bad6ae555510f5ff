import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import { Problem } from '#kernel/problems/problem.js';
import type { FulfilmentState } from '../fulfilment/upload-machine.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';
import type { OrderState } from './order-machine.js';
import {
  type OrderRow,
  type OrderView,
  GROUP_OF_ORDER_JSON,
  type GroupOfOrder,
  groupOfOrder,
  orderView,
  SELECT_ORDER,
  type TicketView,
  ticketView,
} from './order-view.js';

export interface OrderSummary {
  readonly id: string;
  readonly number: string;
  readonly state: OrderState;
  readonly fulfilment: FulfilmentState;
  readonly totalFen: number;
  readonly refundedFen: number;
  readonly itemCount: number;
  readonly delivery: DeliveryMethod;
  /** Of a paid order in the kitchen. */
  readonly ticket: TicketView | null;
  readonly groupBuy: GroupOfOrder | null;
  readonly lines: {
    readonly title: string;
    readonly optionValues: string[];
    readonly imageUrl: string | null;
    readonly quantity: number;
    readonly priceFen: number;
  }[];
  readonly createdAt: string;
  readonly expiresAt: string;
}

const PAGE_SIZE = 20;

/** A shopper's own orders; another shopper's do not exist. */
@Injectable()
export class OrderReader {
  constructor(private readonly pool: TenantPool) {}

  /** @throws Problem order.not_found */
  async get(tenantId: TenantId, shopperId: ShopperId, orderId: string): Promise<OrderView> {
    const [row] = await this.pool.query<OrderRow>(tenantId, GET_ORDER, [tenantId, orderId, shopperId]);
    if (!row) throw new Problem('order.not_found');
    return orderView(row);
  }

  /** Newest first. */
  async list(
    tenantId: TenantId,
    shopperId: ShopperId,
    { state, cursor }: { readonly state?: OrderState | undefined; readonly cursor?: string | undefined },
  ): Promise<{ items: OrderSummary[]; nextCursor: string | null }> {
    const after = decodeCursor(cursor, ['timestamptz', 'uuid']);
    const rows = await this.pool.query<OrderRow & { age_key: string }>(tenantId, LIST_ORDERS, [
      tenantId,
      shopperId,
      state ?? null,
      after?.[0] ?? 'infinity',
      after?.[1] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      PAGE_SIZE + 1,
    ]);
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    return {
      items: page.map(summary),
      nextCursor: rows.length > PAGE_SIZE && last ? encodeCursor([last.age_key, last.id]) : null,
    };
  }
}

function summary(row: OrderRow): OrderSummary {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    fulfilment: row.fulfilment,
    totalFen: row.total_fen,
    refundedFen: row.refunded_fen,
    itemCount: row.lines.reduce((sum, line) => sum + line.quantity, 0),
    delivery: row.delivery,
    ticket: row.ticket === null ? null : ticketView(row.ticket),
    groupBuy: groupOfOrder(row),
    lines: row.lines.map(({ title, optionValues, imageUrl, quantity, priceFen }) => ({
      title,
      optionValues: [...optionValues],
      imageUrl,
      quantity,
      priceFen,
    })),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

const GET_ORDER: Statement = { name: 'get_order', text: `${SELECT_ORDER} and o.shopper_id = $3` };

// created_at goes into the cursor as text: a JavaScript date would lose its microseconds, and with them a row.
const LIST_ORDERS: Statement = {
  name: 'list_orders',
  text: `
    select id, number, state, fulfilment, lines, total_fen, refunded_fen, delivery, created_at, expires_at, created_at::text as age_key,
      ${GROUP_OF_ORDER_JSON} as group_buy,
      (select jsonb_build_object('number', k.number, 'state', k.state, 'readyAt', k.ready_at)
        from kitchen_ticket k where k.tenant_id = $1 and k.order_id = o.id) as ticket
    from shop_order o
    where tenant_id = $1 and shopper_id = $2 and purpose = 'goods' and ($3::text is null or state = $3) and (created_at, id) < ($4::timestamptz, $5::uuid)
    order by created_at desc, id desc limit $6`,
};
