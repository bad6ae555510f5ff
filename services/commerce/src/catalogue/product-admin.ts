import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ProductId, type SkuId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { requireUnreferenced } from '../promotion-guard/reference-prices.js';
import { refreshPrices } from './import-skus.js';
import { type ProductAttribute, type ProductChange, type ProductOption, writeProductChange } from './product-change.js';

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
  readonly categoryId: string | null;
  readonly brandId: string | null;
  /** From when until when it is shown; null: at once, for good. */
  readonly publishAt: Date | null;
  readonly unpublishAt: Date | null;
  readonly updatedAt: Date;
}

export interface ProductForMerchant extends ProductSummary {
  readonly titleEn: string | null;
  readonly descriptionHtml: string;
  readonly descriptionHtmlEn: string | null;
  readonly vendor: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
  readonly attributes: readonly ProductAttribute[];
  readonly options: readonly ProductOption[];
  readonly optionsEn: readonly ProductOption[] | null;
  readonly skus: readonly {
    readonly id: string;
    readonly code: string | null;
    readonly optionValues: readonly string[];
    readonly priceFen: number;
    readonly compareAtPriceFen: number | null;
    /** What members pay at most; null: the usual price less their tier's percent. */
    readonly memberPriceFen: number | null;
    /** In grams, for postage. */
    readonly weightG: number | null;
    readonly stock: number;
    readonly active: boolean;
  }[];
  readonly images: readonly {
    readonly id: string;
    readonly source: string;
    readonly state: 'pending' | 'stored' | 'unreachable';
    readonly url: string | null;
    /** Widths of its smaller copies; null while they are being made, empty when there can be none. */
    readonly renditions: readonly number[] | null;
    readonly error: string | null;
  }[];
}

export interface Author {
  readonly actor: Actor;
  readonly requestId: string;
}

export interface SkuChange {
  readonly priceFen?: number | undefined;
  readonly compareAtPriceFen?: number | null | undefined;
  readonly memberPriceFen?: number | null | undefined;
  readonly weightG?: number | null | undefined;
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
      categoryId,
      brandId,
    }: {
      after: string | null;
      limit: number;
      search: string | null;
      state: string | null;
      categoryId: string | null;
      brandId: string | null;
    },
  ): Promise<ProductSummary[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ProductSummary>(
        `${SELECT_SUMMARY} where p.tenant_id = $1 and ($2::uuid is null or p.id < $2) and ($3::text is null or p.title ilike $3 or p.handle ilike $3)
           and ($4::text is null or p.state = $4) and ($6::uuid is null or p.category_id = $6) and ($7::uuid is null or p.brand_id = $7)
         order by p.id desc limit $5`,
        [tenantId, after, search, state, limit + 1, categoryId, brandId],
      ),
    );
  }

  /** @throws Problem product.not_found */
  async get(tenantId: TenantId, productId: string): Promise<ProductForMerchant> {
    return this.database.transaction(tenantId, (tx) => read(tx, productId));
  }

  /** @throws Problem product.not_found, product.change_invalid */
  async change(
    tenantId: TenantId,
    productId: ProductId,
    change: ProductChange,
    author: Author,
  ): Promise<ProductForMerchant> {
    const product = await this.database.transaction(tenantId, async (tx) => {
      await lockProduct(tx, productId);
      const before = await read(tx, productId);
      await writeProductChange(tx, productId, change);
      const after = await read(tx, productId);
      await tx.audit({
        ...author,
        action: 'product.change',
        subjectType: 'product',
        subjectId: productId,
        before: shownOf(before, change),
        after: shownOf(after, change),
      });
      return after;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return product;
  }

  /** @throws Problem sku.not_found, promotion.price_stands */
  async changeSku(tenantId: TenantId, skuId: SkuId, change: SkuChange, author: Author): Promise<ProductForMerchant> {
    const product = await this.database.transaction(tenantId, async (tx) => {
      // The product before its SKUs, as imports lock them: neither waits for the other.
      await tx.query(
        'select from product where tenant_id = $1 and id = (select product_id from sku where tenant_id = $1 and id = $2) for no key update',
        [tenantId, skuId],
      );
      const [sku] = await tx.query<SkuRow>(
        `select product_id, price_fen, compare_at_price_fen, member_price_fen, weight_g, stock from sku where tenant_id = $1 and id = $2
         for update`,
        [tenantId, skuId],
      );
      if (!sku) throw new Problem('sku.not_found');
      const before = skuView(sku);
      const after = { ...before, ...given(change) };
      if (after.priceFen > sku.price_fen) await requireUnreferenced(tx, skuId);
      await adjust(tx, skuId, after.stock - sku.stock);
      await tx.execute(
        `update sku set price_fen = $3, stock = $4, compare_at_price_fen = $5, member_price_fen = $6, weight_g = $7, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [
          tenantId,
          skuId,
          after.priceFen,
          after.stock,
          // A struck-through price that is not above the price would be a lie.
          (after.compareAtPriceFen ?? 0) > after.priceFen ? after.compareAtPriceFen : null,
          after.memberPriceFen,
          after.weightG,
        ],
      );
      await refreshPrices(tx, [sku.product_id]);
      await tx.audit({ ...author, action: 'sku.change', subjectType: 'sku', subjectId: skuId, before, after });
      return read(tx, sku.product_id);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return product;
  }
}

interface SkuRow {
  readonly product_id: ProductId;
  readonly price_fen: number;
  readonly compare_at_price_fen: number | null;
  readonly member_price_fen: number | null;
  readonly weight_g: number | null;
  readonly stock: number;
}

function skuView(sku: SkuRow) {
  return {
    priceFen: sku.price_fen,
    compareAtPriceFen: sku.compare_at_price_fen,
    memberPriceFen: sku.member_price_fen,
    weightG: sku.weight_g,
    stock: sku.stock,
  };
}

/** What is there: null is a wish, undefined is none. */
function given<T extends object>(wishes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(wishes).filter(([, wish]) => wish !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The members that were to change, as an audit entry shows them: long texts by their beginning. */
function shownOf(product: ProductForMerchant, change: ProductChange): Record<string, unknown> {
  const members = Object.keys(given(change)) as (keyof ProductChange)[];
  return Object.fromEntries(
    members.map((member) => {
      const value = product[member];
      return [member, typeof value === 'string' ? value.slice(0, 500) : value];
    }),
  );
}

async function lockProduct(tx: TenantTransaction, productId: ProductId): Promise<void> {
  await tx.query('select from product where tenant_id = $1 and id = $2 for no key update', [tx.tenantId, productId]);
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
  p.image_url as "imageUrl", p.category_id as "categoryId", p.brand_id as "brandId", nullif(p.publish_at, '-infinity') as "publishAt",
  nullif(p.unpublish_at, 'infinity') as "unpublishAt", p.updated_at as "updatedAt", shelf.stock, shelf.skus as "skuCount"`;

const FROM = `
  from product p
  left join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
  cross join lateral (
    select coalesce(sum(s.stock), 0)::int as stock, count(*)::int as skus
    from sku s where s.tenant_id = p.tenant_id and s.product_id = p.id and s.active
  ) shelf`;

const SELECT_SUMMARY = `select ${SUMMARY} ${FROM}`;

const SELECT_PRODUCT = `
  select ${SUMMARY}, p.title_en as "titleEn", p.description_html as "descriptionHtml", p.description_html_en as "descriptionHtmlEn", p.vendor,
    (select b.name from brand b where b.tenant_id = p.tenant_id and b.id = p.brand_id) as brand, p.tags, p.attributes, p.options,
    p.options_en as "optionsEn",
    (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'code', s.code, 'optionValues', s.option_values, 'priceFen', s.price_fen,
        'compareAtPriceFen', s.compare_at_price_fen, 'memberPriceFen', s.member_price_fen, 'weightG', s.weight_g, 'stock', s.stock, 'active', s.active) order by s.position, s.id), '[]')
      from sku s where s.tenant_id = p.tenant_id and s.product_id = p.id) as skus,
    (select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'source', i.source, 'state', i.state, 'url', i.url, 'renditions', i.widths, 'error', i.error)
        order by i.position, i.id), '[]')
      from product_image i where i.tenant_id = p.tenant_id and i.product_id = p.id) as images
  ${FROM} where p.tenant_id = $1 and p.id = $2`;
