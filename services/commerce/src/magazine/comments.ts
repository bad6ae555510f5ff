import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShopperId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Author as Commenter, ContentChecks, refusedContent } from '../content-checks/content-checks.js';
import { digestOf } from '../content-checks/content-check.js';
import { commentMachine, type CommentState } from './comment-machine.js';
import { countComments } from './comment-outcome.js';

/** A comment as its writer sees it, whatever became of it. */
export interface OwnComment {
  readonly id: string;
  readonly state: CommentState;
  readonly text: string | null;
  readonly reply: string | null;
  readonly createdAt: Date;
}

export const reportReasons = ['advertising', 'abuse', 'illegal', 'other'] as const;
export type ReportReason = (typeof reportReasons)[number];

/** Under one article, within ten minutes: a conversation fits, a flood does not. */
const MAX_COMMENTS = 10;

export const OWN_COLUMNS = `c.id, c.state, c.words as text, c.reply, c.created_at as "createdAt"`;

/** What readers say under articles. Nobody else sees it before WeChat, or the merchant's staff, has agreed to it. */
@Injectable()
export class Comments {
  constructor(
    private readonly database: TenantDatabase,
    private readonly checks: ContentChecks,
  ) {}

  /**
   * The same words again under the same article answer the comment that is there.
   * @throws Problem article.not_found, comment.closed, comment.too_many, content.too_many, content.refused pointing at the text
   */
  async write(commenter: Commenter, articleId: string, text: string): Promise<OwnComment> {
    const { tenantId } = commenter;
    const words = text.trim();
    await this.database.transaction(tenantId, (tx) => requireOpen(tx, commenter, articleId, words));
    await this.checks.screen(commenter, { field: 'comment', subjectKey: articleId, text: words, pointer: '/text' });
    return this.database.transaction(tenantId, (tx) => insert(tx, commenter, articleId, words));
  }

  /** Taken back: the words are forgotten. Idempotent. @throws Problem comment.not_found for one that is not theirs */
  async withdraw(commenter: Commenter, commentId: string): Promise<void> {
    const { tenantId, shopperId } = commenter;
    await this.database.transaction(tenantId, async (tx) => {
      const [own] = await tx.query<{ article_id: string; digest: Buffer }>(
        'select article_id, digest from article_comment where tenant_id = $1 and id = $2 and shopper_id = $3',
        [tenantId, commentId, shopperId],
      );
      if (!own) throw new Problem('comment.not_found');
      await cancelCheck(tx, commenter, own.article_id, own.digest);
      const [comment] = await tx.query<{ state: CommentState }>(
        'select state from article_comment where tenant_id = $1 and id = $2 for update',
        [tenantId, commentId],
      );
      if (!comment) throw new Problem('comment.not_found');
      const to = commentMachine.canMove(comment.state, 'withdrawn') ? 'withdrawn' : comment.state;
      await tx.execute(
        `update article_comment set state = $3, words = null, reply = null, replied_at = null, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, commentId, to],
      );
      if (comment.state === 'shown') await countComments(tx, own.article_id, -1);
    });
  }

  /** A reader finds a comment wrong; the merchant reads it. Once per reader. @throws Problem comment.not_found */
  async report({ tenantId, shopperId }: Commenter, commentId: string, reason: ReportReason): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const known = await tx.query(
        `select 1 from article_comment where tenant_id = $1 and id = $2 and state = 'shown' for update`,
        [tenantId, commentId],
      );
      if (known.length === 0) throw new Problem('comment.not_found');
      const added = await tx.execute(
        `insert into comment_report (tenant_id, comment_id, shopper_id, reason) values ($1, $2, $3, $4) on conflict do nothing`,
        [tenantId, commentId, shopperId, reason],
      );
      await tx.execute('update article_comment set reports = reports + $3 where tenant_id = $1 and id = $2', [
        tenantId,
        commentId,
        added,
      ]);
    });
  }
}

/** Before WeChat is asked: its calls are counted, and nothing of a closed article's comments needs them. */
async function requireOpen(
  tx: TenantTransaction,
  { tenantId, shopperId }: Commenter,
  articleId: string,
  words: string,
): Promise<void> {
  const [article] = await tx.query<{ comments_open: boolean }>(
    `select comments_open from article where tenant_id = $1 and id = $2 and state = 'published'`,
    [tenantId, articleId],
  );
  if (!article) throw new Problem('article.not_found');
  if (!article.comments_open) throw new Problem('comment.closed');
  if ((await countRecent(tx, shopperId, articleId, words)) >= MAX_COMMENTS) throw new Problem('comment.too_many');
}

/** Other words of this reader under this article, within ten minutes. */
async function countRecent(
  tx: TenantTransaction,
  shopperId: ShopperId,
  articleId: string,
  words: string,
): Promise<number> {
  const [row] = await tx.query<{ recent: number }>(
    `select count(*)::int as recent from article_comment where tenant_id = $1 and shopper_id = $2 and article_id = $3 and digest <> $4
       and created_at > now() - interval '10 minutes'`,
    [tx.tenantId, shopperId, articleId, digestOf(words)],
  );
  return row?.recent ?? 0;
}

/**
 * The check's row is locked while the comment is written: whoever decides about the words later finds the comment, and whoever has
 * decided before is heard here.
 */
async function insert(
  tx: TenantTransaction,
  { tenantId, appId, shopperId }: Commenter,
  articleId: string,
  words: string,
): Promise<OwnComment> {
  const [check] = await tx.query<{ state: string }>(
    `select state from content_check
     where tenant_id = $1 and shopper_id = $2 and field = 'comment' and subject_key = $3 and digest = $4 for share`,
    [tenantId, shopperId, articleId, digestOf(words)],
  );
  if (check?.state === 'refused') throw refusedContent('/text');
  const state: CommentState = check?.state === 'passed' ? 'shown' : 'held';
  // Those that come at the same moment wait for each other here, and are counted.
  await tx.query('select 1 from shopper where tenant_id = $1 and id = $2 for no key update', [tenantId, shopperId]);
  const isFlood = (await countRecent(tx, shopperId, articleId, words)) >= MAX_COMMENTS;
  // The article may have been deleted while WeChat was asked.
  const [written] = await tx.query<OwnComment>(
    `insert into article_comment as c (tenant_id, id, app_id, article_id, shopper_id, words, digest, state)
     select $1, $2, $3, a.id, $5, $6, $7, $8 from article a where a.tenant_id = $1 and a.id = $4 and not $9 for key share
     on conflict do nothing returning ${OWN_COLUMNS}`,
    [tenantId, newId(), appId, articleId, shopperId, words, digestOf(words), state, isFlood],
  );
  if (written) {
    if (state === 'shown') await countComments(tx, articleId, 1);
    return written;
  }
  const [known] = await tx.query<OwnComment>(
    `select ${OWN_COLUMNS} from article_comment c where c.tenant_id = $1 and c.shopper_id = $2 and c.article_id = $3 and c.digest = $4
       and c.state in ('held', 'shown', 'hidden')`,
    [tenantId, shopperId, articleId, digestOf(words)],
  );
  if (!known) throw new Problem(isFlood ? 'comment.too_many' : 'article.not_found');
  return known;
}

/** Nobody needs to look at words that were taken back; said again, they are checked again. */
async function cancelCheck(
  tx: TenantTransaction,
  { tenantId, shopperId }: Commenter,
  articleId: string,
  digest: Buffer,
): Promise<void> {
  await tx.execute(
    `update content_check set state = 'refused', decided_at = now(), content = null, next_attempt_at = null
     where tenant_id = $1 and shopper_id = $2 and field = 'comment' and subject_key = $3 and digest = $4
       and state in ('checking', 'held')`,
    [tenantId, shopperId, articleId, digest],
  );
}
