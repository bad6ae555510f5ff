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
  const [row] = await pool.query<PriceRow>(tenantId, READ_PRICES, [
    tenantId,
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

const READ_PRICES: Statement = {
  name: 'read_prices',
  text: `
    select
      (select jsonb_agg(jsonb_build_object('skuId', s.id, 'productId', p.id, 'title', p.title, 'optionValues', s.option_values,
          'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', s.price_fen, 'stock', s.stock))
        from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
        where s.tenant_id = $1 and s.id = any($2::uuid[]) and s.active and p.state = 'active') as skus,
      (select coalesce(r.config -> 'delivery', '{}')
        from applet a
        join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
        join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
        where a.tenant_id = $1 and a.app_id = $3) as delivery,
      (select jsonb_build_object('id', o.id, 'requestHash', encode(o.request_hash, 'hex'))
        from shop_order o where o.tenant_id = $1 and o.shopper_id = $4 and o.idempotency_key = $5) as placed`,
};
