import { GOODS_UNTIL, PRODUCT_IS_SHOWN } from '../catalogue/publishing.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { PRICES_UNTIL, SKU_SALE_JSON, type SkuSale, untilOf } from '../promotions/sale-price.js';
import type { ModifierGroup } from './modifier-choice.js';

export interface Dish {
  readonly id: string;
  readonly title: string;
  /** One line of plain text. */
  readonly summary: string;
  readonly imageUrl: string | null;
  readonly tags: readonly string[];
  readonly priceFen: number;
  readonly maxPriceFen: number;
  readonly compareAtPriceFen: number | null;
  readonly soldOut: boolean;
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly skus: readonly {
    readonly id: string;
    readonly optionValues: readonly string[];
    readonly priceFen: number;
    readonly stock: number;
    /** The sale it is in now. */
    readonly flashSale: SkuSale | null;
  }[];
  /** Of the menu's groups, in the dish's order. */
  readonly groupIds: readonly string[];
}

export interface Menu {
  readonly categories: readonly { readonly id: string; readonly name: string; readonly dishes: readonly Dish[] }[];
  readonly modifierGroups: readonly ModifierGroup[];
  /** When a sale begins or ends next, in milliseconds since 1970. */
  readonly pricesUntil: number;
}

interface MenuRow {
  readonly categories: { id: string; name: string; dishes: (Omit<Dish, 'summary'> & { html: string })[] }[] | null;
  readonly groups: ModifierGroup[] | null;
  readonly prices_until: number | null;
}

const MOST_DISHES = 500;
const SUMMARY_LENGTH = 60;

/** The whole menu in one statement: categories with their dishes, variants and extras. Dishes without a category are not on it. */
export async function readMenu(pool: TenantPool, tenantId: TenantId): Promise<Menu> {
  const [row] = await pool.query<MenuRow>(tenantId, READ_MENU, [tenantId]);
  return {
    categories: (row?.categories ?? []).map(({ dishes, ...category }) => ({
      ...category,
      dishes: dishes.map(({ html, ...dish }) => ({ ...dish, summary: firstLine(html) })),
    })),
    modifierGroups: row?.groups ?? [],
    pricesUntil: untilOf(row?.prices_until),
  };
}

/** The first paragraph as plain text. The HTML is ours: it was cleaned when it was stored. */
function firstLine(html: string): string {
  const [first = ''] = html.split(/<\/(?:p|div|li|h\d)>|<br\s*\/?>/i);
  const text = first
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const characters = Array.from(text);
  return characters.length > SUMMARY_LENGTH ? `${characters.slice(0, SUMMARY_LENGTH - 1).join('')}…` : text;
}

const READ_MENU: Statement = {
  name: 'read_menu',
  text: `
    with dish as (
      select p.id, p.category_id, p.position, jsonb_build_object('id', p.id, 'title', p.title, 'html', left(p.description_html, 400),
        'imageUrl', p.image_url, 'tags', p.tags, 'priceFen', p.price_fen, 'maxPriceFen', p.max_price_fen,
        'compareAtPriceFen', p.compare_at_price_fen, 'options', p.options, 'soldOut', not s.on_sale, 'skus', s.skus,
        'groupIds', coalesce((select jsonb_agg(pg.group_id order by pg.position, pg.group_id) from product_modifier_group pg
          where pg.tenant_id = $1 and pg.product_id = p.id), '[]')) as view
      from product p
      cross join lateral (
        select coalesce(bool_or(s.stock > 0), false) as on_sale, coalesce(jsonb_agg(jsonb_build_object('id', s.id,
          'optionValues', s.option_values, 'priceFen', s.price_fen, 'stock', s.stock, 'flashSale', ${SKU_SALE_JSON}) order by s.position, s.id), '[]') as skus
        from sku s where s.tenant_id = $1 and s.product_id = p.id and s.active
      ) s
      where p.tenant_id = $1 and ${PRODUCT_IS_SHOWN} and p.category_id is not null
      order by p.position, p.id limit ${MOST_DISHES}
    )
    select
      (select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'dishes', d.dishes) order by c.position, c.id)
        from category c
        join (select category_id, jsonb_agg(view order by position, id) as dishes from dish group by category_id) d on d.category_id = c.id
        where c.tenant_id = $1) as categories,
      (select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name, 'minChoices', g.min_choices, 'maxChoices', g.max_choices,
          'modifiers', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'priceFen', m.price_fen,
              'soldOut', m.sold_out) order by m.position, m.id), '[]')
            from modifier m where m.tenant_id = $1 and m.group_id = g.id)) order by g.id)
        from modifier_group g where g.tenant_id = $1
          and exists (select from product_modifier_group pg join dish on dish.id = pg.product_id
            where pg.tenant_id = $1 and pg.group_id = g.id)) as groups,
      least(${PRICES_UNTIL}, ${GOODS_UNTIL}) as prices_until`,
};
