import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { moment } from './article-card.js';
import type { CommentState } from './comment-machine.js';

/** A comment as every reader sees it. Name and picture are those WeChat has agreed to. */
export interface CommentView {
  readonly id: string;
  readonly text: string;
  readonly nickname: string | null;
  readonly avatarUrl: string | null;
  readonly reply: string | null;
  readonly repliedAt: string | null;
  readonly createdAt: string;
}

export interface CommentPage {
  readonly items: CommentView[];
  readonly nextCursor: string | null;
}

/** What one shopper has to do with an article: what only they see of it. */
export interface ReaderMarks {
  readonly liked: boolean;
  readonly favourite: boolean;
  /** Their newest comments, with those nobody else sees (yet). */
  readonly comments: readonly {
    readonly id: string;
    readonly state: CommentState;
    readonly text: string | null;
    readonly reply: string | null;
    readonly createdAt: string;
  }[];
}

/** Newest first. @throws Problem request.invalid for a cursor that is not ours */
export async function listComments(
  pool: TenantPool,
  tenantId: TenantId,
  { articleId, cursor, limit }: { articleId: string; cursor: string | undefined; limit: number },
): Promise<CommentPage> {
  const [after] = decodeCursor(cursor, ['uuid']) ?? [null];
  const rows = await pool.query<CommentView>(tenantId, LIST, [tenantId, articleId, limit + 1, after]);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null };
}

/** @throws Problem article.not_found */
export async function readMarks(
  pool: TenantPool,
  tenantId: TenantId,
  shopperId: ShopperId,
  articleId: string,
): Promise<ReaderMarks> {
  const [row] = await pool.query<ReaderMarks>(tenantId, MARKS, [tenantId, articleId, shopperId]);
  if (!row) throw new Problem('article.not_found');
  return row;
}

const LIST: Statement = {
  name: 'list_comments',
  text: `
    select c.id, c.words as text, s.nickname, 'avatars/' || s.avatar_file as "avatarUrl", c.reply, ${moment('c.replied_at')} as "repliedAt",
      ${moment('c.created_at')} as "createdAt"
    from article_comment c
    join article a on a.tenant_id = c.tenant_id and a.id = c.article_id and a.state = 'published'
    join shopper s on s.tenant_id = c.tenant_id and s.id = c.shopper_id
    where c.tenant_id = $1 and c.article_id = $2 and c.state = 'shown' and ($4::uuid is null or c.id < $4)
    order by c.id desc limit $3`,
};

const MARKS: Statement = {
  name: 'article_marks',
  text: `
    select exists (select from article_like l where l.tenant_id = $1 and l.article_id = a.id and l.shopper_id = $3) as liked,
      exists (select from article_favourite f where f.tenant_id = $1 and f.shopper_id = $3 and f.article_id = a.id) as favourite,
      (select coalesce(jsonb_agg(jsonb_build_object('id', own.id, 'state', own.state, 'text', own.words, 'reply', own.reply,
          'createdAt', ${moment('own.created_at')}) order by own.id desc), '[]')
        from (select * from article_comment c where c.tenant_id = $1 and c.shopper_id = $3 and c.article_id = a.id
            and c.state <> 'withdrawn' order by c.id desc limit 50) own) as comments
    from article a where a.tenant_id = $1 and a.id = $2 and a.state = 'published'`,
};
