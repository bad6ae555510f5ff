import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { type AppId, newId, type OrderId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ContentChecks } from '../content-checks/content-checks.js';
import { type PriceList, readPrices } from '../pricing/price-reader.js';
import { type DiningTerms, type Quote, type QuoteLine, quote, type WantedLine } from '../pricing/quote.js';
import type { CouponWish } from '../promotions/coupon-choice.js';
import type { DiningWish } from '../dining/dining-charges.js';
import { type ChosenModifier, sortedIds } from '../dining/modifier-choice.js';
import { isNumberTaken, newOrderNumber } from './order-number.js';
import { OrderReader } from './order-reader.js';
import type { Address, OrderView } from './order-view.js';

export interface OrderRequest {
  readonly lines: readonly WantedLine[];
  readonly delivery: DeliveryMethod;
  readonly address?: Address;
  readonly note?: string;
  /** Eating in, taking away, having it brought. */
  readonly tableId?: string;
  readonly pickupAt?: string;
  readonly guests?: number;
  /** Which coupon of the wallet is used; the best when missing. */
  readonly coupon?: CouponWish;
  /** What the shopper was shown; the order is refused when it would cost anything else. */
  readonly expectedTotalFen: number;
}

/** What is asked for a price: the wish without the person. */
export type QuoteRequest = Pick<OrderRequest, 'lines' | 'delivery'> & DiningWish & { readonly coupon?: CouponWish };

export interface Buyer {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly shopperId: ShopperId;
}

const ATTEMPTS = 3;

/** Quotes and places orders: two round trips to the database in all, the second one a single statement. */
@Injectable()
export class OrderPlacement {
  constructor(
    private readonly pool: TenantPool,
    private readonly orders: OrderReader,
    private readonly broadcast: Broadcast,
    private readonly settings: CommerceSettings,
    private readonly checks: ContentChecks,
  ) {}

  /** @throws Problem as `quote` does */
  async quote(buyer: Buyer, request: QuoteRequest): Promise<Quote> {
    const { tenantId, appId, shopperId } = buyer;
    const { lines, delivery, tableId = null, coupon: wish = 'best' } = request;
    const prices = await readPrices(this.pool, tenantId, appId, skuIds(lines), { shopperId, tableId });
    const coupons = { held: prices.coupons, wish };
    return quote(lines, prices.skus, prices.delivery, delivery, diningTerms(prices, request), coupons);
  }

  /**
   * Places an order that waits a quarter of an hour (ORDER_LIFETIME_SECONDS) for its payment. The same key with the same request answers the same order again.
   * A note that WeChat has not agreed to yet comes to the order later (`ContentChecks`); an order without one asks nobody.
   * @throws Problem content.refused, order.idempotency_conflict, order.price_changed, stock.insufficient, coupon.unusable, order.delivery_unavailable, request.invalid,
   * and those of `diningCharges`
   */
  async place(buyer: Buyer, idempotencyKey: string, request: OrderRequest): Promise<OrderView> {
    requireAddress(request);
    const requestHash = hashRequest(request);
    let note: Promise<string | null> | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const prices = await readPrices(this.pool, buyer.tenantId, buyer.appId, skuIds(request.lines), {
        shopperId: buyer.shopperId,
        idempotencyKey,
        tableId: request.tableId ?? null,
      });
      const { placed } = prices;
      if (placed) {
        if (placed.requestHash !== requestHash.toString('hex')) throw new Problem('order.idempotency_conflict');
        return this.orders.get(buyer.tenantId, buyer.shopperId, placed.id);
      }
      const terms = diningTerms(prices, { ...request, destination: pointOf(request.address) });
      const coupons = { held: prices.coupons, wish: request.coupon ?? 'best' };
      const priced = quote(request.lines, prices.skus, prices.delivery, request.delivery, terms, coupons);
      if (priced.totalFen !== request.expectedTotalFen) {
        throw new Problem('order.price_changed', { extensions: { quote: priced } });
      }
      const order = newOrder(request, priced, this.settings.times.orderLifetime);
      note ??= this.checks.screenNote(buyer, idempotencyKey, request.note);
      const outcome = await this.write(buyer, idempotencyKey, requestHash, { ...order, note: await note });
      if (outcome === 'sold_out') await this.broadcast.publish('catalogue', buyer.tenantId);
      if (outcome === 'placed' || outcome === 'sold_out') return order;
      // Someone was faster between reading and writing; reading again says what exactly has changed.
      if (attempt === ATTEMPTS) throw new Problem('stock.insufficient');
    }
  }

  private async write(buyer: Buyer, key: string, requestHash: Buffer, order: OrderView) {
    const goods = goodsOf(order.lines);
    const modifiers = modifiersOf(order.lines);
    const inSale = goods.filter(isInSale);
    const { ticket: _, ...facts } = order.dining ?? { ticket: null };
    try {
      const [row] = await this.pool.call<{ outcome: 'placed' | 'sold_out' | 'repeated' }>(buyer.tenantId, PLACE_ORDER, [
        order.id,
        order.number,
        buyer.appId,
        buyer.shopperId,
        key,
        requestHash,
        JSON.stringify(order.lines),
        order.subtotalFen,
        order.packingFen,
        order.shippingFen,
        order.totalFen,
        order.delivery,
        order.address === null ? null : JSON.stringify(order.address),
        order.note,
        order.createdAt,
        order.expiresAt,
        goods.map((sku) => sku.skuId),
        goods.map((sku) => sku.quantity),
        goods.map((sku) => sku.listPriceFen),
        goods.map(() => newId()),
        newId(),
        order.dining?.table?.id ?? null,
        order.dining === null ? null : JSON.stringify(facts),
        modifiers.map((modifier) => modifier.id),
        modifiers.map((modifier) => modifier.priceFen),
        order.discountFen,
        order.coupon === null ? null : JSON.stringify(order.coupon),
        inSale.map((sku) => sku.flashSaleId),
        inSale.map((sku) => sku.skuId),
        inSale.map((sku) => sku.quantity),
        inSale.map((sku) => sku.priceFen),
      ]);
      return row?.outcome ?? 'repeated';
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code === GOODS_GONE) return 'goods_gone';
      // PostgreSQL ends one of two transactions that wait for each other; nothing of it is kept.
      if (code === DEADLOCK) return 'again';
      // The table was taken away between reading and writing.
      if (code === '23503' && constraint?.includes('table') === true) return 'again';
      if (isNumberTaken(error)) return 'number_taken';
      throw error;
    }
  }
}

const GOODS_GONE = 'XP001';
const DEADLOCK = '40P01';

const PLACE_ORDER: Statement = {
  name: 'place_order',
  text: `select place_order($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
    $25, $26, $27, $28, $29, $30, $31, $32) as outcome`,
};

function skuIds(lines: readonly WantedLine[]): string[] {
  return lines.map((line) => line.skuId);
}

/** @throws Problem request.invalid */
export function requireAddress({ delivery, address }: OrderRequest): void {
  if (!isBrought(delivery)) return;
  if (!address)
    throw new Problem('request.invalid', { errors: [{ pointer: '/address', code: 'required', detail: ADDRESS }] });
  if (delivery === 'local' && !pointOf(address)) {
    throw new Problem('request.invalid', {
      errors: [{ pointer: '/address/latitude', code: 'required', detail: PLACE }],
    });
  }
}

const ADDRESS = { zh: '配送需要填写收货地址', en: 'is required for delivery' };
const PLACE = { zh: '请在地图上选择收货位置', en: 'is required with longitude: choose the place on the map' };

function pointOf(address: Address | undefined): DiningWish['destination'] {
  if (address?.latitude === undefined || address.longitude === undefined) return undefined;
  return { latitude: address.latitude, longitude: address.longitude };
}

function diningTerms({ dining, table }: PriceList, wish: DiningWish): DiningTerms {
  return { settings: dining, wish, table, now: new Date() };
}

/** What is taken from stock: one entry per SKU, sorted, so that orders for the same goods lock them in the same order. */
function goodsOf(lines: readonly QuoteLine[]): Goods[] {
  const bySku = new Map<string, Goods>();
  for (const { skuId, quantity, priceFen, listPriceFen, flashSaleId, modifiers } of lines) {
    const extrasFen = modifiers.reduce((sum, modifier) => sum + modifier.priceFen, 0);
    bySku.set(skuId, {
      skuId,
      quantity: (bySku.get(skuId)?.quantity ?? 0) + quantity,
      priceFen: priceFen - extrasFen,
      listPriceFen: listPriceFen - extrasFen,
      flashSaleId,
    });
  }
  return [...bySku.values()].sort((a, b) => (a.skuId < b.skuId ? -1 : 1));
}

/** Of one SKU; prices without extras. */
type Goods = Pick<QuoteLine, 'skuId' | 'quantity' | 'priceFen' | 'listPriceFen' | 'flashSaleId'>;

function isInSale(goods: Goods): goods is Goods & { readonly flashSaleId: string } {
  return goods.flashSaleId !== null;
}

function modifiersOf(lines: readonly QuoteLine[]): ChosenModifier[] {
  return [...new Map(lines.flatMap((line) => line.modifiers).map((modifier) => [modifier.id, modifier])).values()];
}

/** Members in one fixed order, whatever order the client sent them in. What an order does not have leaves no trace in its digest. */
function hashRequest(request: OrderRequest): Buffer {
  const { lines, delivery, address, note, expectedTotalFen, tableId, pickupAt, guests, coupon = 'best' } = request;
  const place = pointOf(address);
  const dining = [tableId ?? null, pickupAt ?? null, guests ?? null, place ? [place.latitude, place.longitude] : null];
  const canonical = [
    lines.map(({ skuId, quantity, modifierIds }) =>
      modifierIds === undefined || modifierIds.length === 0
        ? [skuId, quantity]
        : [skuId, quantity, sortedIds(modifierIds)],
    ),
    delivery,
    address ? [address.name, address.phone, address.region, address.detail] : null,
    note ?? null,
    expectedTotalFen,
    ...(dining.some((part) => part !== null) ? [dining] : []),
    ...(coupon === 'best' ? [] : [{ coupon }]),
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest();
}

/** A pending order as its shopper sees it, before it is written. */
export function newOrder(request: OrderRequest, priced: Quote, lifetimeSeconds: number): OrderView {
  const now = new Date();
  const createdAt = now.toISOString();
  return {
    id: newId<OrderId>(),
    number: newOrderNumber(now),
    state: 'pending',
    totalFen: priced.totalFen,
    subtotalFen: priced.subtotalFen,
    packingFen: priced.packingFen,
    shippingFen: priced.shippingFen,
    discountFen: priced.discountFen,
    refundedFen: 0,
    delivery: request.delivery,
    address: isBrought(request.delivery) ? (request.address ?? null) : null,
    note: request.note ?? null,
    lines: [...priced.lines],
    createdAt,
    expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000).toISOString(),
    paidAt: null,
    closedAt: null,
    fulfilment: 'unfulfilled',
    shipments: [],
    receivedAt: null,
    receipt: null,
    timeline: [{ state: 'pending', at: createdAt }],
    refunds: [],
    dining: priced.dining === null ? null : { ...priced.dining, ticket: null },
    coupon: priced.coupon,
    groupBuy: null,
  };
}

function isBrought(delivery: DeliveryMethod): boolean {
  return delivery === 'express' || delivery === 'local';
}
