import { CARD_JSON, CATEGORIES_JSON, type CategoryView, type ProductCard } from '#commerce/catalogue/product-card.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

type Json = Record<string, unknown>;

interface Section extends Json {
  readonly id: string;
  readonly type: string;
  readonly settings?: Json;
}

export interface StorefrontDocument {
  readonly appId: AppId;
  readonly revision: number;
  readonly templateId: string;
  readonly templateVersion: string;
  /** The published config without the home page's sections. */
  readonly settings: Json;
  readonly home: { readonly sections: Section[] };
  readonly categories: CategoryView[];
}

interface DocumentRow {
  readonly revision: number;
  readonly template_id: string;
  readonly template_version: string;
  readonly config: Json;
  readonly categories: CategoryView[];
  readonly products: Record<string, ProductCard[]> | null;
}

/**
 * All that the first page of a shop needs, read in one statement: the published settings, and the home page's sections with their
 * goods. Sections whose type begins with `product` get `products`, those with `category` get `categories`.
 * @throws Problem storefront.not_published
 */
export async function readStorefront(pool: TenantPool, tenantId: TenantId, appId: AppId): Promise<StorefrontDocument> {
  const [row] = await pool.query<DocumentRow>(tenantId, READ_STOREFRONT, [tenantId, appId]);
  if (!row) throw new Problem('storefront.not_published');
  const config = withMediaPaths(row.config) as Json;
  const { sections, ...home } = (config['home'] ?? {}) as { sections?: Section[] };
  return {
    appId,
    revision: row.revision,
    templateId: row.template_id,
    templateVersion: row.template_version,
    settings: { ...config, home },
    home: { sections: (sections ?? []).map((section) => withGoods(section, row)) },
    categories: row.categories,
  };
}

function withGoods(section: Section, { categories, products }: DocumentRow): Section {
  if (section.type.startsWith('product')) return { ...section, products: products?.[section.id] ?? [] };
  if (!section.type.startsWith('category')) return section;
  const limit = section.settings?.['limit'];
  return { ...section, categories: categories.slice(0, typeof limit === 'number' ? limit : 8) };
}

/** `template:retail/demo/media/a.svg` becomes a path below the applet's address, like any other medium. */
function withMediaPaths(value: unknown): unknown {
  if (typeof value === 'string') return value.startsWith('template:') ? `media/template/${value.slice(9)}` : value;
  if (Array.isArray(value)) return value.map(withMediaPaths);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withMediaPaths(member)]));
}

// A section's settings: sort, limit, categoryId and productIds, all of them optional. Chosen products come in the order they were chosen.
const SECTION_PRODUCTS = `
  select coalesce(jsonb_agg(chosen.card order by chosen.place), '[]')
  from (
    select ${CARD_JSON} as card, row_number() over (order by
      array_position(want.ids, p.id::text),
      case when want.sort = 'newest' then p.created_at end desc,
      case when want.sort = 'priceAsc' then p.price_fen end,
      case when want.sort = 'priceDesc' then p.price_fen end desc,
      p.position, p.id) as place
    from product p
    where p.tenant_id = $1 and p.state = 'active'
      and (want.category is null or p.category_id::text = want.category)
      and (cardinality(want.ids) = 0 or p.id::text = any(want.ids))
    order by place limit least(want.items, 20)
  ) chosen`;

const READ_STOREFRONT: Statement = {
  name: 'read_storefront',
  text: `
    select r.revision, r.template_id, r.template_version, r.config, ${CATEGORIES_JSON} as categories,
      (select jsonb_object_agg(want.id, (${SECTION_PRODUCTS}))
        from (
          select section ->> 'id' as id, coalesce(section #>> '{settings,sort}', 'position') as sort,
            coalesce((section #>> '{settings,limit}')::int, 8) as items, nullif(section #>> '{settings,categoryId}', '') as category,
            array(select jsonb_array_elements_text(
              case when jsonb_typeof(section #> '{settings,productIds}') = 'array' then section #> '{settings,productIds}' else '[]' end)) as ids
          from jsonb_array_elements(case when jsonb_typeof(r.config #> '{home,sections}') = 'array' then r.config #> '{home,sections}' else '[]' end) as section
          where section ->> 'type' like 'product%' and section ? 'id'
        ) want) as products
    from applet a
    join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
    join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
    where a.tenant_id = $1 and a.app_id = $2`,
};
