import { CouponAdmin, type CouponDraft } from '#commerce/promotions/coupon-admin.js';
import { FlashSaleAdmin, type FlashSaleForMerchant } from '#commerce/promotions/flash-sale-admin.js';
import type { FlashSaleDraft } from '#commerce/promotions/flash-sale-draft.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { claimCoupon } from '../src/promotions/promotions.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };

export const fromNow = (ms: number) => new Date(Date.now() + ms).toISOString();
const HOUR_MS = 3_600_000;

export interface Line {
  readonly skuId: string;
  readonly quantity: number;
}

export interface PriceWish {
  readonly coupons?: 'best' | 'none' | string[];
  readonly usePoints?: boolean;
  readonly useBalance?: boolean;
}

/** A shop whose merchant hands out coupons and holds sales, and shoppers who collect and buy. */
export class PromotionsWorld {
  private constructor(
    readonly runtime: RuntimeWorld,
    readonly shop: TestShop,
    readonly foreign: TestShop,
    /** On sale, with plenty in stock, none of them in a sale yet, the cheapest first. */
    private readonly skus: { id: string; price_fen: number; category_id: string | null }[],
  ) {}

  static async start(): Promise<PromotionsWorld> {
    const runtime = await RuntimeWorld.start();
    const shop = await runtime.shop();
    const foreign = await runtime.shop();
    const skus = await runtime.rows<{ id: string; price_fen: number; category_id: string | null }>(
      shop,
      `select s.id, s.price_fen, p.category_id from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
       where s.active and s.stock > 20 and s.price_fen > 2000 order by s.price_fen, s.id`,
    );
    return new PromotionsWorld(runtime, shop, foreign, skus);
  }

  /** A SKU that no test has taken before. */
  sku(): { id: string; price_fen: number; category_id: string | null } {
    const sku = this.skus.shift();
    if (!sku) throw new Error('the demo goods have too few SKUs');
    return sku;
  }

  get coupons(): CouponAdmin {
    return new CouponAdmin(this.runtime.tenants, this.runtime.app.get(Broadcast));
  }

  get sales(): FlashSaleAdmin {
    return new FlashSaleAdmin(this.runtime.tenants, this.runtime.app.get(Broadcast));
  }

  /** Ten yuan off everything for an hour, unless it says otherwise. @returns its id */
  async coupon(draft: Partial<CouponDraft> = {}, shop = this.shop): Promise<string> {
    const { id } = await this.coupons.create(
      shop.tenantId,
      {
        title: '十元券',
        kind: 'amount',
        amountFen: 1000,
        percentOff: 0,
        maxOffFen: null,
        thresholdFen: 0,
        categoryId: null,
        productIds: null,
        startsAt: fromNow(-HOUR_MS),
        endsAt: fromNow(HOUR_MS),
        total: null,
        perShopper: 1,
        stackable: false,
        giftable: true,
        ...draft,
      },
      author,
    );
    return id;
  }

  stopCoupon(couponId: string) {
    return this.coupons.setState(this.shop.tenantId, couponId, 'stopped', author);
  }

  /** One that runs for an hour, unless it says otherwise. */
  sale(items: FlashSaleDraft['items'], draft: Partial<FlashSaleDraft> = {}): Promise<FlashSaleForMerchant> {
    const hour = { startsAt: fromNow(-HOUR_MS), endsAt: fromNow(HOUR_MS) };
    return this.sales.create(this.shop.tenantId, { title: '整点抢', ...hour, items, ...draft }, author);
  }

  stopSale(saleId: string) {
    return this.sales.stop(this.shop.tenantId, saleId, author);
  }

  shopper(): Promise<ApiClient> {
    return this.runtime.shopper(this.shop);
  }

  shoppers(count: number): Promise<ApiClient[]> {
    return Promise.all(Array.from({ length: count }, () => this.shopper()));
  }

  claim(client: ApiClient, couponId: string, key = newId<string>()) {
    const params = { appId: this.shop.appId, couponId };
    return client.call(claimCoupon, { params, headers: { 'idempotency-key': key } });
  }

  quote(client: ApiClient, lines: Line[], wish: PriceWish = {}) {
    const body = { lines, delivery: 'express' as const, ...wish };
    return client.call(quoteOrder, { params: { appId: this.shop.appId }, body });
  }

  place(
    client: ApiClient,
    lines: Line[],
    expectedTotalFen: number,
    { key = newId<string>(), ...wish }: PriceWish & { key?: string; expectedPayableFen?: number } = {},
  ) {
    return client.call(placeOrder, {
      params: { appId: this.shop.appId },
      headers: { 'idempotency-key': key },
      body: { lines, delivery: 'express', address, expectedTotalFen, ...wish },
    });
  }

  async buy(client: ApiClient, lines: Line[], wish: PriceWish = {}) {
    const { totalFen } = await this.quote(client, lines, wish);
    return this.place(client, lines, totalFen, wish);
  }

  rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.runtime.rows<Row>(this.shop, sql, values);
  }

  /** Every balance is the sum of its ledger, and nothing is over its limit. */
  async expectLedgersToMatch(): Promise<void> {
    const wrong = await this.rows(
      `select 'coupon' as what, c.id from coupon c
         where c.claimed <> (select count(*) from coupon_entry e where e.coupon_id = c.id and e.kind = 'claimed')
            or c.claimed <> (select count(*) from coupon_claim k where k.coupon_id = c.id and k.gift_id is null)
       union all
       select 'claim', k.id from coupon_claim k
         where (k.state = 'used')::int <> (select count(*) filter (where kind = 'used') - count(*) filter (where kind = 'returned')
           from coupon_entry e where e.claim_id = k.id)
           or (k.state = 'given') <> exists (select from coupon_entry e where e.claim_id = k.id and e.kind = 'given')
           or (k.gift_id is not null) <> exists (select from coupon_entry e where e.claim_id = k.id and e.kind = 'received')
       union all
       select 'gift', g.id from coupon_gift g
         where (g.state = 'taken') <> exists (select from coupon_claim k where k.gift_id = g.id and k.shopper_id = g.taker_id)
       union all
       select 'item', i.sku_id from flash_sale_item i
         where i.sold <> (select coalesce(sum(delta), 0) from flash_sale_entry e where e.sale_id = i.sale_id and e.sku_id = i.sku_id)
            or i.per_shopper < (select coalesce(max(bought), 0) from (
              select sum(delta) as bought from flash_sale_entry e where e.sale_id = i.sale_id and e.sku_id = i.sku_id group by e.shopper_id) b)
       union all
       select 'sku', s.id from sku s
         where s.stock <> (select coalesce(sum(delta), 0) from stock_entry e where e.sku_id = s.id)
       union all
       select 'order', o.id from shop_order o
         where o.total_fen <> o.subtotal_fen + o.packing_fen + o.shipping_fen - o.discount_fen`,
    );
    expect(wrong).toEqual([]);
  }
}

/** How many calls went well, and the codes of those that were refused. */
export async function outcomes<T>(calls: readonly Promise<T>[]): Promise<{ done: T[]; refused: string[] }> {
  const settled = await Promise.allSettled(calls);
  const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = settled.flatMap((one) => {
    if (one.status === 'fulfilled') return [];
    if (one.reason instanceof ProblemAnswer) return [one.reason.problem.code];
    throw one.reason;
  });
  return { done, refused };
}
