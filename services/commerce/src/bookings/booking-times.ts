import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type BookingSettings, bookingSettings } from './booking-settings.js';
import type { BookableService, BookableStaff, TakenSession } from './slots.js';

export interface PricedService extends BookableService {
  readonly title: string;
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly depositFen: number;
}

export interface NamedStaff extends BookableStaff {
  readonly name: string;
}

export interface BookingTimes {
  readonly service: PricedService;
  readonly staff: readonly NamedStaff[];
  readonly settings: BookingSettings;
  /** The booking that this idempotency key has made before. */
  readonly placed: { readonly id: string; readonly requestHash: string } | null;
}

export interface TimesWish {
  readonly serviceId: string;
  /** Null: whoever does it. */
  readonly staffId: string | null;
  /** Days in China, the last one included. */
  readonly from: string;
  readonly until: string;
}

interface Row {
  readonly service: PricedService | null;
  readonly staff: NamedStaff[] | null;
  readonly settings: unknown;
  readonly placed: { id: string; requestHash: string } | null;
}

/** All that choosing and placing a time needs, in one statement. @throws Problem storefront.not_published, service.not_found, staff.not_found */
export async function readBookingTimes(
  pool: TenantPool,
  { tenantId, appId }: { readonly tenantId: TenantId; readonly appId: AppId },
  wish: TimesWish,
  booking: { readonly shopperId: ShopperId; readonly idempotencyKey: string } | null = null,
): Promise<BookingTimes> {
  const [row] = await pool.call<Row>(tenantId, READ_TIMES, [
    appId,
    wish.serviceId,
    wish.staffId,
    wish.from,
    wish.until,
    booking?.shopperId ?? null,
    booking?.idempotencyKey ?? null,
  ]);
  if (!row || row.settings === null) throw new Problem('storefront.not_published');
  if (!row.service) throw new Problem('service.not_found');
  if (wish.staffId !== null && !row.staff) throw new Problem('staff.not_found');
  return {
    service: row.service,
    staff: row.staff ?? [],
    settings: bookingSettings(row.settings),
    placed: row.placed,
  };
}

/** The times as if a booking that is to be moved had given up its places. */
export function withoutBooking(
  { service, staff, settings }: BookingTimes,
  {
    staff: { id },
    startsAt,
    places,
  }: { readonly staff: { readonly id: string }; readonly startsAt: string; readonly places: number },
): Pick<BookingTimes, 'service' | 'staff' | 'settings'> {
  const startsAtMs = Date.parse(startsAt);
  const giveUp = (session: TakenSession) =>
    session.serviceId === service.id && session.startsAtMs === startsAtMs
      ? { ...session, taken: session.taken - places }
      : session;
  const others = staff.map((person) =>
    person.id === id ? { ...person, sessions: person.sessions.map(giveUp) } : person,
  );
  return { service, staff: others, settings };
}

/** @throws Problem storefront.not_published */
export async function readBookingSettings(
  pool: TenantPool,
  { tenantId, appId }: { readonly tenantId: TenantId; readonly appId: AppId },
): Promise<BookingSettings> {
  const [row] = await pool.query<{ settings: unknown }>(tenantId, READ_SETTINGS, [tenantId, appId]);
  if (!row) throw new Problem('storefront.not_published');
  return bookingSettings(row.settings);
}

const READ_SETTINGS: Statement = {
  name: 'read_booking_settings',
  text: `select coalesce(r.config -> 'booking', '{}') as settings
    from applet a
    join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
    join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
    where a.tenant_id = $1 and a.app_id = $2`,
};

const READ_TIMES: Statement = {
  name: 'read_booking_times',
  text: 'select * from read_booking_times($1, $2, $3, $4, $5::date, $6::date + 1, $7, $8)',
};
