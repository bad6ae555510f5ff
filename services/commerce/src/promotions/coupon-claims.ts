import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { COUPON_CARD_JSON, COUPON_IS_OPEN, COUPON_ORDER, type CouponCard } from './coupon-card.js';

/**
 * held → used, and back when the order is closed or refunded whole, or the counter undoes it; held → given when another shopper has taken it.
 * `expired` is held past its time.
 */
export const claimStates = ['held', 'used', 'given', 'expired'] as const;
export type ClaimState = (typeof claimStates)[number];

/** How a wallet is looked through; what was given away lies with what was used. */
export const walletTabs = ['held', 'used', 'expired'] as const;
export type WalletTab = (typeof walletTabs)[number];

/** A coupon in a shopper's wallet. */
export interface WalletCoupon {
  readonly id: string;
  readonly state: ClaimState;
  readonly coupon: CouponCard;
  readonly claimedAt: string;
  readonly expiresAt: string;
  readonly usedAt: string | null;
  /** Null when it was used at the counter. */
  readonly orderId: string | null;
  /** Whether another shopper gave it. */
  readonly isGift: boolean;
  /** Its open gift: until it is taken back or has run out the coupon cannot be used. */
  readonly gift: { readonly id: string; readonly expiresAt: string } | null;
}

interface Shopper {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

type Outcome = 'claimed' | 'last' | 'repeated' | 'conflict' | 'unknown' | 'not_yet' | 'over' | 'gone' | 'limit';

const PAGE_SIZE = 20;

/** Collecting coupons, and the wallet they lie in. */
@Injectable()
export class CouponClaims {
  constructor(
    private readonly pool: TenantPool,
    private readonly broadcast: Broadcast,
  ) {}

  /**
   * Exact however many ask at once. The same key answers the same coupon again.
   * @throws Problem coupon.not_found, coupon.not_begun, coupon.over, coupon.gone, coupon.limit_reached, coupon.key_conflict
   */
  async claim({ tenantId, shopperId }: Shopper, couponId: string, idempotencyKey: string): Promise<WalletCoupon> {
    const values = [couponId, shopperId, idempotencyKey, newId()];
    const [row] = await this.pool
      .call<{ outcome: Outcome; claim_id: string | null }>(tenantId, CLAIM, values)
      .catch(keyConflict);
    if (!row?.claim_id || row.outcome === 'conflict') throw refusal(row?.outcome ?? 'unknown');
    if (row.outcome === 'last') await this.broadcast.publish('catalogue', tenantId);
    return this.get({ tenantId, shopperId }, row.claim_id);
  }

  /** @throws Problem coupon.not_found */
  async get({ tenantId, shopperId }: Shopper, claimId: string): Promise<WalletCoupon> {
    const [claim] = await this.pool.query<WalletCoupon>(tenantId, GET, [tenantId, shopperId, claimId]);
    if (!claim) throw new Problem('coupon.not_found');
    return claim;
  }

  /** The shopper's coupons, those claimed last first. */
  async wallet(
    { tenantId, shopperId }: Shopper,
    { state, cursor }: { readonly state: WalletTab; readonly cursor?: string | undefined },
  ): Promise<{ items: WalletCoupon[]; nextCursor: string | null }> {
    const [after = null] = decodeCursor(cursor, ['uuid']) ?? [];
    const rows = await this.pool.query<WalletCoupon>(tenantId, LIST, [
      tenantId,
      shopperId,
      state,
      after,
      PAGE_SIZE + 1,
    ]);
    const items = rows.slice(0, PAGE_SIZE);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > PAGE_SIZE && last ? encodeCursor([last.id]) : null };
  }
}

/** What everybody can collect now; what is all gone comes last. */
export async function readOpenCoupons(pool: TenantPool, tenantId: TenantId): Promise<CouponCard[]> {
  const rows = await pool.query<{ card: CouponCard }>(tenantId, OPEN, [tenantId]);
  return rows.map(({ card }) => card);
}

function refusal(outcome: Outcome): Problem {
  switch (outcome) {
    case 'not_yet':
      return new Problem('coupon.not_begun');
    case 'over':
      return new Problem('coupon.over');
    case 'gone':
      return new Problem('coupon.gone');
    case 'limit':
      return new Problem('coupon.limit_reached');
    case 'conflict':
      return new Problem('coupon.key_conflict');
    default:
      return new Problem('coupon.not_found');
  }
}

/** Two coupons at once with one key: the later one finds it taken. */
function keyConflict(error: unknown): never {
  throw (error as { code?: string }).code === '23505' ? new Problem('coupon.key_conflict') : error;
}

const CLAIM: Statement = { name: 'claim_coupon', text: 'select * from claim_coupon($1, $2, $3, $4, $5)' };

const SELECT = `
  select k.id, case when k.state = 'held' and k.expires_at <= now() then 'expired' else k.state end as state, ${COUPON_CARD_JSON} as coupon,
    k.claimed_at as "claimedAt", k.expires_at as "expiresAt", k.used_at as "usedAt", k.order_id as "orderId",
    k.gift_id is not null as "isGift", case when k.gift_until > now() then (
      select jsonb_build_object('id', g.id, 'expiresAt', g.expires_at) from coupon_gift g
      where g.tenant_id = k.tenant_id and g.claim_id = k.id and g.state = 'open') end as gift
  from coupon_claim k join coupon c on c.tenant_id = k.tenant_id and c.id = k.coupon_id
  where k.tenant_id = $1 and k.shopper_id = $2`;

const GET: Statement = { name: 'get_coupon_claim', text: `${SELECT} and k.id = $3` };

const LIST: Statement = {
  name: 'list_coupon_claims',
  text: `${SELECT} and case $3 when 'used' then k.state in ('used', 'given') when 'held' then k.state = 'held' and k.expires_at > now()
      else k.state = 'held' and k.expires_at <= now() end
    and ($4::uuid is null or k.id < $4) order by k.id desc limit $5`,
};

const OPEN: Statement = {
  name: 'list_open_coupons',
  text: `select ${COUPON_CARD_JSON} as card from coupon c where c.tenant_id = $1 and ${COUPON_IS_OPEN} order by ${COUPON_ORDER} limit 100`,
};
