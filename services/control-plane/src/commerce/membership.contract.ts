import { Type } from 'typebox';
import { pointsReasons } from '#commerce/membership/points-entries.js';
import { MOST_TIERS } from '#commerce/membership/programme.js';
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

const read = { kind: 'member', permission: 'merchants:read' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;
const give = { kind: 'member', permission: 'orders:write' } as const;
const memberParams = strict({ merchantId: Id, shopperId: Id });
const MOST_POINTS = 1_000_000;

const tier = {
  name: lineOfText(20),
  fromFen: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    description: 'fen; of growth: paid for goods since the first of the month a year ago',
  }),
  percentOff: Type.Integer({ minimum: 0, maximum: 90, description: 'member price: 5 takes a twentieth off (95 折)' }),
  multiplierPercent: Type.Integer({
    minimum: 100,
    maximum: 1000,
    default: 100,
    description: 'of the points earned; 150 for half as many again',
  }),
};

const terms = {
  enabled: Type.Boolean(),
  pointsPerYuan: Type.Integer({ minimum: 0, maximum: 1000, description: 'earned for each yuan paid for goods' }),
  pointsPerYuanOff: Type.Integer({ minimum: 1, maximum: 100_000, description: 'so many points take one yuan off' }),
  mostPercent: Type.Integer({
    minimum: 0,
    maximum: 100,
    description: 'how much of the goods may be paid with points; 0: nothing',
  }),
  validMonths: nullable(
    Type.Integer({
      minimum: 1,
      maximum: 60,
      description: 'points end with the month in which they get so old; null: never',
    }),
  ),
  signInPoints: Type.Array(Type.Integer({ minimum: 0, maximum: 1000 }), {
    maxItems: 31,
    description: 'for the first, second, … day in a row; the last holds from then on; empty: no signing in',
  }),
};

const ProgrammeWish = strict({
  ...terms,
  tiers: Type.Array(
    strict({ id: Type.Optional({ ...Id, description: 'of a tier there is; missing for a new one' }), ...tier }),
    { maxItems: MOST_TIERS, description: 'ascending' },
  ),
});

const Tier = Type.Object({ id: Id, ...tier, name: Type.String() });
const Programme = Type.Object({ ...terms, tiers: Type.Array(Tier) });

const Member = Type.Object({
  id: Id,
  nickname: nullable(Type.String()),
  phone: nullable(Type.String({ description: 'masked' })),
  points: Type.Integer(),
  pointsOwed: Type.Integer({ description: 'taken back for refunds after they were spent; kept from the next points' }),
  growthFen: Fen,
  tier: nullable(Tier),
  memberSince: Timestamp,
});

const Entry = Type.Object({
  id: Id,
  delta: Type.Integer({ description: 'positive: given to the member' }),
  reason: Type.Enum([...pointsReasons]),
  note: nullable(Type.String()),
  orderId: nullable(Id),
  orderNumber: nullable(Type.String()),
  createdAt: Timestamp,
});

export const getProgramme = route({
  id: 'membership.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/membership',
  summary: { zh: '会员设置', en: 'Points, tiers and signing in' },
  access: read,
  params: merchantParams,
  response: { 200: Programme },
});

export const replaceProgramme = route({
  id: 'membership.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/membership',
  summary: {
    zh: '修改会员设置（已付款订单按付款时的规则赠送积分）',
    en: 'Change points, tiers and signing in; paid orders earn by what held when they were paid',
  },
  access: edit,
  params: merchantParams,
  body: ProgrammeWish,
  response: { 200: Programme },
});

export const getPointsTotals = route({
  id: 'membership.totals',
  method: 'GET',
  path: '/api/merchants/:merchantId/membership/totals',
  summary: { zh: '积分与会员汇总', en: 'What members have, and how it came about' },
  access: read,
  params: merchantParams,
  response: {
    200: Type.Object({
      members: Type.Integer(),
      points: Type.Integer({ description: 'all that members have: the sum of byReason' }),
      pointsOwed: Type.Integer(),
      worthFen: { ...Fen, description: 'fen; what these points would take off at checkout' },
      byReason: Type.Array(
        Type.Object({ reason: Type.Enum([...pointsReasons]), entries: Type.Integer(), points: Type.Integer() }),
      ),
      byTier: Type.Array(Type.Object({ tierId: Id, name: Type.String(), members: Type.Integer() })),
    }),
  },
});

export const listMembers = route({
  id: 'membership.members',
  method: 'GET',
  path: '/api/merchants/:merchantId/membership/members',
  summary: { zh: '会员列表（按成长值从高到低）', en: 'Members, those with the most growth first' },
  access: read,
  params: merchantParams,
  query: strict({ ...pageQuery, tier: Type.Optional({ ...Id, description: 'of this tier only' }) }),
  response: { 200: pageOf(Member) },
});

export const getMember = route({
  id: 'membership.member',
  method: 'GET',
  path: '/api/merchants/:merchantId/membership/members/:shopperId',
  summary: { zh: '会员详情', en: 'One member' },
  access: read,
  params: memberParams,
  response: { 200: Member },
});

export const listMemberEntries = route({
  id: 'membership.entries',
  method: 'GET',
  path: '/api/merchants/:merchantId/membership/members/:shopperId/points',
  summary: { zh: '会员积分明细', en: 'Every movement of a member’s points, newest first' },
  access: read,
  params: memberParams,
  query: strict(pageQuery),
  response: { 200: pageOf(Entry) },
});

export const adjustPoints = route({
  id: 'membership.adjustPoints',
  method: 'POST',
  path: '/api/merchants/:merchantId/membership/members/:shopperId/points',
  summary: {
    zh: '增加或扣减会员积分（同一幂等键只执行一次）',
    en: 'Give a member points, or take some; once per key',
  },
  access: give,
  params: memberParams,
  headers: idempotencyHeaders,
  body: strict({
    delta: Type.Integer({
      minimum: -MOST_POINTS,
      maximum: MOST_POINTS,
      not: { const: 0 },
      description: 'positive: given to the member; not 0',
    }),
    reason: { ...lineOfText(60), description: 'the member reads it' },
  }),
  response: { 200: Member },
});
