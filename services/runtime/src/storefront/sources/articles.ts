import { ARTICLE_CARD_JSON, ARTICLE_ROWS } from '#commerce/magazine/article-card.js';
import type { SectionSource } from './section-source.js';
import { countSetting, idsSetting, textSetting } from './setting-sql.js';

/**
 * Cards of published articles by the settings `articleIds`, `channel`, `tag`, `authorId` and `limit`, all of them optional; the newest
 * first, chosen ones in the order they were chosen.
 */
export const articles: SectionSource = {
  name: 'articles',
  sql: `(
    select coalesce(jsonb_agg(chosen.card order by chosen.place), '[]')
    from (
      select ${ARTICLE_CARD_JSON} as card, row_number() over (order by
        array_position(asked.ids, a.id::text), a.published_at desc, a.id desc) as place
      from (select ${idsSetting('articleIds')} as ids, ${textSetting('channel')} as channel, ${textSetting('tag')} as tag,
        ${textSetting('authorId')} as author) asked
      join (${ARTICLE_ROWS}) on a.tenant_id = $1 and a.state = 'published'
        and (asked.channel is null or a.channel = asked.channel)
        and (asked.tag is null or asked.tag = any(a.tags))
        and (asked.author is null or a.author_id::text = asked.author)
        and (cardinality(asked.ids) = 0 or a.id::text = any(asked.ids))
      order by place limit ${countSetting('limit', 5, 20)}
    ) chosen)`,
};
