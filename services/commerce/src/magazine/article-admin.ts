import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Author as Editor } from '../catalogue/product-admin.js';
import { type ArticleBody, cleanBody, imageSources, readMinutesOf } from './article-body.js';
import { type ArticleDetail, previewArticle } from './article-detail.js';
import { noteImages } from './article-images.js';
import { type ArticleState, isDeletable } from './article-machine.js';

/** What a merchant writes of an article; its state is changed by publishing and withdrawing it. */
export interface ArticleDraft {
  readonly authorId: string;
  readonly title: string;
  readonly summary: string;
  readonly cover: string | null;
  readonly channel: string | null;
  readonly tags: readonly string[];
  readonly body: ArticleBody;
  readonly commentsOpen: boolean;
}

export interface ArticleSummary {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly summary: string;
  readonly state: ArticleState;
  readonly authorId: string;
  readonly authorName: string;
  readonly cover: string | null;
  readonly coverUrl: string | null;
  readonly channel: string | null;
  readonly tags: readonly string[];
  readonly publishAt: Date | null;
  readonly publishedAt: Date | null;
  readonly readMinutes: number;
  readonly likes: number;
  readonly favourites: number;
  readonly comments: number;
  readonly updatedAt: Date;
}

export interface ArticleForMerchant extends ArticleSummary {
  readonly body: ArticleBody;
  readonly commentsOpen: boolean;
  /** Pictures that are not in our storage (yet). */
  readonly missingImages: readonly { readonly source: string; readonly error: string | null }[];
}

export interface ArticleFilter {
  readonly after: string | null;
  readonly limit: number;
  readonly state: ArticleState | null;
  /** An ILIKE pattern. */
  readonly search: string | null;
}

/** The articles as the merchant keeps them. */
@Injectable()
export class ArticleAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(tenantId: TenantId, { after, limit, state, search }: ArticleFilter): Promise<ArticleSummary[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ArticleSummary>(
        `select ${SUMMARY} ${FROM} where a.tenant_id = $1 and ($2::uuid is null or a.id < $2) and ($3::text is null or a.state = $3)
           and ($4::text is null or a.title ilike $4)
         order by a.id desc limit $5`,
        [tenantId, after, state, search, limit + 1],
      ),
    );
  }

  /** @throws Problem article.not_found */
  async get(tenantId: TenantId, articleId: string): Promise<ArticleForMerchant> {
    return this.database.transaction(tenantId, (tx) => getArticle(tx, articleId));
  }

  /** As readers would see it. @throws Problem article.not_found */
  async preview(tenantId: TenantId, articleId: string): Promise<ArticleDetail> {
    return this.database.transaction(tenantId, (tx) => previewArticle(tx, articleId));
  }

  /** A draft. @throws Problem article.reference_unknown pointing at the author and at each product or coupon that is not there */
  async create(tenantId: TenantId, draft: ArticleDraft, editor: Editor): Promise<ArticleForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const id = newId();
      await requireReferences(tx, draft);
      await insertArticle(tx, { id, handle: id }, draft);
      await tx.audit({
        ...editor,
        action: 'article.create',
        subjectType: 'article',
        subjectId: id,
        after: { title: draft.title },
      });
      return getArticle(tx, id);
    });
  }

  /** A published one changes at once. @throws Problem article.not_found, article.reference_unknown, article.empty */
  async change(
    tenantId: TenantId,
    articleId: string,
    draft: ArticleDraft,
    editor: Editor,
  ): Promise<ArticleForMerchant> {
    const article = await this.database.transaction(tenantId, async (tx) => {
      const before = await getArticle(tx, articleId);
      await requireReferences(tx, draft);
      if (!isDeletable(before.state)) requireText(draft.body);
      await updateArticle(tx, articleId, draft);
      await tx.audit({
        ...editor,
        action: 'article.change',
        subjectType: 'article',
        subjectId: articleId,
        before: { title: before.title },
        after: { title: draft.title },
      });
      return getArticle(tx, articleId);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return article;
  }

  /** With its comments and marks. @throws Problem article.not_found, article.not_deletable */
  async delete(tenantId: TenantId, articleId: string, editor: Editor): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ state: ArticleState; title: string }>(
        'select state, title from article where tenant_id = $1 and id = $2 for update',
        [tenantId, articleId],
      );
      if (!row) throw new Problem('article.not_found');
      if (!isDeletable(row.state)) throw new Problem('article.not_deletable', { params: { state: row.state } });
      await tx.execute('delete from article where tenant_id = $1 and id = $2', [tenantId, articleId]);
      await tx.audit({
        ...editor,
        action: 'article.delete',
        subjectType: 'article',
        subjectId: articleId,
        before: { title: row.title, state: row.state },
      });
    });
  }
}

/** What readers find must not be a blank page. @throws Problem article.empty */
export function requireText(body: ArticleBody): void {
  if (cleanBody(body).length > 0) return;
  const detail = { zh: '请先填写正文', en: 'is empty: write the article first' };
  throw new Problem('article.empty', { errors: [{ pointer: '/body', code: 'minItems', detail }] });
}

export async function getArticle(tx: TenantTransaction, articleId: string): Promise<ArticleForMerchant> {
  const [row] = await tx.query<ArticleForMerchant>(
    `select ${SUMMARY}, a.body, a.comments_open as "commentsOpen",
       (select coalesce(jsonb_agg(jsonb_build_object('source', i.source, 'error', i.error) order by i.source), '[]') from article_image i
         where i.tenant_id = $1 and i.state <> 'stored' and (i.source = a.cover_source or i.source in
           (select coalesce(block ->> 'poster', block ->> 'source') from jsonb_array_elements(a.body) as block))) as "missingImages"
     ${FROM} where a.tenant_id = $1 and a.id = $2`,
    [tx.tenantId, articleId],
  );
  if (!row) throw new Problem('article.not_found');
  return row;
}

export async function insertArticle(
  tx: TenantTransaction,
  { id, handle }: { readonly id: string; readonly handle: string },
  draft: ArticleDraft,
): Promise<void> {
  const body = cleanBody(draft.body);
  await noteImages(tx, [draft.cover, ...imageSources(body)]);
  await tx.execute(
    `insert into article (tenant_id, id, handle, author_id, title, summary, cover_source, channel, tags, body, read_minutes, comments_open)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [tx.tenantId, id, handle, ...columnsOf(draft, body)],
  );
  await tx.execute('insert into article_tally (tenant_id, article_id) values ($1, $2)', [tx.tenantId, id]);
}

/** @returns whether anything is different now */
export async function updateArticle(tx: TenantTransaction, id: string, draft: ArticleDraft): Promise<boolean> {
  const body = cleanBody(draft.body);
  await noteImages(tx, [draft.cover, ...imageSources(body)]);
  const changed = await tx.execute(
    `update article set author_id = $3, title = $4, summary = $5, cover_source = $6, channel = $7, tags = $8, body = $9, read_minutes = $10,
       comments_open = $11, updated_at = now()
     where tenant_id = $1 and id = $2
       and (author_id, title, summary, cover_source, channel, tags, body, comments_open)
         is distinct from ($3::uuid, $4, $5, $6, $7, $8::text[], $9::jsonb, $11)`,
    [tx.tenantId, id, ...columnsOf(draft, body)],
  );
  return changed > 0;
}

function columnsOf(draft: ArticleDraft, body: ArticleBody): unknown[] {
  const { authorId, title, summary, cover, channel, tags, commentsOpen } = draft;
  return [
    authorId,
    title.trim(),
    summary.trim(),
    cover,
    channel?.trim() ?? null,
    [...new Set(tags.map((tag) => tag.trim()))],
    JSON.stringify(body),
    readMinutesOf(body),
    commentsOpen,
  ];
}

async function requireReferences(tx: TenantTransaction, { authorId, body }: ArticleDraft): Promise<void> {
  const wanted = body.flatMap((block, place) => (block.type === 'product' ? [{ place, id: block.productId }] : []));
  const coupons = body.flatMap((block, place) => (block.type === 'coupon' ? [{ place, id: block.couponId }] : []));
  const [found] = await tx.query<{ author: boolean; products: string[]; coupons: string[] }>(
    `select exists (select from author where tenant_id = $1 and id = $2) as author,
       array(select id from product where tenant_id = $1 and id = any($3)) as products,
       array(select id from coupon where tenant_id = $1 and id = any($4)) as coupons`,
    [tx.tenantId, authorId, wanted.map(({ id }) => id), coupons.map(({ id }) => id)],
  );
  const errors: ProblemFault[] = [];
  if (found?.author !== true)
    errors.push({
      pointer: '/authorId',
      code: 'author',
      detail: { zh: '作者不存在', en: 'is no author of this shop' },
    });
  for (const { place, id } of wanted) {
    if (found?.products.includes(id) === true) continue;
    const detail = { zh: '商品不存在', en: 'is no product of this shop' };
    errors.push({ pointer: `/body/${place}/productId`, code: 'product', detail });
  }
  for (const { place, id } of coupons) {
    if (found?.coupons.includes(id) === true) continue;
    const detail = { zh: '优惠券不存在', en: 'is no coupon of this shop' };
    errors.push({ pointer: `/body/${place}/couponId`, code: 'coupon', detail });
  }
  if (errors.length > 0) throw new Problem('article.reference_unknown', { errors });
}

const SUMMARY = `a.id, a.handle, a.title, a.summary, a.state, a.author_id as "authorId", w.name as "authorName", a.cover_source as cover,
  (select i.url from article_image i where i.tenant_id = a.tenant_id and i.source = a.cover_source) as "coverUrl", a.channel, a.tags,
  a.publish_at as "publishAt", a.published_at as "publishedAt", a.read_minutes as "readMinutes", t.likes, t.favourites, t.comments,
  a.updated_at as "updatedAt"`;

const FROM = `from article a
  join author w on w.tenant_id = a.tenant_id and w.id = a.author_id
  join article_tally t on t.tenant_id = a.tenant_id and t.article_id = a.id`;
