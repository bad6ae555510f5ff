import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CommerceSettings } from '../commerce-settings.js';
import { isNumberTaken, newOrderNumber } from '../orders/order-number.js';
import type { Buyer } from '../orders/order-placement.js';
import { prepaidLaw } from './prepaid-law.js';
import { bonusOf, nothingOffered, SETTINGS_JSON, type StoredValueSettings } from './stored-value-terms.js';

/** An order that waits for its payment as every other does. */
export interface MoneyOrder {
  readonly orderId: string;
  readonly amountFen: number;
  readonly bonusFen: number;
  readonly expiresAt: string;
}

interface Wanted {
  readonly kind: 'top_up' | 'gift_card';
  readonly amountFen: number;
  readonly bonusFen: number;
  readonly limitFen: number;
  readonly title: string;
}

/**
 * Orders for money: a top-up of one's own balance, or a card for somebody. What they lead to happens where every order is paid, closed or
 * refunded, so notices, late money and bills need nothing of their own.
 */
@Injectable()
export class MoneyOrders {
  constructor(
    private readonly pool: TenantPool,
    private readonly settings: CommerceSettings,
  ) {}

  /**
   * The same key with the same wish answers the same order.
   * @throws Problem stored_value.off, top_up.amount_refused, top_up.changed, stored_value.limit, stored_value.key_conflict
   */
  async topUp(
    buyer: Buyer,
    key: string,
    { amountFen, expectedBonusFen }: { readonly amountFen: number; readonly expectedBonusFen: number },
  ): Promise<MoneyOrder> {
    const offered = await readSettings(this.pool, buyer);
    if (!offered.enabled) throw new Problem('stored_value.off');
    const bonusFen = bonusOf(offered, amountFen);
    if (bonusFen === null) throw new Problem('top_up.amount_refused');
    if (bonusFen !== expectedBonusFen) throw new Problem('top_up.changed', { params: { bonusFen } });
    const title = `余额充值 ${yuan(amountFen)} 元`;
    return this.place(buyer, key, { kind: 'top_up', amountFen, bonusFen, limitFen: offered.limitFen, title });
  }

  /** @throws Problem stored_value.off, top_up.amount_refused, stored_value.key_conflict */
  async buyCard(buyer: Buyer, key: string, faceFen: number): Promise<MoneyOrder> {
    const { cardFaces } = await readSettings(this.pool, buyer);
    if (cardFaces.length === 0) throw new Problem('stored_value.off');
    if (!cardFaces.includes(faceFen)) throw new Problem('top_up.amount_refused');
    const title = `礼品卡 ${yuan(faceFen)} 元`;
    return this.place(buyer, key, { kind: 'gift_card', amountFen: faceFen, bonusFen: 0, limitFen: 0, title });
  }

  private async place(buyer: Buyer, key: string, wanted: Wanted): Promise<MoneyOrder> {
    const hash = createHash('sha256').update(`${wanted.kind}:${wanted.amountFen}`).digest();
    for (;;) {
      const orderId = newId<OrderId>();
      const now = new Date();
      const expiresAt = new Date(now.getTime() + this.settings.times.orderLifetime * 1000).toISOString();
      const order = { orderId, amountFen: wanted.amountFen, bonusFen: wanted.bonusFen, expiresAt };
      const outcome = await this.write(buyer, key, hash, { order, wanted, now });
      if (outcome === 'placed') return order;
      if (outcome === 'repeated') return this.placedBefore(buyer, key, hash);
    }
  }

  private async write(
    { tenantId, appId, shopperId }: Buyer,
    key: string,
    hash: Buffer,
    { order, wanted, now }: { readonly order: MoneyOrder; readonly wanted: Wanted; readonly now: Date },
  ): Promise<'placed' | 'repeated' | 'number taken'> {
    const isCard = wanted.kind === 'gift_card';
    try {
      const [row] = await this.pool.call<{ outcome: 'placed' | 'repeated' }>(tenantId, PLACE, [
        order.orderId,
        newOrderNumber(now),
        appId,
        shopperId,
        key,
        hash,
        JSON.stringify(lineOf(order, wanted.title)),
        wanted.amountFen,
        wanted.bonusFen,
        wanted.limitFen,
        isCard ? newId() : null,
        isCard ? yearsLater(now, prepaidLaw.leastYears).toISOString() : null,
        now.toISOString(),
        order.expiresAt,
      ]);
      return row?.outcome ?? 'repeated';
    } catch (error) {
      if (isNumberTaken(error)) return 'number taken';
      if ((error as { code?: string }).code !== OVER_LIMIT) throw error;
      throw new Problem('stored_value.limit', { params: { limitYuan: yuan(wanted.limitFen) } });
    }
  }

  private async placedBefore({ tenantId, shopperId }: Buyer, key: string, hash: Buffer): Promise<MoneyOrder> {
    const [row] = await this.pool.query<MoneyOrder & { hash: string }>(tenantId, PLACED, [tenantId, shopperId, key]);
    if (row?.hash !== hash.toString('hex')) throw new Problem('stored_value.key_conflict');
    const { hash: _, ...order } = row;
    return { ...order, expiresAt: new Date(order.expiresAt).toISOString() };
  }
}

export async function readSettings(
  pool: TenantPool,
  { tenantId }: Pick<Buyer, 'tenantId'>,
): Promise<StoredValueSettings> {
  const [row] = await pool.query<{ settings: StoredValueSettings }>(tenantId, SETTINGS, [tenantId]);
  return row?.settings ?? nothingOffered;
}

const OVER_LIMIT = 'XP004';

const PLACE: Statement = {
  name: 'place_money_order',
  text: 'select place_money_order($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) as outcome',
};

const PLACED: Statement = {
  name: 'get_money_order',
  text: `select o.id as "orderId", o.total_fen as "amountFen", coalesce(t.bonus_fen, 0) as "bonusFen", o.expires_at as "expiresAt",
      encode(o.request_hash, 'hex') as hash
    from shop_order o left join top_up t on t.tenant_id = o.tenant_id and t.order_id = o.id
    where o.tenant_id = $1 and o.shopper_id = $2 and o.idempotency_key = $3`,
};

const SETTINGS: Statement = {
  name: 'get_stored_value_settings',
  text: `select ${SETTINGS_JSON} as settings from stored_value_settings v where v.tenant_id = $1`,
};

/** One line as of goods, so that whoever reads orders finds what was bought; no SKU has its id. */
function lineOf({ orderId, amountFen }: MoneyOrder, title: string) {
  return {
    skuId: orderId,
    productId: orderId,
    title,
    optionValues: [],
    imageUrl: null,
    priceFen: amountFen,
    quantity: 1,
    totalFen: amountFen,
    modifiers: [],
    listPriceFen: amountFen,
    flashSaleId: null,
    adjustments: [],
    netFen: amountFen,
  };
}

function yuan(fen: number): string {
  return String(fen / 100);
}

function yearsLater(date: Date, years: number): Date {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
}
