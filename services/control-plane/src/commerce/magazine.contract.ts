import { Type } from 'typebox';
import { ArticleBody, words } from '#commerce/magazine/article-body.js';
import { ArticleFile } from '#commerce/magazine/article-import.js';
import { articleMachine } from '#commerce/magazine/article-machine.js';
import { ImageSource } from '#commerce/magazine/image-source.js';
import { Id, Nothing, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const merchantParams = strict({ merchantId: Id });
const articleParams = strict({ merchantId: Id, articleId: Id });
const authorParams = strict({ merchantId: Id, authorId: Id });
const count = Type.Integer({ minimum: 0 });
const ArticleState = Type.Enum([...articleMachine.states]);
const ImageUrl = nullable(
  Type.String({ description: 'a path below {runtime}/a/{appId}/; null until it is in our storage' }),
);

const Author = Type.Object({
  id: Id,
  handle: Type.String(),
  name: Type.String(),
  bio: Type.String(),
  avatar: nullable(Type.String()),
  avatarUrl: ImageUrl,
  position: Type.Integer(),
  articleCount: count,
  updatedAt: Timestamp,
});

const AuthorDraft = strict({
  name: lineOfText(40),
  bio: Type.Optional(words(500, 0)),
  avatar: Type.Optional(nullable(ImageSource)),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
});

const summaryFields = {
  id: Id,
  handle: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  state: ArticleState,
  authorId: Id,
  authorName: Type.String(),
  cover: nullable(Type.String()),
  coverUrl: ImageUrl,
  channel: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  publishAt: nullable(Timestamp),
  publishedAt: nullable(Timestamp),
  readMinutes: Type.Integer(),
  likes: count,
  favourites: count,
  comments: count,
  updatedAt: Timestamp,
};

const Article = Type.Object({
  ...summaryFields,
  // As it was stored: what the door demands of a new one is not asked again.
  body: Type.Unsafe<ArticleBody>(Type.Array(Type.Object({}, { additionalProperties: true }))),
  commentsOpen: Type.Boolean(),
  missingImages: Type.Array(Type.Object({ source: Type.String(), error: nullable(Type.String()) })),
});

const ArticleDraft = strict({
  authorId: Id,
  title: lineOfText(80),
  summary: Type.Optional(words(300, 0)),
  cover: Type.Optional(nullable(ImageSource)),
  channel: Type.Optional(nullable(lineOfText(20))),
  tags: Type.Optional(Type.Array(lineOfText(20), { maxItems: 10 })),
  body: ArticleBody,
  commentsOpen: Type.Optional(Type.Boolean()),
});

export const listAuthors = route({
  id: 'authors.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/authors',
  summary: { zh: '作者列表', en: 'Authors, in the order of the shop' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Author) }) },
});

export const createAuthor = route({
  id: 'authors.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/authors',
  summary: { zh: '新增作者', en: 'Add an author' },
  access: write,
  params: merchantParams,
  body: AuthorDraft,
  response: { 201: Author },
});

export const changeAuthor = route({
  id: 'authors.change',
  method: 'PUT',
  path: '/api/merchants/:merchantId/authors/:authorId',
  summary: { zh: '修改作者', en: 'Change an author' },
  access: write,
  params: authorParams,
  body: AuthorDraft,
  response: { 200: Author },
});

export const deleteAuthor = route({
  id: 'authors.delete',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/authors/:authorId',
  summary: { zh: '删除没有文章的作者', en: 'Delete an author without articles' },
  access: write,
  params: authorParams,
  response: { 204: Nothing },
});

export const listArticles = route({
  id: 'articles.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/articles',
  summary: { zh: '文章列表', en: 'Articles in every state, newest first' },
  access: read,
  params: merchantParams,
  query: strict({
    ...pageQuery,
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    state: Type.Optional(ArticleState),
  }),
  response: { 200: pageOf(Type.Object(summaryFields)) },
});

export const getArticle = route({
  id: 'articles.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/articles/:articleId',
  summary: { zh: '文章详情', en: 'One article as it is written' },
  access: read,
  params: articleParams,
  response: { 200: Article },
});

export const previewArticle = route({
  id: 'articles.preview',
  method: 'GET',
  path: '/api/merchants/:merchantId/articles/:articleId/preview',
  summary: { zh: '预览文章（读者看到的样子）', en: 'The article as readers would get it, in any state' },
  access: read,
  params: articleParams,
  response: { 200: Type.Record(Type.String(), Type.Unknown()) },
});

export const createArticle = route({
  id: 'articles.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/articles',
  summary: { zh: '新建文章草稿', en: 'Write a draft' },
  access: write,
  params: merchantParams,
  body: ArticleDraft,
  response: { 201: Article },
});

export const changeArticle = route({
  id: 'articles.change',
  method: 'PUT',
  path: '/api/merchants/:merchantId/articles/:articleId',
  summary: { zh: '修改文章（已发布的立即生效）', en: 'Change an article; a published one changes at once' },
  access: write,
  params: articleParams,
  body: ArticleDraft,
  response: { 200: Article },
});

export const deleteArticle = route({
  id: 'articles.delete',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/articles/:articleId',
  summary: { zh: '删除草稿或已下线的文章', en: 'Delete a draft or a withdrawn article, with its comments' },
  access: write,
  params: articleParams,
  response: { 204: Nothing },
});

export const publishArticle = route({
  id: 'articles.publish',
  method: 'POST',
  path: '/api/merchants/:merchantId/articles/:articleId/publish',
  summary: { zh: '发布文章，或定时发布', en: 'Publish at once, or at an hour that lies ahead' },
  access: write,
  params: articleParams,
  body: strict({ publishAt: Type.Optional(Timestamp) }),
  response: { 200: Article },
});

export const withdrawArticle = route({
  id: 'articles.withdraw',
  method: 'POST',
  path: '/api/merchants/:merchantId/articles/:articleId/withdraw',
  summary: { zh: '下线文章，或取消定时发布', en: 'Take a published article down; a scheduled one is a draft again' },
  access: write,
  params: articleParams,
  response: { 200: Article },
});

export const importArticles = route({
  id: 'articles.import',
  method: 'POST',
  path: '/api/merchants/:merchantId/articles/import',
  summary: {
    zh: '导入作者与文章（JSON，最大1 MB）；可重复导入',
    en: 'Import authors and articles (JSON, at most 1 MB); importing the same again changes nothing',
  },
  access: write,
  params: merchantParams,
  body: ArticleFile,
  response: {
    200: Type.Object({
      authors: count,
      created: count,
      updated: count,
      unchanged: count,
      missingProducts: Type.Array(Type.String()),
    }),
  },
});
