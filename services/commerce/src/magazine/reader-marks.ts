import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ARTICLE_CARD_JSON, ARTICLE_ROWS, type ArticleCard } from './article-card.js';
import type { ArticlePage } from './article-list.js';

export type Mark = 'like' | 'favourite';

/**
 * Sets or takes away a reader's mark, in one statement; doing it twice counts once.
 * @returns how many readers have set it now
 * @throws Problem article.not_found
 */
export async function setMark(
  pool: TenantPool,
  tenantId: TenantId,
  { mark, on, articleId, shopperId }: { mark: Mark; on: boolean; articleId: string; shopperId: ShopperId },
): Promise<number> {
  const statement = on ? adding[mark] : removing[mark];
  const [row] = await pool.query<{ count: number }>(tenantId, statement, [tenantId, articleId, shopperId]);
  if (!row) throw new Problem('article.not_found');
  return row.count;
}

/** A reader's favourites, the last marked first; articles that are not published any more are left out. */
export async function listFavourites(
  pool: TenantPool,
  tenantId: TenantId,
  shopperId: ShopperId,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<ArticlePage> {
  const [at, id] = decodeCursor(cursor, ['timestamptz', 'uuid']) ?? [null, null];
  const rows = await pool.query<{ id: string; at: string; card: ArticleCard }>(tenantId, FAVOURITES, [
    tenantId,
    shopperId,
    limit + 1,
    at,
    id,
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ card }) => card),
    nextCursor: rows.length > limit && last ? encodeCursor([last.at, last.id]) : null,
  };
}

const adding = { like: add('article_like', 'likes'), favourite: add('article_favourite', 'favourites') } as const;
const removing = {
  like: remove('article_like', 'likes'),
  favourite: remove('article_favourite', 'favourites'),
} as const;

// The article is locked before its tally, as a deletion does: the two cannot wait for each other.
function add(table: string, column: string): Statement {
  return {
    name: `add_${table}`,
    text: `
      with marked as (select id from article where tenant_id = $1 and id = $2 and state = 'published' for key share),
      added as (insert into ${table} (tenant_id, article_id, shopper_id) select $1, id, $3 from marked
        on conflict do nothing returning article_id),
      counted as (update article_tally t set ${column} = ${column} + 1 from added
        where t.tenant_id = $1 and t.article_id = added.article_id returning t.${column} as count)
      select coalesce((select count from counted), t.${column}) as count
      from marked join article_tally t on t.tenant_id = $1 and t.article_id = marked.id`,
  };
}

/** Also of an article that is published no longer: a favourite can always be let go. */
function remove(table: string, column: string): Statement {
  return {
    name: `remove_${table}`,
    text: `
      with marked as (select id from article where tenant_id = $1 and id = $2 for key share),
      removed as (delete from ${table} m using marked where m.tenant_id = $1 and m.article_id = marked.id and m.shopper_id = $3
        returning m.article_id),
      counted as (update article_tally t set ${column} = ${column} - 1 from removed
        where t.tenant_id = $1 and t.article_id = removed.article_id returning t.${column} as count)
      select coalesce((select count from counted), t.${column}) as count
      from marked join article_tally t on t.tenant_id = $1 and t.article_id = marked.id`,
  };
}

const FAVOURITES: Statement = {
  name: 'list_favourites',
  text: `
    select a.id, f.created_at::text as at, ${ARTICLE_CARD_JSON} as card
    from article_favourite f join (${ARTICLE_ROWS}) on a.tenant_id = f.tenant_id and a.id = f.article_id
    where f.tenant_id = $1 and f.shopper_id = $2 and a.state = 'published'
      and ($4::timestamptz is null or (f.created_at, f.article_id) < ($4, $5::uuid))
    order by f.created_at desc, f.article_id desc limit $3`,
};
