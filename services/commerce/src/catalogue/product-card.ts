import { CARD_SALE_JSON, type CardSale } from '../promotions/sale-price.js';

export interface ProductCard {
  readonly id: string;
  readonly title: string;
  readonly imageUrl: string | null;
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
  readonly imageUrl: string | null;
  /** Products on sale; categories without any are not shown. */
  readonly productCount: number;
}

/** A product card as jsonb, from a product row called `p` of tenant $1. */
export const CARD_JSON = `jsonb_build_object('id', p.id, 'title', p.title, 'imageUrl', p.image_url, 'priceFen', p.price_fen,
  'maxPriceFen', p.max_price_fen, 'compareAtPriceFen', p.compare_at_price_fen, 'soldOut',
  not exists (select from sku s where s.tenant_id = p.tenant_id and s.product_id = p.id and s.active and s.stock > 0),
  'flashSale', ${CARD_SALE_JSON})`;

/** All categories of tenant $1 that have something to show, as a jsonb array; a category without an image shows its first product's. */
export const CATEGORIES_JSON = `(
  select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'imageUrl', coalesce(c.image_url, g.image_url),
    'productCount', g.products) order by c.position, c.id), '[]')
  from category c
  join (
    select category_id, count(*)::int as products, (array_agg(image_url order by position, id) filter (where image_url is not null))[1] as image_url
    from product where tenant_id = $1 and state = 'active' and category_id is not null group by category_id
  ) g on g.category_id = c.id
  where c.tenant_id = $1)`;
