import type { FulfilmentState } from '../fulfilment/upload-machine.js';
import { type Adjustment, sumOf } from '../pricing/adjustment.js';
import { splitFen } from '../pricing/split-fen.js';
import type { QuoteLine } from '../pricing/quote.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';
import type { RefundedLine } from '../refunds/refund-lines.js';
import type { RefundState } from '../refunds/refund-machine.js';
import type { UsedCoupon } from '../promotions/coupon-choice.js';
import type { DiningFacts } from '../dining/dining-charges.js';
import type { KitchenState } from '../dining/kitchen-machine.js';
import { pickupNumber } from '../dining/pickup-number.js';
import type { GroupState } from '../group-buys/group-machine.js';
import type { OrderState } from './order-machine.js';

export interface Address {
  readonly name: string;
  readonly phone: string;
  readonly region: string;
  readonly detail: string;
  /** Degrees, GCJ-02: where the shopper pointed on the map, for local delivery. */
  readonly latitude?: number;
  readonly longitude?: number;
}

/** A paid order in the kitchen: what is called out when the food is ready. */
export interface TicketView {
  readonly pickupNumber: string;
  readonly state: KitchenState;
  readonly readyAt: string | null;
}

export interface DiningView extends DiningFacts {
  /** Null until the order is paid. */
  readonly ticket: TicketView | null;
}

export interface ShipmentView {
  readonly id: string;
  readonly kind: 'express' | 'local' | 'virtual' | 'pickup';
  /** Courier only. */
  readonly companyId: string | null;
  readonly companyName: string | null;
  readonly trackingNo: string | null;
  readonly lines: { readonly skuId: string; readonly quantity: number }[];
  readonly note: string | null;
  readonly shippedAt: string;
}

/** The group an order was placed in. Its goods are sent, and its money kept, only when the group is complete. */
export interface GroupOfOrder {
  readonly groupBuyId: string;
  readonly groupId: string;
  readonly state: GroupState;
  readonly size: number;
  /** Who has paid; all of them in a complete group, also when one of them had their money back later. */
  readonly joined: number;
  readonly endsAt: string;
}

/** An order as its shopper sees it. Times are ISO 8601, money is fen. */
export interface OrderView {
  readonly id: string;
  readonly number: string;
  readonly state: OrderState;
  readonly totalFen: number;
  readonly subtotalFen: number;
  readonly packingFen: number;
  readonly shippingFen: number;
  readonly discountFen: number;
  /** What it would have cost without any adjustment. */
  readonly listTotalFen: number;
  readonly adjustments: Adjustment[];
  readonly pointsSpent: number;
  readonly pointsFen: number;
  readonly balanceFen: number;
  readonly bonusFen: number;
  /** What WeChat Pay is asked for. */
  readonly payableFen: number;
  readonly refundedFen: number;
  readonly delivery: DeliveryMethod;
  readonly address: Address | null;
  readonly note: string | null;
  readonly lines: QuoteLine[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly paidAt: string | null;
  readonly closedAt: string | null;
  readonly fulfilment: FulfilmentState;
  readonly shipments: ShipmentView[];
  readonly receivedAt: string | null;
  /** Set while the shopper can confirm the receipt at WeChat: what `wx.openBusinessView` is called with. */
  readonly receipt: { readonly transactionId: string } | null;
  readonly timeline: { readonly state: OrderState; readonly at: string }[];
  readonly refunds: {
    readonly id: string;
    readonly state: RefundState;
    readonly amountFen: number;
    readonly reason: string;
    /** Goods it is for; null when it is for money alone, or for everything. */
    readonly lines: RefundedLine[] | null;
    readonly createdAt: string;
    readonly settledAt: string | null;
  }[];
  /** Orders for a table, to take away or to be brought; null for goods. */
  readonly dining: DiningView | null;
  readonly coupons: UsedCoupon[];
  readonly groupBuy: GroupOfOrder | null;
}

type LaterMember = 'modifiers' | 'listPriceFen' | 'flashSaleId' | 'adjustments' | 'netFen';
type LineRow = Omit<QuoteLine, LaterMember> & Partial<Pick<QuoteLine, LaterMember>>;

export interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly app_id: string;
  readonly shopper_id: string;
  readonly state: OrderState;
  /** Orders may have been written without the members that came later. */
  readonly lines: LineRow[];
  readonly subtotal_fen: number;
  readonly packing_fen: number;
  readonly shipping_fen: number;
  readonly discount_fen: number;
  readonly total_fen: number;
  readonly refunded_fen: number;
  readonly delivery: DeliveryMethod;
  readonly address: Address | null;
  readonly note: string | null;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly paid_at: Date | null;
  readonly closed_at: Date | null;
  readonly fulfilment: FulfilmentState;
  readonly received_at: Date | null;
  readonly shipments: ShipmentView[] | null;
  readonly receipt: { transactionId: string } | null;
  readonly timeline: { state: OrderState; at: string }[] | null;
  readonly refunds:
    | {
        id: string;
        state: RefundState;
        amountFen: number;
        reason: string;
        lines: RefundedLine[] | null;
        createdAt: string;
        settledAt: string | null;
      }[]
    | null;
  readonly dining: DiningFacts | null;
  readonly coupons: UsedCoupon[];
  readonly adjustments: Adjustment[];
  readonly points_spent: number;
  readonly points_fen: number;
  readonly balance_fen: number;
  readonly bonus_fen: number;
  readonly group_buy: GroupOfOrder | null;
  readonly ticket: { readonly number: number; readonly state: KitchenState; readonly readyAt: string | null } | null;
}

/** The group of an order row called `o`, or null. */
export const GROUP_OF_ORDER_JSON = `(
  select jsonb_build_object('groupBuyId', g.group_buy_id, 'groupId', g.id, 'state', g.state, 'size', g.size,
    'joined', case when g.state = 'complete' then g.size else g.paid end, 'endsAt', g.ends_at)
  from group_place m join buying_group g on g.tenant_id = m.tenant_id and g.id = m.group_id
  where m.tenant_id = o.tenant_id and m.order_id = o.id)`;

/** The row of one order with its history and refunds; the caller adds what it is looked up by. */
export const SELECT_ORDER = `
  select o.id, o.number, o.app_id, o.shopper_id, o.state, o.lines, o.subtotal_fen, o.packing_fen, o.shipping_fen, o.discount_fen, o.coupons, o.adjustments,
    o.points_spent, o.points_fen, o.balance_fen, o.bonus_fen, o.total_fen,
    o.refunded_fen, o.delivery, o.dining, o.address, o.note, o.created_at, o.expires_at, o.paid_at, o.closed_at, o.fulfilment, o.received_at,
    (select jsonb_agg(jsonb_build_object('id', h.id, 'kind', h.kind, 'companyId', h.company_id, 'companyName', h.company_name,
        'trackingNo', h.tracking_no, 'lines', h.lines, 'note', h.note, 'shippedAt', h.created_at) order by h.id)
      from shipment h where h.tenant_id = o.tenant_id and h.order_id = o.id) as shipments,
    (select jsonb_build_object('transactionId', p.transaction_id)
      from shipping_upload u join payment p on p.tenant_id = u.tenant_id and p.order_id = u.order_id
      where u.tenant_id = o.tenant_id and u.order_id = o.id and u.state = 'uploaded' and p.transaction_id is not null
        and o.state = 'paid' and o.fulfilment = 'shipped') as receipt,
    (select jsonb_agg(jsonb_build_object('state', e.to_state, 'at', e.created_at) order by e.created_at, e.id)
      from order_event e where e.tenant_id = o.tenant_id and e.order_id = o.id and e.from_state is distinct from e.to_state) as timeline,
    (select jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state, 'amountFen', r.amount_fen, 'reason', r.reason, 'lines', r.lines,
        'createdAt', r.created_at, 'settledAt', r.settled_at) order by r.created_at, r.id)
      from refund r where r.tenant_id = o.tenant_id and r.order_id = o.id) as refunds,
    (select jsonb_build_object('number', k.number, 'state', k.state, 'readyAt', k.ready_at)
      from kitchen_ticket k where k.tenant_id = o.tenant_id and k.order_id = o.id) as ticket,
    ${GROUP_OF_ORDER_JSON} as group_buy
  from shop_order o where o.tenant_id = $1 and o.id = $2`;

export function orderView(row: OrderRow): OrderView {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    totalFen: row.total_fen,
    subtotalFen: row.subtotal_fen,
    packingFen: row.packing_fen,
    shippingFen: row.shipping_fen,
    discountFen: row.discount_fen,
    listTotalFen: row.total_fen - sumOf(row.adjustments),
    adjustments: row.adjustments,
    pointsSpent: row.points_spent,
    pointsFen: row.points_fen,
    balanceFen: row.balance_fen,
    bonusFen: row.bonus_fen,
    payableFen: row.total_fen - row.balance_fen - row.bonus_fen,
    refundedFen: row.refunded_fen,
    delivery: row.delivery,
    address: row.address,
    note: row.note,
    lines: orderLines(row),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    fulfilment: row.fulfilment,
    shipments: (row.shipments ?? []).map((shipment) => ({
      ...shipment,
      shippedAt: new Date(shipment.shippedAt).toISOString(),
    })),
    receivedAt: row.received_at?.toISOString() ?? null,
    receipt: row.receipt,
    timeline: (row.timeline ?? []).map(({ state, at }) => ({ state, at: new Date(at).toISOString() })),
    refunds: (row.refunds ?? []).map((refund) => ({
      ...refund,
      createdAt: new Date(refund.createdAt).toISOString(),
      settledAt: refund.settledAt === null ? null : new Date(refund.settledAt).toISOString(),
    })),
    dining: row.dining === null ? null : { ...row.dining, ticket: row.ticket === null ? null : ticketView(row.ticket) },
    coupons: row.coupons,
    groupBuy: groupOfOrder(row),
  };
}

/** Lines as they are written today; of older ones the discount is split as it would be now. */
function orderLines({ lines, discount_fen }: OrderRow): QuoteLine[] {
  const known = lines.every(({ netFen }) => netFen !== undefined);
  const shares = known
    ? []
    : splitFen(
        discount_fen,
        lines.map(({ totalFen }) => totalFen),
      );
  return lines.map((line, index) => ({
    ...line,
    modifiers: line.modifiers ?? [],
    listPriceFen: line.listPriceFen ?? line.priceFen,
    flashSaleId: line.flashSaleId ?? null,
    adjustments: line.adjustments ?? [],
    netFen: line.netFen ?? line.totalFen - (shares[index] ?? 0),
  }));
}

export function groupOfOrder({ group_buy }: Pick<OrderRow, 'group_buy'>): GroupOfOrder | null {
  return group_buy === null ? null : { ...group_buy, endsAt: new Date(group_buy.endsAt).toISOString() };
}

export function ticketView({ number, state, readyAt }: NonNullable<OrderRow['ticket']>): TicketView {
  return {
    pickupNumber: pickupNumber(number),
    state,
    readyAt: readyAt === null ? null : new Date(readyAt).toISOString(),
  };
}
