import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import { timeUnavailable } from './booking-placement.js';
import { type LockedBooking, noteBookingEvent, releasePlaces } from './booking-rows.js';
import type { NamedStaff, PricedService } from './booking-times.js';
import { chinaClock, MINUTE_MS } from './china-time.js';

export interface NewTime {
  readonly service: PricedService;
  readonly person: NamedStaff;
  readonly startsAt: Date;
}

/**
 * Another time or person for a locked booking. Both happen in the caller's transaction: when the new place is gone the old one was never
 * given up, and whatever happens the shopper has exactly one of the two. @throws Problem booking.time_unavailable
 */
export async function moveBooking(
  tx: TenantTransaction,
  booking: LockedBooking,
  { service, person, startsAt }: NewTime,
  cause: 'rescheduled' | 'moved_by_shop',
): Promise<void> {
  const endsAt = new Date(startsAt.getTime() + service.durationMinutes * MINUTE_MS);
  const busyUntil = new Date(endsAt.getTime() + service.bufferMinutes * MINUTE_MS);
  // In the order of their ids: two bookings that change places do not wait for each other.
  await tx.query(`select id from staff where tenant_id = $1 and id in ($2, $3) order by id for no key update`, [
    tx.tenantId,
    booking.staff_id,
    person.id,
  ]);
  // The old time first: half an hour later with the same person it would stand in its own way.
  await releasePlaces(tx, booking);
  const sessionId = await take(tx, booking, { service, person, startsAt }, { endsAt, busyUntil });
  await tx.execute(
    `update booking set session_id = $3, staff_id = $4, starts_at = $5, ends_at = $6, reschedules = reschedules + $7, updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, booking.id, sessionId, person.id, startsAt, endsAt, cause === 'rescheduled' ? 1 : 0],
  );
  if (booking.order_id !== null) await renameLine(tx, booking.order_id, startsAt, person.name);
  await noteBookingEvent(tx, booking.id, booking.state, booking.state, cause, {
    from: { startsAt: booking.starts_at.toISOString(), staffId: booking.staff_id },
    to: { startsAt: startsAt.toISOString(), staffId: person.id },
  });
}

async function take(
  tx: TenantTransaction,
  booking: LockedBooking,
  { service, person, startsAt }: NewTime,
  { endsAt, busyUntil }: { readonly endsAt: Date; readonly busyUntil: Date },
): Promise<string> {
  try {
    const [taken] = await tx.query<{ id: string }>('select take_places($1, $2, $3, $4, $5, $6, $7, $8, $9) as id', [
      tx.tenantId,
      newId(),
      person.id,
      service.id,
      startsAt,
      endsAt,
      busyUntil,
      service.capacity,
      booking.places,
    ]);
    if (!taken) throw new Error('No place was taken and none refused.');
    return taken.id;
  } catch (error) {
    const { driverError } = error as { driverError?: { code?: string } };
    if (driverError?.code === 'XP001') throw timeUnavailable();
    throw error;
  }
}

/** The order's one line names time and person. */
async function renameLine(tx: TenantTransaction, orderId: string, startsAt: Date, name: string): Promise<void> {
  await tx.execute(
    `update shop_order set lines = jsonb_set(jsonb_set(lines, '{0,optionValues,0}', to_jsonb($3::text)), '{0,optionValues,1}', to_jsonb($4::text)),
       updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, orderId, chinaClock(startsAt), name],
  );
}
