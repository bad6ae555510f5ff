import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { asId, type OrderId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { OrderClosing } from '../orders/order-closing.js';
import type { Buyer } from '../orders/order-placement.js';
import { moveBooking } from './booking-move.js';
import { bookableDay, freeStaff, timeUnavailable } from './booking-placement.js';
import { refundBooking } from './booking-refund.js';
import { lockBooking, moveState, releasePlaces } from './booking-rows.js';
import type { BookingSettings } from './booking-settings.js';
import { readBookingSettings, readBookingTimes, withoutBooking } from './booking-times.js';
import { BookingReader } from './booking-reader.js';
import type { BookingView } from './booking-view.js';

const HOUR_MS = 3_600_000;

/** What a shopper may change about a booking. */
@Injectable()
export class BookingChanges {
  constructor(
    private readonly pool: TenantPool,
    private readonly database: TenantDatabase,
    private readonly bookings: BookingReader,
    private readonly closing: OrderClosing,
  ) {}

  /**
   * Another time, and perhaps another person, until `cancelHours` before the beginning.
   * @throws Problem booking.not_found, booking.not_changeable, booking.too_late, booking.reschedule_limit, booking.time_unavailable
   */
  async reschedule(
    buyer: Buyer,
    bookingId: string,
    wish: { startsAt: string; staffId?: string },
  ): Promise<BookingView> {
    const { tenantId, shopperId } = buyer;
    const before = await this.bookings.get(tenantId, shopperId, bookingId);
    const startsAt = new Date(wish.startsAt);
    const day = bookableDay(startsAt);
    const times = await readBookingTimes(this.pool, buyer, {
      serviceId: before.service.id,
      staffId: wish.staffId ?? null,
      from: day,
      until: day,
    });
    const sameTime = startsAt.getTime() === new Date(before.startsAt).getTime();
    if (sameTime && (wish.staffId ?? before.staff.id) === before.staff.id) return before;
    const free = freeStaff(day, startsAt, before.places, withoutBooking(times, before));
    // Whoever it was with stays the one, when free.
    const person = free.find(({ id }) => id === (wish.staffId ?? before.staff.id)) ?? free[0];
    await this.database.transaction(tenantId, async (tx) => {
      const booking = await lockBooking(tx, bookingId, shopperId);
      if (booking.state !== 'booked') throw new Problem('booking.not_changeable', { params: { state: booking.state } });
      requireInTime(booking.starts_at, times.settings);
      const { rescheduleLimit } = times.settings;
      if (booking.reschedules >= rescheduleLimit)
        throw new Problem('booking.reschedule_limit', { params: { limit: rescheduleLimit } });
      if (!person) throw timeUnavailable();
      await moveBooking(tx, booking, { service: times.service, person, startsAt }, 'rescheduled');
    });
    return this.bookings.get(tenantId, shopperId, bookingId);
  }

  /**
   * Gives the places up. Until `cancelHours` before the beginning the money goes back by itself; later the merchant decides about it.
   * Once it has begun only the merchant cancels.
   * @throws Problem booking.not_found, booking.not_changeable, booking.begun, order.not_cancellable
   */
  async cancel(buyer: Buyer, bookingId: string): Promise<BookingView> {
    const { tenantId, shopperId } = buyer;
    const before = await this.bookings.get(tenantId, shopperId, bookingId);
    if (before.state === 'held' && before.order) {
      // WeChat is told first, so that nobody pays for a place that was given up.
      await this.closing.cancel(tenantId, shopperId, asId<OrderId>(before.order.id));
      return this.bookings.get(tenantId, shopperId, bookingId);
    }
    const settings = await readBookingSettings(this.pool, buyer);
    await this.database.transaction(tenantId, async (tx) => {
      const booking = await lockBooking(tx, bookingId, shopperId);
      if (booking.state !== 'booked') throw new Problem('booking.not_changeable', { params: { state: booking.state } });
      if (booking.starts_at.getTime() <= Date.now()) throw new Problem('booking.begun');
      const inTime = isInTime(booking.starts_at, settings);
      await moveState(tx, booking, 'cancelled', 'shopper', { inTime });
      await releasePlaces(tx, booking);
      if (booking.order_id === null) return;
      const actor: Actor = { kind: 'shopper', id: shopperId };
      await refundBooking(tx, booking.order_id, {
        state: inTime ? 'approved' : 'requested',
        reason: inTime ? '预约按时取消，自动退款' : '预约开始前临时取消',
        actor,
      });
    });
    return this.bookings.get(tenantId, shopperId, bookingId);
  }
}

function isInTime(startsAt: Date, { cancelHours }: BookingSettings): boolean {
  return startsAt.getTime() - Date.now() >= cancelHours * HOUR_MS;
}

function requireInTime(startsAt: Date, settings: BookingSettings): void {
  if (!isInTime(startsAt, settings)) throw new Problem('booking.too_late', { params: { hours: settings.cancelHours } });
}
