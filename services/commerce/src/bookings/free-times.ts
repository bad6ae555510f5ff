import { Injectable } from '@nestjs/common';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Buyer } from '../orders/order-placement.js';
import { chinaDay } from '../reconciliation/china-day.js';
import { BookingReader } from './booking-reader.js';
import { readBookingTimes, withoutBooking } from './booking-times.js';
import type { BookingView } from './booking-view.js';
import { addDays, isDay } from './china-time.js';
import { slotsOf } from './slots.js';

export interface TimesQuestion {
  readonly serviceId: string;
  readonly staffId: string | null;
  /** First day in China; today when null. */
  readonly from: string | null;
  readonly days: number;
  readonly places: number;
}

export interface FreeTimes {
  /** The last day that can be booked. */
  readonly lastDay: string;
  readonly days: {
    readonly day: string;
    readonly times: {
      readonly startsAt: string;
      readonly endsAt: string;
      /** The most places one person has free. */
      readonly left: number;
      readonly staffIds: string[];
    }[];
  }[];
}

/** When a service can be booked: every day asked for, also those without a free time. */
@Injectable()
export class FreeTimesReader {
  constructor(
    private readonly pool: TenantPool,
    private readonly bookings: BookingReader,
  ) {}

  /**
   * Times a booking can be moved to. Its own places count as free: half an hour later it would stand in its own way.
   * @throws Problem booking.not_found, booking.not_changeable, service.not_found, staff.not_found, request.invalid
   */
  async readForMove(
    buyer: Buyer,
    bookingId: string,
    question: Pick<TimesQuestion, 'staffId' | 'from' | 'days'>,
  ): Promise<FreeTimes> {
    const booking = await this.bookings.get(buyer.tenantId, buyer.shopperId, bookingId);
    if (booking.state !== 'booked') throw new Problem('booking.not_changeable', { params: { state: booking.state } });
    return this.read(buyer, { ...question, serviceId: booking.service.id, places: booking.places }, booking);
  }

  /**
   * @param moving a booking whose places are not counted
   * @throws Problem service.not_found, staff.not_found, storefront.not_published, request.invalid
   */
  async read(
    shop: { readonly tenantId: TenantId; readonly appId: AppId },
    question: TimesQuestion,
    moving: BookingView | null = null,
  ): Promise<FreeTimes> {
    const { serviceId, staffId, places, days } = question;
    const now = new Date();
    const from = question.from ?? chinaDay(now);
    if (!isDay(from)) throw noSuchDay();
    const until = addDays(from, days - 1);
    const times = await readBookingTimes(this.pool, shop, { serviceId, staffId, from, until });
    const { service, staff, settings } = moving ? withoutBooking(times, moving) : times;
    const durationMs = service.durationMinutes * 60_000;
    return {
      lastDay: addDays(chinaDay(now), settings.horizonDays),
      days: Array.from({ length: days }, (_, index) => addDays(from, index)).map((day) => ({
        day,
        times: slotsOf(day, { service, staff, settings, now, places }).map((slot) => ({
          startsAt: new Date(slot.startsAtMs).toISOString(),
          endsAt: new Date(slot.startsAtMs + durationMs).toISOString(),
          left: Math.max(...slot.staff.map(({ left }) => left)),
          staffIds: slot.staff.map((one) => one.staffId),
        })),
      })),
    };
  }
}

function noSuchDay(): Problem {
  const detail = { zh: '不是有效的日期（YYYY-MM-DD）', en: 'is no day: use YYYY-MM-DD' };
  return new Problem('request.invalid', { errors: [{ pointer: '/query/from', code: 'format', detail }] });
}
