import { PRODUCT_IS_SHOWN } from '../catalogue/publishing.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';

/** A sale that runs or is about to, as everybody sees it. */
export interface FlashSaleCard {
  readonly id: string;
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly items: readonly {
    readonly productId: string;
    readonly skuId: string;
    readonly title: string;
    readonly optionValues: readonly string[];
    readonly imageUrl: string | null;
    readonly priceFen: number;
    readonly listPriceFen: number;
    readonly perShopper: number | null;
    /** What can be bought at this price: of the contingent, and of what is in stock. */
    readonly remaining: number;
    /** Sold and remaining together, so that a contingent above the stock does not look half sold. */
    readonly total: number;
  }[];
}

/** The card as jsonb, from a flash_sale row called `v`. */
export const FLASH_SALE_CARD_JSON = `jsonb_build_object('id', v.id, 'title', v.title, 'startsAt', v.starts_at, 'endsAt', v.ends_at, 'items', (
  select coalesce(jsonb_agg(jsonb_build_object('productId', p.id, 'skuId', s.id, 'title', p.title, 'optionValues', s.option_values,
      'imageUrl', coalesce(s.image_url, p.image_url), 'priceFen', f.price_fen, 'listPriceFen', s.price_fen, 'perShopper', f.per_shopper,
      'remaining', least(f.total - f.sold, s.stock), 'total', f.sold + least(f.total - f.sold, s.stock)) order by f.position), '[]')
  from flash_sale_item f
  join sku s on s.tenant_id = f.tenant_id and s.id = f.sku_id and s.active
  join product p on p.tenant_id = s.tenant_id and p.id = s.product_id and ${PRODUCT_IS_SHOWN}
  where f.tenant_id = v.tenant_id and f.sale_id = v.id))`;

/** Sales of tenant $1 worth showing: those that run, then those of the coming week. */
export const FLASH_SALES_TO_SHOW = `flash_sale v
  where v.tenant_id = $1 and v.ends_at > now() and v.starts_at < now() + interval '7 days'
  order by v.starts_at > now(), case when v.starts_at > now() then v.starts_at else v.ends_at end, v.id`;

export async function readFlashSales(pool: TenantPool, tenantId: TenantId): Promise<FlashSaleCard[]> {
  const rows = await pool.query<{ card: FlashSaleCard }>(tenantId, LIST, [tenantId]);
  return rows.map(({ card }) => card);
}

const LIST: Statement = {
  name: 'list_flash_sales',
  text: `select ${FLASH_SALE_CARD_JSON} as card from ${FLASH_SALES_TO_SHOW} limit 20`,
};
