import { COUPON_CARD_JSON, COUPON_IS_OPEN, COUPON_ORDER } from '#commerce/promotions/coupon-card.js';
import type { SectionSource } from './section-source.js';
import { countSetting, idsSetting } from './setting-sql.js';

/** Coupons that can be collected, by the settings `couponIds` and `limit`, both optional; what is all gone comes last. */
export const coupons: SectionSource = {
  name: 'coupons',
  sql: `(
    select coalesce(jsonb_agg(chosen.card order by chosen.place), '[]')
    from (
      select ${COUPON_CARD_JSON} as card, row_number() over (order by array_position(asked.ids, c.id::text), ${COUPON_ORDER}) as place
      from (select ${idsSetting('couponIds')} as ids) asked
      join coupon c on c.tenant_id = $1 and ${COUPON_IS_OPEN} and (cardinality(asked.ids) = 0 or c.id::text = any(asked.ids))
      order by place limit ${countSetting('limit', 6, 20)}
    ) chosen)`,
};
