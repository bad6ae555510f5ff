import type { Language } from '#kernel/problems/problem.js';
import { CARD_SALE_JSON, type CardSale } from '../promotions/sale-price.js';
import { PRODUCT_IS_SHOWN } from './publishing.js';

export interface ProductCard {
  readonly id: string;
  readonly title: string;
  readonly imageUrl: string | null;
  /** Widths in which the picture lies there too, see `renditionOf`. */
  readonly renditions: readonly number[];
  /** As usual, whatever `flashSale` says. */
  readonly priceFen: number;
  readonly maxPriceFen: number;
  readonly compareAtPriceFen: number | null;
  readonly soldOut: boolean;
  readonly flashSale: CardSale | null;
}

export interface CategoryView {
  readonly id: string;
  readonly name: string;
  /** The category it belongs to; null for those at the top. */
  readonly parentId: string | null;
  readonly imageUrl: string | null;
  /** Products on sale, with those of the categories below it; categories without any are not shown. */
  readonly productCount: number;
}

/** A card or category as a statement answers it, with its English beside it. */
export type CategoryRow = CategoryView & { readonly nameEn: string | null };
export type CardRow = ProductCard & { readonly titleEn: string | null };

/** Texts that are not translated stay in the merchant's language. */
export function categoryIn(language: Language, { nameEn, ...category }: CategoryRow): CategoryView {
  return language === 'en' && nameEn ? { ...category, name: nameEn } : category;
}

export function cardIn(language: Language, { titleEn, ...card }: CardRow): ProductCard {
  return language === 'en' && titleEn ? { ...card, title: titleEn } : card;
}

/** A `CardRow` as jsonb, from a product row called `p` of tenant $1. */
export const CARD_JSON = `jsonb_build_object('id', p.id, 'title', p.title, 'titleEn', p.title_en, 'imageUrl', p.image_url,
  'renditions', coalesce(p.image_widths, '{}'), 'priceFen', p.price_fen,
  'maxPriceFen', p.max_price_fen, 'compareAtPriceFen', p.compare_at_price_fen, 'soldOut',
  not exists (select from sku s where s.tenant_id = p.tenant_id and s.product_id = p.id and s.active and s.stock > 0),
  'flashSale', ${CARD_SALE_JSON})`;

/**
 * All categories of tenant $1 that have something to show, as a jsonb array of `CategoryRow`; a category without an image shows its
 * first product's.
 */
export const CATEGORIES_JSON = `(
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'nameEn', c.name_en, 'parentId', c.parent_id,
    'imageUrl', coalesce(c.image_url, g.image_url), 'productCount', g.products) order by c.position, c.id), '[]')
  from category c
  join (
    select case when level = 1 then p.category_id else own.parent_id end as category_id, count(*)::int as products,
      (array_agg(p.image_url order by p.position, p.id) filter (where p.image_url is not null))[1] as image_url
    from product p
    join category own on own.tenant_id = $1 and own.id = p.category_id
    cross join (values (1), (2)) as levels(level)
    where p.tenant_id = $1 and ${PRODUCT_IS_SHOWN} and (level = 1 or own.parent_id is not null)
    group by 1
  ) g on g.category_id = c.id
  where c.tenant_id = $1)`;
