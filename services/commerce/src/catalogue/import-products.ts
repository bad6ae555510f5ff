import { newId, type ProductId } from '#kernel/identity/ids.js';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ProductDraft } from './product-draft.js';

export interface WrittenProducts {
  readonly idByHandle: ReadonlyMap<string, ProductId>;
  readonly created: readonly ProductId[];
  /** Created or altered. */
  readonly changed: readonly ProductId[];
}

/** Inserts or updates the product rows of a batch. Prices are put in afterwards, from the SKUs. New products follow the existing ones. */
export async function writeProducts(
  tx: TenantTransaction,
  products: readonly ProductDraft[],
): Promise<WrittenProducts> {
  const categories = await writeCategories(tx, products);
  const rows = products.map((product) => ({
    id: newId<ProductId>(),
    handle: product.handle,
    title: product.title,
    description_html: product.descriptionHtml,
    vendor: product.vendor,
    category_id: product.category === null ? null : categories.get(product.category),
    tags: product.tags,
    state: product.state,
    options: product.options,
    price_fen: Math.min(...product.skus.map((sku) => sku.priceFen)),
    max_price_fen: Math.max(...product.skus.map((sku) => sku.priceFen)),
  }));
  const changed = await tx.query<{ id: ProductId; created: boolean }>(UPSERT, [tx.tenantId, JSON.stringify(rows)]);
  const ids = await tx.query<{ id: ProductId; handle: string }>(
    'select id, handle from product where tenant_id = $1 and handle = any($2)',
    [tx.tenantId, products.map((product) => product.handle)],
  );
  return {
    idByHandle: new Map(ids.map(({ id, handle }) => [handle, id])),
    created: changed.filter((row) => row.created).map((row) => row.id),
    changed: changed.map((row) => row.id),
  };
}

const UPSERT = `
  with incoming as (
    select row_number() over () as line, item.*
    from jsonb_to_recordset($2::jsonb) as item (id uuid, handle text, title text, description_html text, vendor text, category_id uuid,
      tags text[], state text, options jsonb, price_fen int, max_price_fen int)
  ), last as (
    select coalesce(max(position), 0) as position from product where tenant_id = $1
  )
  insert into product (tenant_id, id, handle, title, description_html, vendor, category_id, tags, state, options,
    price_fen, max_price_fen, position)
  select $1, id, handle, title, description_html, vendor, category_id, tags, state, options, price_fen, max_price_fen,
    last.position + line
  from incoming, last
  on conflict (tenant_id, handle) do update set title = excluded.title, description_html = excluded.description_html,
    vendor = excluded.vendor, category_id = excluded.category_id, tags = excluded.tags, state = excluded.state,
    options = excluded.options, updated_at = now()
  where (product.title, product.description_html, product.vendor, product.category_id, product.tags, product.state, product.options)
    is distinct from (excluded.title, excluded.description_html, excluded.vendor, excluded.category_id, excluded.tags, excluded.state,
      excluded.options)
  returning id, xmax = 0 as created`;

async function writeCategories(tx: TenantTransaction, products: readonly ProductDraft[]): Promise<Map<string, string>> {
  const names = [...new Set(products.map((product) => product.category).filter((name) => name !== null))];
  if (names.length === 0) return new Map();
  await tx.execute(
    `insert into category (tenant_id, id, name, position)
     select $1, incoming.id, incoming.name, coalesce((select max(position) from category where tenant_id = $1), 0) + line
     from unnest($2::uuid[], $3::text[]) with ordinality as incoming (id, name, line)
     on conflict (tenant_id, name) do nothing`,
    [tx.tenantId, names.map(() => newId()), names],
  );
  const rows = await tx.query<{ id: string; name: string }>(
    'select id, name from category where tenant_id = $1 and name = any($2)',
    [tx.tenantId, names],
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}
