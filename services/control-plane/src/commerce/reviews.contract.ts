import { Type } from 'typebox';
import { words } from '#commerce/magazine/article-body.js';
import { reviewMachine } from '#commerce/reviews/review-machine.js';
import { AppIdSchema, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const reviewParams = strict({ merchantId: Id, reviewId: Id });
const ReviewState = Type.Enum([...reviewMachine.states]);

const Review = Type.Object({
  id: Id,
  appId: AppIdSchema,
  orderId: Id,
  orderNumber: Type.String(),
  line: Type.Integer({ description: 'position in the lines of the order' }),
  productId: Id,
  productTitle: Type.String({ description: 'when it was ordered' }),
  shopperId: Id,
  nickname: nullable(Type.String()),
  anonymous: Type.Boolean({ description: 'shoppers do not see who wrote it' }),
  state: ReviewState,
  stars: Type.Integer(),
  text: nullable(Type.String({ description: 'null once it is refused or taken back, or when there are only stars' })),
  pictures: Type.Array(Type.String({ description: 'a path below the address of its mini-program' })),
  hiddenReason: nullable(Type.String()),
  reply: nullable(Type.String()),
  repliedAt: nullable(Timestamp),
  reports: Type.Integer(),
  checkIds: Type.Array(Id, { description: 'of a held one: decided at …/held-content/{checkId}/decision' }),
  createdAt: Timestamp,
});

export const listReviews = route({
  id: 'reviews.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/reviews',
  summary: { zh: '商品评价', en: 'Reviews of goods, newest first' },
  access: read,
  params: strict({ merchantId: Id }),
  query: strict({
    ...pageQuery,
    state: Type.Optional(ReviewState),
    productId: Type.Optional(Id),
    mostStars: Type.Optional(Type.Integer({ minimum: 1, maximum: 5, description: 'at most so many stars' })),
    reported: Type.Boolean({
      default: false,
      description: 'only those that shoppers have reported and that are shown',
    }),
  }),
  response: { 200: pageOf(Review) },
});

export const replyToReview = route({
  id: 'reviews.reply',
  method: 'PUT',
  path: '/api/merchants/:merchantId/reviews/:reviewId/reply',
  summary: { zh: '回复评价（null 为删除回复）', en: 'Answer below a review; null takes the answer away' },
  access: write,
  params: reviewParams,
  body: strict({ reply: nullable(words(500)) }),
  response: { 200: Review },
});

export const hideReview = route({
  id: 'reviews.hide',
  method: 'POST',
  path: '/api/merchants/:merchantId/reviews/:reviewId/hide',
  summary: { zh: '隐藏评价（须填原因）', en: 'Hide a review, with the reason' },
  access: write,
  params: reviewParams,
  body: strict({ reason: lineOfText(200) }),
  response: { 200: Review },
});

export const showReview = route({
  id: 'reviews.show',
  method: 'POST',
  path: '/api/merchants/:merchantId/reviews/:reviewId/show',
  summary: { zh: '恢复显示评价', en: 'Show a hidden review again' },
  access: write,
  params: reviewParams,
  response: { 200: Review },
});
