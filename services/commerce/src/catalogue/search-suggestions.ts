import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { Language } from '#kernel/problems/problem.js';
import { untilOf } from '../promotions/sale-price.js';
import { PRODUCT_IS_SHOWN } from './publishing.js';
import { searchWords } from './search-words.js';

export type SuggestionKind = 'category' | 'brand' | 'tag' | 'product';

/** What somebody may be about to type. */
export interface Suggestion {
  readonly kind: SuggestionKind;
  /** Of category, brand or product; null for a tag. */
  readonly id: string | null;
  readonly text: string;
}

interface SuggestionRow extends Suggestion {
  readonly textEn: string | null;
}

/** At most ten that begin with what was typed, or have a word that does; categories and brands come before goods. */
export async function suggestSearches(
  pool: TenantPool,
  tenantId: TenantId,
  typed: string,
  language: Language,
): Promise<{ readonly items: Suggestion[]; readonly pricesUntil: number }> {
  const { phrase } = searchWords(typed);
  const [row] = await pool.query<{ items: SuggestionRow[]; until: number | null }>(tenantId, SUGGEST, [
    tenantId,
    phrase,
  ]);
  const items = (row?.items ?? []).map(({ kind, id, text, textEn }) => ({
    kind,
    id,
    text: language === 'en' && textEn ? textEn : text,
  }));
  // What is a category and a tag is told once, as the first of them.
  const told = items.filter(({ text }, place) => items.findIndex((other) => other.text === text) === place);
  return { items: told.slice(0, 10), pricesUntil: untilOf(row?.until) };
}

/** 0: begins with $2; 1: a word in it does; 2: it stands somewhere inside, as Chinese words do; null: nowhere. */
const fit = (text: string) => `case when starts_with(${text}, $2) then 0 when position(' ' || $2 in ${text}) > 0 then 1
  when position($2 in ${text}) > 0 then 2 end`;

const nameOf = (row: string) => `searchable(concat_ws(' ', ${row}.name, ${row}.name_en))`;

const SUGGEST: Statement = {
  name: 'suggest_searches',
  text: `
    with shown as (
      select p.id, p.title, p.title_en, p.tags, p.category_id, p.brand_id, p.search_title, p.position from product p
      where p.tenant_id = $1 and ${PRODUCT_IS_SHOWN} and $2 <> ''
    ), suggested as (
      select 0 as kind_place, 'category' as kind, c.id, c.name as text, c.name_en as text_en, ${fit(nameOf('c'))} as fit, c.position
      from category c where c.tenant_id = $1 and c.id in (select category_id from shown)
      union all
      select 1, 'brand', b.id, b.name, b.name_en, ${fit(nameOf('b'))}, b.position
      from brand b where b.tenant_id = $1 and b.id in (select brand_id from shown)
      union all
      select 2, 'tag', null, t.tag, null, ${fit('searchable(t.tag)')}, 0 from (select distinct unnest(tags) as tag from shown) t
      union all
      select 3, 'product', s.id, s.title, s.title_en, ${fit('s.search_title')}, s.position from shown s
    ), best as (
      select * from suggested where fit is not null order by fit, kind_place, position, text limit 40
    )
    select (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'id', id, 'text', text, 'textEn', text_en)
        order by fit, kind_place, position, text), '[]') from best) as items,
      (extract(epoch from goods_change_at($1)) * 1000)::float8 as until`,
};
