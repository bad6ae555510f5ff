import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Author as Editor } from '../catalogue/product-admin.js';
import { type ArticleForMerchant, getArticle, requireText } from './article-admin.js';
import type { ArticleBody } from './article-body.js';
import { articleMachine, type ArticleState } from './article-machine.js';

interface LockedArticle {
  readonly state: ArticleState;
  readonly body: ArticleBody;
  readonly publish_at: Date | null;
}

/** When readers find an article. */
@Injectable()
export class ArticlePublishing {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /**
   * At once, or at an hour that lies ahead. An article that was published before keeps its date.
   * @throws Problem article.not_found, article.empty, article.state_conflict
   */
  async publish(
    tenantId: TenantId,
    articleId: string,
    publishAt: Date | null,
    editor: Editor,
  ): Promise<ArticleForMerchant> {
    const isLater = publishAt !== null && publishAt.getTime() > Date.now();
    const article = await this.database.transaction(tenantId, async (tx) => {
      const row = await lock(tx, articleId);
      requireText(row.body);
      await move(tx, articleId, row, isLater ? 'scheduled' : 'published', editor, isLater ? publishAt : null);
      if (isLater) await tx.enqueue('article.publish', { tenantId, articleId }, { runAt: publishAt });
      return getArticle(tx, articleId);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return article;
  }

  /** A published article is withdrawn, a scheduled one is a draft again. @throws Problem article.not_found, article.state_conflict */
  async withdraw(tenantId: TenantId, articleId: string, editor: Editor): Promise<ArticleForMerchant> {
    const article = await this.database.transaction(tenantId, async (tx) => {
      const row = await lock(tx, articleId);
      await move(tx, articleId, row, row.state === 'scheduled' ? 'draft' : 'withdrawn', editor, null);
      return getArticle(tx, articleId);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return article;
  }
}

/** The hour of a scheduled article has come. A job that is early, late or doubled finds nothing to do. */
@Injectable()
export class ArticlePublisher implements JobHandler<'article.publish'> {
  readonly job = 'article.publish';

  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async handle({ tenantId, articleId }: JobPayload<'article.publish'>): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update article set state = 'published', published_at = coalesce(published_at, publish_at), publish_at = null, updated_at = now()
         where tenant_id = $1 and id = $2 and state = 'scheduled' and publish_at <= now()`,
        [tenantId, articleId],
      ),
    );
    // Told again when a worker died after its commit: a cache that is dropped twice costs a query.
    await this.broadcast.publish('catalogue', tenantId);
  }
}

async function lock(tx: TenantTransaction, articleId: string): Promise<LockedArticle> {
  const [row] = await tx.query<LockedArticle>(
    'select state, body, publish_at from article where tenant_id = $1 and id = $2 for update',
    [tx.tenantId, articleId],
  );
  if (!row) throw new Problem('article.not_found');
  return row;
}

async function move(
  tx: TenantTransaction,
  articleId: string,
  { state, publish_at }: LockedArticle,
  to: ArticleState,
  editor: Editor,
  publishAt: Date | null,
): Promise<void> {
  if (!articleMachine.canMove(state, to)) throw new Problem('article.state_conflict', { params: { state } });
  await tx.execute(
    `update article set state = $3, publish_at = $4, updated_at = now(),
       published_at = case when $3 = 'published' then coalesce(published_at, now()) else published_at end
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, articleId, to, publishAt],
  );
  await tx.audit({
    ...editor,
    action: `article.${to}`,
    subjectType: 'article',
    subjectId: articleId,
    before: { state, publishAt: publish_at },
    after: { state: to, publishAt },
  });
}
