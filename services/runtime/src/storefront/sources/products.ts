import { CARD_JSON } from '#commerce/catalogue/product-card.js';
import { PRODUCT_IS_SHOWN } from '#commerce/catalogue/publishing.js';
import type { SectionSource } from './section-source.js';
import { countSetting, idsSetting, textSetting } from './setting-sql.js';

/**
 * Product cards by the settings `productIds`, `categoryId`, `sort` and `limit`, all of them optional. Chosen products come in the
 * order they were chosen.
 */
export const products: SectionSource = {
  name: 'products',
  sql: `(
    select coalesce(jsonb_agg(chosen.card order by chosen.place), '[]')
    from (
      select ${CARD_JSON} as card, row_number() over (order by
        array_position(asked.ids, p.id::text),
        case when asked.sort = 'newest' then p.created_at end desc,
        case when asked.sort = 'priceAsc' then p.price_fen end,
        case when asked.sort = 'priceDesc' then p.price_fen end desc,
        p.position, p.id) as place
      from (select ${idsSetting('productIds')} as ids, ${textSetting('categoryId')} as category, ${textSetting('sort')} as sort) asked
      join product p on p.tenant_id = $1 and ${PRODUCT_IS_SHOWN}
        and (asked.category is null or p.category_id::text = asked.category
          or p.category_id in (select k.id from category k where k.tenant_id = $1 and k.parent_id::text = asked.category))
        and (cardinality(asked.ids) = 0 or p.id::text = any(asked.ids))
      order by place limit ${countSetting('limit', 8, 20)}
    ) chosen)`,
};
