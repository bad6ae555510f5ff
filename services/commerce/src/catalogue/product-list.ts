import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { type CursorForm, decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { CARD_SALE_JSON, PRICES_UNTIL, untilOf } from '../promotions/sale-price.js';
import type { ProductCard } from './product-card.js';

export const productSorts = ['position', 'newest', 'priceAsc', 'priceDesc'] as const;
export type ProductSort = (typeof productSorts)[number];

export interface ProductPage {
  readonly items: ProductCard[];
  readonly nextCursor: string | null;
  /** When a sale begins or ends next, in milliseconds since 1970. */
  readonly pricesUntil: number;
}

export interface ListRequest {
  readonly sort: ProductSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly categoryId?: string | undefined;
  /** Words that title, vendor or tag must contain. */
  readonly search?: string | undefined;
}

interface ListRow extends ProductCard {
  readonly sortKey: string | number;
  readonly pricesUntil: number | null;
}

/**
 * A page of what is on sale, in one statement: its index is entered behind the last row of the page before (keyset), so that page
 * one hundred costs what page one does, and goods that come or go meanwhile neither repeat nor hide others.
 * @throws Problem request.invalid for a cursor that is not ours
 */
export async function listProducts(pool: TenantPool, tenantId: TenantId, request: ListRequest): Promise<ProductPage> {
  const { sort, limit, categoryId, search } = request;
  const after = decodeCursor(request.cursor, [orders[sort].cast, 'uuid']);
  const statement = statementFor(sort, after !== null, categoryId !== undefined, search !== undefined);
  const values: unknown[] = [tenantId, limit + 1];
  if (after) values.push(...after);
  if (categoryId !== undefined) values.push(categoryId);
  if (search !== undefined) values.push(`%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  const rows = await pool.query<ListRow>(tenantId, statement, values);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(card),
    nextCursor: rows.length > limit && last ? encodeCursor([last.sortKey, last.id]) : null,
    pricesUntil: untilOf(last?.pricesUntil),
  };
}

function card({ sortKey: _key, pricesUntil: _until, ...shown }: ListRow): ProductCard {
  return shown;
}

interface Order {
  readonly column: string;
  /** As it travels in the cursor: a timestamp as text, since a JavaScript date would lose its microseconds. */
  readonly key: string;
  readonly cast: CursorForm;
  readonly direction: 'asc' | 'desc';
}

const orders: Readonly<Record<ProductSort, Order>> = {
  position: { column: 'p.position', key: 'p.position', cast: 'int', direction: 'asc' },
  newest: { column: 'p.created_at', key: 'p.created_at::text', cast: 'timestamptz', direction: 'desc' },
  priceAsc: { column: 'p.price_fen', key: 'p.price_fen', cast: 'int', direction: 'asc' },
  priceDesc: { column: 'p.price_fen', key: 'p.price_fen', cast: 'int', direction: 'desc' },
};

// Asked of each product of the page: as `not exists`, PostgreSQL would read all SKUs of the shop at once.
const SOLD_OUT = `(select true from sku s where s.tenant_id = $1 and s.product_id = p.id and s.active and s.stock > 0 limit 1) is null`;

const statements = new Map<string, Statement>();

function statementFor(sort: ProductSort, paged: boolean, byCategory: boolean, bySearch: boolean): Statement {
  const name = `products_${sort}${paged ? '_after' : ''}${byCategory ? '_category' : ''}${bySearch ? '_search' : ''}`;
  const known = statements.get(name);
  if (known) return known;
  const { column, key, cast, direction } = orders[sort];
  let parameter = 2;
  const conditions = ["p.tenant_id = $1 and p.state = 'active'"];
  if (paged)
    conditions.push(
      `(${column}, p.id) ${direction === 'asc' ? '>' : '<'} ($${++parameter}::${cast}, $${++parameter}::uuid)`,
    );
  if (byCategory) conditions.push(`p.category_id = $${++parameter}`);
  if (bySearch) {
    const words = `$${++parameter}`;
    conditions.push(
      `(p.title ilike ${words} or p.vendor ilike ${words} or exists (select from unnest(p.tags) as tag where tag ilike ${words}))`,
    );
  }
  const text = `
    select p.id, p.title, p.image_url as "imageUrl", p.price_fen as "priceFen", p.max_price_fen as "maxPriceFen",
      p.compare_at_price_fen as "compareAtPriceFen", ${key} as "sortKey",
      ${SOLD_OUT} as "soldOut",
      ${CARD_SALE_JSON} as "flashSale", ${PRICES_UNTIL} as "pricesUntil"
    from product p where ${conditions.join(' and ')}
    order by ${column} ${direction}, p.id ${direction} limit $2`;
  const statement = { name, text };
  statements.set(name, statement);
  return statement;
}
