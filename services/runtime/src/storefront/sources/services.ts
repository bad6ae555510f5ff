import { SERVICE_CARD_JSON } from '#commerce/bookings/service-window.js';
import type { SectionSource } from './section-source.js';
import { countSetting, idsSetting, textSetting } from './setting-sql.js';

/** Cards of what can be booked by the settings `serviceIds`, `category` and `limit`, all of them optional; chosen ones in the order they were chosen. */
export const services: SectionSource = {
  name: 'services',
  sql: `(
    select coalesce(jsonb_agg(chosen.card order by chosen.place), '[]')
    from (
      select ${SERVICE_CARD_JSON} as card, row_number() over (order by array_position(asked.ids, v.id::text), v.position, v.id) as place
      from (select ${idsSetting('serviceIds')} as ids, ${textSetting('category')} as category) asked
      join service v on v.tenant_id = $1 and v.state = 'active'
        and (asked.category is null or v.category = asked.category)
        and (cardinality(asked.ids) = 0 or v.id::text = any(asked.ids))
      order by place limit ${countSetting('limit', 4, 20)}
    ) chosen)`,
};
