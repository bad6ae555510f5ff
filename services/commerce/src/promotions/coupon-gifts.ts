import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { COUPON_CARD_JSON, type CouponCard } from './coupon-card.js';
import { CouponClaims, type WalletCoupon } from './coupon-claims.js';

/** open → taken | withdrawn; `over` is open past its time, told by the clock and not stored. */
export const couponGiftStates = ['open', 'taken', 'withdrawn', 'over'] as const;
export type CouponGiftState = (typeof couponGiftStates)[number];

/** A gift as whoever has its link sees it. */
export interface CouponGift {
  readonly id: string;
  readonly state: CouponGiftState;
  readonly coupon: CouponCard;
  /** The code of the link; null for everybody but the giver. */
  readonly code: string | null;
  readonly expiresAt: string;
  /** Whether who asks has given it. */
  readonly isGiver: boolean;
  /** What who asks has got for it. */
  readonly claimId: string | null;
}

interface Shopper {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

const CODE_BYTES = 15;

/** Coupons given from one shopper of a shop to another: the first who opens the link has it. */
@Injectable()
export class CouponGifts {
  constructor(
    private readonly pool: TenantPool,
    private readonly claims: CouponClaims,
  ) {}

  /**
   * Makes a gift of a coupon in the wallet, open for a day. Asked again it is the same gift.
   * @throws Problem coupon.not_found, coupon.unusable, coupon.not_giftable
   */
  async give(shopper: Shopper, claimId: string): Promise<CouponGift> {
    const code = randomBytes(CODE_BYTES).toString('base64url');
    const [row] = await this.pool.call<{ outcome: string; gift_id: string | null }>(shopper.tenantId, GIVE, [
      shopper.shopperId,
      claimId,
      newId(),
      code,
    ]);
    if (!row?.gift_id) throw refusal(row?.outcome);
    return this.find(shopper, 'id', row.gift_id);
  }

  /** @throws Problem coupon_gift.not_found */
  async look(shopper: Shopper, code: string): Promise<CouponGift> {
    return this.find(shopper, 'code', code);
  }

  /**
   * The gift's coupon for the wallet of whoever asks; asked again it is the same one.
   * @throws Problem coupon_gift.not_found, coupon_gift.own, coupon_gift.taken, coupon_gift.withdrawn, coupon_gift.over
   */
  async take(shopper: Shopper, code: string): Promise<WalletCoupon> {
    const { tenantId, shopperId } = shopper;
    const [row] = await this.pool.call<{ outcome: string; claim_id: string | null }>(tenantId, TAKE, [
      shopperId,
      code,
      newId(),
    ]);
    if (!row?.claim_id) throw refusal(row?.outcome === 'unknown' ? 'no_gift' : row?.outcome);
    return this.claims.get(shopper, row.claim_id);
  }

  /** The giver has it back. @throws Problem coupon_gift.not_found, coupon_gift.taken */
  async withdraw(shopper: Shopper, giftId: string): Promise<CouponGift> {
    const [row] = await this.pool.call<{ outcome: string }>(shopper.tenantId, WITHDRAW, [shopper.shopperId, giftId]);
    if (row?.outcome !== 'withdrawn') throw refusal(row?.outcome === 'unknown' ? 'no_gift' : row?.outcome);
    return this.find(shopper, 'id', giftId);
  }

  private async find({ tenantId, shopperId }: Shopper, by: 'id' | 'code', value: string): Promise<CouponGift> {
    const [gift] = await this.pool.query<CouponGift>(tenantId, by === 'id' ? GET : LOOK, [tenantId, shopperId, value]);
    if (!gift) throw new Problem('coupon_gift.not_found');
    return gift;
  }
}

function refusal(outcome: string | undefined): Problem {
  switch (outcome) {
    case 'unknown':
      return new Problem('coupon.not_found');
    case 'unusable':
      return new Problem('coupon.unusable');
    case 'not_giftable':
      return new Problem('coupon.not_giftable');
    case 'own':
      return new Problem('coupon_gift.own');
    case 'gone':
      return new Problem('coupon_gift.taken');
    case 'withdrawn':
      return new Problem('coupon_gift.withdrawn');
    case 'over':
      return new Problem('coupon_gift.over');
    default:
      return new Problem('coupon_gift.not_found');
  }
}

const GIVE: Statement = { name: 'give_coupon', text: 'select * from give_coupon($1, $2, $3, $4, $5)' };
const TAKE: Statement = { name: 'take_coupon_gift', text: 'select * from take_coupon_gift($1, $2, $3, $4)' };
const WITHDRAW: Statement = {
  name: 'withdraw_coupon_gift',
  text: 'select withdraw_coupon_gift($1, $2, $3) as outcome',
};

const SELECT = `
  select g.id, case when g.state = 'open' and g.expires_at <= now() then 'over' else g.state end as state, ${COUPON_CARD_JSON} as coupon,
    case when g.giver_id = $2 then g.code end as code, g.expires_at as "expiresAt", g.giver_id = $2 as "isGiver",
    case when g.taker_id = $2 then g.taken_claim_id end as "claimId"
  from coupon_gift g join coupon c on c.tenant_id = g.tenant_id and c.id = g.coupon_id
  where g.tenant_id = $1`;

const GET: Statement = { name: 'get_coupon_gift', text: `${SELECT} and g.id = $3` };
const LOOK: Statement = { name: 'look_at_coupon_gift', text: `${SELECT} and g.code = $3` };
