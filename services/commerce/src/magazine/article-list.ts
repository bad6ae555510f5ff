import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { ARTICLE_CARD_JSON, ARTICLE_ROWS, type ArticleCard } from './article-card.js';

export interface ArticlePage {
  readonly items: ArticleCard[];
  readonly nextCursor: string | null;
}

export interface ArticleListRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly channel?: string | undefined;
  readonly tag?: string | undefined;
  readonly authorId?: string | undefined;
  /** Words that title, summary or a tag must contain. */
  readonly search?: string | undefined;
}

interface ListRow {
  readonly id: string;
  readonly card: ArticleCard;
  readonly sortKey: string;
}

/**
 * A page of what is published, newest first, in one statement: an index is entered behind the last row of the page before (keyset).
 * @throws Problem request.invalid for a cursor that is not ours
 */
export async function listArticles(
  pool: TenantPool,
  tenantId: TenantId,
  request: ArticleListRequest,
): Promise<ArticlePage> {
  const { limit, channel, tag, authorId, search } = request;
  const after = decodeCursor(request.cursor, ['timestamptz', 'uuid']);
  const chosen = {
    after: after !== null,
    channel: channel !== undefined,
    tag: tag !== undefined,
    author: authorId !== undefined,
    search: search !== undefined,
  };
  const values: unknown[] = [tenantId, limit + 1];
  if (after) values.push(...after);
  for (const value of [channel, tag, authorId]) if (value !== undefined) values.push(value);
  if (search !== undefined) values.push(`%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  const rows = await pool.query<ListRow>(tenantId, statementFor(chosen), values);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ card }) => card),
    nextCursor: rows.length > limit && last ? encodeCursor([last.sortKey, last.id]) : null,
  };
}

const statements = new Map<string, Statement>();

function statementFor(chosen: Readonly<Record<'after' | 'channel' | 'tag' | 'author' | 'search', boolean>>): Statement {
  const name = ['articles', ...Object.entries(chosen).flatMap(([part, isChosen]) => (isChosen ? [part] : []))].join(
    '_',
  );
  const known = statements.get(name);
  if (known) return known;
  let parameter = 2;
  const conditions = ["a.tenant_id = $1 and a.state = 'published'"];
  if (chosen.after) conditions.push(`(a.published_at, a.id) < ($${++parameter}::timestamptz, $${++parameter}::uuid)`);
  if (chosen.channel) conditions.push(`a.channel = $${++parameter}`);
  if (chosen.tag) conditions.push(`$${++parameter} = any(a.tags)`);
  if (chosen.author) conditions.push(`a.author_id = $${++parameter}`);
  if (chosen.search) {
    const words = `$${++parameter}`;
    conditions.push(
      `(a.title ilike ${words} or a.summary ilike ${words} or exists (select from unnest(a.tags) as tag where tag ilike ${words}))`,
    );
  }
  const text = `select a.id, a.published_at::text as "sortKey", ${ARTICLE_CARD_JSON} as card from ${ARTICLE_ROWS}
    where ${conditions.join(' and ')} order by a.published_at desc, a.id desc limit $2`;
  const statement = { name, text };
  statements.set(name, statement);
  return statement;
}
