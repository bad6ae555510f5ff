import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { Problem } from '#kernel/problems/problem.js';
import { CommerceSettings } from '../commerce-settings.js';
import {
  type Buyer,
  hashRequest,
  newOrder,
  OrderPlacement,
  type OrderRequest,
  requireAddress,
  requireExpected,
} from '../orders/order-placement.js';
import { isNumberTaken } from '../orders/order-number.js';
import type { OrderView } from '../orders/order-view.js';
import type { Quote, QuoteLine, QuoteRequest } from '../pricing/quote.js';
import { rushSkuOf } from './rush-request.js';
import { type RushOutcome, SaleOrderBatches } from './sale-order-batches.js';
import { type SaleSnapshot, SaleSnapshots } from './sale-snapshots.js';

/**
 * Where shoppers' quotes and orders come in. Orders of one SKU in a running sale are settled together; whatever does not fit that, or
 * turns out otherwise than was thought, takes the ordinary road (`OrderPlacement`) and has its answers.
 */
@Injectable()
export class SaleRush {
  private readonly snapshots: SaleSnapshots;
  private readonly batches: SaleOrderBatches;

  constructor(
    private readonly ordinary: OrderPlacement,
    private readonly broadcast: Broadcast,
    private readonly settings: CommerceSettings,
    pool: TenantPool,
  ) {
    this.snapshots = new SaleSnapshots(pool);
    this.batches = new SaleOrderBatches(pool);
  }

  /** @throws Problem as `OrderPlacement.quote` does */
  async quote(buyer: Buyer, request: QuoteRequest): Promise<Quote> {
    const quoted = await this.ordinary.quote(buyer, request);
    this.noteSales(buyer, quoted.lines);
    return quoted;
  }

  /** @throws Problem as `OrderPlacement.place` does */
  async place(buyer: Buyer, idempotencyKey: string, request: OrderRequest): Promise<OrderView> {
    const order = await this.placeTogether(buyer, idempotencyKey, request);
    if (order) return order;
    const placed = await this.ordinary.place(buyer, idempotencyKey, request);
    this.noteSales(buyer, placed.lines);
    return placed;
  }

  /**
   * Null when the ordinary road has to answer.
   * @throws Problem order.price_changed, stock.insufficient
   */
  private async placeTogether(buyer: Buyer, idempotencyKey: string, request: OrderRequest): Promise<OrderView | null> {
    const skuId = rushSkuOf(request);
    const reading = skuId === null ? null : this.snapshots.find(buyer.tenantId, buyer.appId, skuId);
    if (skuId === null || !reading) return null;
    requireAddress(request);
    const snapshot = await reading;
    const priced = snapshot && priceAsExpected(snapshot, request);
    if (!priced) return null;
    const outcome = await this.batches
      .place({
        buyer,
        idempotencyKey,
        skuId,
        quantity: priced.lines[0]?.quantity ?? 0,
        snapshot,
        write: () => ({
          order: newOrder(request, priced, this.settings.times.orderLifetime),
          requestHash: hashRequest(request),
        }),
      })
      .catch(ifNumberTaken);
    if (outcome.kind === 'placed') {
      if (outcome.isLast) await this.broadcast.publish('catalogue', buyer.tenantId);
      return outcome.order;
    }
    if (outcome.kind === 'again' && outcome.isStale) this.snapshots.forget(buyer.tenantId, buyer.appId, skuId, reading);
    // What was told to be gone has come back when the price is as expected after all.
    if (outcome.kind === 'lost' && outcome.isPlain) requireExpected(snapshot.prices.of(request, outcome.left), request);
    return null;
  }

  private noteSales({ tenantId, appId }: Buyer, lines: readonly QuoteLine[]): void {
    for (const { skuId, flashSaleId } of lines) {
      if (flashSaleId !== null) this.snapshots.note(tenantId, appId, skuId);
    }
  }
}

/** Null when it costs anything else than the shopper was shown, or cannot be had at all: both need a look at what holds now. */
function priceAsExpected({ prices }: SaleSnapshot, request: OrderRequest): Quote | null {
  try {
    const priced = prices.of(request);
    const isInSale = priced.lines.every(({ flashSaleId }) => flashSaleId !== null);
    if (!isInSale) return null;
    requireExpected(priced, request);
    return priced;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** Nothing of the flight was kept; the ordinary road makes another number. */
function ifNumberTaken(error: unknown): RushOutcome {
  if (isNumberTaken(error)) return { kind: 'again', isStale: false };
  throw error;
}
