import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { NamedTable } from '../dining/dining-charges.js';
import { type DiningSettings, diningSettings } from '../dining/dining-settings.js';
import { type DeliverySettings, deliverySettings } from './delivery-settings.js';
import type { HeldCoupon } from '../promotions/coupon-choice.js';
import type { PricedSku } from './quote.js';

export interface PriceList {
  readonly skus: ReadonlyMap<string, PricedSku>;
  readonly delivery: DeliverySettings;
  readonly dining: DiningSettings;
  /** The table that was named, if the shop has it. */
  readonly table: NamedTable | null;
  /** The order that this idempotency key has placed before. */
  readonly placed: { readonly id: string; readonly requestHash: string } | null;
  /** In the shopper's wallet, good now. */
  readonly coupons: readonly HeldCoupon[];
}

interface PriceRow {
  readonly skus: PricedSku[] | null;
  readonly delivery: unknown;
  readonly dining: unknown;
  readonly dining_table: NamedTable | null;
  readonly placed: { id: string; requestHash: string } | null;
  readonly coupons: HeldCoupon[] | null;
}

/** All that pricing an order needs, in one statement. @throws Problem storefront.not_published */
export async function readPrices(
  pool: TenantPool,
  tenantId: TenantId,
  appId: AppId,
  skuIds: readonly string[],
  {
    shopperId,
    idempotencyKey = null,
    tableId = null,
  }: {
    readonly shopperId: ShopperId;
    readonly idempotencyKey?: string | null;
    readonly tableId?: string | null;
  },
): Promise<PriceList> {
  const [row] = await pool.call<PriceRow>(tenantId, READ_PRICES, [skuIds, appId, shopperId, idempotencyKey, tableId]);
  if (!row || row.delivery === null) throw new Problem('storefront.not_published');
  return {
    skus: new Map((row.skus ?? []).map((sku) => [sku.skuId, sku])),
    delivery: deliverySettings(row.delivery),
    dining: diningSettings(row.dining),
    table: row.dining_table,
    placed: row.placed,
    coupons: row.coupons ?? [],
  };
}

const READ_PRICES: Statement = { name: 'read_prices', text: 'select * from read_prices($1, $2, $3, $4, $5, $6)' };
