import type { SectionSource } from './section-source.js';
import { countSetting } from './setting-sql.js';

/** The first `limit` categories that stand in no other. */
export const categories: SectionSource = {
  name: 'categories',
  sql: `(
    select coalesce(jsonb_agg(listed.category order by listed.place), '[]')
    from (
      select category, row_number() over (order by own.place) as place
      from jsonb_array_elements((select categories from catalogue)) with ordinality as own(category, place)
      where category ->> 'parentId' is null
    ) listed
    where listed.place <= ${countSetting('limit', 8, 100)})`,
};
