import { Type } from 'typebox';
import { couponKinds } from '#commerce/promotions/coupon-terms.js';
import { Fen, Id, Nothing, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;
export const couponParams = strict({ merchantId: Id, couponId: Id });
const saleParams = strict({ merchantId: Id, saleId: Id });

const MOST_FEN = 100_000_000;
const price = (description: string) =>
  Type.Integer({ minimum: 1, maximum: MOST_FEN, description: `fen; ${description}` });

const CouponWish = strict({
  title: lineOfText(30),
  kind: Type.Enum([...couponKinds], { description: 'voucher: a thing or a service at the counter, without an order' }),
  amountFen: Type.Optional(price('kind amount: what is taken off; kind voucher: what the thing is worth')),
  percentOff: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 99, description: 'kind percent: 10 takes a tenth off (九折)' }),
  ),
  maxOffFen: Type.Optional(nullable(price('kind percent: no more than this'))),
  thresholdFen: Type.Integer({
    minimum: 0,
    maximum: MOST_FEN,
    default: 0,
    description: 'fen; what the goods it is for must come to',
  }),
  categoryId: Type.Optional(nullable({ ...Id, description: 'the one category it is for; missing or null for all' })),
  productIds: Type.Optional(
    nullable(
      Type.Array(Id, {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description: 'the products it is for, in place of a category; missing or null for all',
      }),
    ),
  ),
  startsAt: Timestamp,
  endsAt: Timestamp,
  total: Type.Optional(
    nullable(Type.Integer({ minimum: 1, maximum: 10_000_000, description: 'missing or null without end' })),
  ),
  perShopper: Type.Integer({ minimum: 1, maximum: 100, default: 1 }),
  stackable: Type.Boolean({ default: false, description: 'used together with other stackable coupons, five at most' }),
  giftable: Type.Boolean({ default: true, description: 'may be given to another shopper' }),
});

const Coupon = Type.Object({
  id: Id,
  title: Type.String(),
  kind: Type.Enum([...couponKinds]),
  amountFen: Fen,
  percentOff: Type.Integer(),
  maxOffFen: nullable(Fen),
  thresholdFen: Fen,
  categoryId: nullable(Id),
  productIds: nullable(Type.Array(Id)),
  startsAt: Timestamp,
  endsAt: Timestamp,
  total: nullable(Type.Integer()),
  perShopper: Type.Integer(),
  stackable: Type.Boolean(),
  giftable: Type.Boolean(),
  state: Type.Enum(['active', 'stopped']),
  claimed: Type.Integer(),
  used: Type.Integer({ description: 'by orders that were neither closed nor refunded whole, and at the counter' }),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

const FlashSaleWish = strict({
  title: lineOfText(30),
  startsAt: Timestamp,
  endsAt: Timestamp,
  items: Type.Array(
    strict({
      skuId: Id,
      priceFen: price('less than the usual price'),
      total: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'how many are sold at this price' }),
      perShopper: Type.Optional(
        nullable(Type.Integer({ minimum: 1, maximum: 999, description: 'missing or null: as many as there are' })),
      ),
    }),
    { minItems: 1, maxItems: 50 },
  ),
});

const FlashSale = Type.Object({
  id: Id,
  title: Type.String(),
  startsAt: Timestamp,
  endsAt: Timestamp,
  state: Type.Enum(['planned', 'running', 'over']),
  stoppedAt: nullable(Timestamp),
  items: Type.Array(
    Type.Object({
      skuId: Id,
      productId: Id,
      title: Type.String(),
      optionValues: Type.Array(Type.String()),
      priceFen: Fen,
      listPriceFen: Fen,
      total: Type.Integer(),
      sold: Type.Integer(),
      perShopper: nullable(Type.Integer()),
    }),
  ),
  createdAt: Timestamp,
});

export const listCoupons = route({
  id: 'coupons.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/coupons',
  summary: { zh: '优惠券列表', en: 'Coupons, newest first' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(Coupon) },
});

export const createCoupon = route({
  id: 'coupons.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/coupons',
  summary: { zh: '新建优惠券', en: 'Make a coupon' },
  access: edit,
  params: merchantParams,
  body: CouponWish,
  response: { 201: Coupon },
});

export const getCoupon = route({
  id: 'coupons.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/coupons/:couponId',
  summary: { zh: '优惠券详情', en: 'One coupon' },
  access: read,
  params: couponParams,
  response: { 200: Coupon },
});

export const replaceCoupon = route({
  id: 'coupons.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/coupons/:couponId',
  summary: {
    zh: '修改优惠券（有人领取后只能改名称、总量、每人限领和能否赠送）',
    en: 'Change a coupon; once somebody has one: title, total, number per person and whether it is giftable only',
  },
  access: edit,
  params: couponParams,
  body: CouponWish,
  response: { 200: Coupon },
});

export const setCouponState = route({
  id: 'coupons.setState',
  method: 'PUT',
  path: '/api/merchants/:merchantId/coupons/:couponId/state',
  summary: {
    zh: '停止或恢复发放（已领取的仍可使用）',
    en: 'Stop handing out, or go on; those in wallets stay good',
  },
  access: edit,
  params: couponParams,
  body: strict({ state: Type.Enum(['active', 'stopped']) }),
  response: { 200: Coupon },
});

export const removeCoupon = route({
  id: 'coupons.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/coupons/:couponId',
  summary: { zh: '删除没有人领取的优惠券', en: 'Delete a coupon that nobody has' },
  access: edit,
  params: couponParams,
  response: { 204: Nothing },
});

export const listFlashSales = route({
  id: 'flashSales.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/flash-sales',
  summary: { zh: '限时抢购列表', en: 'Flash sales, newest first' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(FlashSale) },
});

export const createFlashSale = route({
  id: 'flashSales.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/flash-sales',
  summary: { zh: '新建限时抢购', en: 'Plan a flash sale' },
  access: edit,
  params: merchantParams,
  body: FlashSaleWish,
  response: { 201: FlashSale },
});

export const getFlashSale = route({
  id: 'flashSales.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/flash-sales/:saleId',
  summary: { zh: '限时抢购详情', en: 'One flash sale, with what was sold' },
  access: read,
  params: saleParams,
  response: { 200: FlashSale },
});

export const replaceFlashSale = route({
  id: 'flashSales.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/flash-sales/:saleId',
  summary: { zh: '修改未开始的限时抢购', en: 'Change a flash sale that has not begun' },
  access: edit,
  params: saleParams,
  body: FlashSaleWish,
  response: { 200: FlashSale },
});

export const stopFlashSale = route({
  id: 'flashSales.stop',
  method: 'POST',
  path: '/api/merchants/:merchantId/flash-sales/:saleId/stop',
  summary: { zh: '提前结束进行中的限时抢购', en: 'End a running flash sale now' },
  access: edit,
  params: saleParams,
  response: { 200: FlashSale },
});

export const removeFlashSale = route({
  id: 'flashSales.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/flash-sales/:saleId',
  summary: { zh: '删除未开始的限时抢购', en: 'Delete a flash sale that has not begun' },
  access: edit,
  params: saleParams,
  response: { 204: Nothing },
});
