import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { type Language, Problem } from '#kernel/problems/problem.js';
import { untilOf } from '../promotions/sale-price.js';
import { type CardRow, cardIn, type ProductCard } from './product-card.js';
import { SEARCH_SQL } from './product-search-sql.js';
import { facetsIn, type FacetRow, type SearchFacets } from './search-facets.js';
import { searchWords } from './search-words.js';

export const searchSorts = ['relevance', 'newest', 'priceAsc', 'priceDesc'] as const;
export type SearchSort = (typeof searchSorts)[number];

export interface SearchRequest {
  readonly q?: string | undefined;
  readonly categoryId?: string | undefined;
  readonly brandId?: string | undefined;
  readonly tag?: string | undefined;
  readonly minFen?: number | undefined;
  readonly maxFen?: number | undefined;
  readonly inStock?: boolean | undefined;
  /** `name:value`, several of them with `;` in between; goods must have all of them. */
  readonly attributes?: string | undefined;
  readonly sort: SearchSort;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface SearchPage {
  readonly items: ProductCard[];
  readonly nextCursor: string | null;
  /** Of all pages. */
  readonly total: number;
  readonly facets: SearchFacets;
  /** Nothing has all the words: these goods only come near. */
  readonly similar: boolean;
  /** When a sale begins or ends, or goods come or go next, in milliseconds since 1970. */
  readonly pricesUntil: number;
}

interface SearchRow {
  readonly items: CardRow[];
  readonly total: number;
  readonly similar: boolean;
  readonly facets: FacetRow;
  readonly until: number | null;
}

// Nobody leafs through more than that, and it bounds what a cursor can ask for.
const MOST_RESULTS = 1_000;

/**
 * Goods by words and filters, with what could be filtered by next, in one statement. It looks through the tenant's own goods and no others:
 * its cost grows with that shop alone. Goods that have all the words come first; where there are none, similar ones take their place.
 * @throws Problem request.invalid for a cursor that is not ours, or attributes that are none
 */
export async function searchProducts(
  pool: TenantPool,
  tenantId: TenantId,
  request: SearchRequest,
  language: Language,
): Promise<SearchPage> {
  const { q = '', limit, sort } = request;
  const { phrase, words, pairs, similar } = searchWords(q);
  const skipped = skippedBy(request.cursor);
  const { categoryId = null, brandId = null, tag = null, minFen = null, maxFen = null, inStock = false } = request;
  const attributes = JSON.stringify(attributesOf(request.attributes));
  const filters = [categoryId, brandId, tag, minFen, maxFen, inStock, attributes];
  const values = [tenantId, phrase, words, pairs, similar, ...filters, sort, skipped, limit];
  const [row] = await pool.query<SearchRow>(tenantId, SEARCH, values);
  if (!row) throw new Error('an aggregate has no row');
  const further = row.total > skipped + limit && skipped + limit < MOST_RESULTS;
  return {
    items: row.items.map((card) => cardIn(language, card)),
    nextCursor: further ? encodeCursor([skipped + limit]) : null,
    total: row.total,
    similar: row.similar,
    facets: facetsIn(language, row.facets),
    pricesUntil: untilOf(row.until),
  };
}

function skippedBy(cursor: string | undefined): number {
  const [skipped] = decodeCursor(cursor, ['int']) ?? [0];
  return Math.min(Math.max(Number(skipped), 0), MOST_RESULTS);
}

function attributesOf(text: string | undefined): { readonly name: string; readonly value: string }[] {
  if (text === undefined) return [];
  return text.split(';').map((pair) => {
    const colon = pair.indexOf(':');
    if (colon < 1 || colon === pair.length - 1) throw badAttributes();
    return { name: pair.slice(0, colon), value: pair.slice(colon + 1) };
  });
}

function badAttributes(): Problem {
  const detail = {
    zh: '请写成“名称:值”，多个之间用分号隔开。',
    en: 'Write "name:value", several of them with a semicolon in between.',
  };
  return new Problem('request.invalid', { errors: [{ pointer: '/query/attributes', code: 'attributes', detail }] });
}

const SEARCH: Statement = { name: 'search_products', text: SEARCH_SQL };
