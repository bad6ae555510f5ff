import { Type } from 'typebox';
import { words } from '#commerce/magazine/article-body.js';
import { commentMachine } from '#commerce/magazine/comment-machine.js';
import { reportReasons } from '#commerce/magazine/comments.js';
import { AppIdSchema, Id, Nothing, nullable, pageOf, route, strict } from '#kernel/http/contract.js';
import { shopParams, windowPage } from '../shop-window/shop-window.contract.js';
import { Coupon, ImageUrl, ProductCard } from '../storefront/section.contract.js';

const open = { kind: 'public', reason: 'what a magazine has published is open to everyone' } as const;
const shopper = { kind: 'shopper' } as const;
const articleParams = strict({ appId: AppIdSchema, articleId: Id });
const count = Type.Integer({ minimum: 0 });
const Moment = Type.String({ format: 'date-time' });

const cardFields = {
  id: Id,
  title: Type.String(),
  summary: Type.String(),
  coverUrl: nullable(ImageUrl),
  channel: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  author: Type.Object({ id: Id, name: Type.String(), avatarUrl: nullable(ImageUrl) }),
  publishedAt: nullable(Moment),
  readMinutes: Type.Integer({ minimum: 1 }),
  likes: count,
};
export const ArticleCard = Type.Object(cardFields);

const Block = Type.Union([
  Type.Object({ type: Type.Literal('text'), html: Type.String() }),
  Type.Object({ type: Type.Literal('heading'), text: Type.String() }),
  Type.Object({ type: Type.Literal('quote'), text: Type.String(), by: Type.Optional(Type.String()) }),
  Type.Object({
    type: Type.Literal('image'),
    url: ImageUrl,
    alt: Type.Optional(Type.String()),
    caption: Type.Optional(Type.String()),
  }),
  Type.Object({ type: Type.Literal('product'), product: ProductCard }),
  Type.Object({ type: Type.Literal('coupon'), coupon: Coupon }),
  Type.Object({ type: Type.Literal('video'), url: Type.String(), posterUrl: nullable(ImageUrl) }),
]);

const Author = Type.Object({
  id: Id,
  name: Type.String(),
  bio: Type.String(),
  avatarUrl: nullable(ImageUrl),
  articleCount: count,
});

const OwnComment = Type.Object({
  id: Id,
  state: Type.Enum([...commentMachine.states]),
  text: nullable(Type.String()),
  reply: nullable(Type.String()),
  createdAt: Moment,
});

export const listArticles = route({
  id: 'articles.list',
  method: 'GET',
  path: '/a/:appId/articles',
  summary: { zh: '文章列表（可按频道、标签、作者、关键词筛选）', en: 'Published articles, newest first' },
  access: open,
  params: shopParams,
  query: strict({
    channel: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 20 })),
    authorId: Type.Optional(Id),
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' })),
    ...windowPage,
  }),
  response: { 200: pageOf(ArticleCard) },
});

export const getArticle = route({
  id: 'articles.get',
  method: 'GET',
  path: '/a/:appId/articles/:articleId',
  summary: { zh: '文章正文', en: 'One article with its pictures and goods' },
  access: open,
  params: articleParams,
  response: {
    200: Type.Object({
      ...cardFields,
      bio: Type.String({ description: "the author's" }),
      body: Type.Array(Block),
      favourites: count,
      comments: count,
      commentsOpen: Type.Boolean(),
    }),
  },
});

export const listChannels = route({
  id: 'articles.channels',
  method: 'GET',
  path: '/a/:appId/channels',
  summary: { zh: '文章频道', en: 'Channels with something to read' },
  access: open,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(Type.Object({ name: Type.String(), articleCount: count })) }) },
});

export const listAuthors = route({
  id: 'authors.list',
  method: 'GET',
  path: '/a/:appId/authors',
  summary: { zh: '作者', en: 'Authors with something to read' },
  access: open,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(Author) }) },
});

export const getAuthor = route({
  id: 'authors.get',
  method: 'GET',
  path: '/a/:appId/authors/:authorId',
  summary: { zh: '作者详情', en: 'One author' },
  access: open,
  params: strict({ appId: AppIdSchema, authorId: Id }),
  response: { 200: Author },
});

export const listComments = route({
  id: 'comments.list',
  method: 'GET',
  path: '/a/:appId/articles/:articleId/comments',
  summary: { zh: '文章评论', en: 'Comments everybody may read, newest first' },
  access: open,
  params: articleParams,
  query: strict(windowPage),
  response: {
    200: pageOf(
      Type.Object({
        id: Id,
        text: Type.String(),
        nickname: nullable(Type.String()),
        avatarUrl: nullable(ImageUrl),
        reply: nullable(Type.String()),
        repliedAt: nullable(Moment),
        createdAt: Moment,
      }),
    ),
  },
});

export const writeComment = route({
  id: 'comments.write',
  method: 'POST',
  path: '/a/:appId/articles/:articleId/comments',
  summary: {
    zh: '发表评论（经内容安全检测；重复提交返回已有的评论）',
    en: 'Write a comment; WeChat checks it, and the same words again answer the comment that is there',
  },
  access: shopper,
  params: articleParams,
  body: strict({ text: words(500) }),
  response: { 200: OwnComment },
});

export const withdrawComment = route({
  id: 'comments.withdraw',
  method: 'DELETE',
  path: '/a/:appId/comments/:commentId',
  summary: { zh: '删除自己的评论', en: "Take back one's own comment" },
  access: shopper,
  params: strict({ appId: AppIdSchema, commentId: Id }),
  response: { 204: Nothing },
});

export const reportComment = route({
  id: 'comments.report',
  method: 'POST',
  path: '/a/:appId/comments/:commentId/reports',
  summary: { zh: '举报评论', en: 'Tell the merchant that a comment is wrong; once per reader' },
  access: shopper,
  params: strict({ appId: AppIdSchema, commentId: Id }),
  body: strict({ reason: Type.Enum([...reportReasons]) }),
  response: { 204: Nothing },
});

export const getMarks = route({
  id: 'articles.marks',
  method: 'GET',
  path: '/a/:appId/articles/:articleId/mine',
  summary: { zh: '我与这篇文章：点赞、收藏与我的评论', en: 'What only this reader sees of an article' },
  access: shopper,
  params: articleParams,
  response: {
    200: Type.Object({ liked: Type.Boolean(), favourite: Type.Boolean(), comments: Type.Array(OwnComment) }),
  },
});

const Marked = Type.Object({ count });

export const likeArticle = route({
  id: 'articles.like',
  method: 'PUT',
  path: '/a/:appId/articles/:articleId/like',
  summary: { zh: '点赞', en: 'Like an article' },
  access: shopper,
  params: articleParams,
  response: { 200: Marked },
});

export const unlikeArticle = route({
  id: 'articles.unlike',
  method: 'DELETE',
  path: '/a/:appId/articles/:articleId/like',
  summary: { zh: '取消点赞', en: 'Like it no longer' },
  access: shopper,
  params: articleParams,
  response: { 200: Marked },
});

export const keepArticle = route({
  id: 'articles.keep',
  method: 'PUT',
  path: '/a/:appId/articles/:articleId/favourite',
  summary: { zh: '收藏', en: 'Keep an article among the favourites' },
  access: shopper,
  params: articleParams,
  response: { 200: Marked },
});

export const dropArticle = route({
  id: 'articles.drop',
  method: 'DELETE',
  path: '/a/:appId/articles/:articleId/favourite',
  summary: { zh: '取消收藏', en: 'Let a favourite go' },
  access: shopper,
  params: articleParams,
  response: { 200: Marked },
});

export const listFavourites = route({
  id: 'articles.favourites',
  method: 'GET',
  path: '/a/:appId/me/favourites',
  summary: { zh: '我的收藏', en: "The reader's favourites, the last kept first" },
  access: shopper,
  params: shopParams,
  query: strict(windowPage),
  response: { 200: pageOf(ArticleCard) },
});
