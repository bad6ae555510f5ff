import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { GROUP_BUY_UNTIL, PRODUCT_GROUP_BUY_JSON } from '../group-buys/group-buy-card.js';
import { PRICES_UNTIL, SKU_SALE_JSON, type SkuSale, untilOf } from '../promotions/sale-price.js';
import { CATEGORIES_JSON, type CategoryView } from './product-card.js';

export interface ProductDetail {
  readonly id: string;
  readonly title: string;
  readonly descriptionHtml: string;
  readonly vendor: string | null;
  readonly categoryId: string | null;
  readonly images: string[];
  readonly options: { readonly name: string; readonly values: string[] }[];
  readonly skus: {
    readonly id: string;
    readonly optionValues: string[];
    readonly priceFen: number;
    readonly compareAtPriceFen: number | null;
    readonly stock: number;
    readonly imageUrl: string | null;
    /** The sale it is in now. */
    readonly flashSale: SkuSale | null;
  }[];
  /** Where a group can be opened now: how many make one, and the lowest price in it. */
  readonly groupBuy: { readonly id: string; readonly size: number; readonly priceFen: number } | null;
  /** When a sale or a group buy begins or ends next, in milliseconds since 1970. */
  readonly pricesUntil: number;
}

/** @throws Problem product.not_found for a product that is unknown, hidden or another shop's */
export async function readProduct(pool: TenantPool, tenantId: TenantId, productId: string): Promise<ProductDetail> {
  const [row] = await pool.query<Omit<ProductDetail, 'pricesUntil'> & { readonly pricesUntil: number | null }>(
    tenantId,
    READ_PRODUCT,
    [tenantId, productId],
  );
  if (!row) throw new Problem('product.not_found');
  return { ...row, pricesUntil: untilOf(row.pricesUntil) };
}

export async function readCategories(pool: TenantPool, tenantId: TenantId): Promise<CategoryView[]> {
  const [row] = await pool.query<{ categories: CategoryView[] }>(tenantId, READ_CATEGORIES, [tenantId]);
  return row?.categories ?? [];
}

const READ_PRODUCT: Statement = {
  name: 'read_product',
  text: `
    select p.id, p.title, p.description_html as "descriptionHtml", p.vendor, p.category_id as "categoryId", p.options,
      (select coalesce(jsonb_agg(i.url order by i.position, i.id), '[]') from product_image i
        where i.tenant_id = $1 and i.product_id = p.id and i.state = 'stored') as images,
      (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'optionValues', s.option_values, 'priceFen', s.price_fen,
          'compareAtPriceFen', s.compare_at_price_fen, 'stock', s.stock, 'imageUrl', s.image_url, 'flashSale', ${SKU_SALE_JSON}) order by s.position, s.id), '[]')
        from sku s where s.tenant_id = $1 and s.product_id = p.id and s.active) as skus,
      ${PRODUCT_GROUP_BUY_JSON} as "groupBuy", least(${PRICES_UNTIL}, ${GROUP_BUY_UNTIL}) as "pricesUntil"
    from product p where p.tenant_id = $1 and p.id = $2 and p.state = 'active'`,
};

const READ_CATEGORIES: Statement = { name: 'read_categories', text: `select ${CATEGORIES_JSON} as categories` };
