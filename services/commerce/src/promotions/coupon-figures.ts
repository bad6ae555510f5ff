import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ClaimState } from './coupon-claims.js';

/** What became of a coupon. Amounts are fen. */
export interface CouponFigures {
  /** Collected; what was received as a gift is not counted again. */
  readonly claimed: number;
  readonly held: number;
  readonly expired: number;
  /** Given from one shopper to another. */
  readonly given: number;
  readonly orders: {
    /** Used by orders that are placed, paid or not. */
    readonly used: number;
    readonly paid: number;
    /** What paid orders with it came to, without what was refunded. */
    readonly broughtFen: number;
    readonly discountFen: number;
  };
  readonly counter: {
    readonly used: number;
    readonly billFen: number;
    readonly discountFen: number;
  };
}

/** A coupon in somebody's wallet, as the merchant sees it. */
export interface ClaimForMerchant {
  readonly id: string;
  readonly state: ClaimState;
  readonly shopperId: string;
  readonly isGift: boolean;
  readonly claimedAt: Date;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  readonly orderId: string | null;
  readonly redemptionId: string | null;
}

/** How a coupon does: who has it, and what it brought. */
@Injectable()
export class CouponFiguresReader {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem coupon.not_found */
  async read(tenantId: TenantId, couponId: string): Promise<CouponFigures> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<CouponFigures>(FIGURES, [tenantId, couponId]);
      if (!row) throw new Problem('coupon.not_found');
      return row;
    });
  }

  /** Newest first, `limit` and one more when there are further ones. @throws Problem coupon.not_found */
  async claims(
    tenantId: TenantId,
    couponId: string,
    {
      state,
      after,
      limit,
    }: { readonly state: ClaimState | null; readonly after: string | null; readonly limit: number },
  ): Promise<ClaimForMerchant[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const known = await tx.query('select from coupon where tenant_id = $1 and id = $2', [tenantId, couponId]);
      if (known.length === 0) throw new Problem('coupon.not_found');
      return tx.query<ClaimForMerchant>(CLAIMS, [tenantId, couponId, after, limit + 1, state]);
    });
  }
}

const STATE = `case when k.state = 'held' and k.expires_at <= now() then 'expired' else k.state end`;

const CLAIMS = `
  select k.id, ${STATE} as state, k.shopper_id as "shopperId", k.gift_id is not null as "isGift", k.claimed_at as "claimedAt",
    k.expires_at as "expiresAt", k.used_at as "usedAt", k.order_id as "orderId", k.redemption_id as "redemptionId"
  from coupon_claim k
  where k.tenant_id = $1 and k.coupon_id = $2 and ($3::uuid is null or k.id < $3) and ($5::text is null or ${STATE} = $5)
  order by k.id desc limit $4`;

// An order that was closed or refunded whole has given its coupons back; a claim that is used and has an order is one that counts.
const FIGURES = `
  select c.claimed, wallets.held, wallets.expired, wallets.given,
    jsonb_build_object('used', orders.used, 'paid', orders.paid, 'broughtFen', orders.brought, 'discountFen', orders.discount) as orders,
    jsonb_build_object('used', counter.used, 'billFen', counter.bill, 'discountFen', counter.discount) as counter
  from coupon c,
    lateral (
      select count(*) filter (where ${STATE} = 'held')::int as held, count(*) filter (where ${STATE} = 'expired')::int as expired,
        count(*) filter (where k.state = 'given')::int as given
      from coupon_claim k where k.tenant_id = c.tenant_id and k.coupon_id = c.id) wallets,
    lateral (
      select count(*)::int as used, count(*) filter (where o.paid_at is not null)::int as paid,
        coalesce(sum(o.total_fen - o.refunded_fen) filter (where o.paid_at is not null), 0)::float8 as brought,
        coalesce(sum((select (used ->> 'discountFen')::int from jsonb_array_elements(o.coupons) as used
          where used ->> 'claimId' = k.id::text)) filter (where o.paid_at is not null), 0)::float8 as discount
      from coupon_claim k join shop_order o on o.tenant_id = k.tenant_id and o.id = k.order_id
      where k.tenant_id = c.tenant_id and k.coupon_id = c.id and k.state = 'used') orders,
    lateral (
      select count(*)::int as used, coalesce(sum(r.bill_fen), 0)::float8 as bill, coalesce(sum(r.discount_fen), 0)::float8 as discount
      from coupon_redemption r where r.tenant_id = c.tenant_id and r.coupon_id = c.id and r.state = 'redeemed') counter
  where c.tenant_id = $1 and c.id = $2`;
