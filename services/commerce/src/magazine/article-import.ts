import { Injectable } from '@nestjs/common';
import { type Static, Type } from 'typebox';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { strict } from '#kernel/http/contract.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Author as Editor } from '../catalogue/product-admin.js';
import { type ArticleDraft, insertArticle, requireText, updateArticle } from './article-admin.js';
import { type ArticleBlock, ImportedBody, words } from './article-body.js';
import { insertAuthor, updateAuthor } from './author-admin.js';
import { ImageSource } from './image-source.js';

const Handle = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,79}$' });

/** A file of articles with their authors, such as a template brings along. Everything is known by its handle. */
export const ArticleFile = strict({
  authors: Type.Array(
    strict({
      handle: Handle,
      name: words(40),
      bio: Type.Optional(words(500, 0)),
      avatar: Type.Optional(ImageSource),
    }),
    { maxItems: 100 },
  ),
  articles: Type.Array(
    strict({
      handle: Handle,
      author: Handle,
      title: words(80),
      summary: Type.Optional(words(300, 0)),
      cover: Type.Optional(ImageSource),
      channel: Type.Optional(words(20)),
      tags: Type.Optional(Type.Array(words(20), { maxItems: 10 })),
      publishedAt: Type.Optional(Type.String({ format: 'date-time' })),
      body: ImportedBody,
    }),
    { maxItems: 200 },
  ),
});
export type ArticleFile = Static<typeof ArticleFile>;

export interface ArticleImportResult {
  readonly authors: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Goods that articles name and the shop does not have: their places stay empty. */
  readonly missingProducts: readonly string[];
}

/**
 * Writes a file's authors and articles in one transaction. New articles are published, with their date or, without one, in the order
 * of the file; those that are there keep their state. Importing the same file again changes nothing.
 */
@Injectable()
export class ArticleImporter {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** @throws Problem article_import.invalid pointing at each article whose author the file and the shop lack, article.empty */
  async import(tenantId: TenantId, file: ArticleFile, editor: Editor): Promise<ArticleImportResult> {
    const result = await this.database.transaction(tenantId, async (tx) => {
      // Two files that name the same articles in another order would wait for each other's rows.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`article import ${tenantId}`]);
      const authors = await writeAuthors(tx, file);
      requireAuthors(file, authors);
      const written = await writeArticles(tx, file, authors);
      await tx.audit({
        ...editor,
        action: 'articles.import',
        subjectType: 'article_import',
        subjectId: newId(),
        after: written,
      });
      return written;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

async function writeAuthors(tx: TenantTransaction, { authors }: ArticleFile): Promise<Map<string, string>> {
  const known = await tx.query<{ id: string; handle: string }>('select id, handle from author where tenant_id = $1', [
    tx.tenantId,
  ]);
  const idByHandle = new Map(known.map(({ id, handle }) => [handle, id]));
  for (const [position, { handle, name, bio = '', avatar }] of authors.entries()) {
    const id = idByHandle.get(handle);
    const draft = { name, bio, avatar: avatar ?? null, position };
    if (id !== undefined) await updateAuthor(tx, id, draft);
    else {
      idByHandle.set(handle, newId());
      await insertAuthor(tx, { id: idByHandle.get(handle) ?? '', handle }, draft);
    }
  }
  return idByHandle;
}

function requireAuthors({ articles }: ArticleFile, authors: ReadonlyMap<string, string>): void {
  const seen = new Set<string>();
  const errors = articles.flatMap(({ author, handle }, place): ProblemFault[] => {
    const isRepeated = seen.has(handle);
    seen.add(handle);
    if (isRepeated) return [fault(`/articles/${place}/handle`, '与前面的文章重复', 'repeats an earlier article')];
    if (authors.has(author)) return [];
    return [
      fault(`/articles/${place}/author`, '没有该作者', 'names an author who is neither in the file nor in the shop'),
    ];
  });
  if (errors.length > 0) throw new Problem('article_import.invalid', { errors });
}

async function writeArticles(
  tx: TenantTransaction,
  { authors, articles }: ArticleFile,
  authorIds: ReadonlyMap<string, string>,
): Promise<ArticleImportResult> {
  const products = await productIds(tx, articles);
  const known = await tx.query<{ id: string; handle: string }>(
    'select id, handle from article where tenant_id = $1 and handle = any($2)',
    [tx.tenantId, articles.map(({ handle }) => handle)],
  );
  const idByHandle = new Map(known.map(({ id, handle }) => [handle, id]));
  const counts = { created: 0, updated: 0, unchanged: 0 };
  for (const [place, article] of articles.entries()) {
    const draft = draftOf(article, authorIds.get(article.author) ?? '', products);
    requireText(draft.body);
    const id = idByHandle.get(article.handle);
    if (id !== undefined) counts[(await updateArticle(tx, id, draft)) ? 'updated' : 'unchanged'] += 1;
    else {
      const created = newId();
      await insertArticle(tx, { id: created, handle: article.handle }, draft);
      await publishImported(tx, created, article.publishedAt ?? null, place);
      counts.created += 1;
    }
  }
  const named = new Set(articles.flatMap(({ body }) => body.flatMap((block) => handleOf(block))));
  return { authors: authors.length, ...counts, missingProducts: [...named].filter((handle) => !products.has(handle)) };
}

/** An hour that lies ahead is waited for. */
async function publishImported(tx: TenantTransaction, id: string, date: string | null, place: number): Promise<void> {
  const [row] = await tx.query<{ state: string; publish_at: Date | null }>(
    `update article set state = case when $3::timestamptz > now() then 'scheduled' else 'published' end,
       publish_at = case when $3::timestamptz > now() then $3::timestamptz end,
       published_at = case when $3::timestamptz > now() then null else coalesce($3::timestamptz, now() - make_interval(secs => $4)) end
     where tenant_id = $1 and id = $2 returning state, publish_at`,
    [tx.tenantId, id, date, place],
  );
  if (row?.publish_at)
    await tx.enqueue('article.publish', { tenantId: tx.tenantId, articleId: id }, { runAt: row.publish_at });
}

async function productIds(tx: TenantTransaction, articles: ArticleFile['articles']): Promise<Map<string, string>> {
  const handles = articles.flatMap(({ body }) => body.flatMap((block) => handleOf(block)));
  const rows = await tx.query<{ id: string; handle: string }>(
    'select id, handle from product where tenant_id = $1 and handle = any($2)',
    [tx.tenantId, [...new Set(handles)]],
  );
  return new Map(rows.map(({ id, handle }) => [handle, id]));
}

function draftOf(
  { title, summary = '', cover, channel, tags = [], body }: ArticleFile['articles'][number],
  authorId: string,
  products: ReadonlyMap<string, string>,
): ArticleDraft {
  const blocks = body.flatMap((block): ArticleBlock[] => {
    if (block.type !== 'product') return [block];
    const productId = products.get(block.handle);
    return productId === undefined ? [] : [{ type: 'product', productId }];
  });
  return {
    authorId,
    title,
    summary,
    cover: cover ?? null,
    channel: channel ?? null,
    tags,
    body: blocks,
    commentsOpen: true,
  };
}

function handleOf(block: ArticleFile['articles'][number]['body'][number]): string[] {
  return block.type === 'product' ? [block.handle] : [];
}

function fault(pointer: string, zh: string, en: string): ProblemFault {
  return { pointer, code: 'reference', detail: { zh, en } };
}
