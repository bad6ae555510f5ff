import { Type } from 'typebox';
import { claimStates, walletTabs } from '#commerce/promotions/coupon-claims.js';
import {
  AppIdSchema,
  cursorQuery,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { Coupon, FlashSale } from '../storefront/section.contract.js';
import { shopParams } from '../shop-window/shop-window.contract.js';

const open = { kind: 'public', reason: 'a shop window is open to everyone' } as const;
const shopper = { kind: 'shopper' } as const;

export const WalletCoupon = Type.Object({
  id: { ...Id, description: 'what an order names in "coupons"' },
  state: Type.Enum([...claimStates]),
  coupon: Coupon,
  claimedAt: Timestamp,
  expiresAt: Timestamp,
  usedAt: nullable(Timestamp),
  orderId: nullable({ ...Id, description: 'null when it was used at the counter' }),
  isGift: Type.Boolean({ description: 'another shopper gave it' }),
  gift: nullable(
    Type.Object(
      { id: Id, expiresAt: Timestamp },
      { description: 'its open gift: it cannot be used until that is over' },
    ),
  ),
});

export const listCoupons = route({
  id: 'coupons.list',
  method: 'GET',
  path: '/a/:appId/coupons',
  summary: { zh: '领券中心', en: 'Coupons that can be collected now' },
  access: open,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(Coupon) }) },
});

export const claimCoupon = route({
  id: 'coupons.claim',
  method: 'POST',
  path: '/a/:appId/coupons/:couponId/claims',
  summary: { zh: '领取优惠券', en: 'Collect a coupon; repeating it with the same key answers the same one' },
  access: shopper,
  params: strict({ appId: AppIdSchema, couponId: Id }),
  headers: idempotencyHeaders,
  response: { 201: WalletCoupon },
});

export const listWallet = route({
  id: 'coupons.wallet',
  method: 'GET',
  path: '/a/:appId/me/coupons',
  summary: { zh: '我的优惠券', en: 'The shopper’s coupons, newest first' },
  access: shopper,
  params: shopParams,
  query: strict({
    state: Type.Enum([...walletTabs], { default: 'held', description: 'used: also what was given away' }),
    ...cursorQuery,
  }),
  response: { 200: pageOf(WalletCoupon) },
});

export const listFlashSales = route({
  id: 'flashSales.list',
  method: 'GET',
  path: '/a/:appId/flash-sales',
  summary: { zh: '限时抢购', en: 'Flash sales that run, then those of the coming week' },
  access: open,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(FlashSale) }) },
});
