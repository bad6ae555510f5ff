import { Type } from 'typebox';
import { claimStates } from '#commerce/promotions/coupon-claims.js';
import { couponKinds } from '#commerce/promotions/coupon-terms.js';
import {
  Fen,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  pageQuery,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';
import { couponParams } from './promotions.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
/** Whoever serves at the counter. */
const serve = { kind: 'member', permission: 'orders:write' } as const;

const code = Type.String({ pattern: '^[0-9]{12}$', description: 'the twelve digits of the code, scanned or typed' });
const billFen = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: 100_000_000,
    description: 'fen; what the goods it is for come to. Not for a voucher',
  }),
);
const place = Type.Optional({
  ...lineOfText(30),
  description: 'where, as the staff call it; missing for a shop with one place',
});

const CouponAtCounter = Type.Object({
  id: Id,
  title: Type.String(),
  kind: Type.Enum([...couponKinds]),
  amountFen: Fen,
  percentOff: Type.Integer(),
  maxOffFen: nullable(Fen),
  thresholdFen: Fen,
  category: nullable(Type.Object({ id: Id, name: Type.String() })),
  productIds: nullable(Type.Array(Id)),
});

const Redemption = Type.Object({
  id: Id,
  couponId: Id,
  claimId: Id,
  title: Type.String(),
  state: Type.Enum(['redeemed', 'undone']),
  place: Type.String(),
  billFen: nullable(Fen),
  discountFen: Fen,
  redeemedBy: Type.Object({ kind: Type.String(), name: Type.Optional(Type.String()) }),
  redeemedAt: Timestamp,
  undoableUntil: Timestamp,
  undoneAt: nullable(Timestamp),
});

export const verifyVoucher = route({
  id: 'vouchers.verify',
  method: 'POST',
  path: '/api/merchants/:merchantId/vouchers/verify',
  summary: { zh: '查看顾客出示的券码（不核销）', en: 'Look at a code that is shown, without taking it' },
  access: serve,
  params: merchantParams,
  body: strict({ code, billFen }),
  response: {
    200: Type.Object({
      claimId: Id,
      coupon: CouponAtCounter,
      expiresAt: Timestamp,
      needsBill: Type.Boolean({ description: 'whether billFen must be sent to redeem it' }),
      discountFen: nullable({
        ...Fen,
        description: 'fen off the bill, or worth of a voucher; null until the bill is sent',
      }),
      missingFen: { ...Fen, description: 'fen missing to the threshold' },
    }),
  },
});

export const redeemVoucher = route({
  id: 'vouchers.redeem',
  method: 'POST',
  path: '/api/merchants/:merchantId/vouchers/redeem',
  summary: { zh: '核销券码', en: 'Take a coupon at the counter; repeating it with the same key answers the same' },
  access: serve,
  params: merchantParams,
  headers: idempotencyHeaders,
  body: strict({ code, billFen, place }),
  response: { 201: Redemption },
});

export const undoRedemption = route({
  id: 'vouchers.undo',
  method: 'POST',
  path: '/api/merchants/:merchantId/vouchers/redemptions/:redemptionId/undo',
  summary: {
    zh: '撤销核销（15 分钟内，限原门店）',
    en: 'Give a coupon back, within 15 minutes and where it was taken',
  },
  access: serve,
  params: strict({ merchantId: Id, redemptionId: Id }),
  body: strict({ place }),
  response: { 200: Redemption },
});

export const listRedemptions = route({
  id: 'vouchers.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/vouchers/redemptions',
  summary: { zh: '核销记录', en: 'What was taken at the counter, newest first' },
  access: read,
  params: merchantParams,
  query: strict({ couponId: Type.Optional(Id), ...pageQuery }),
  response: { 200: pageOf(Redemption) },
});

export const listClaims = route({
  id: 'coupons.claims',
  method: 'GET',
  path: '/api/merchants/:merchantId/coupons/:couponId/claims',
  summary: { zh: '领取记录', en: 'Who has the coupon and what became of it, newest first' },
  access: read,
  params: couponParams,
  query: strict({ state: Type.Optional(Type.Enum([...claimStates])), ...pageQuery }),
  response: {
    200: pageOf(
      Type.Object({
        id: Id,
        state: Type.Enum([...claimStates]),
        shopperId: Id,
        isGift: Type.Boolean({ description: 'received from another shopper' }),
        claimedAt: Timestamp,
        expiresAt: Timestamp,
        usedAt: nullable(Timestamp),
        orderId: nullable(Id),
        redemptionId: nullable(Id),
      }),
    ),
  },
});

export const getCouponFigures = route({
  id: 'coupons.figures',
  method: 'GET',
  path: '/api/merchants/:merchantId/coupons/:couponId/figures',
  summary: { zh: '优惠券效果', en: 'What became of a coupon, and what it brought' },
  access: read,
  params: couponParams,
  response: {
    200: Type.Object({
      claimed: Type.Integer({ description: 'collected; a gift is not counted again' }),
      held: Type.Integer(),
      expired: Type.Integer(),
      given: Type.Integer({ description: 'given from one shopper to another' }),
      orders: Type.Object({
        used: Type.Integer(),
        paid: Type.Integer(),
        broughtFen: { ...Fen, description: 'fen; what paid orders with it came to, without what was refunded' },
        discountFen: Fen,
      }),
      counter: Type.Object({ used: Type.Integer(), billFen: Fen, discountFen: Fen }),
    }),
  },
});
