import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { type CursorForm, decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { Language } from '#kernel/problems/problem.js';
import { untilOf } from '../promotions/sale-price.js';
import type { PricedJson } from './product-detail.js';

export const productSorts = ['position', 'newest', 'priceAsc', 'priceDesc'] as const;
export type ProductSort = (typeof productSorts)[number];

export interface ListRequest {
  readonly sort: ProductSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** With the goods of the categories below it. */
  readonly categoryId?: string | undefined;
}

interface PageRow {
  /** JSON of a product card on each line, one more than asked for when there is a further page; null when there is nothing. */
  readonly cards: string | null;
  readonly last_key: string | null;
  readonly last_id: string | null;
  readonly prices_until: number | null;
}

/**
 * A page of what is on sale, `{items, nextCursor}`, in one call: its index is entered behind the last row of the page before (keyset), so
 * that page one hundred costs what page one does, and goods that come or go meanwhile neither repeat nor hide others.
 * @throws Problem request.invalid for a cursor that is not ours
 */
export async function listProducts(
  pool: TenantPool,
  tenantId: TenantId,
  { sort, limit, cursor, categoryId }: ListRequest,
  language: Language,
): Promise<PricedJson> {
  const { statement, form } = orders[sort];
  const [key, id] = decodeCursor(cursor, [form, 'uuid']) ?? [null, null];
  const values = [limit, categoryId ?? null, key, id, language === 'en'];
  const [row] = await pool.call<PageRow>(tenantId, statement, values);
  const cards = row?.cards?.split('\n') ?? [];
  const next = cards.length > limit && row ? encodeCursor([keyOf(form, row.last_key), row.last_id ?? '']) : null;
  return {
    json: `{"items":[${cards.slice(0, limit).join(',')}],"nextCursor":${JSON.stringify(next)}}`,
    pricesUntil: untilOf(row?.prices_until),
  };
}

interface Order {
  readonly statement: Statement;
  /** As it travels in the cursor: a timestamp as text, since a JavaScript date would lose its microseconds. */
  readonly form: CursorForm;
}

const orders: Readonly<Record<ProductSort, Order>> = {
  position: order('position', 'int'),
  newest: order('newest', 'timestamptz'),
  priceAsc: order('price_asc', 'int'),
  priceDesc: order('price_desc', 'int'),
};

/** The functions stand in infra/database/sql/0025-catalogue.sql. */
function order(name: string, form: CursorForm): Order {
  const call = `list_products_by_${name}`;
  return { statement: { name: call, text: `select * from ${call}($1, $2, $3, $4, $5, $6)` }, form };
}

function keyOf(form: CursorForm, key: string | null): string | number {
  return form === 'int' ? Number(key) : (key ?? '');
}
