import type { OrderState } from '../orders/order-machine.js';
import type { BookingState } from './booking-machine.js';

export interface Contact {
  readonly name: string;
  readonly phone: string;
}

/** A booking as its shopper sees it. Times are ISO 8601, money is fen. */
export interface BookingView {
  readonly id: string;
  readonly state: BookingState;
  readonly service: {
    readonly id: string;
    readonly title: string;
    readonly imageUrl: string | null;
    readonly durationMinutes: number;
  };
  readonly staff: { readonly id: string; readonly name: string; readonly imageUrl: string | null };
  readonly startsAt: string;
  readonly endsAt: string;
  readonly places: number;
  /** What the appointment costs in all, and what of it is paid with the booking. */
  readonly priceFen: number;
  readonly paidFen: number;
  readonly contact: Contact | null;
  readonly note: string | null;
  /** Null when nothing is paid with the booking. */
  readonly order: {
    readonly id: string;
    readonly number: string;
    readonly state: OrderState;
    /** Until when a held booking waits for its payment. */
    readonly expiresAt: string;
    readonly refundedFen: number;
    /** Asked for or on its way back. */
    readonly refundingFen: number;
  } | null;
  readonly reschedules: number;
  readonly createdAt: string;
  readonly timeline: readonly { readonly state: BookingState; readonly cause: string; readonly at: string }[];
}

export interface BookingForMerchant extends BookingView {
  readonly appId: string;
  readonly shopperId: string;
}

/** One booking row `b` as jsonb, of the tenant in $1; without its history. */
const BOOKING = `
  b.id, b.state, b.app_id as "appId", b.shopper_id as "shopperId",
  jsonb_build_object('id', v.id, 'title', v.title, 'imageUrl', v.image_url, 'durationMinutes', v.duration_minutes) as service,
  jsonb_build_object('id', p.id, 'name', p.name, 'imageUrl', p.image_url) as staff,
  b.starts_at, b.ends_at, b.places, b.price_fen as "priceFen", b.paid_fen as "paidFen", b.contact, coalesce(o.note, b.note) as note,
  case when o.id is not null then jsonb_build_object('id', o.id, 'number', o.number, 'state', o.state, 'expiresAt', o.expires_at,
    'refundedFen', o.refunded_fen, 'refundingFen', (select coalesce(sum(r.amount_fen), 0) from refund r
      where r.tenant_id = o.tenant_id and r.order_id = o.id and r.state in ('requested', 'approved', 'processing'))) end as "order",
  b.reschedules, b.created_at`;

const FROM = `
  from booking b
  join service v on v.tenant_id = b.tenant_id and v.id = b.service_id
  join staff p on p.tenant_id = b.tenant_id and p.id = b.staff_id
  left join shop_order o on o.tenant_id = b.tenant_id and o.id = b.order_id`;

export const SELECT_BOOKINGS = `select ${BOOKING}, '[]'::jsonb as timeline ${FROM} where b.tenant_id = $1`;

/** One booking with its history. */
export const SELECT_BOOKING = `
  select ${BOOKING},
    (select coalesce(jsonb_agg(jsonb_build_object('state', e.to_state, 'cause', e.cause, 'at', e.created_at) order by e.created_at, e.id), '[]')
      from booking_event e where e.tenant_id = b.tenant_id and e.booking_id = b.id) as timeline
  ${FROM} where b.tenant_id = $1 and b.id = $2`;

export interface BookingRow extends Omit<BookingForMerchant, 'startsAt' | 'endsAt' | 'createdAt'> {
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly created_at: Date;
}

export function bookingView({ starts_at, ends_at, created_at, ...row }: BookingRow): BookingForMerchant {
  return {
    ...row,
    startsAt: starts_at.toISOString(),
    endsAt: ends_at.toISOString(),
    createdAt: created_at.toISOString(),
    order: row.order && { ...row.order, expiresAt: new Date(row.order.expiresAt).toISOString() },
    timeline: row.timeline.map((step) => ({ ...step, at: new Date(step.at).toISOString() })),
  };
}
