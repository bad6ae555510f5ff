import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';

/** A coupon taken at the counter. Amounts are fen. */
export interface Redemption {
  readonly id: string;
  readonly couponId: string;
  readonly claimId: string;
  readonly title: string;
  readonly state: 'redeemed' | 'undone';
  readonly place: string;
  /** Null for a voucher. */
  readonly billFen: number | null;
  readonly discountFen: number;
  readonly redeemedBy: Actor;
  readonly redeemedAt: Date;
  /** Until when it can be given back. */
  readonly undoableUntil: Date;
  readonly undoneAt: Date | null;
}

/** @throws Problem coupon_redemption.not_found */
export async function getRedemption(tx: TenantTransaction, id: string): Promise<Redemption> {
  const [row] = await tx.query<Redemption>(`${SELECT} and r.id = $2`, [tx.tenantId, id]);
  if (!row) throw new Problem('coupon_redemption.not_found');
  return row;
}

export function listRedemptions(
  tx: TenantTransaction,
  {
    after,
    limit,
    couponId,
  }: { readonly after: string | null; readonly limit: number; readonly couponId: string | null },
): Promise<Redemption[]> {
  return tx.query<Redemption>(
    `${SELECT} and ($2::uuid is null or r.id < $2) and ($4::uuid is null or r.coupon_id = $4) order by r.id desc limit $3`,
    [tx.tenantId, after, limit + 1, couponId],
  );
}

const SELECT = `
  select r.id, r.coupon_id as "couponId", r.claim_id as "claimId", c.title, r.state, r.place, r.bill_fen as "billFen",
    r.discount_fen as "discountFen", r.redeemed_by as "redeemedBy", r.redeemed_at as "redeemedAt",
    r.redeemed_at + interval '15 minutes' as "undoableUntil", r.undone_at as "undoneAt"
  from coupon_redemption r join coupon c on c.tenant_id = r.tenant_id and c.id = r.coupon_id
  where r.tenant_id = $1`;
