import { Type } from 'typebox';
import { words } from '#commerce/magazine/article-body.js';
import { commentMachine } from '#commerce/magazine/comment-machine.js';
import { AppIdSchema, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const commentParams = strict({ merchantId: Id, commentId: Id });
const CommentState = Type.Enum([...commentMachine.states]);

const Comment = Type.Object({
  id: Id,
  appId: AppIdSchema,
  articleId: Id,
  articleTitle: Type.String(),
  shopperId: Id,
  nickname: nullable(Type.String()),
  state: CommentState,
  text: nullable(Type.String({ description: 'null once it is refused or taken back' })),
  reply: nullable(Type.String()),
  repliedAt: nullable(Timestamp),
  reports: Type.Integer(),
  checkId: nullable(Type.String({ description: 'of a held one: decided at …/held-content/{checkId}/decision' })),
  createdAt: Timestamp,
});

export const listComments = route({
  id: 'comments.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/comments',
  summary: { zh: '读者评论', en: "Readers' comments, newest first" },
  access: read,
  params: strict({ merchantId: Id }),
  query: strict({
    ...pageQuery,
    state: Type.Optional(CommentState),
    articleId: Type.Optional(Id),
    reported: Type.Boolean({ default: false, description: 'only those that readers have reported and that are shown' }),
  }),
  response: { 200: pageOf(Comment) },
});

export const replyToComment = route({
  id: 'comments.reply',
  method: 'PUT',
  path: '/api/merchants/:merchantId/comments/:commentId/reply',
  summary: { zh: '回复评论（null 为删除回复）', en: 'Answer below a comment; null takes the answer away' },
  access: write,
  params: commentParams,
  body: strict({ reply: nullable(words(500)) }),
  response: { 200: Comment },
});

export const hideComment = route({
  id: 'comments.hide',
  method: 'POST',
  path: '/api/merchants/:merchantId/comments/:commentId/hide',
  summary: { zh: '隐藏评论', en: 'Hide a comment' },
  access: write,
  params: commentParams,
  response: { 200: Comment },
});

export const showComment = route({
  id: 'comments.show',
  method: 'POST',
  path: '/api/merchants/:merchantId/comments/:commentId/show',
  summary: { zh: '恢复显示评论', en: 'Show a hidden comment again' },
  access: write,
  params: commentParams,
  response: { 200: Comment },
});
