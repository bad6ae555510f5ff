import { LRUCache } from 'lru-cache';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { type AppId, asId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { FlashOffer } from '../promotions/flash-price.js';
import { readPrices } from '../pricing/price-reader.js';
import { RushPrices } from './rush-price.js';

/** A SKU in its sale, as it is priced for everybody. */
export interface SaleSnapshot {
  readonly sale: FlashOffer;
  readonly listPriceFen: number;
  readonly prices: RushPrices;
  /** `sale_terms` when the prices were read: an order at these prices is written only while they are still the same. */
  readonly terms: string;
}

const NOBODY = asId<ShopperId>('00000000-0000-0000-0000-000000000000');
const MOST_SKUS = 20_000;
// Wrong ones are found out by their terms; this lets go of sales that nobody asks for.
const KEPT_MS = 10 * 60_000;

type Entry = 'in sale' | Promise<SaleSnapshot | null>;

/** Which SKUs are in a sale, learnt from what shoppers were quoted, and their prices, read once per process. */
export class SaleSnapshots {
  private readonly known = new LRUCache<string, Entry>({ max: MOST_SKUS, ttl: KEPT_MS, ttlResolution: 1000 });

  constructor(private readonly pool: TenantPool) {}

  note(tenantId: TenantId, appId: AppId, skuId: string): void {
    const key = keyOf(tenantId, appId, skuId);
    if (!this.known.has(key)) this.known.set(key, 'in sale');
  }

  /** Null when the SKU is in no sale as far as this process knows. */
  find(tenantId: TenantId, appId: AppId, skuId: string): Promise<SaleSnapshot | null> | null {
    const key = keyOf(tenantId, appId, skuId);
    const entry = this.known.get(key);
    if (entry === undefined) return null;
    if (entry !== 'in sale') return entry;
    const reading = this.read(tenantId, appId, skuId).then(
      (snapshot) => {
        if (!snapshot) this.forget(tenantId, appId, skuId, reading);
        return snapshot;
      },
      (error: unknown) => {
        this.forget(tenantId, appId, skuId, reading);
        throw error;
      },
    );
    this.known.set(key, reading);
    return reading;
  }

  /** @param which only this one: a newer one may have taken its place */
  forget(tenantId: TenantId, appId: AppId, skuId: string, which: Promise<SaleSnapshot | null>): void {
    const key = keyOf(tenantId, appId, skuId);
    if (this.known.get(key) === which) this.known.delete(key);
  }

  private async read(tenantId: TenantId, appId: AppId, skuId: string): Promise<SaleSnapshot | null> {
    // First the terms: prices that change in between then no longer fit to them.
    const [row] = await this.pool.call<{ terms: string | null }>(tenantId, TERMS, [appId, skuId]);
    const asked = { shopperId: NOBODY, idempotencyKey: '-' };
    const prices = await readPrices(this.pool, tenantId, appId, [skuId], asked).catch(ifNotPublished);
    const sku = prices?.skus.get(skuId);
    if (!prices || !sku?.flashSale || !row?.terms) return null;
    return { sale: sku.flashSale, listPriceFen: sku.priceFen, prices: new RushPrices(prices), terms: row.terms };
  }
}

function ifNotPublished(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

function keyOf(tenantId: TenantId, appId: AppId, skuId: string): string {
  return tenantKey(tenantId, 'sale', appId, skuId);
}

const TERMS: Statement = { name: 'sale_terms', text: 'select sale_terms($1, $2, $3) as terms' };
