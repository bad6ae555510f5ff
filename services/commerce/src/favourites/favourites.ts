import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { type Language, Problem } from '#kernel/problems/problem.js';
import { CARD_JSON, cardIn, type CardRow, type ProductCard } from '../catalogue/product-card.js';
import { PRODUCT_IS_SHOWN } from '../catalogue/publishing.js';

export interface FavouriteProduct extends ProductCard {
  readonly keptAt: string;
  /** How many fen less than when it was kept, at the usual price; 0 when it is not cheaper. */
  readonly cheaperByFen: number;
}

export interface FavouritePage {
  readonly items: readonly FavouriteProduct[];
  readonly nextCursor: string | null;
}

/** Nobody looks through more than that, and a list without end is one somebody fills by a program. */
export const MOST_FAVOURITES = 500;

/** The goods a shopper has kept. */
@Injectable()
export class Favourites {
  constructor(private readonly pool: TenantPool) {}

  /** Doing it twice keeps it once. @throws Problem product.not_found, favourites.full */
  async keep(tenantId: TenantId, shopperId: ShopperId, productId: string): Promise<void> {
    const [row] = await this.pool.query<{ shown: boolean; kept: boolean }>(tenantId, KEEP, [
      tenantId,
      shopperId,
      productId,
      MOST_FAVOURITES,
    ]);
    if (!row?.shown) throw new Problem('product.not_found');
    if (!row.kept) throw new Problem('favourites.full', { params: { limit: MOST_FAVOURITES } });
  }

  /** Also of goods that are not shown any more, and of some that were never kept. */
  async drop(tenantId: TenantId, shopperId: ShopperId, productId: string): Promise<void> {
    await this.pool.query(tenantId, DROP, [tenantId, shopperId, productId]);
  }

  /** Whether a product's heart is filled. */
  async has(tenantId: TenantId, shopperId: ShopperId, productId: string): Promise<boolean> {
    return (await this.pool.query(tenantId, HAS, [tenantId, shopperId, productId])).length > 0;
  }

  /** The last kept first; goods that are not shown now are left out. */
  async list(
    tenantId: TenantId,
    shopperId: ShopperId,
    {
      cursor,
      limit,
      language,
    }: { readonly cursor: string | undefined; readonly limit: number; readonly language: Language },
  ): Promise<FavouritePage> {
    const [at, id] = decodeCursor(cursor, ['timestamptz', 'uuid']) ?? [null, null];
    const rows = await this.pool.query<FavouriteRow>(tenantId, LIST, [tenantId, shopperId, limit + 1, at, id]);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ card, at: keptAt, was_fen }) => ({
        ...cardIn(language, card),
        keptAt: new Date(keptAt).toISOString(),
        cheaperByFen: Math.max(0, was_fen - card.priceFen),
      })),
      nextCursor: rows.length > limit && last ? encodeCursor([last.at, last.id]) : null,
    };
  }
}

interface FavouriteRow {
  readonly id: string;
  readonly at: string;
  readonly was_fen: number;
  readonly card: CardRow;
}

const KEEP: Statement = {
  name: 'keep_product',
  text: `
    with shown as (
      select p.id, p.price_fen from product p where p.tenant_id = $1 and p.id = $3 and ${PRODUCT_IS_SHOWN} for key share
    ), kept as (
      insert into product_favourite (tenant_id, shopper_id, product_id, price_fen)
      select $1, $2, id, price_fen from shown
      where (select count(*) from product_favourite f where f.tenant_id = $1 and f.shopper_id = $2) < $4
      on conflict do nothing returning product_id
    )
    select exists (select from shown) as shown, exists (select from kept) or exists (
      select from product_favourite f where f.tenant_id = $1 and f.shopper_id = $2 and f.product_id = $3) as kept`,
};

const DROP: Statement = {
  name: 'drop_product',
  text: 'delete from product_favourite where tenant_id = $1 and shopper_id = $2 and product_id = $3',
};

const HAS: Statement = {
  name: 'has_favourite',
  text: 'select 1 from product_favourite where tenant_id = $1 and shopper_id = $2 and product_id = $3',
};

const LIST: Statement = {
  name: 'list_favourite_products',
  text: `
    select p.id, f.created_at::text as at, f.price_fen as was_fen, ${CARD_JSON} as card
    from product_favourite f join product p on p.tenant_id = f.tenant_id and p.id = f.product_id
    where f.tenant_id = $1 and f.shopper_id = $2 and ${PRODUCT_IS_SHOWN}
      and ($4::timestamptz is null or (f.created_at, f.product_id) < ($4, $5::uuid))
    order by f.created_at desc, f.product_id desc limit $3`,
};
