import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ProductId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

/** Products by their ids, or all that fit every member of a filter. */
export type Selection = { readonly ids: readonly string[] } | { readonly filter: ProductFilter };

export interface ProductFilter {
  readonly state?: 'active' | 'hidden' | undefined;
  readonly categoryId?: string | undefined;
  readonly brandId?: string | undefined;
  readonly tag?: string | undefined;
  /** Part of title or handle. */
  readonly q?: string | undefined;
}

export const MOST_PRODUCTS = 1_000;

/**
 * Locks the products, in the order of their ids, before anything of them is read.
 * @throws Problem product_bulk.none, product_bulk.too_many, product_bulk.refused for ids that are not there
 */
export async function selectProducts(tx: TenantTransaction, selection: Selection): Promise<ProductId[]> {
  const found = 'ids' in selection ? await byIds(tx, selection.ids) : await byFilter(tx, selection.filter);
  if (found.length === 0) throw new Problem('product_bulk.none');
  if (found.length > MOST_PRODUCTS)
    throw new Problem('product_bulk.too_many', { params: { limit: MOST_PRODUCTS, count: found.length } });
  return found;
}

async function byIds(tx: TenantTransaction, ids: readonly string[]): Promise<ProductId[]> {
  const rows = await tx.query<{ id: ProductId }>(
    'select id from product where tenant_id = $1 and id = any($2) order by id for no key update',
    [tx.tenantId, ids],
  );
  const known = new Set<string>(rows.map(({ id }) => id));
  const errors = ids.flatMap((id, place) =>
    known.has(id.toLowerCase())
      ? []
      : [
          {
            pointer: `/selection/ids/${place}`,
            code: 'unknown',
            detail: { zh: '店铺没有该商品。', en: 'The shop has no such product.' },
          },
        ],
  );
  if (errors.length > 0) throw new Problem('product_bulk.refused', { errors: errors.slice(0, 100) });
  return rows.map(({ id }) => id);
}

async function byFilter(
  tx: TenantTransaction,
  { state, categoryId, brandId, tag, q }: ProductFilter,
): Promise<ProductId[]> {
  const pattern = q === undefined ? null : `%${q.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const rows = await tx.query<{ id: ProductId }>(
    `select id from product where tenant_id = $1 and ($2::text is null or state = $2) and ($3::uuid is null or category_id = $3)
       and ($4::uuid is null or brand_id = $4) and ($5::text is null or tags @> array[$5])
       and ($6::text is null or title ilike $6 or handle ilike $6)
     order by id for no key update`,
    [tx.tenantId, state ?? null, categoryId ?? null, brandId ?? null, tag ?? null, pattern],
  );
  return rows.map(({ id }) => id);
}
