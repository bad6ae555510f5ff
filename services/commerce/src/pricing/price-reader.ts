import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type DeliverySettings, deliverySettings } from './delivery-settings.js';
import type { PricedSku } from './quote.js';

export interface PriceList {
  readonly skus: ReadonlyMap<string, PricedSku>;
  readonly delivery: DeliverySettings;
  /** The order that this idempotency key has placed before. */
  readonly placed: { readonly id: string; readonly requestHash: string } | null;
}

interface PriceRow {
  readonly skus: PricedSku[] | null;
  readonly delivery: unknown;
  readonly placed: { id: string; requestHash: string } | null;
}

/** All that pricing an order needs, in one statement. @throws Problem storefront.not_published */
export async function readPrices(
  pool: TenantPool,
  tenantId: TenantId,
  appId: AppId,
  skuIds: readonly string[],
  order: { readonly shopperId: ShopperId; readonly idempotencyKey: string } | null = null,
): Promise<PriceList> {
  const [row] = await pool.call<PriceRow>(tenantId, READ_PRICES, [
    skuIds,
    appId,
    order?.shopperId ?? null,
    order?.idempotencyKey ?? null,
  ]);
  if (!row || row.delivery === null) throw new Problem('storefront.not_published');
  return {
    skus: new Map((row.skus ?? []).map((sku) => [sku.skuId, sku])),
    delivery: deliverySettings(row.delivery),
    placed: row.placed,
  };
}

const READ_PRICES: Statement = { name: 'read_prices', text: 'select * from read_prices($1, $2, $3, $4, $5)' };
