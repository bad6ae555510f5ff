import { GROUP_BUY_CARD_JSON, GROUP_BUY_IS_OPEN, GROUP_BUY_ROWS } from '#commerce/group-buys/group-buy-card.js';
import type { SectionSource } from './section-source.js';
import { countSetting, idsSetting } from './setting-sql.js';

/** Offers in which a group can be opened now, by the settings `groupBuyIds` and `limit`, both optional; what ends soonest first. */
export const groupBuys: SectionSource = {
  name: 'groupBuys',
  sql: `(
    select coalesce(jsonb_agg(chosen.card order by chosen.place), '[]')
    from (
      select ${GROUP_BUY_CARD_JSON} as card, row_number() over (order by array_position(asked.ids, b.id::text), b.ends_at, b.id) as place
      from (select ${idsSetting('groupBuyIds')} as ids) asked
      cross join ${GROUP_BUY_ROWS}
      where b.tenant_id = $1 and ${GROUP_BUY_IS_OPEN} and (cardinality(asked.ids) = 0 or b.id::text = any(asked.ids))
      order by place limit ${countSetting('limit', 4, 20)}
    ) chosen)`,
};
