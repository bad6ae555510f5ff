import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShopperId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { bookingMachine, type BookingState } from './booking-machine.js';

export interface LockedBooking {
  readonly id: string;
  readonly app_id: string;
  readonly order_id: string | null;
  readonly session_id: string;
  readonly service_id: string;
  readonly staff_id: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
  readonly places: number;
  readonly state: BookingState;
  readonly reschedules: number;
}

/**
 * The order's row comes first, as everywhere, then the booking's; after them people and their times.
 * @param shopperId whose it must be; anybody's when null
 * @throws Problem booking.not_found
 */
export async function lockBooking(
  tx: TenantTransaction,
  bookingId: string,
  shopperId: ShopperId | null,
): Promise<LockedBooking> {
  const owned = '($3::uuid is null or shopper_id = $3)';
  await tx.query(
    `select id from shop_order where tenant_id = $1 and id = (
       select order_id from booking where tenant_id = $1 and id = $2 and ${owned}) for update`,
    [tx.tenantId, bookingId, shopperId],
  );
  const [booking] = await tx.query<LockedBooking>(
    `select id, app_id, order_id, session_id, service_id, staff_id, starts_at, ends_at, places, state, reschedules
     from booking where tenant_id = $1 and id = $2 and ${owned} for update`,
    [tx.tenantId, bookingId, shopperId],
  );
  if (!booking) throw new Problem('booking.not_found');
  return booking;
}

/** @throws Problem booking.not_changeable */
export async function moveState(
  tx: TenantTransaction,
  { id, state }: LockedBooking,
  to: BookingState,
  cause: string,
  detail?: unknown,
): Promise<void> {
  if (!bookingMachine.canMove(state, to)) throw new Problem('booking.not_changeable', { params: { state } });
  await tx.execute('update booking set state = $3, updated_at = now() where tenant_id = $1 and id = $2', [
    tx.tenantId,
    id,
    to,
  ]);
  await noteBookingEvent(tx, id, state, to, cause, detail);
}

/** One line of a booking's history. `from` equal to `to` notes something that did not move it, such as another time. */
export async function noteBookingEvent(
  tx: TenantTransaction,
  bookingId: string,
  from: BookingState,
  to: BookingState,
  cause: string,
  detail?: unknown,
): Promise<void> {
  await tx.execute(
    `insert into booking_event (tenant_id, id, booking_id, from_state, to_state, cause, detail) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, newId(), bookingId, from, to, cause, detail === undefined ? null : JSON.stringify(detail)],
  );
}

export async function releasePlaces(tx: TenantTransaction, { session_id, places }: LockedBooking): Promise<void> {
  await tx.query('select release_places($1, $2, $3)', [tx.tenantId, session_id, places]);
}
