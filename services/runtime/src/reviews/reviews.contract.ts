import { Type } from 'typebox';
import { words } from '#commerce/magazine/article-body.js';
import { reportReasons } from '#commerce/magazine/comments.js';
import { reviewMachine } from '#commerce/reviews/review-machine.js';
import { REVIEW_PICTURE_PATTERN } from '#commerce/reviews/review-pictures.js';
import { MAX_REVIEW_PICTURES } from '#commerce/reviews/reviews.js';
import { AppIdSchema, Id, Nothing, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ImageUrl, shopParams, windowPage } from '../shop-window/shop-window.contract.js';

const shopper = { kind: 'shopper' } as const;
const orderParams = strict({ appId: AppIdSchema, orderId: Id });
const reviewParams = strict({ appId: AppIdSchema, reviewId: Id });
const count = Type.Integer({ minimum: 0 });
const File = Type.String({ pattern: REVIEW_PICTURE_PATTERN });
const Stars = Type.Integer({ minimum: 1, maximum: 5 });

const OwnReview = Type.Object({
  id: Id,
  line: count,
  state: Type.Enum([...reviewMachine.states]),
  stars: Stars,
  text: nullable(Type.String()),
  anonymous: Type.Boolean(),
  pictures: Type.Array(
    Type.Object({
      file: Type.String(),
      url: Type.String({ description: 'a path below the applet' }),
      state: Type.Enum(['checking', 'passed']),
    }),
  ),
  reply: nullable(Type.String()),
  createdAt: Timestamp,
});

export const listReviews = route({
  id: 'reviews.list',
  method: 'GET',
  path: '/a/:appId/products/:productId/reviews',
  summary: { zh: '商品评价（含评分统计）', en: 'What shoppers say of a product, newest first, and its stars' },
  access: { kind: 'public', reason: 'what shoppers say of goods is open to everyone' },
  params: strict({ appId: AppIdSchema, productId: Id }),
  query: strict({
    stars: Type.Optional(Stars),
    pictures: Type.Boolean({ default: false, description: 'only those with pictures' }),
    ...windowPage,
  }),
  response: {
    200: Type.Object({
      tally: Type.Object({
        reviews: count,
        average: nullable(Type.Number({ description: 'one decimal, 5 at most' })),
        withPictures: count,
        byStars: Type.Array(count, { description: 'how many gave one star, two, … five' }),
      }),
      items: Type.Array(
        Type.Object({
          id: Id,
          stars: Stars,
          text: nullable(Type.String()),
          optionValues: Type.Array(Type.String()),
          nickname: nullable(Type.String()),
          avatarUrl: nullable(Type.String()),
          pictures: Type.Array(ImageUrl),
          reply: nullable(Type.String()),
          repliedAt: nullable(Timestamp),
          createdAt: Timestamp,
        }),
      ),
      nextCursor: nullable(Type.String()),
    }),
  },
});

export const getReviewsOfOrder = route({
  id: 'reviews.ofOrder',
  method: 'GET',
  path: '/a/:appId/orders/:orderId/reviews',
  summary: { zh: '订单商品与我的评价', en: 'The lines of an order with what the shopper has said of them' },
  access: shopper,
  params: orderParams,
  response: {
    200: Type.Object({
      reviewable: Type.Boolean(),
      lines: Type.Array(
        Type.Object({
          line: count,
          productId: Id,
          title: Type.String(),
          optionValues: Type.Array(Type.String()),
          imageUrl: nullable(ImageUrl),
          review: nullable(OwnReview),
        }),
      ),
    }),
  },
});

export const writeReview = route({
  id: 'reviews.write',
  method: 'POST',
  path: '/a/:appId/orders/:orderId/reviews',
  summary: {
    zh: '评价商品（经内容安全检测后显示；重复提交返回已有的评价）',
    en: 'Review one line of an order; WeChat checks it, and the same again answers the review that is there',
  },
  access: shopper,
  params: orderParams,
  body: strict({
    line: Type.Integer({ minimum: 0, maximum: 999, description: 'position in the lines of the order' }),
    stars: Stars,
    text: Type.Optional(words(500, 0)),
    pictures: Type.Optional(
      Type.Array(File, { maxItems: MAX_REVIEW_PICTURES, uniqueItems: true, description: 'sent before' }),
    ),
    anonymous: Type.Boolean({ default: false }),
  }),
  response: { 200: OwnReview },
});

export const withdrawReview = route({
  id: 'reviews.withdraw',
  method: 'DELETE',
  path: '/a/:appId/reviews/:reviewId',
  summary: { zh: '删除自己的评价', en: "Take back one's own review" },
  access: shopper,
  params: reviewParams,
  response: { 204: Nothing },
});

export const reportReview = route({
  id: 'reviews.report',
  method: 'POST',
  path: '/a/:appId/reviews/:reviewId/reports',
  summary: { zh: '举报评价', en: 'Tell the merchant that a review is wrong; once per shopper' },
  access: shopper,
  params: reviewParams,
  body: strict({ reason: Type.Enum([...reportReasons]) }),
  response: { 204: Nothing },
});

export const addReviewPicture = route({
  id: 'reviews.addPicture',
  method: 'POST',
  path: '/a/:appId/review-pictures',
  summary: {
    zh: '上传评价图片（PNG、JPEG、GIF 或 WebP，最大2MB，经内容安全检测后显示）',
    en: 'Send a picture of at most 2 MB for a review; it is shown once WeChat has checked it',
  },
  access: shopper,
  params: shopParams,
  body: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  consumes: 'image/*',
  response: { 200: Type.Object({ file: Type.String(), url: Type.String({ description: 'a path below the applet' }) }) },
});

export const getReviewPicture = route({
  id: 'reviews.picture',
  method: 'GET',
  path: '/a/:appId/review-pictures/:file',
  summary: { zh: '评价图片', en: 'A picture of a review' },
  access: {
    kind: 'public',
    reason: "its name is 32 random digits: before it is checked only its sender and WeChat's checker know it",
  },
  params: strict({ appId: AppIdSchema, file: File }),
  response: { 200: Nothing },
});
