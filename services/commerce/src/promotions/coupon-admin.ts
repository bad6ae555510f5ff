import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { requireCategory, requirePeriod, requireProducts } from './promotion-wishes.js';
import type { CouponTerms } from './coupon-terms.js';

export interface CouponDraft extends CouponTerms {
  readonly title: string;
  /** When it can be collected and used. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** Null: without end. */
  readonly total: number | null;
  readonly perShopper: number;
  /** Goes together with other stackable coupons. */
  readonly stackable: boolean;
  /** May be given to another shopper. */
  readonly giftable: boolean;
}

export type CouponState = 'active' | 'stopped';

export interface CouponForMerchant extends Omit<CouponDraft, 'startsAt' | 'endsAt'> {
  readonly id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: CouponState;
  readonly claimed: number;
  /** By orders that were neither closed nor refunded whole, and at the counter. */
  readonly used: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A shop's coupons. Their terms stand still once somebody has one: what was promised is kept. */
@Injectable()
export class CouponAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** Newest first. @param page `limit` rows and one more when there are further ones */
  async list(
    tenantId: TenantId,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<CouponForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<CouponForMerchant>(`${SELECT} and ($2::uuid is null or c.id < $2) order by c.id desc limit $3`, [
        tenantId,
        after,
        limit + 1,
      ]),
    );
  }

  /** @throws Problem coupon.not_found */
  async get(tenantId: TenantId, couponId: string): Promise<CouponForMerchant> {
    return this.database.transaction(tenantId, (tx) => getCoupon(tx, couponId));
  }

  /** @throws Problem request.invalid */
  async create(tenantId: TenantId, draft: CouponDraft, author: Author): Promise<CouponForMerchant> {
    return this.changed(tenantId, (tx) => createCoupon(tx, draft, author));
  }

  /** Once somebody has one: title, total, number per person and whether it may be given away only. @throws Problem coupon.not_found, coupon.terms_fixed, coupon.total_too_low, request.invalid */
  async replace(tenantId: TenantId, couponId: string, draft: CouponDraft, author: Author): Promise<CouponForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const before = await lockCoupon(tx, couponId);
      const { claimed } = before;
      if (claimed > 0 && !isSameTerms(before, draft)) throw new Problem('coupon.terms_fixed', { params: { claimed } });
      if (claimed === 0) requirePeriod(draft, new Date());
      if (draft.total !== null && draft.total < claimed)
        throw new Problem('coupon.total_too_low', {
          params: { claimed },
          errors: [
            { pointer: '/total', code: 'minimum', detail: { zh: `至少为 ${claimed}`, en: `at least ${claimed}` } },
          ],
        });
      await requireScope(tx, draft);
      await tx.execute(
        `update coupon set (${COLUMNS}, updated_at) = (${PLACES}, now()) where tenant_id = $1 and id = $2`,
        [tenantId, couponId, ...valuesOf(draft)],
      );
      await audit(tx, 'coupon.change', couponId, author, { before, after: draft });
      return getCoupon(tx, couponId);
    });
  }

  /** A stopped coupon is handed out no more; those in wallets stay good. @throws Problem coupon.not_found */
  async setState(tenantId: TenantId, couponId: string, state: CouponState, author: Author): Promise<CouponForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const before = await lockCoupon(tx, couponId);
      if (before.state === state) return before;
      await tx.execute('update coupon set state = $3, updated_at = now() where tenant_id = $1 and id = $2', [
        tenantId,
        couponId,
        state,
      ]);
      await audit(tx, 'coupon.state', couponId, author, { before: { state: before.state }, after: { state } });
      return getCoupon(tx, couponId);
    });
  }

  /** @throws Problem coupon.not_found, coupon.in_use when somebody has one */
  async remove(tenantId: TenantId, couponId: string, author: Author): Promise<void> {
    await this.changed(tenantId, async (tx) => {
      const before = await lockCoupon(tx, couponId);
      if (before.claimed > 0) throw new Problem('coupon.in_use', { params: { claimed: before.claimed } });
      await tx.execute('delete from coupon where tenant_id = $1 and id = $2', [tenantId, couponId]);
      await audit(tx, 'coupon.remove', couponId, author, { before });
    });
  }

  private async changed<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work).catch(asPromised);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

/** The database keeps what a draw has promised, whoever writes. */
function asPromised(error: unknown): never {
  throw (error as { code?: string }).code === 'XP004' ? new Problem('coupon.in_draw') : error;
}

/** @throws Problem request.invalid */
export async function createCoupon(
  tx: TenantTransaction,
  draft: CouponDraft,
  author: Author,
): Promise<CouponForMerchant> {
  requirePeriod(draft, new Date());
  await requireScope(tx, draft);
  const id = newId();
  await tx.execute(`insert into coupon (tenant_id, id, ${COLUMNS}) values ($1, $2, ${PLACES})`, [
    tx.tenantId,
    id,
    ...valuesOf(draft),
  ]);
  await audit(tx, 'coupon.create', id, author, { after: draft });
  return getCoupon(tx, id);
}

const COLUMNS = `title, kind, amount_fen, percent_off, max_off_fen, threshold_fen, category_id, starts_at, ends_at, total, per_shopper,
  product_ids, stackable, giftable`;
const PLACES = '$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16';

function valuesOf(draft: CouponDraft): unknown[] {
  const { title, kind, amountFen, percentOff, maxOffFen, thresholdFen, categoryId } = draft;
  const { startsAt, endsAt, total, perShopper, productIds, stackable, giftable } = draft;
  return [
    title,
    kind,
    amountFen,
    percentOff,
    maxOffFen,
    thresholdFen,
    categoryId,
    startsAt,
    endsAt,
    total,
    perShopper,
    productIds,
    stackable,
    giftable,
  ];
}

/** @throws Problem request.invalid for goods the shop does not have */
async function requireScope(tx: TenantTransaction, { categoryId, productIds }: CouponDraft): Promise<void> {
  await requireCategory(tx, categoryId);
  await requireProducts(tx, productIds);
}

function isSameTerms(before: CouponForMerchant, draft: CouponDraft): boolean {
  return (
    before.kind === draft.kind &&
    before.amountFen === draft.amountFen &&
    before.percentOff === draft.percentOff &&
    before.maxOffFen === draft.maxOffFen &&
    before.thresholdFen === draft.thresholdFen &&
    before.categoryId === draft.categoryId &&
    sortedIds(before.productIds) === sortedIds(draft.productIds) &&
    before.stackable === draft.stackable &&
    before.startsAt.getTime() === Date.parse(draft.startsAt) &&
    before.endsAt.getTime() === Date.parse(draft.endsAt)
  );
}

function sortedIds(ids: readonly string[] | null): string {
  return [...(ids ?? [])].sort().join(' ');
}

/** Nobody collects one until the transaction ends. */
async function lockCoupon(tx: TenantTransaction, couponId: string): Promise<CouponForMerchant> {
  await tx.query('select from coupon where tenant_id = $1 and id = $2 for update', [tx.tenantId, couponId]);
  return getCoupon(tx, couponId);
}

async function getCoupon(tx: TenantTransaction, couponId: string): Promise<CouponForMerchant> {
  const [row] = await tx.query<CouponForMerchant>(`${SELECT} and c.id = $2`, [tx.tenantId, couponId]);
  if (!row) throw new Problem('coupon.not_found');
  return row;
}

function audit(
  tx: TenantTransaction,
  action: string,
  couponId: string,
  author: Author,
  change: { readonly before?: unknown; readonly after?: unknown },
): Promise<void> {
  return tx.audit({ ...author, ...change, action, subjectType: 'coupon', subjectId: couponId });
}

const SELECT = `
  select c.id, c.title, c.kind, c.amount_fen as "amountFen", c.percent_off as "percentOff", c.max_off_fen as "maxOffFen",
    c.threshold_fen as "thresholdFen", c.category_id as "categoryId", c.product_ids as "productIds", c.stackable, c.giftable, c.starts_at as "startsAt", c.ends_at as "endsAt", c.total,
    c.per_shopper as "perShopper", c.claimed, c.state, c.created_at as "createdAt", c.updated_at as "updatedAt",
    (select count(*)::int from coupon_claim k where k.tenant_id = c.tenant_id and k.coupon_id = c.id and k.state = 'used') as used
  from coupon c where c.tenant_id = $1`;
