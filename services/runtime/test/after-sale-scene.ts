import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { getProfile } from '../src/profiles/profiles.contract.js';
import { getReviewsOfOrder, writeReview } from '../src/reviews/reviews.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';
import { answering, authorise, TEXT_CHECK, verdict } from './wechat-of-applet.js';

export interface BoughtGoods {
  readonly orderId: string;
  readonly totalFen: number;
}

interface OrderFacts {
  readonly state?: 'pending' | 'paid' | 'refunded' | 'closed';
  readonly fulfilment?: 'unfulfilled' | 'partly' | 'shipped' | 'received';
  readonly delivery?: string;
  readonly discountFen?: number;
  /** How many of each line. */
  readonly quantities?: readonly number[];
  readonly lines?: readonly Record<string, unknown>[];
}

/** A shop whose orders are written as they are needed: what follows a sale begins when the sale is over. */
export class AfterSaleScene {
  private orders = 0;

  private constructor(
    readonly world: RuntimeWorld,
    readonly shop: TestShop,
    readonly neighbour: TestShop,
    readonly goods: readonly { readonly skuId: string; readonly productId: string; readonly title: string }[],
  ) {}

  static async open(): Promise<AfterSaleScene> {
    const world = await RuntimeWorld.start();
    const shop = await world.shop();
    const neighbour = await world.shop();
    await authorise(world, shop);
    const goods = await world.rows<{ skuId: string; productId: string; title: string }>(
      shop,
      `select distinct on (p.id) s.id as "skuId", p.id as "productId", p.title
       from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id order by p.id, s.id`,
    );
    return new AfterSaleScene(world, shop, neighbour, goods);
  }

  /** Before each test: WeChat finds nothing wrong unless a test says otherwise. */
  reset(): void {
    this.world.wechat.calls.length = 0;
    answering(this.world, { [TEXT_CHECK]: verdict('pass') });
  }

  get params(): { appId: TestShop['appId'] } {
    return { appId: this.shop.appId };
  }

  get tenantId() {
    return this.shop.tenantId;
  }

  /** An order of this shopper: by default of two goods, paid and received. Goods cost 1000 fen each, the shipping 500. */
  async bought(shopper: ApiClient, facts: OrderFacts = {}): Promise<BoughtGoods> {
    const {
      state = 'paid',
      fulfilment = 'received',
      delivery = 'express',
      discountFen = 0,
      quantities = [1, 2],
    } = facts;
    this.orders += 1;
    const orderId = newId<string>();
    const lines =
      facts.lines ??
      quantities.map((quantity, index) => ({
        ...this.goods[index],
        optionValues: ['50 克'],
        imageUrl: null,
        priceFen: 1000,
        listPriceFen: 1000,
        quantity,
        totalFen: 1000 * quantity,
        modifiers: [],
        flashSaleId: null,
      }));
    const subtotalFen = lines.reduce((sum, line) => sum + Number(line['totalFen']), 0);
    const totalFen = subtotalFen + 500 - discountFen;
    const number = `26030112${String(this.orders).padStart(8, '0')}`;
    await this.world.rows(
      this.shop,
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, fulfilment, lines, subtotal_fen,
         discount_fen, shipping_fen, total_fen, delivery, expires_at, paid_at, refunded_fen)
       values ($1, $2, $3, $4, $5, $3, '', $6, $7, $8, $9, $10, 500, $11, $12, now() + interval '15 minutes', now(),
         case when $6 = 'refunded' then $11 else 0 end) returning id`,
      [
        this.tenantId,
        orderId,
        number,
        this.shop.appId,
        (await shopper.call(getProfile, { params: this.params })).id,
        state,
        fulfilment,
        JSON.stringify(lines),
        subtotalFen,
        discountFen,
        totalFen,
        delivery,
      ],
    );
    await this.world.rows(
      this.shop,
      `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
       values ($1, $2, $3, $4, '1900000001', $5, $6, 'succeeded', $5) returning id`,
      [this.tenantId, newId(), orderId, this.shop.appId, number, totalFen],
    );
    return { orderId, totalFen };
  }

  review(shopper: ApiClient, orderId: string, body: object) {
    return shopper.call(writeReview, {
      params: { ...this.params, orderId },
      body: { line: 0, stars: 5, anonymous: false, ...body },
    });
  }

  reviewsOf(shopper: ApiClient, orderId: string) {
    return shopper.call(getReviewsOfOrder, { params: { ...this.params, orderId } });
  }
}
