import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type BookingRow, type BookingView, bookingView, SELECT_BOOKING, SELECT_BOOKINGS } from './booking-view.js';

const PAGE_SIZE = 20;

/** A shopper's own bookings; another shopper's do not exist. */
@Injectable()
export class BookingReader {
  constructor(private readonly pool: TenantPool) {}

  /** @throws Problem booking.not_found */
  async get(tenantId: TenantId, shopperId: ShopperId, bookingId: string): Promise<BookingView> {
    const [row] = await this.pool.query<BookingRow>(tenantId, GET_BOOKING, [tenantId, bookingId, shopperId]);
    if (!row) throw new Problem('booking.not_found');
    return bookingView(row);
  }

  /** `coming`: held and booked ones whose end is not past, the next first; `past`: all others, the latest first. */
  async list(
    tenantId: TenantId,
    shopperId: ShopperId,
    { which, cursor }: { readonly which: 'coming' | 'past'; readonly cursor?: string | undefined },
  ): Promise<{ items: BookingView[]; nextCursor: string | null }> {
    const isComing = which === 'coming';
    const after = decodeCursor(cursor, ['timestamptz', 'uuid']);
    const rows = await this.pool.query<BookingRow & { age_key: string }>(tenantId, isComing ? LIST_COMING : LIST_PAST, [
      tenantId,
      shopperId,
      after?.[0] ?? (isComing ? '-infinity' : 'infinity'),
      after?.[1] ?? (isComing ? FIRST_ID : LAST_ID),
      PAGE_SIZE + 1,
    ]);
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    return {
      items: page.map((row) => bookingView(row)),
      nextCursor: rows.length > PAGE_SIZE && last ? encodeCursor([last.age_key, last.id]) : null,
    };
  }
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const LISTED = SELECT_BOOKINGS.replace('select ', 'select b.starts_at::text as age_key, ');
const COMING = `(b.state in ('held', 'booked', 'arrived') and b.ends_at > now())`;

const GET_BOOKING: Statement = { name: 'get_booking', text: `${SELECT_BOOKING} and b.shopper_id = $3` };
const LIST_COMING: Statement = {
  name: 'list_coming_bookings',
  text: `${LISTED} and b.shopper_id = $2 and ${COMING} and (b.starts_at, b.id) > ($3::timestamptz, $4::uuid)
    order by b.starts_at, b.id limit $5`,
};
const LIST_PAST: Statement = {
  name: 'list_past_bookings',
  text: `${LISTED} and b.shopper_id = $2 and not ${COMING} and (b.starts_at, b.id) < ($3::timestamptz, $4::uuid)
    order by b.starts_at desc, b.id desc limit $5`,
};
