import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Buyer } from '../orders/order-placement.js';
import { cardCodeHash, cardCodeTail, newCardCode } from './gift-card-codes.js';
import { readSettings } from './money-orders.js';
import type { Balance } from './wallet.js';
import { Wallet } from './wallet.js';

export const giftCardStates = ['waiting', 'active', 'redeemed', 'stopped', 'closed'] as const;
export type GiftCardState = (typeof giftCardStates)[number];

/** A card that the shopper has bought for somebody. */
export interface BoughtCard {
  readonly id: string;
  readonly orderId: string;
  readonly faceFen: number;
  readonly state: GiftCardState;
  /** The end of its code; null until the code was asked for. */
  readonly tail: string | null;
  readonly endsAt: Date;
  readonly createdAt: Date;
}

type Outcome = 'redeemed' | 'repeated' | 'unknown' | 'blocked' | 'used' | 'over' | 'not_yet' | 'limit';

/** Wrong codes that one shopper may try in an hour. */
const MOST_WRONG = 5;

/** Cards in shoppers' hands: redeemed once, by whoever has the code first. */
@Injectable()
export class GiftCards {
  constructor(
    private readonly pool: TenantPool,
    private readonly wallet: Wallet,
  ) {}

  /**
   * Whoever repeats it finds what the first time gave.
   * @throws Problem gift_card.unknown, gift_card.blocked, gift_card.used, gift_card.over, gift_card.not_yet, stored_value.limit
   */
  async redeem(buyer: Buyer, code: string): Promise<Balance & { readonly addedFen: number }> {
    const { limitFen } = await readSettings(this.pool, buyer);
    const values = [buyer.shopperId, cardCodeHash(buyer.tenantId, code), limitFen, MOST_WRONG];
    const [row] = await this.pool.call<{ outcome: Outcome; face_fen: number }>(buyer.tenantId, REDEEM, values);
    const outcome = row?.outcome ?? 'unknown';
    if (outcome !== 'redeemed' && outcome !== 'repeated') throw refusal(outcome, limitFen);
    return { ...(await this.wallet.balance(buyer)), addedFen: row?.face_fen ?? 0 };
  }

  /** Newest first, a hundred at most. */
  async bought({ tenantId, shopperId }: Buyer): Promise<BoughtCard[]> {
    return this.pool.query<BoughtCard>(tenantId, BOUGHT, [tenantId, shopperId]);
  }

  /**
   * A code for the card to hand on. Codes are not kept, so asking again makes another one, and the one before is void.
   * @throws Problem gift_card.not_found, gift_card.over when it is not paid, redeemed or given back
   */
  async newCode({ tenantId, shopperId }: Buyer, cardId: string): Promise<{ code: string }> {
    const code = newCardCode();
    const values = [tenantId, cardId, shopperId, cardCodeHash(tenantId, code), cardCodeTail(code)];
    const [card] = await this.pool.query<{ given: boolean }>(tenantId, NEW_CODE, values);
    if (!card) throw new Problem('gift_card.not_found');
    if (!card.given) throw new Problem('gift_card.over');
    return { code };
  }
}

function refusal(outcome: Exclude<Outcome, 'redeemed' | 'repeated'>, limitFen: number): Problem {
  if (outcome === 'limit') return new Problem('stored_value.limit', { params: { limitYuan: limitFen / 100 } });
  return new Problem(`gift_card.${outcome}`);
}

const REDEEM: Statement = { name: 'redeem_gift_card', text: 'select * from redeem_gift_card($1, $2, $3, $4, $5)' };

const BOUGHT: Statement = {
  name: 'list_bought_cards',
  text: `select id, order_id as "orderId", face_fen as "faceFen", state, tail, ends_at as "endsAt", created_at as "createdAt"
    from gift_card where tenant_id = $1 and buyer_id = $2 and state <> 'closed' order by id desc limit 100`,
};

const NEW_CODE: Statement = {
  name: 'renew_card_code',
  text: `with given as (
      update gift_card set code_hash = $4, tail = $5 where tenant_id = $1 and id = $2 and buyer_id = $3 and state = 'active' returning id
    )
    select exists (select from given) as given from gift_card where tenant_id = $1 and id = $2 and buyer_id = $3`,
};
