import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { type AppId, newId, type OrderId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { DeliveryMethod } from '../pricing/delivery-settings.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ContentChecks } from '../content-checks/content-checks.js';
import { readPrices } from '../pricing/price-reader.js';
import { type Quote, quote, type WantedLine } from '../pricing/quote.js';
import { newOrderNumber } from './order-number.js';
import { OrderReader } from './order-reader.js';
import type { Address, OrderView } from './order-view.js';

export interface OrderRequest {
  readonly lines: readonly WantedLine[];
  readonly delivery: DeliveryMethod;
  readonly address?: Address;
  readonly note?: string;
  /** What the shopper was shown; the order is refused when it would cost anything else. */
  readonly expectedTotalFen: number;
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
  ) {}

  /** @throws Problem as `quote` does */
  async quote(buyer: Buyer, lines: readonly WantedLine[], delivery: DeliveryMethod): Promise<Quote> {
    const prices = await readPrices(this.pool, buyer.tenantId, buyer.appId, skuIds(lines));
    return quote(lines, prices.skus, prices.delivery, delivery);
  }

  /**
   * Places an order that waits a quarter of an hour (ORDER_LIFETIME_SECONDS) for its payment. The same key with the same request answers the same order again.
   * A note that WeChat has not agreed to yet comes to the order later (`ContentChecks`); an order without one asks nobody.
   * @throws Problem content.refused, order.idempotency_conflict, order.price_changed, stock.insufficient, order.delivery_unavailable, request.invalid
   */
  async place(buyer: Buyer, idempotencyKey: string, request: OrderRequest): Promise<OrderView> {
    requireAddress(request);
    const requestHash = hashRequest(request);
    let note: Promise<string | null> | undefined;
    for (let attempt = 1; ; attempt += 1) {
      const { skus, delivery, placed } = await readPrices(
        this.pool,
        buyer.tenantId,
        buyer.appId,
        skuIds(request.lines),
        {
          shopperId: buyer.shopperId,
          idempotencyKey,
        },
      );
      if (placed) {
        if (placed.requestHash !== requestHash.toString('hex')) throw new Problem('order.idempotency_conflict');
        return this.orders.get(buyer.tenantId, buyer.shopperId, placed.id);
      }
      const priced = quote(request.lines, skus, delivery, request.delivery);
      if (priced.totalFen !== request.expectedTotalFen) {
        throw new Problem('order.price_changed', { extensions: { quote: priced } });
      }
      const order = newOrder(request, priced, this.settings.times.orderLifetime);
      note ??= this.screenNote(buyer, idempotencyKey, request.note);
      const outcome = await this.write(buyer, idempotencyKey, requestHash, { ...order, note: await note });
      if (outcome === 'sold_out') await this.broadcast.publish('catalogue', buyer.tenantId);
      if (outcome === 'placed' || outcome === 'sold_out') return order;
      // Someone was faster between reading and writing; reading again says what exactly has changed.
      if (attempt === ATTEMPTS) throw new Problem('stock.insufficient');
    }
  }

  /** @returns what may stand on the order from the start */
  private async screenNote(buyer: Buyer, subjectKey: string, note = ''): Promise<string | null> {
    if (note.trim() === '') return null;
    const outcome = await this.checks.screen(buyer, { field: 'note', subjectKey, text: note, pointer: '/note' });
    return outcome === 'passed' ? note : null;
  }

  private async write(buyer: Buyer, key: string, requestHash: Buffer, order: OrderView) {
    // Sorted, so that orders for the same goods lock them in the same order.
    const lines = [...order.lines].sort((a, b) => (a.skuId < b.skuId ? -1 : 1));
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
        order.shippingFen,
        order.totalFen,
        order.delivery,
        order.address === null ? null : JSON.stringify(order.address),
        order.note,
        order.createdAt,
        order.expiresAt,
        lines.map((line) => line.skuId),
        lines.map((line) => line.quantity),
        lines.map((line) => line.priceFen),
        lines.map(() => newId()),
        newId(),
      ]);
      return row?.outcome ?? 'repeated';
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code === GOODS_GONE) return 'goods_gone';
      // PostgreSQL ends one of two transactions that wait for each other; nothing of it is kept.
      if (code === DEADLOCK) return 'again';
      // The number is random: the same one twice in a shop and a day is rare, and another one is at hand.
      if (code === '23505' && constraint?.includes('number') === true) return 'number_taken';
      throw error;
    }
  }
}

const GOODS_GONE = 'XP001';
const DEADLOCK = '40P01';

const PLACE_ORDER: Statement = {
  name: 'place_order',
  text: `select place_order($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) as outcome`,
};

function skuIds(lines: readonly WantedLine[]): string[] {
  return lines.map((line) => line.skuId);
}

function requireAddress({ delivery, address }: OrderRequest): void {
  if (delivery === 'pickup' || address) return;
  const detail = { zh: '快递配送需要填写收货地址', en: 'is required for express delivery' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/address', code: 'required', detail }] });
}

/** Members in one fixed order, whatever order the client sent them in. */
function hashRequest({ lines, delivery, address, note, expectedTotalFen }: OrderRequest): Buffer {
  const canonical = [
    lines.map(({ skuId, quantity }) => [skuId, quantity]),
    delivery,
    address ? [address.name, address.phone, address.region, address.detail] : null,
    note ?? null,
    expectedTotalFen,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest();
}

function newOrder(request: OrderRequest, priced: Quote, lifetimeSeconds: number): OrderView {
  const now = new Date();
  const createdAt = now.toISOString();
  return {
    id: newId<OrderId>(),
    number: newOrderNumber(now),
    state: 'pending',
    totalFen: priced.totalFen,
    subtotalFen: priced.subtotalFen,
    shippingFen: priced.shippingFen,
    refundedFen: 0,
    delivery: request.delivery,
    address: request.delivery === 'express' ? (request.address ?? null) : null,
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
  };
}
