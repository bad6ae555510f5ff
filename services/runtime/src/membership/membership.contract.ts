import { Type } from 'typebox';
import { pointsReasons } from '#commerce/membership/points-entries.js';
import { cursorQuery, Fen, Id, nullable, pageOf, route, strict, Timestamp } from '#kernel/http/contract.js';
import { shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;
const Day = Type.String({ format: 'date', description: 'a day in China' });

const tier = {
  id: Id,
  name: Type.String(),
  fromFen: { ...Fen, description: 'fen; the growth it begins at' },
  percentOff: Type.Integer({ description: 'member price: 5 takes a twentieth off (95 折)' }),
  multiplierPercent: Type.Integer({ description: 'of the points earned; 100 as many as everybody' }),
};
const Tier = Type.Object(tier);

const Membership = Type.Object({
  programme: Type.Object({
    pointsPerYuan: Type.Integer({ description: 'earned for each yuan paid for goods' }),
    pointsPerYuanOff: Type.Integer({ description: 'so many points take one yuan off' }),
    mostPercent: Type.Integer({ description: 'how much of the goods may be paid with points; 0: nothing' }),
    validMonths: nullable(Type.Integer({ description: 'points end with the month in which they get so old' })),
    signInPoints: Type.Array(Type.Integer(), { description: 'by days in a row; the last holds from then on' }),
    tiers: Type.Array(Tier),
  }),
  points: Type.Integer(),
  pendingPoints: Type.Integer({ description: 'of orders that are paid and not received' }),
  pointsOwed: Type.Integer({ description: 'taken back for refunds after they were spent; kept from the next points' }),
  ending: nullable(Type.Object({ points: Type.Integer(), on: Day })),
  growthFen: { ...Fen, description: 'fen; paid for goods since the first of the month a year ago' },
  tier: nullable(Tier),
  tierSince: nullable(Timestamp),
  next: nullable(Type.Object({ ...tier, missingFen: Fen })),
  signIn: nullable(
    Type.Object({
      today: Type.Boolean({ description: 'whether the shopper has signed in today' }),
      streak: Type.Integer({ description: 'days in a row' }),
      nextPoints: Type.Integer({ description: 'what signing in brings next: today, or tomorrow' }),
      day: Day,
      days: Type.Array(Day, { description: 'of this month, on which the shopper signed in' }),
    }),
  ),
});

export const getMembership = route({
  id: 'membership.get',
  method: 'GET',
  path: '/a/:appId/membership',
  summary: { zh: '我的会员与积分', en: 'The shopper’s tier, points and what they are promised' },
  access,
  params: shopParams,
  response: { 200: Membership },
});

export const listPointsEntries = route({
  id: 'membership.entries',
  method: 'GET',
  path: '/a/:appId/membership/entries',
  summary: { zh: '积分明细', en: 'Every movement of the shopper’s points, newest first' },
  access,
  params: shopParams,
  query: strict(cursorQuery),
  response: {
    200: pageOf(
      Type.Object({
        id: Id,
        delta: Type.Integer({ description: 'positive: given to the shopper' }),
        reason: Type.Enum([...pointsReasons]),
        note: nullable(Type.String()),
        orderId: nullable(Id),
        orderNumber: nullable(Type.String()),
        createdAt: Timestamp,
      }),
    ),
  },
});

export const signIn = route({
  id: 'membership.signIn',
  method: 'POST',
  path: '/a/:appId/membership/sign-in',
  summary: { zh: '每日签到（当天重复签到返回同一结果）', en: 'Sign in for today; again, it answers the same' },
  access,
  params: shopParams,
  body: strict({}),
  response: { 200: Type.Object({ day: Day, streak: Type.Integer(), points: Type.Integer() }) },
});
