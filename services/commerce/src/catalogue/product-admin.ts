import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ProductId, type SkuId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { refreshPrices } from './import-skus.js';

export interface ProductSummary {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly state: 'active' | 'hidden';
  readonly category: string | null;
  readonly priceFen: number;
  readonly maxPriceFen: number;
  readonly stock: number;
  readonly skuCount: number;
  readonly imageUrl: string | null;
  readonly updatedAt: Date;
}

export interface ProductForMerchant extends ProductSummary {
  readonly descriptionHtml: string;
  readonly vendor: string | null;
  readonly tags: readonly string[];
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly skus: readonly {
    readonly id: string;
    readonly code: string | null;
    readonly optionValues: readonly string[];
    readonly priceFen: number;
    readonly compareAtPriceFen: number | null;
    readonly stock: number;
    readonly active: boolean;
  }[];
  readonly images: readonly {
    readonly id: string;
    readonly source: string;
    readonly state: 'pending' | 'stored' | 'unreachable';
    readonly url: string | null;
    readonly error: string | null;
  }[];
}

export interface Author {
  readonly actor: Actor;
  readonly requestId: string;
}

export interface ProductChange {
  readonly title?: string | undefined;
  readonly state?: 'active' | 'hidden' | undefined;
}

export interface SkuChange {
  readonly priceFen?: number | undefined;
  /** What the shelf holds now; the difference goes through the ledger. */
  readonly stock?: number | undefined;
}

/** The catalogue as the merchant keeps it. */
@Injectable()
export class ProductAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** Newest first, hidden ones included. Answers one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    {
      after,
      limit,
      search,
      state,
    }: { after: string | null; limit: number; search: string | null; state: string | null },
  ): Promise<ProductSummary[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ProductSummary>(
        `${SELECT_SUMMARY} where p.tenant_id = $1 and ($2::uuid is null or p.id < $2) and ($3::text is null or p.title ilike $3 or p.handle ilike $3)
           and ($4::text is null or p.state = $4)
         order by p.id desc limit $5`,
        [tenantId, after, search, state, limit + 1],
      ),
    );
  }

  /** @throws Problem product.not_found */
  async get(tenantId: TenantId, productId: string): Promise<ProductForMerchant> {
    return this.database.transaction(tenantId, (tx) => read(tx, productId));
  }

  /** @throws Problem product.not_found */
  async change(
    tenantId: TenantId,
    productId: ProductId,
    change: ProductChange,
    author: Author,
  ): Promise<ProductForMerchant> {
    const product = await this.database.transaction(tenantId, async (tx) => {
      const before = await read(tx, productId);
      await tx.execute(
        `update product set title = coalesce($3, title), state = coalesce($4, state), updated_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, productId, change.title ?? null, change.state ?? null],
      );
      const after = await read(tx, productId);
      await tx.audit({
        ...author,
        action: 'product.change',
        subjectType: 'product',
        subjectId: productId,
        before: { title: before.title, state: before.state },
        after: { title: after.title, state: after.state },
      });
      return after;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return product;
  }

  /** @throws Problem sku.not_found */
  async changeSku(tenantId: TenantId, skuId: SkuId, change: SkuChange, author: Author): Promise<ProductForMerchant> {
    const product = await this.database.transaction(tenantId, async (tx) => {
      const [sku] = await tx.query<{ product_id: ProductId; price_fen: number; stock: number }>(
        'select product_id, price_fen, stock from sku where tenant_id = $1 and id = $2 for update',
        [tenantId, skuId],
      );
      if (!sku) throw new Problem('sku.not_found');
      const after = { priceFen: change.priceFen ?? sku.price_fen, stock: change.stock ?? sku.stock };
      await adjust(tx, skuId, after.stock - sku.stock);
      await tx.execute(
        `update sku set price_fen = $3, stock = $4, updated_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, skuId, after.priceFen, after.stock],
      );
      await refreshPrices(tx, [sku.product_id]);
      const before = { priceFen: sku.price_fen, stock: sku.stock };
      await tx.audit({ ...author, action: 'sku.change', subjectType: 'sku', subjectId: skuId, before, after });
      return read(tx, sku.product_id);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return product;
  }
}

async function adjust(tx: TenantTransaction, skuId: SkuId, delta: number): Promise<void> {
  if (delta === 0) return;
  await tx.execute(
    `insert into stock_entry (tenant_id, id, sku_id, delta, reason) values ($1, $2, $3, $4, 'adjustment')`,
    [tx.tenantId, newId(), skuId, delta],
  );
}

async function read(tx: TenantTransaction, productId: string): Promise<ProductForMerchant> {
  const [row] = await tx.query<ProductForMerchant>(SELECT_PRODUCT, [tx.tenantId, productId]);
  if (!row) throw new Problem('product.not_found');
  return row;
}

const SUMMARY = `
  p.id, p.handle, p.title, p.state, c.name as category, p.price_fen as "priceFen", p.max_price_fen as "maxPriceFen",
  p.image_url as "imageUrl", p.updated_at as "updatedAt", shelf.stock, shelf.skus as "skuCount"`;

const FROM = `
  from product p
  left join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
  cross join lateral (
    select coalesce(sum(s.stock), 0)::int as stock, count(*)::int as skus
    from sku s where s.tenant_id = p.tenant_id and s.product_id = p.id and s.active
  ) shelf`;

const SELECT_SUMMARY = `select ${SUMMARY} ${FROM}`;

const SELECT_PRODUCT = `
  select ${SUMMARY}, p.description_html as "descriptionHtml", p.vendor, p.tags, p.options,
    (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'optionValues', s.option_values, 'priceFen', s.price_fen,
        'compareAtPriceFen', s.compare_at_price_fen, 'stock', s.stock, 'active', s.active) order by s.position, s.id), '[]')
      from sku s where s.tenant_id = p.tenant_id and s.product_id = p.id) as skus,
    (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'source', i.source, 'state', i.state, 'url', i.url, 'error', i.error)
        order by i.position, i.id), '[]')
      from product_image i where i.tenant_id = p.tenant_id and i.product_id = p.id) as images
  ${FROM} where p.tenant_id = $1 and p.id = $2`;
