import { Type } from 'typebox';
import { couponGiftStates } from '#commerce/promotions/coupon-gifts.js';
import { AppIdSchema, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { Coupon } from '../storefront/section.contract.js';
import { WalletCoupon } from './promotions.contract.js';

const shopper = { kind: 'shopper' } as const;
const claimParams = strict({ appId: AppIdSchema, claimId: Id });
const giftParams = strict({
  appId: AppIdSchema,
  code: Type.String({ pattern: '^[A-Za-z0-9_-]{20}$', description: 'what the link of the gift carries' }),
});

const Gift = Type.Object({
  id: Id,
  state: Type.Enum([...couponGiftStates]),
  coupon: Coupon,
  code: nullable(Type.String({ description: 'for the link; the giver sees it and nobody else' })),
  expiresAt: Timestamp,
  isGiver: Type.Boolean(),
  claimId: nullable({ ...Id, description: 'the coupon that whoever asks has got for it' }),
});

export const getWalletCoupon = route({
  id: 'coupons.get',
  method: 'GET',
  path: '/a/:appId/me/coupons/:claimId',
  summary: { zh: '我的一张优惠券', en: 'One coupon of the shopper' },
  access: shopper,
  params: claimParams,
  response: { 200: WalletCoupon },
});

export const showCouponCode = route({
  id: 'coupons.showCode',
  method: 'POST',
  path: '/a/:appId/me/coupons/:claimId/code',
  summary: {
    zh: '到店核销码（两分钟内有效）',
    en: 'A code to show at the counter, good for two minutes; ask again after one',
  },
  access: shopper,
  params: claimParams,
  response: {
    200: Type.Object({
      code: Type.String({ description: 'twelve digits' }),
      expiresAt: Timestamp,
      picture: Type.String({ description: 'the same as a QR code: a PNG as a data: URL' }),
    }),
  },
});

export const giveCoupon = route({
  id: 'coupons.give',
  method: 'POST',
  path: '/a/:appId/me/coupons/:claimId/gift',
  summary: {
    zh: '赠送优惠券（24 小时内可领取）',
    en: 'Make a gift of a coupon, open for a day; repeating it answers the same gift',
  },
  access: shopper,
  params: claimParams,
  response: { 201: Gift },
});

export const withdrawGift = route({
  id: 'couponGifts.withdraw',
  method: 'POST',
  path: '/a/:appId/me/coupon-gifts/:giftId/withdraw',
  summary: { zh: '撤回赠送', en: 'Take back a gift that nobody has taken' },
  access: shopper,
  params: strict({ appId: AppIdSchema, giftId: Id }),
  response: { 200: Gift },
});

export const getGift = route({
  id: 'couponGifts.get',
  method: 'GET',
  path: '/a/:appId/coupon-gifts/:code',
  summary: { zh: '查看收到的赠券', en: 'Look at a gift' },
  access: shopper,
  params: giftParams,
  response: { 200: Gift },
});

export const takeGift = route({
  id: 'couponGifts.take',
  method: 'POST',
  path: '/a/:appId/coupon-gifts/:code/take',
  summary: { zh: '领取赠券', en: 'Take a gift: the first who does has it; repeating it answers the same coupon' },
  access: shopper,
  params: giftParams,
  response: { 200: WalletCoupon },
});
