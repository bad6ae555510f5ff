import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { type AppId, newId, type OrderId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ContentChecks } from '../content-checks/content-checks.js';
import type { DiningWish } from '../dining/dining-charges.js';
import { sortedIds } from '../dining/modifier-choice.js';
import { CoveredOrders } from '../payments/covered-orders.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';
import type { WantedLine } from '../pricing/lines.js';
import { readPrices } from '../pricing/price-reader.js';
import { type Quote, quote, type QuoteRequest } from '../pricing/quote.js';
import type { CouponWish } from '../promotions/coupon-choice.js';
import { newOrderNumber } from './order-number.js';
import { OrderReader } from './order-reader.js';
import type { Address, OrderView } from './order-view.js';
import { writeOrder } from './order-writing.js';

export interface OrderRequest {
  readonly lines: readonly WantedLine[];
  readonly delivery: DeliveryMethod;
  readonly address?: Address;
  readonly note?: string;
  /** Eating in, taking away, having it brought. */
  readonly tableId?: string;
  readonly pickupAt?: string;
  readonly guests?: number;
  /** Which coupons of the wallet are used; the best when missing. */
  readonly coupons?: CouponWish;
  readonly usePoints?: boolean;
  readonly useBalance?: boolean;
  /** What the shopper was shown; the order is refused when it would cost anything else. */
  readonly expectedTotalFen: number;
  /** The part of it that WeChat Pay was to be asked for. */
  readonly expectedPayableFen?: number;
}

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
    private readonly covered: CoveredOrders,
  ) {}

  /** @throws Problem as `quote` does */
  async quote({ tenantId, appId, shopperId }: Buyer, request: QuoteRequest): Promise<Quote> {
    const { lines, tableId = null } = request;
    return quote(request, await readPrices(this.pool, tenantId, appId, skuIds(lines), { shopperId, tableId }));
  }

  /**
   * Places an order that waits a quarter of an hour (ORDER_LIFETIME_SECONDS) for its payment; one that balance and bonus pay for is paid at once.
   * The same key with the same request answers the same order again.
   * A note that WeChat has not agreed to yet comes to the order later (`ContentChecks`); an order without one asks nobody.
   * @throws Problem content.refused, order.idempotency_conflict, order.price_changed, stock.insufficient, request.invalid, and those of `quote`
   */
  async place(buyer: Buyer, idempotencyKey: string, request: OrderRequest): Promise<OrderView> {
    requireAddress(request);
    requirePayable(request);
    const requestHash = hashRequest(request);
    const { shopperId } = buyer;
    const asked = { shopperId, idempotencyKey, tableId: request.tableId ?? null };
    let note: Promise<string | null> | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const prices = await readPrices(this.pool, buyer.tenantId, buyer.appId, skuIds(request.lines), asked);
      const { placed } = prices;
      if (placed) {
        if (placed.requestHash !== requestHash.toString('hex')) throw new Problem('order.idempotency_conflict');
        return this.settle(buyer, await this.orders.get(buyer.tenantId, shopperId, placed.id));
      }
      const priced = quote(wishOf(request), prices);
      requireExpected(priced, request);
      const order = newOrder(request, priced, this.settings.times.orderLifetime);
      note ??= this.checks.screenNote(buyer, idempotencyKey, request.note);
      const outcome = await writeOrder(this.pool, buyer, idempotencyKey, requestHash, { ...order, note: await note });
      if (outcome === 'sold_out') await this.broadcast.publish('catalogue', buyer.tenantId);
      if (outcome === 'placed' || outcome === 'sold_out') return this.settle(buyer, order);
      // Someone was faster between reading and writing; reading again says what exactly has changed.
      if (attempt === ATTEMPTS) throw new Problem('stock.insufficient');
    }
  }

  /** What is paid already is not waited for. */
  private async settle({ tenantId, shopperId }: Buyer, order: OrderView): Promise<OrderView> {
    if (order.payableFen > 0 || order.state !== 'pending') return order;
    await this.covered.settle(tenantId, order.id);
    return this.orders.get(tenantId, shopperId, order.id);
  }
}

function skuIds(lines: readonly WantedLine[]): string[] {
  return lines.map((line) => line.skuId);
}

/** An order's wish as a quote knows it. */
export function wishOf(request: OrderRequest): QuoteRequest {
  return { ...request, destination: pointOf(request.address), region: regionOf(request.address) };
}

/** @throws Problem order.price_changed with the quote of now */
export function requireExpected(priced: Quote, { expectedTotalFen, expectedPayableFen }: OrderRequest): void {
  const isPayable = expectedPayableFen === undefined || expectedPayableFen === priced.payableFen;
  if (priced.totalFen === expectedTotalFen && isPayable) return;
  throw new Problem('order.price_changed', { extensions: { quote: priced } });
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

/** Who pays from a balance says what is left to pay: it may have become less since. @throws Problem request.invalid */
function requirePayable({ useBalance = false, expectedPayableFen }: OrderRequest): void {
  if (!useBalance || expectedPayableFen !== undefined) return;
  throw new Problem('request.invalid', {
    errors: [{ pointer: '/expectedPayableFen', code: 'required', detail: PAYABLE }],
  });
}

const PAYABLE = {
  zh: '使用余额时必填，为报价中的 payableFen',
  en: 'is required with useBalance: the payableFen of the quote',
};

export function regionOf(address: Address | undefined): readonly string[] | undefined {
  return address && [address.region];
}

/** Members in one fixed order, whatever order the client sent them in. What an order does not have leaves no trace in its digest. */
export function hashRequest(request: OrderRequest): Buffer {
  const { lines, delivery, address, note, expectedTotalFen, tableId, pickupAt, guests } = request;
  const place = pointOf(address);
  const { coupons = 'best', usePoints = false, useBalance = false, expectedPayableFen } = request;
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
    ...(coupons === 'best' ? [] : [{ coupons }]),
    ...(usePoints || useBalance ? [{ usePoints, useBalance }] : []),
    ...(expectedPayableFen === undefined ? [] : [{ expectedPayableFen }]),
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
    listTotalFen: priced.listTotalFen,
    adjustments: [...priced.adjustments],
    pointsSpent: priced.pointsSpent,
    pointsFen: priced.pointsFen,
    balanceFen: priced.balanceFen,
    bonusFen: priced.bonusFen,
    payableFen: priced.payableFen,
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
    coupons: [...priced.coupons],
    groupBuy: null,
  };
}

function isBrought(delivery: DeliveryMethod): boolean {
  return delivery === 'express' || delivery === 'local';
}
