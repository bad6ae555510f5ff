import { typePatternOf } from '#hosting/templates/section-sources.js';
import { CATEGORIES_JSON } from '#commerce/catalogue/product-card.js';
import { CURRENCIES_JSON } from '#commerce/catalogue/display-currency.js';
import { GOODS_UNTIL } from '#commerce/catalogue/publishing.js';
import { PRICES_UNTIL } from '#commerce/promotions/sale-price.js';
import type { Statement } from '#kernel/data/tenant-pool.js';
import { allSources } from './sources/all-sources.js';

/** Which config of a storefront is read: what shoppers see, or what the merchant is working on. */
export type ConfigState = 'published' | 'draft';

const HOME_SECTIONS = `r.config #> '{home,sections}'`;
const PAGE_SECTIONS = `(select own -> 'sections' from jsonb_array_elements(case when jsonb_typeof(r.config -> 'pages') = 'array'
  then r.config -> 'pages' else '[]' end) as own where own ->> 'id' = $3 limit 1)`;

const configs: Readonly<Record<ConfigState, string>> = {
  published: `select s.revision, s.template_id, s.template_version, s.config
    from storefront f
    join storefront_revision s on s.tenant_id = f.tenant_id and s.applet_id = f.applet_id and s.revision = f.published_revision
    where f.tenant_id = a.tenant_id and f.applet_id = a.id`,
  draft: `select coalesce(f.published_revision, 0) as revision, f.template_id, f.template_version, f.draft as config
    from storefront f where f.tenant_id = a.tenant_id and f.applet_id = a.id`,
};

/** `$1` the tenant, `$2` the AppID. */
export const readHome: Readonly<Record<ConfigState, Statement>> = {
  published: { name: 'read_storefront', text: statement('published', HOME_SECTIONS) },
  draft: { name: 'read_storefront_draft', text: statement('draft', HOME_SECTIONS) },
};

/** `$3` the page's id. */
export const readPage: Readonly<Record<ConfigState, Statement>> = {
  published: { name: 'read_storefront_page', text: statement('published', PAGE_SECTIONS) },
  draft: { name: 'read_storefront_draft_page', text: statement('draft', PAGE_SECTIONS) },
};

/** One row: the config, and `goods` by source and by section. Sections that are hidden get none; schedules are the reader's to mind. */
function statement(state: ConfigState, sections: string): string {
  const goods = allSources.map(
    ({ name, sql }) => `'${name}', (
        select coalesce(jsonb_object_agg(want.id, ${sql}), '{}') from wanted want where want.type ~ '${typePatternOf(name)}')`,
  );
  return `
    with shop as (
      select r.* from applet a cross join lateral (${configs[state]}) r where a.tenant_id = $1 and a.app_id = $2
    ), catalogue as (
      select ${CATEGORIES_JSON} as categories
    ), wanted as (
      select section ->> 'id' as id, section ->> 'type' as type,
        case when jsonb_typeof(section -> 'settings') = 'object' then section -> 'settings' else '{}' end as settings
      from shop r
      cross join lateral (select ${sections} as list) own
      cross join lateral jsonb_array_elements(case when jsonb_typeof(own.list) = 'array' then own.list else '[]' end) as section
      where jsonb_typeof(section -> 'id') = 'string' and jsonb_typeof(section -> 'type') = 'string'
        and section -> 'hidden' is distinct from 'true'
    )
    select shop.revision, shop.template_id, shop.template_version, shop.config, (select categories from catalogue) as categories,
      least(${PRICES_UNTIL}, ${GOODS_UNTIL}) as prices_until, ${CURRENCIES_JSON} as currencies, jsonb_build_object(${goods.join(', ')}) as goods
    from shop`;
}
