import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { Author } from '../catalogue/product-admin.js';
import { createDraw, publishDraw } from '../draws/draw-admin.js';
import type { DrawSeeds } from '../draws/draw-seeds.js';
import type { PrizeDraft } from '../draws/draw-wishes.js';
import { unfitCoupons } from '../draws/promised-coupons.js';
import { rowsOf } from './demo-rows.js';
import type { DemoDraw, Timed } from './promotion-file.js';

/** Published at once. @returns null when a coupon it promises is not there, is the merchant's by now, or does not suffice */
export async function bringDraw(
  tx: TenantTransaction,
  wish: Timed<DemoDraw>,
  author: Author,
  seeds: DrawSeeds,
): Promise<string | null> {
  const { title, rules = '', startsAt, endsAt, triesTotal, triesDaily = null, addressDays = 14, look = 'wheel' } = wish;
  const coupons = await couponsOf(tx, wish);
  const prizes = wish.prizes.map(
    ({ coupon, imageUrl = null, valueFen = null, count = null, ...prize }): PrizeDraft => ({
      ...prize,
      imageUrl,
      valueFen,
      count,
      couponId: coupon === undefined ? null : (coupons.get(coupon) ?? null),
    }),
  );
  if (prizes.some(({ kind, couponId }) => kind === 'coupon' && couponId === null)) return null;
  if ((await unfitCoupons(tx, prizes, new Date(endsAt))).length > 0) return null;
  const draft = { title, rules, startsAt, endsAt, triesTotal, triesDaily, addressDays, look, prizes, ...NO_SHARING };
  const { id } = await createDraw(tx, draft, author);
  await publishDraw(tx, seeds, id, author);
  return id;
}

const NO_SHARING = { triesPerShare: 0, maxShareTries: 0, maxShareTriesDaily: null };

/** The demo's coupons by their handles; one that the merchant has changed is not what the draw's prize says any more. */
async function couponsOf(tx: TenantTransaction, { prizes }: DemoDraw): Promise<Map<string, string>> {
  const handles = [...new Set(prizes.flatMap(({ coupon }) => coupon ?? []))];
  const rows = await rowsOf(tx, 'coupon', handles);
  return new Map(
    rows.flatMap(({ handle, id, fingerprint, current }) =>
      id !== null && (fingerprint === null || fingerprint === current) ? [[handle, id] as const] : [],
    ),
  );
}
