import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { handOver } from '../fulfilment/hand-over.js';
import { chinaDay } from '../reconciliation/china-day.js';
import { decideWishes } from '../refunds/refund-requests.js';
import type { Attendance } from './booking-machine.js';
import { moveBooking } from './booking-move.js';
import { refundBooking } from './booking-refund.js';
import { lockBooking, moveState, releasePlaces } from './booking-rows.js';
import type { NamedStaff, PricedService } from './booking-times.js';
import {
  type BookingForMerchant,
  type BookingRow,
  bookingView,
  SELECT_BOOKING,
  SELECT_BOOKINGS,
} from './booking-view.js';
import { addDays, dayStartMs, isDay } from './china-time.js';
import { invalid } from './service-draft.js';

export interface CalendarQuestion {
  /** First day in China. */
  readonly from: string;
  readonly days: number;
  readonly staffId: string | null;
}

const MOST_BOOKINGS = 2_000;

/** The merchant's calendar, and what is decided at the desk. The merchant is not bound to hours and notice; to free places everybody is. */
@Injectable()
export class BookingDesk {
  constructor(private readonly database: TenantDatabase) {}

  /** All bookings that begin on these days, in order; those given up as well. @throws Problem request.invalid */
  async calendar(tenantId: TenantId, { from, days, staffId }: CalendarQuestion): Promise<BookingForMerchant[]> {
    if (!isDay(from)) throw invalid('/query/from', { zh: '不是有效的日期', en: 'is no day' });
    const rows = await this.database.transaction(tenantId, (tx) =>
      tx.query<BookingRow>(
        `${SELECT_BOOKINGS} and b.starts_at >= $2 and b.starts_at < $3 and ($4::uuid is null or b.staff_id = $4)
         order by b.starts_at, b.id limit ${MOST_BOOKINGS}`,
        [tenantId, new Date(dayStartMs(from)), new Date(dayStartMs(addDays(from, days))), staffId],
      ),
    );
    return rows.map(bookingView);
  }

  /** @throws Problem booking.not_found */
  async get(tenantId: TenantId, bookingId: string): Promise<BookingForMerchant> {
    return this.database.transaction(tenantId, (tx) => read(tx, bookingId));
  }

  /** @throws Problem booking.not_found, booking.not_changeable, staff.not_found, booking.time_unavailable, request.invalid */
  async move(
    tenantId: TenantId,
    bookingId: string,
    wish: { readonly startsAt: string; readonly staffId?: string | undefined },
    author: Author,
  ): Promise<BookingForMerchant> {
    const startsAt = new Date(wish.startsAt);
    if (!isDay(chinaDay(startsAt))) throw invalid('/startsAt', { zh: '不是有效的时间', en: 'is no time to meet' });
    return this.database.transaction(tenantId, async (tx) => {
      const booking = await lockBooking(tx, bookingId, null);
      if (booking.state !== 'booked') throw new Problem('booking.not_changeable', { params: { state: booking.state } });
      const [found] = await tx.query<{ service: PricedService; person: NamedStaff }>(
        `select jsonb_build_object('id', v.id, 'durationMinutes', v.duration_minutes, 'bufferMinutes', v.buffer_minutes, 'capacity', v.capacity) as service,
           jsonb_build_object('id', p.id, 'name', p.name) as person
         from service v, staff p
         where v.tenant_id = $1 and v.id = $2 and p.tenant_id = $1 and p.id = $3`,
        [tenantId, booking.service_id, wish.staffId ?? booking.staff_id],
      );
      if (!found) throw new Problem('staff.not_found');
      await moveBooking(tx, booking, { ...found, startsAt }, 'moved_by_shop');
      const before = { startsAt: booking.starts_at, staffId: booking.staff_id };
      await tx.audit({
        ...author,
        action: 'booking.move',
        subjectType: 'booking',
        subjectId: bookingId,
        before,
        after: wish,
      });
      return read(tx, bookingId);
    });
  }

  /** `refund` false keeps the money, for a shopper who gave notice too late. @throws Problem booking.not_found, booking.not_changeable */
  async cancel(
    tenantId: TenantId,
    bookingId: string,
    { refund, reason }: { readonly refund: boolean; readonly reason: string },
    author: Author,
  ): Promise<BookingForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const booking = await lockBooking(tx, bookingId, null);
      // Unpaid ones end by themselves within minutes: WeChat has to be told first.
      if (booking.state !== 'booked') throw new Problem('booking.not_changeable', { params: { state: booking.state } });
      await moveState(tx, booking, 'cancelled', 'shop', { refund, reason });
      await releasePlaces(tx, booking);
      if (booking.order_id !== null) {
        if (refund) await refundBooking(tx, booking.order_id, { state: 'approved', reason, actor: author.actor });
        else {
          await decideWishes(tx, booking.order_id, 'declined', author);
          await handOver(tx, booking.order_id, author.actor);
        }
      }
      await tx.audit({
        ...author,
        action: 'booking.cancel',
        subjectType: 'booking',
        subjectId: bookingId,
        after: { refund, reason },
      });
      return read(tx, bookingId);
    });
  }

  /** The same again changes nothing. @throws Problem booking.not_found, booking.not_changeable, booking.not_begun */
  async mark(tenantId: TenantId, bookingId: string, to: Attendance, author: Author): Promise<BookingForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const booking = await lockBooking(tx, bookingId, null);
      if (booking.state === to) return read(tx, bookingId);
      if (to === 'no_show' && booking.starts_at.getTime() > Date.now()) throw new Problem('booking.not_begun');
      await moveState(tx, booking, to, 'shop');
      if (booking.order_id !== null) await handOver(tx, booking.order_id, author.actor);
      await tx.audit({
        ...author,
        action: `booking.${to}`,
        subjectType: 'booking',
        subjectId: bookingId,
        before: { state: booking.state },
        after: { state: to },
      });
      return read(tx, bookingId);
    });
  }
}

async function read(tx: TenantTransaction, bookingId: string): Promise<BookingForMerchant> {
  const [row] = await tx.query<BookingRow>(SELECT_BOOKING, [tx.tenantId, bookingId]);
  if (!row) throw new Problem('booking.not_found');
  return bookingView(row);
}
