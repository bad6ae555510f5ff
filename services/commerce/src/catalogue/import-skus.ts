import { newId, type ProductId, type SkuId } from '#kernel/identity/ids.js';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { yuan } from '../pricing/yuan.js';
import { type ImportIssue, issue } from './import-issue.js';
import type { ProductDraft } from './product-draft.js';

/**
 * Inserts or updates the SKUs of a batch, withdraws those a file no longer names, and sets stock through the ledger.
 * @returns products whose SKUs, prices or stock changed, and the prices that a promotion keeps from being raised
 */
export async function writeSkus(
  tx: TenantTransaction,
  products: readonly ProductDraft[],
  idByHandle: ReadonlyMap<string, ProductId>,
): Promise<{ readonly changed: ReadonlySet<ProductId>; readonly issues: readonly ImportIssue[] }> {
  const changed = new Set<ProductId>();
  const note = (rows: readonly { product_id: ProductId }[]) => rows.forEach((row) => changed.add(row.product_id));
  const rows = products.flatMap((product) =>
    product.skus.map((sku, position) => ({
      id: newId<SkuId>(),
      product_id: idByHandle.get(product.handle),
      code: sku.code,
      option_values: sku.optionValues,
      price_fen: sku.priceFen,
      compare_at_price_fen: sku.compareAtPriceFen,
      stock: sku.stock,
      image_source: sku.imageSource,
      row: sku.row,
      position,
    })),
  );
  const incoming = JSON.stringify(rows);
  // In the order of ids, as orders lock them: an import and an order for several goods must not wait for each other.
  await tx.execute(LOCK, [tx.tenantId, [...idByHandle.values()]]);
  note(await tx.query(UPSERT, [tx.tenantId, incoming]));
  // A product with refused rows keeps what it had: the file does not say what these rows meant.
  const whole = products.filter((product) => !product.partial).map((product) => idByHandle.get(product.handle));
  note(await tx.query(WITHDRAW, [tx.tenantId, incoming, whole]));
  note(await tx.query(SET_STOCK, [tx.tenantId, incoming]));
  await refreshPrices(tx, [...idByHandle.values()]);
  const kept = await tx.query<{ row: number; price_fen: number }>(KEPT, [tx.tenantId, incoming]);
  const issues = kept.map(({ row, price_fen }) => issue(row, 'Variant Price', yuan(price_fen), 'price.stands'));
  return { changed, issues };
}

/** Brings what a product row repeats of its SKUs up to date. The struck-through price is that of the cheapest SKU. */
export async function refreshPrices(tx: TenantTransaction, productIds: readonly ProductId[]): Promise<void> {
  await tx.execute(
    `update product set price_fen = sold.lowest, max_price_fen = sold.highest, compare_at_price_fen = sold.compare_at, updated_at = now()
     from (
       select product_id, min(price_fen) as lowest, max(price_fen) as highest,
         (array_agg(compare_at_price_fen order by price_fen, position))[1] as compare_at
       from sku where tenant_id = $1 and product_id = any($2) and active group by product_id
     ) as sold
     where product.tenant_id = $1 and product.id = sold.product_id
       and (product.price_fen, product.max_price_fen, product.compare_at_price_fen) is distinct from (sold.lowest, sold.highest, sold.compare_at)`,
    [tx.tenantId, productIds],
  );
}

const INCOMING = `jsonb_to_recordset($2::jsonb) as incoming (id uuid, product_id uuid, code text, option_values text[], price_fen int,
  compare_at_price_fen int, stock int, image_source text, position int, row int)`;

const LOCK = `select from sku where tenant_id = $1 and product_id = any($2) order by id for no key update`;

// A price that a promotion strikes through is not raised (0029-promotion-guard.sql).
const NEW_PRICE = `case when excluded.price_fen > sku.price_fen and sku_in_promotion(sku.tenant_id, sku.id) then sku.price_fen else excluded.price_fen end`;

const UPSERT = `
  insert into sku (tenant_id, id, product_id, code, option_values, price_fen, compare_at_price_fen, image_source, position)
  select $1, id, product_id, code, option_values, price_fen, compare_at_price_fen, image_source, position from ${INCOMING}
  on conflict (tenant_id, product_id, option_values) do update set code = excluded.code, price_fen = ${NEW_PRICE},
    compare_at_price_fen = excluded.compare_at_price_fen, image_source = excluded.image_source, position = excluded.position,
    active = true, updated_at = now()
  where (sku.code, sku.price_fen, sku.compare_at_price_fen, sku.image_source, sku.position, sku.active)
    is distinct from (excluded.code, excluded.price_fen, excluded.compare_at_price_fen, excluded.image_source, excluded.position, true)
  returning product_id`;

const KEPT = `
  select incoming.row, incoming.price_fen from ${INCOMING}
  join sku on sku.tenant_id = $1 and sku.product_id = incoming.product_id and sku.option_values = incoming.option_values
  where sku.price_fen < incoming.price_fen`;

const WITHDRAW = `
  update sku set active = false, updated_at = now()
  where tenant_id = $1 and product_id = any($3) and active
    and not exists (select from ${INCOMING} where incoming.product_id = sku.product_id and incoming.option_values = sku.option_values)
  returning product_id`;

// The rows are locked before the difference is taken: an order placed meanwhile is not given back.
const SET_STOCK = `
  with locked as (
    select sku.id, sku.product_id, incoming.stock - sku.stock as delta
    from sku join ${INCOMING} on sku.product_id = incoming.product_id and sku.option_values = incoming.option_values
    where sku.tenant_id = $1 order by sku.id for no key update of sku
  ), moved as (
    select * from locked where delta <> 0
  ), ledger as (
    insert into stock_entry (tenant_id, id, sku_id, delta, reason)
    select $1, gen_random_uuid(), id, delta, 'import' from moved
  )
  update sku set stock = sku.stock + moved.delta, updated_at = now()
  from moved where sku.tenant_id = $1 and sku.id = moved.id
  returning sku.product_id`;
