import type { SectionSource } from './section-source.js';
import { countSetting } from './setting-sql.js';

/** The first `limit` categories. */
export const categories: SectionSource = {
  name: 'categories',
  sql: `(
    select coalesce(jsonb_agg(listed.category order by listed.place), '[]')
    from jsonb_array_elements((select categories from catalogue)) with ordinality as listed(category, place)
    where listed.place <= ${countSetting('limit', 8, 100)})`,
};
