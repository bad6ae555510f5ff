import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { NamedTable } from '../dining/dining-charges.js';
import { diningSettings } from '../dining/dining-settings.js';
import type { ClaimableCoupon } from '../promotions/claimable-coupon.js';
import type { HeldCoupon } from '../promotions/held-coupon.js';
import { deliverySettings } from './delivery-settings.js';
import type { PricedSku, PriceList, ShopperAccount } from './price-list.js';
import type { ShippingRates } from './shipping-rates.js';

/** The order that an idempotency key has placed before. */
export interface PlacedBefore {
  readonly id: string;
  readonly requestHash: string;
}

/** A row of `read_prices`. */
export interface PriceRow {
  readonly skus: PricedSku[] | null;
  readonly delivery: unknown;
  readonly rates: ShippingRates | null;
  readonly dining: unknown;
  readonly dining_table: NamedTable | null;
  readonly placed: PlacedBefore | null;
  readonly coupons: HeldCoupon[] | null;
  readonly claimable: ClaimableCoupon[] | null;
  readonly account: ShopperAccount | null;
}

/**
 * All that pricing an order needs, in one statement. With an idempotency key what the shopper could collect is not read: it is offered with
 * a quote, not with an order.
 * @throws Problem storefront.not_published
 */
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
): Promise<PriceList & { readonly placed: PlacedBefore | null }> {
  const [row] = await pool.call<PriceRow>(tenantId, READ_PRICES, [skuIds, appId, shopperId, idempotencyKey, tableId]);
  return { ...priceList(row), placed: row?.placed ?? null };
}

/** @throws Problem storefront.not_published */
export function priceList(row: Omit<PriceRow, 'placed'> | undefined): PriceList {
  if (!row || row.delivery === null) throw new Problem('storefront.not_published');
  return {
    skus: new Map((row.skus ?? []).map((sku) => [sku.skuId, sku])),
    delivery: deliverySettings(row.delivery),
    rates: row.rates,
    dining: diningSettings(row.dining),
    table: row.dining_table,
    coupons: row.coupons ?? [],
    claimable: row.claimable ?? [],
    account: row.account,
  };
}

const READ_PRICES: Statement = { name: 'read_prices', text: 'select * from read_prices($1, $2, $3, $4, $5, $6)' };
