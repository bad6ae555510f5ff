import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { type Language, Problem } from '#kernel/problems/problem.js';
import { type SkuSale, untilOf } from '../promotions/sale-price.js';
import { CATEGORIES_JSON, type CategoryRow, type CategoryView, categoryIn } from './product-card.js';

/** An answer as JSON text, and until when it is right, in milliseconds since 1970. */
export interface PricedJson {
  readonly json: string;
  readonly pricesUntil: number;
}

interface ProductRow {
  /** As `make_product_document` in infra/database/sql/0025-catalogue.sql writes it; null for what is not shown. */
  readonly document: string | null;
  /** In the order of the document's SKUs. */
  readonly stock: number[];
  /** By SKU. */
  readonly sales: Readonly<Record<string, SkuSale>> | null;
  readonly group_buy: { readonly id: string; readonly size: number; readonly priceFen: number } | null;
  readonly prices_until: number | null;
}

/**
 * A product's page in one call: the document that was written when it changed last, with what changes by itself put in. The text is not
 * taken apart: no quotation mark inside a JSON string is without a backslash, so the marks are found nowhere else.
 * @throws Problem product.not_found for a product that is unknown, hidden, not shown at this hour or another shop's
 */
export async function readProduct(
  pool: TenantPool,
  tenantId: TenantId,
  productId: string,
  language: Language,
): Promise<PricedJson> {
  const [row] = await pool.call<ProductRow>(tenantId, READ_PRODUCT, [productId, language === 'en']);
  if (!row || row.document === null) throw new Problem('product.not_found');
  const { document, stock, sales, group_buy: groupBuy } = row;
  const json = document
    .split(LIVE)
    .map((part, place) => (place === 0 ? part : live(stock[place - 1], saleAfter(part, sales)) + part))
    .join('');
  return {
    json: `${json.slice(0, -1)},"groupBuy":${JSON.stringify(groupBuy)}}`,
    pricesUntil: untilOf(row.prices_until),
  };
}

export async function readCategories(
  pool: TenantPool,
  tenantId: TenantId,
  language: Language,
): Promise<{ readonly items: CategoryView[]; readonly pricesUntil: number }> {
  const [row] = await pool.query<{ categories: CategoryRow[]; until: number | null }>(tenantId, READ_CATEGORIES, [
    tenantId,
  ]);
  const items = (row?.categories ?? []).map((category) => categoryIn(language, category));
  return { items, pricesUntil: untilOf(row?.until) };
}

const LIVE = '"live" : "#"';

function live(stock = 0, sale: SkuSale | null): string {
  return `"stock":${stock},"flashSale":${JSON.stringify(sale)}`;
}

/** The mark is followed by the SKU's id. */
function saleAfter(part: string, sales: ProductRow['sales']): SkuSale | null {
  if (sales === null) return null;
  const id = /^, "id" : "([0-9a-f-]{36})"/.exec(part)?.[1] ?? '';
  return sales[id] ?? null;
}

const READ_PRODUCT: Statement = { name: 'shop_product', text: 'select * from shop_product($1, $2, $3)' };

const READ_CATEGORIES: Statement = {
  name: 'read_categories',
  text: `select ${CATEGORIES_JSON} as categories, (extract(epoch from goods_change_at($1)) * 1000)::float8 as until`,
};
