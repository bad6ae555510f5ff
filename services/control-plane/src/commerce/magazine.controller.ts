import { Controller } from '@nestjs/common';
import { ArticleAdmin, type ArticleDraft } from '#commerce/magazine/article-admin.js';
import { ArticleImporter } from '#commerce/magazine/article-import.js';
import { ArticlePublishing } from '#commerce/magazine/article-publishing.js';
import { AuthorAdmin, type AuthorDraft } from '#commerce/magazine/author-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { containsPattern, idCursor, pageById } from '../data/id-page.js';
import {
  changeArticle,
  changeAuthor,
  createArticle,
  createAuthor,
  deleteArticle,
  deleteAuthor,
  getArticle,
  importArticles,
  listArticles,
  listAuthors,
  previewArticle,
  publishArticle,
  withdrawArticle,
} from './magazine.contract.js';

/** What a merchant writes, and by whom. */
@Controller()
export class MagazineController {
  constructor(
    private readonly articles: ArticleAdmin,
    private readonly publishing: ArticlePublishing,
    private readonly authors: AuthorAdmin,
    private readonly importer: ArticleImporter,
  ) {}

  @Endpoint(listAuthors)
  async listAuthors(@Input() { params }: In<typeof listAuthors>): Promise<Out<typeof listAuthors>> {
    return toWire({ items: await this.authors.list(asId<TenantId>(params.merchantId)) });
  }

  @Endpoint(createAuthor)
  async createAuthor(
    @Input() { params, body }: In<typeof createAuthor>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createAuthor>> {
    const editor = { actor, requestId };
    return toWire(await this.authors.create(asId<TenantId>(params.merchantId), authorDraft(body), editor));
  }

  @Endpoint(changeAuthor)
  async changeAuthor(
    @Input() { params, body }: In<typeof changeAuthor>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeAuthor>> {
    const { merchantId, authorId } = params;
    const editor = { actor, requestId };
    return toWire(await this.authors.change(asId<TenantId>(merchantId), authorId, authorDraft(body), editor));
  }

  @Endpoint(deleteAuthor)
  async deleteAuthor(
    @Input() { params }: In<typeof deleteAuthor>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof deleteAuthor>> {
    await this.authors.delete(asId<TenantId>(params.merchantId), params.authorId, { actor, requestId });
    return null;
  }

  @Endpoint(listArticles)
  async list(@Input() { params, query }: In<typeof listArticles>): Promise<Out<typeof listArticles>> {
    const rows = await this.articles.list(asId<TenantId>(params.merchantId), {
      after: idCursor(query.cursor),
      limit: query.limit,
      state: query.state ?? null,
      search: query.q === undefined ? null : containsPattern(query.q),
    });
    return pageById(rows, query.limit, toWire);
  }

  @Endpoint(getArticle)
  async get(@Input() { params }: In<typeof getArticle>): Promise<Out<typeof getArticle>> {
    return toWire(await this.articles.get(asId<TenantId>(params.merchantId), params.articleId));
  }

  @Endpoint(previewArticle)
  async preview(@Input() { params }: In<typeof previewArticle>): Promise<Out<typeof previewArticle>> {
    return { ...(await this.articles.preview(asId<TenantId>(params.merchantId), params.articleId)) };
  }

  @Endpoint(createArticle)
  async create(
    @Input() { params, body }: In<typeof createArticle>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createArticle>> {
    const editor = { actor, requestId };
    return toWire(await this.articles.create(asId<TenantId>(params.merchantId), articleDraft(body), editor));
  }

  @Endpoint(changeArticle)
  async change(
    @Input() { params, body }: In<typeof changeArticle>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeArticle>> {
    const { merchantId, articleId } = params;
    const editor = { actor, requestId };
    return toWire(await this.articles.change(asId<TenantId>(merchantId), articleId, articleDraft(body), editor));
  }

  @Endpoint(deleteArticle)
  async delete(
    @Input() { params }: In<typeof deleteArticle>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof deleteArticle>> {
    await this.articles.delete(asId<TenantId>(params.merchantId), params.articleId, { actor, requestId });
    return null;
  }

  @Endpoint(publishArticle)
  async publish(
    @Input() { params, body }: In<typeof publishArticle>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof publishArticle>> {
    const { merchantId, articleId } = params;
    const at = body.publishAt === undefined ? null : new Date(body.publishAt);
    const editor = { actor, requestId };
    return toWire(await this.publishing.publish(asId<TenantId>(merchantId), articleId, at, editor));
  }

  @Endpoint(withdrawArticle)
  async withdraw(
    @Input() { params }: In<typeof withdrawArticle>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof withdrawArticle>> {
    const { merchantId, articleId } = params;
    return toWire(await this.publishing.withdraw(asId<TenantId>(merchantId), articleId, { actor, requestId }));
  }

  @Endpoint(importArticles)
  async import(
    @Input() { params, body }: In<typeof importArticles>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof importArticles>> {
    return toWire(await this.importer.import(asId<TenantId>(params.merchantId), body, { actor, requestId }));
  }
}

function authorDraft({ name, bio = '', avatar = null, position = 0 }: In<typeof createAuthor>['body']): AuthorDraft {
  return { name, bio, avatar, position };
}

function articleDraft(body: In<typeof createArticle>['body']): ArticleDraft {
  const { summary = '', cover = null, channel = null, tags = [], commentsOpen = true } = body;
  return { authorId: body.authorId, title: body.title, summary, cover, channel, tags, body: body.body, commentsOpen };
}
