import { readArticle } from '#commerce/magazine/article-detail.js';
import { type ArticleListRequest, listArticles } from '#commerce/magazine/article-list.js';
import { readAuthor, readAuthors, readChannels } from '#commerce/magazine/author-list.js';
import { listComments } from '#commerce/magazine/comment-list.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { AnswerCache } from '../cache/answer-cache.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import type { Generations } from '../cache/generations.js';
import type { Shop } from '../routing/shop-routes.repository.js';

type Answer = CachedAnswer | Promise<CachedAnswer>;

// Changes of articles are heard of at once; this only bounds what a lost message may cost.
const LIST_MS = 60_000;
// Counts and comments change all the time and nobody is told: so old may they be, and so long is a hidden comment still seen.
const LIVELY_MS = 5_000;

/** What every reader gets alike, answered from ready bytes; a miss is one statement. */
export class MagazineWindow {
  private readonly answers = new AnswerCache();

  constructor(
    private readonly pool: TenantPool,
    private readonly generations: Generations,
  ) {}

  articles(shop: Shop, request: ArticleListRequest): Answer {
    const { limit, cursor = '', channel = null, tag = null, authorId = null, search = null } = request;
    const key = JSON.stringify([limit, cursor, channel, tag, authorId, search]);
    return this.answer(shop, `l|${key}`, LIST_MS, () => listArticles(this.pool, shop.tenantId, request));
  }

  article(shop: Shop, articleId: string): Answer {
    return this.answer(shop, `a|${articleId}`, LIVELY_MS, () => readArticle(this.pool, shop.tenantId, articleId));
  }

  channels(shop: Shop): Answer {
    return this.answer(shop, 'c', LIST_MS, async () => ({ items: await readChannels(this.pool, shop.tenantId) }));
  }

  authors(shop: Shop): Answer {
    return this.answer(shop, 'w', LIST_MS, async () => ({ items: await readAuthors(this.pool, shop.tenantId) }));
  }

  author(shop: Shop, authorId: string): Answer {
    return this.answer(shop, `w|${authorId}`, LIST_MS, () => readAuthor(this.pool, shop.tenantId, authorId));
  }

  comments(shop: Shop, articleId: string, cursor: string | undefined, limit: number): Answer {
    const key = `m|${articleId}|${limit}|${cursor ?? ''}`;
    return this.answer(shop, key, LIVELY_MS, () =>
      listComments(this.pool, shop.tenantId, { articleId, cursor, limit }),
    );
  }

  /** The tenant is part of every key; its generation makes all of them stale at once. */
  private answer({ tenantId }: Shop, rest: string, ttlMs: number, read: () => Promise<unknown>): Answer {
    const key = `${tenantId}|${this.generations.of(tenantId)}|${rest}`;
    return this.answers.get(key) ?? this.answers.fill(key, ttlMs, read);
  }
}
