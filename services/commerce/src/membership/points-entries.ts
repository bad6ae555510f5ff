import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';

/** Why points came or went; the reasons of `account_entry` that points have. */
export const pointsReasons = [
  'order',
  'order_closed',
  'refund',
  'earned',
  'earned_back',
  'expired',
  'adjustment',
  'sign_in',
  'review',
  'draw',
  'commission',
] as const;

/** One movement of a member's points. */
export interface PointsEntry {
  readonly id: string;
  /** Positive = given to the member. */
  readonly delta: number;
  readonly reason: (typeof pointsReasons)[number];
  readonly note: string | null;
  /** What it was for, when that was an order or its refund. */
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly createdAt: Date;
  readonly moment: string;
}

export interface EntryPage {
  readonly items: Omit<PointsEntry, 'moment'>[];
  readonly nextCursor: string | null;
}

/** Newest first: tenant, shopper, the last entry's moment and id or null, how many. */
export const LIST_ENTRIES = `
  select e.id, e.delta, e.reason, e.note, o.id as "orderId", o.number as "orderNumber", e.created_at as "createdAt",
    e.created_at::text as moment
  from account_entry e
  left join refund r on r.tenant_id = e.tenant_id and r.id = e.reference_id and e.reason in ('refund', 'earned_back')
  left join shop_order o on o.tenant_id = e.tenant_id and o.id = coalesce(r.order_id, e.reference_id)
    and e.reason in ('order', 'order_closed', 'refund', 'earned', 'earned_back')
  where e.tenant_id = $1 and e.shopper_id = $2 and e.kind = 'points'
    and ($3::timestamptz is null or (e.created_at, e.id) < ($3::timestamptz, $4::uuid))
  order by e.created_at desc, e.id desc limit $5`;

/** @throws Problem request.invalid */
export function entriesAfter(cursor: string | undefined): readonly [string | null, string | null] {
  const [moment, id] = decodeCursor(cursor, ['timestamptz', 'uuid']) ?? [];
  return moment === undefined || id === undefined ? [null, null] : [String(moment), String(id)];
}

/** @param rows one more than the page holds, when there is a further page */
export function entryPage(rows: readonly PointsEntry[], limit: number): EntryPage {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor([last.moment, last.id]) : null };
}
