import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ProductId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { refreshPrices } from './import-skus.js';
import type { Author } from './product-admin.js';
import { changePrices, type PriceStep } from './bulk-prices.js';
import { selectProducts, type Selection } from './bulk-selection.js';

/** What is done to every product that was chosen; what is missing stays. */
export interface BulkChange {
  readonly state?: 'active' | 'hidden' | undefined;
  readonly categoryId?: string | null | undefined;
  readonly brandId?: string | null | undefined;
  readonly addTags?: readonly string[] | undefined;
  readonly removeTags?: readonly string[] | undefined;
  readonly price?: PriceStep | undefined;
  readonly publishAt?: string | null | undefined;
  readonly unpublishAt?: string | null | undefined;
}

export interface BulkResult {
  readonly id: string;
  /** How many were chosen. */
  readonly products: number;
  /** SKUs whose price is another now. */
  readonly skus: number;
}

export interface BulkRequest {
  readonly selection: Selection;
  readonly change: BulkChange;
  readonly key: string;
}

/** Many products changed in one transaction: all of them, or none with each reason told. */
@Injectable()
export class ProductBulk {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /**
   * Does its work once for each key.
   * @throws Problem product_bulk.none, product_bulk.too_many, product_bulk.refused, product_bulk.idempotency_conflict, product.change_invalid
   */
  async change(tenantId: TenantId, request: BulkRequest, author: Author): Promise<BulkResult> {
    const hash = createHash('sha256')
      .update(JSON.stringify([request.selection, request.change]))
      .digest();
    const result = await this.database.transaction(tenantId, async (tx) => {
      // A double tap waits here for its twin.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`bulk edit ${tenantId} ${request.key}`]);
      const [known] = await tx.query<{ request_hash: Buffer; result: BulkResult }>(
        'select request_hash, result from product_bulk_edit where tenant_id = $1 and idempotency_key = $2',
        [tenantId, request.key],
      );
      if (known && !known.request_hash.equals(hash)) throw new Problem('product_bulk.idempotency_conflict');
      return known?.result ?? write(tx, request, hash, author);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

async function write(
  tx: TenantTransaction,
  { selection, change, key }: BulkRequest,
  hash: Buffer,
  author: Author,
): Promise<BulkResult> {
  const products = await selectProducts(tx, selection);
  await requireReferences(tx, change);
  await changeRows(tx, products, change);
  const skus = change.price ? await changePrices(tx, products, change.price) : 0;
  if (change.price) await refreshPrices(tx, products);
  const result = { id: newId(), products: products.length, skus };
  await tx.execute(
    `insert into product_bulk_edit (tenant_id, id, idempotency_key, request_hash, change, result, requested_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [tx.tenantId, result.id, key, hash, JSON.stringify(change), JSON.stringify(result), JSON.stringify(author.actor)],
  );
  const subject = { subjectType: 'product_bulk_edit', subjectId: result.id };
  await tx.audit({ ...author, action: 'products.bulk_change', ...subject, after: { ...change, ...result } });
  return result;
}

/** Category and brand are kept from going until the commit. */
async function requireReferences(tx: TenantTransaction, { categoryId, brandId }: BulkChange): Promise<void> {
  const errors: { pointer: string; code: string; detail: { zh: string; en: string } }[] = [];
  for (const [table, id, zh] of [['category', categoryId, '分类'] as const, ['brand', brandId, '品牌'] as const]) {
    if (id === undefined || id === null) continue;
    const found = await tx.query(`select from ${table} where tenant_id = $1 and id = $2 for key share`, [
      tx.tenantId,
      id,
    ]);
    if (found.length > 0) continue;
    const detail = { zh: `店铺没有这个${zh}。`, en: `The shop has no such ${table}.` };
    errors.push({ pointer: `/change/${table}Id`, code: 'unknown', detail });
  }
  if (errors.length > 0) throw new Problem('product.change_invalid', { errors });
}

async function changeRows(tx: TenantTransaction, ids: readonly ProductId[], change: BulkChange): Promise<void> {
  const { state, categoryId, brandId, publishAt, unpublishAt, addTags = [], removeTags = [] } = change;
  const times = [publishAt === null ? '-infinity' : publishAt, unpublishAt === null ? 'infinity' : unpublishAt];
  const backwards = await tx.query<{ id: string; title: string }>(
    `select id, title from product where tenant_id = $1 and id = any($2)
       and coalesce($3::timestamptz, publish_at) >= coalesce($4::timestamptz, unpublish_at)`,
    [tx.tenantId, ids, ...times],
  );
  if (backwards.length > 0)
    throw refused(backwards, '下架时间须晚于上架时间', 'it would come off sale before it goes on sale');
  const crowded = await tx.query<{ id: string; title: string }>(
    `select id, title from product where tenant_id = $1 and id = any($2) and cardinality(${TAGS}) > 50`,
    [tx.tenantId, ids, removeTags, addTags],
  );
  if (crowded.length > 0) throw refused(crowded, '标签超过 50 个', 'it would have more than 50 tags');
  await tx.execute(
    `update product set state = coalesce($5, state), category_id = case when $6 then $7::uuid else category_id end,
       brand_id = case when $8 then $9::uuid else brand_id end, tags = ${TAGS},
       publish_at = coalesce($10::timestamptz, publish_at), unpublish_at = coalesce($11::timestamptz, unpublish_at), updated_at = now()
     where tenant_id = $1 and id = any($2)`,
    [
      tx.tenantId,
      ids,
      removeTags,
      addTags,
      state ?? null,
      categoryId !== undefined,
      categoryId ?? null,
      brandId !== undefined,
      brandId ?? null,
      ...times,
    ],
  );
}

/** $3 taken out of the tags and $4 put in, in their order and once each. */
const TAGS = `array(select tag from unnest(tags || $4::text[]) with ordinality as own(tag, place)
  where tag <> all($3::text[]) or tag = any($4::text[]) group by tag order by min(place))`;

/** @param goods which of them, and why; the first hundred are told */
export function refused(
  goods: readonly { readonly id: string; readonly title: string }[],
  zh: string,
  en: string,
): Problem {
  const errors = goods.slice(0, 100).map(({ id, title }) => ({
    pointer: `/products/${id}`,
    code: 'refused',
    detail: { zh: `${title}：${zh}`, en: `${title}: ${en}` },
  }));
  return new Problem('product_bulk.refused', { errors });
}
