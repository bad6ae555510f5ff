import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ContentChecks } from '../content-checks/content-checks.js';
import { isNumberTaken, newOrderNumber } from '../orders/order-number.js';
import type { Buyer } from '../orders/order-placement.js';
import { chinaDay } from '../reconciliation/china-day.js';
import { BookingReader } from './booking-reader.js';
import { type BookingTimes, type NamedStaff, type PricedService, readBookingTimes } from './booking-times.js';
import type { BookingView, Contact } from './booking-view.js';
import { chinaClock, isDay, MINUTE_MS } from './china-time.js';
import { slotsOf } from './slots.js';

export interface BookingRequest {
  readonly serviceId: string;
  /** Missing: whoever is free, the least busy one first. */
  readonly staffId?: string;
  readonly startsAt: string;
  readonly places: number;
  readonly contact?: Contact;
  readonly note?: string;
  /** What the shopper was shown to be paid now; the booking is refused when it would be anything else. */
  readonly expectedTotalFen: number;
}

type Outcome = 'placed' | 'repeated' | 'too_many' | 'gone' | 'again';

const ATTEMPTS = 3;

/** Books appointments: two round trips to the database, the second one a single statement. */
@Injectable()
export class BookingPlacement {
  constructor(
    private readonly pool: TenantPool,
    private readonly bookings: BookingReader,
    private readonly settings: CommerceSettings,
    private readonly checks: ContentChecks,
  ) {}

  /**
   * Takes the places. With something to pay they are held for as long as an order waits for its payment (ORDER_LIFETIME_SECONDS), and
   * the booking names the order; without, it is booked. The same key with the same request answers the same booking again.
   * @throws Problem booking.time_unavailable, booking.price_changed, booking.too_many, booking.idempotency_conflict, service.not_found,
   * staff.not_found, content.refused
   */
  async place(buyer: Buyer, idempotencyKey: string, request: BookingRequest): Promise<BookingView> {
    const startsAt = new Date(request.startsAt);
    const day = bookableDay(startsAt);
    const requestHash = hashRequest(request);
    const wish = { serviceId: request.serviceId, staffId: request.staffId ?? null, from: day, until: day };
    let note: Promise<string | null> | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const times = await readBookingTimes(this.pool, buyer, wish, { shopperId: buyer.shopperId, idempotencyKey });
      if (times.placed) {
        if (times.placed.requestHash !== requestHash.toString('hex')) throw new Problem('booking.idempotency_conflict');
        return this.bookings.get(buyer.tenantId, buyer.shopperId, times.placed.id);
      }
      const totalFen = times.service.depositFen * request.places;
      if (totalFen !== request.expectedTotalFen)
        throw new Problem('booking.price_changed', { extensions: { totalFen } });
      const free = freeStaff(day, startsAt, request.places, times);
      if (free.length === 0) throw timeUnavailable();
      note ??= this.checks.screenNote(buyer, `booking:${idempotencyKey}`, request.note);
      const outcome = await this.tryEach(
        buyer,
        idempotencyKey,
        requestHash,
        { request, startsAt, times, note: await note },
        free,
      );
      if (outcome === 'too_many')
        throw new Problem('booking.too_many', { params: { limit: times.settings.openLimit } });
      if (typeof outcome === 'object') return this.bookings.get(buyer.tenantId, buyer.shopperId, outcome.bookingId);
      // Someone was faster between reading and writing; reading again says what is left.
      if (attempt === ATTEMPTS) throw timeUnavailable();
    }
  }

  /** One person after another, each in a transaction of its own: nobody waits for two people's rows. */
  private async tryEach(
    buyer: Buyer,
    key: string,
    requestHash: Buffer,
    wanted: Wanted,
    free: readonly NamedStaff[],
  ): Promise<Exclude<Outcome, 'placed'> | { readonly bookingId: string }> {
    let outcome: Outcome = 'gone';
    for (const person of free) {
      const bookingId = newId<string>();
      outcome = await this.write(buyer, key, requestHash, { ...wanted, bookingId, person });
      if (outcome === 'placed') return { bookingId };
      if (outcome !== 'gone') return outcome;
    }
    return outcome;
  }

  private async write(
    buyer: Buyer,
    key: string,
    requestHash: Buffer,
    { request, startsAt, times: { service, settings }, note, bookingId, person }: Wanted & Chosen,
  ): Promise<Outcome> {
    const now = new Date();
    const endsAt = new Date(startsAt.getTime() + service.durationMinutes * MINUTE_MS);
    const totalFen = service.depositFen * request.places;
    const lifetimeMs = this.settings.times.orderLifetime * 1000;
    try {
      const [row] = await this.pool.call<{ outcome: Outcome }>(buyer.tenantId, PLACE_BOOKING, [
        bookingId,
        buyer.appId,
        buyer.shopperId,
        key,
        requestHash,
        service.id,
        person.id,
        newId(),
        startsAt,
        endsAt,
        new Date(endsAt.getTime() + service.bufferMinutes * MINUTE_MS),
        service.capacity,
        service.depositFen,
        request.places,
        service.priceFen * request.places,
        request.contact ? JSON.stringify(request.contact) : null,
        settings.openLimit,
        totalFen === 0 ? null : newId<OrderId>(),
        newOrderNumber(now),
        JSON.stringify([orderLine(service, person, startsAt, request.places)]),
        totalFen,
        note,
        now,
        new Date(now.getTime() + lifetimeMs),
      ]);
      return row?.outcome ?? 'repeated';
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code === PLACES_GONE) return 'gone';
      // An order of goods has the name under which this one's would stand.
      if (code === '23505' && constraint?.includes('idempotency') === true)
        throw new Problem('booking.idempotency_conflict');
      if (code === DEADLOCK || isNumberTaken(error)) return 'again';
      throw error;
    }
  }
}

interface Wanted {
  readonly request: BookingRequest;
  readonly startsAt: Date;
  readonly times: BookingTimes;
  readonly note: string | null;
}

interface Chosen {
  readonly bookingId: string;
  readonly person: NamedStaff;
}

const PLACES_GONE = 'XP001';
const DEADLOCK = '40P01';

const PLACE_BOOKING: Statement = {
  name: 'place_booking',
  text: `select place_booking(${Array.from({ length: 25 }, (_, index) => `$${index + 1}`).join(', ')}) as outcome`,
};

/** Who has the places free then, the least busy one of that day first. */
export function freeStaff(
  day: string,
  startsAt: Date,
  places: number,
  { service, staff, settings }: Pick<BookingTimes, 'service' | 'staff' | 'settings'>,
): NamedStaff[] {
  const slots = slotsOf(day, { service, staff, settings, places, now: new Date() });
  const free = new Set(
    slots.find((slot) => slot.startsAtMs === startsAt.getTime())?.staff.map(({ staffId }) => staffId),
  );
  return staff.filter(({ id }) => free.has(id)).sort((a, b) => busyMs(a) - busyMs(b));
}

/** China's day of a wished time. @throws Problem booking.time_unavailable for one that no calendar has */
export function bookableDay(startsAt: Date): string {
  const day = chinaDay(startsAt);
  if (!isDay(day)) throw timeUnavailable();
  return day;
}

export function timeUnavailable(): Problem {
  const detail = { zh: '请选择其他时间', en: 'choose another time' };
  return new Problem('booking.time_unavailable', { errors: [{ pointer: '/startsAt', code: 'unavailable', detail }] });
}

function busyMs({ sessions }: NamedStaff): number {
  return sessions.reduce((sum, session) => sum + session.busyUntilMs - session.startsAtMs, 0);
}

/** The service stands on the order as its one line; there is no stock to it, so nothing goes back when the order closes. */
function orderLine(
  { id, title, imageUrl, depositFen, priceFen }: PricedService,
  person: NamedStaff,
  startsAt: Date,
  places: number,
) {
  const paid = depositFen === priceFen ? [] : ['定金'];
  return {
    skuId: id,
    productId: id,
    title,
    optionValues: [chinaClock(startsAt), person.name, ...paid],
    imageUrl,
    priceFen: depositFen,
    quantity: places,
    totalFen: depositFen * places,
  };
}

/** Members in one fixed order, whatever order the client sent them in. */
function hashRequest(request: BookingRequest): Buffer {
  const { serviceId, staffId, startsAt, places, contact, note, expectedTotalFen } = request;
  const canonical = [
    serviceId,
    staffId ?? null,
    new Date(startsAt).getTime(),
    places,
    contact ? [contact.name, contact.phone] : null,
    note ?? null,
    expectedTotalFen,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest();
}
