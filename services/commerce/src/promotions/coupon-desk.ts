import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { COUPON_CARD_JSON, type CouponCard } from './coupon-card.js';
import { codeRefusal } from './coupon-codes.js';
import { type CounterWorth, counterWorth, requireWorth } from './counter-worth.js';
import { getRedemption, listRedemptions, type Redemption } from './coupon-redemptions.js';

/** A coupon as the staff see it after scanning its code. */
export interface ShownCoupon extends CounterWorth {
  readonly claimId: string;
  readonly coupon: CouponCard;
  readonly expiresAt: string;
}

export interface RedeemWish {
  readonly code: string;
  /** What the goods it is for come to; null for a voucher. */
  readonly billFen: number | null;
  /** The place as the staff call it; empty for a shop with one. */
  readonly place: string;
}

interface ShownRow {
  readonly claimId: string;
  readonly state: string;
  readonly card: CouponCard;
  readonly expiresAt: string;
}

/** The counter: coupons that shoppers show are looked at, taken once, and given back when that was a mistake. */
@Injectable()
export class CouponDesk {
  constructor(private readonly database: TenantDatabase) {}

  /** Takes nothing. @throws Problem coupon_code.unknown, coupon.used_already, coupon.expired, coupon.given_away, request.invalid */
  async look(tenantId: TenantId, code: string, billFen: number | null): Promise<ShownCoupon> {
    return this.database.transaction(tenantId, async (tx) => {
      const { claimId, card, expiresAt } = await shown(tx, code);
      return { claimId, coupon: card, expiresAt, ...counterWorth(card, billFen) };
    });
  }

  /**
   * Once, however often it is asked with one key.
   * @throws Problem those of `look`, coupon_redemption.bill_too_low, coupon_redemption.key_conflict
   */
  async redeem(tenantId: TenantId, wish: RedeemWish, idempotencyKey: string, author: Author): Promise<Redemption> {
    return this.database.transaction(tenantId, async (tx) => {
      const [before] = await tx.query<{ id: string; code: string }>(
        'select id, code from coupon_redemption where tenant_id = $1 and idempotency_key = $2',
        [tenantId, idempotencyKey],
      );
      if (before && before.code !== wish.code) throw new Problem('coupon_redemption.key_conflict');
      if (before) return getRedemption(tx, before.id);
      const { card } = await shown(tx, wish.code);
      const discountFen = requireWorth(card, wish.billFen);
      const [row] = await tx.query<{ outcome: string; redemption_id: string | null }>(
        'select * from redeem_coupon($1, $2, $3, $4, $5, $6, $7, $8)',
        [
          tenantId,
          wish.code,
          idempotencyKey,
          newId(),
          wish.place,
          wish.billFen,
          discountFen,
          JSON.stringify(author.actor),
        ],
      );
      if (!row?.redemption_id || row.outcome === 'conflict') throw redeemRefusal(row?.outcome);
      const redemption = await getRedemption(tx, row.redemption_id);
      if (row.outcome === 'redeemed') await audit(tx, 'coupon.redeem', redemption, author);
      return redemption;
    });
  }

  /**
   * Within a quarter of an hour, by the place that took it; asked again it stays as it is.
   * @throws Problem coupon_redemption.not_found, coupon_redemption.too_late, coupon_redemption.elsewhere
   */
  async undo(tenantId: TenantId, redemptionId: string, place: string, author: Author): Promise<Redemption> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ outcome: string }>('select undo_redemption($1, $2, $3, $4) as outcome', [
        tenantId,
        redemptionId,
        place,
        JSON.stringify(author.actor),
      ]);
      if (row?.outcome === 'late') throw new Problem('coupon_redemption.too_late');
      if (row?.outcome === 'elsewhere') throw new Problem('coupon_redemption.elsewhere');
      const redemption = await getRedemption(tx, redemptionId);
      if (row?.outcome === 'undone') await audit(tx, 'coupon.undo_redemption', redemption, author);
      return redemption;
    });
  }

  /** Newest first. @param page `limit` rows and one more when there are further ones */
  async list(
    tenantId: TenantId,
    page: { readonly after: string | null; readonly limit: number; readonly couponId: string | null },
  ): Promise<Redemption[]> {
    return this.database.transaction(tenantId, (tx) => listRedemptions(tx, page));
  }
}

/** The coupon of a code that is shown now. A code that was taken a moment ago says so: the second of two members of staff is told. */
async function shown(tx: TenantTransaction, code: string): Promise<ShownRow> {
  const [row] = await tx.query<ShownRow>(SHOWN, [tx.tenantId, code]);
  if (row?.state === 'held') return row;
  if (row) throw codeRefusal(row.state);
  const taken = await tx.query(
    `select from coupon_redemption where tenant_id = $1 and code = $2 and state = 'redeemed' and redeemed_at > now() - interval '10 minutes'`,
    [tx.tenantId, code],
  );
  throw new Problem(taken.length > 0 ? 'coupon.used_already' : 'coupon_code.unknown');
}

function redeemRefusal(outcome: string | undefined): Problem {
  if (outcome === 'conflict') return new Problem('coupon_redemption.key_conflict');
  return outcome === undefined || outcome === 'unknown' ? new Problem('coupon_code.unknown') : codeRefusal(outcome);
}

function audit(tx: TenantTransaction, action: string, redemption: Redemption, author: Author): Promise<void> {
  const { id, couponId, claimId, place, billFen, discountFen } = redemption;
  const after = { couponId, claimId, place, billFen, discountFen };
  return tx.audit({ ...author, action, subjectType: 'coupon_redemption', subjectId: id, after });
}

const SHOWN = `
  select k.id as "claimId", ${COUPON_CARD_JSON} as card, k.expires_at as "expiresAt",
    case when k.state <> 'held' then k.state when k.expires_at <= now() then 'over' when k.gift_until > now() then 'given' else 'held' end as state
  from coupon_code v
  join coupon_claim k on k.tenant_id = v.tenant_id and k.id = v.claim_id
  join coupon c on c.tenant_id = k.tenant_id and c.id = k.coupon_id
  where v.tenant_id = $1 and v.code = $2 and v.expires_at > now()`;
