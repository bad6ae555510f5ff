import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author as Editor } from '../catalogue/product-admin.js';
import { commentMachine, type CommentState } from './comment-machine.js';
import { countComments } from './comment-outcome.js';

export interface CommentForMerchant {
  readonly id: string;
  readonly appId: string;
  readonly articleId: string;
  readonly articleTitle: string;
  readonly shopperId: string;
  readonly nickname: string | null;
  readonly state: CommentState;
  /** Null once it is refused or taken back. */
  readonly text: string | null;
  readonly reply: string | null;
  readonly repliedAt: Date | null;
  readonly reports: number;
  /** The check the staff decide while it is held (`…/held-content/{checkId}/decision`). */
  readonly checkId: string | null;
  readonly createdAt: Date;
}

export interface CommentFilter {
  readonly after: string | null;
  readonly limit: number;
  readonly state: CommentState | null;
  readonly articleId: string | null;
  /** Only those that readers have reported and that are shown. */
  readonly reported: boolean;
}

/** What the merchant does about readers' comments. */
@Injectable()
export class CommentAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    { after, limit, state, articleId, reported }: CommentFilter,
  ): Promise<CommentForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<CommentForMerchant>(
        `${SELECT} where c.tenant_id = $1 and ($2::uuid is null or c.id < $2) and ($3::text is null or c.state = $3)
           and ($4::uuid is null or c.article_id = $4) and (not $5 or (c.reports > 0 and c.state = 'shown'))
         order by c.id desc limit $6`,
        [tenantId, after, state, articleId, reported, limit + 1],
      ),
    );
  }

  /** Answers below the comment; null takes the answer away. @throws Problem comment.not_found, comment.state_conflict */
  async reply(
    tenantId: TenantId,
    commentId: string,
    reply: string | null,
    editor: Editor,
  ): Promise<CommentForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lock(tx, commentId);
      if (before.state !== 'shown') throw new Problem('comment.state_conflict', { params: { state: before.state } });
      await tx.execute(
        `update article_comment set reply = $3, replied_at = case when $3::text is not null then now() end, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, commentId, reply],
      );
      await tx.audit({
        ...editor,
        action: 'comment.reply',
        subjectType: 'comment',
        subjectId: commentId,
        before: { reply: before.reply },
        after: { reply },
      });
      return get(tx, commentId);
    });
  }

  /** @throws Problem comment.not_found, comment.state_conflict (also for one whose writer has taken back its words) */
  async move(
    tenantId: TenantId,
    commentId: string,
    to: 'shown' | 'hidden',
    editor: Editor,
  ): Promise<CommentForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const { state, words, article_id } = await lock(tx, commentId);
      // What nobody has agreed to yet is decided as a check, with its own trace of who did.
      if (state === 'held' || words === null || !commentMachine.canMove(state, to))
        throw new Problem('comment.state_conflict', { params: { state } });
      await tx.execute(
        `update article_comment set state = $3, reports = case when $3 = 'shown' then 0 else reports end, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, commentId, to],
      );
      await countComments(tx, article_id, to === 'shown' ? 1 : -1);
      await tx.audit({
        ...editor,
        action: `comment.${to}`,
        subjectType: 'comment',
        subjectId: commentId,
        before: { state },
        after: { state: to },
      });
      return get(tx, commentId);
    });
  }
}

interface LockedComment {
  readonly state: CommentState;
  readonly words: string | null;
  readonly reply: string | null;
  readonly article_id: string;
}

async function lock(tx: TenantTransaction, commentId: string): Promise<LockedComment> {
  const [row] = await tx.query<LockedComment>(
    'select state, words, reply, article_id from article_comment where tenant_id = $1 and id = $2 for update',
    [tx.tenantId, commentId],
  );
  if (!row) throw new Problem('comment.not_found');
  return row;
}

async function get(tx: TenantTransaction, commentId: string): Promise<CommentForMerchant> {
  const [row] = await tx.query<CommentForMerchant>(`${SELECT} where c.tenant_id = $1 and c.id = $2`, [
    tx.tenantId,
    commentId,
  ]);
  if (!row) throw new Problem('comment.not_found');
  return row;
}

const SELECT = `
  select c.id, c.app_id as "appId", c.article_id as "articleId", a.title as "articleTitle", c.shopper_id as "shopperId", s.nickname, c.state,
    c.words as text, c.reply, c.replied_at as "repliedAt", c.reports, c.created_at as "createdAt",
    case c.state when 'held' then (select k.id from content_check k where k.tenant_id = c.tenant_id and k.shopper_id = c.shopper_id
      and k.field = 'comment' and k.subject_key = c.article_id::text and k.digest = c.digest) end as "checkId"
  from article_comment c
  join article a on a.tenant_id = c.tenant_id and a.id = c.article_id
  join shopper s on s.tenant_id = c.tenant_id and s.id = c.shopper_id`;
