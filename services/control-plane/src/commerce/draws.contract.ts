import { Type } from 'typebox';
import { drawStates } from '#commerce/draws/draw-admin.js';
import { deliveryStates } from '#commerce/draws/draw-entries.js';
import { drawLooks, MOST_PRIZE_FEN, prizeKinds } from '#commerce/draws/draw-wishes.js';
import { Fen, Id, Nothing, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;
const send = { kind: 'member', permission: 'orders:write' } as const;
const drawParams = strict({ merchantId: Id, drawId: Id });

const Picture = Type.String({
  maxLength: 500,
  pattern: '^(https://[^\\s"<>]+|(template:|media/template/)[a-z0-9-]+(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+)$',
  description: 'an https address, or template:<template>/<path> of a picture that a template brings along',
});

const Weight = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: 'chance in a million; those of a draw come to exactly 1,000,000',
});

const DrawWish = strict({
  title: lineOfText(30),
  rules: Type.String({
    maxLength: 2000,
    pattern: '^[^\\u0000\\ud800-\\udfff]*$',
    default: '',
    description: 'plain text beside the rules that follow from the other members',
  }),
  startsAt: Timestamp,
  endsAt: Timestamp,
  triesTotal: Type.Integer({ minimum: 1, maximum: 100, description: 'per shopper' }),
  triesDaily: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'per shopper and day in China; missing or null: no limit',
      }),
    ),
  ),
  addressDays: Type.Integer({
    minimum: 1,
    maximum: 60,
    default: 14,
    description: 'days in which a winner of goods says where they go',
  }),
  look: Type.Optional(
    Type.Enum([...drawLooks], {
      description: 'what it looks like on the phone, a wheel when missing; the server decides in each of them',
    }),
  ),
  triesPerShare: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 10,
      description:
        'tries that each friend brings who comes through a shopper’s link; sending it brings none; missing or 0: off',
    }),
  ),
  maxShareTries: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100, description: 'of those, per shopper; needed with triesPerShare' }),
  ),
  maxShareTriesDaily: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'of those, per shopper and day in China; missing or null: no limit',
      }),
    ),
  ),
  prizes: Type.Array(
    strict({
      kind: Type.Enum([...prizeKinds]),
      title: lineOfText(20),
      imageUrl: Type.Optional(nullable(Picture)),
      couponId: Type.Optional(nullable({ ...Id, description: 'kind coupon' })),
      valueFen: Type.Optional(
        nullable(
          Type.Integer({
            minimum: 1,
            maximum: MOST_PRIZE_FEN,
            description: 'kind goods: fen; the law lets a prize be worth 50,000 yuan',
          }),
        ),
      ),
      weightPpm: Weight,
      count: Type.Optional(
        nullable(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'missing or null for thanks only' })),
      ),
    }),
    {
      minItems: 2,
      maxItems: 12,
      description: 'exactly one of kind thanks: what everybody gets whose prize is used up',
    },
  ),
});

const Draw = Type.Object({
  id: Id,
  title: Type.String(),
  rules: Type.String(),
  state: Type.Enum([...drawStates]),
  startsAt: Timestamp,
  endsAt: Timestamp,
  publishedAt: nullable(Timestamp),
  stoppedAt: nullable(Timestamp),
  triesTotal: Type.Integer(),
  triesDaily: nullable(Type.Integer()),
  addressDays: Type.Integer(),
  look: Type.Enum([...drawLooks]),
  triesPerShare: Type.Integer(),
  maxShareTries: Type.Integer(),
  maxShareTriesDaily: nullable(Type.Integer()),
  seedHash: nullable(Type.String({ description: 'SHA-256 of the seed, hex; made when the draw is published' })),
  entries: Type.Integer(),
  prizes: Type.Array(
    Type.Object({
      position: Type.Integer(),
      kind: Type.Enum([...prizeKinds]),
      title: Type.String(),
      imageUrl: nullable(Type.String()),
      couponId: nullable(Id),
      valueFen: nullable(Fen),
      weightPpm: Weight,
      count: nullable(Type.Integer()),
      awarded: Type.Integer(),
    }),
  ),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

const Winner = Type.Object({
  number: Type.Integer({ description: 'of the entry' }),
  prize: Type.Object({ position: Type.Integer(), kind: Type.Enum([...prizeKinds]), title: Type.String() }),
  shopperId: Id,
  nickname: nullable(Type.String()),
  wonAt: Timestamp,
  delivery: nullable(
    Type.Object({
      state: Type.Enum([...deliveryStates]),
      addressDueAt: Timestamp,
      address: nullable(
        Type.Object({ name: Type.String(), phone: Type.String(), region: Type.String(), detail: Type.String() }),
      ),
      parcel: nullable(Type.Object({ company: Type.String(), trackingNo: Type.String() })),
      sentAt: nullable(Timestamp),
    }),
  ),
});

export const listDraws = route({
  id: 'draws.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/draws',
  summary: { zh: '抽奖活动列表', en: 'Draws, newest first' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(Draw) },
});

export const createDraw = route({
  id: 'draws.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/draws',
  summary: { zh: '新建抽奖草稿', en: 'Draft a draw' },
  access: edit,
  params: merchantParams,
  body: DrawWish,
  response: { 201: Draw },
});

export const getDraw = route({
  id: 'draws.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/draws/:drawId',
  summary: { zh: '抽奖活动详情', en: 'One draw, with what was won' },
  access: read,
  params: drawParams,
  response: { 200: Draw },
});

export const replaceDraw = route({
  id: 'draws.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/draws/:drawId',
  summary: { zh: '修改抽奖草稿', en: 'Change a draw that is not published' },
  access: edit,
  params: drawParams,
  body: DrawWish,
  response: { 200: Draw },
});

export const publishDraw = route({
  id: 'draws.publish',
  method: 'POST',
  path: '/api/merchants/:merchantId/draws/:drawId/publish',
  summary: {
    zh: '公布抽奖：规则、奖品、概率与种子摘要从此不变',
    en: 'Publish terms, odds and the seed’s hash, which stand still from here on',
  },
  access: edit,
  params: drawParams,
  response: { 200: Draw },
});

export const stopDraw = route({
  id: 'draws.stop',
  method: 'POST',
  path: '/api/merchants/:merchantId/draws/:drawId/stop',
  summary: { zh: '提前结束进行中的抽奖', en: 'End a running draw now' },
  access: edit,
  params: drawParams,
  response: { 200: Draw },
});

export const removeDraw = route({
  id: 'draws.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/draws/:drawId',
  summary: { zh: '删除未开始的抽奖', en: 'Delete a draw that has not begun' },
  access: edit,
  params: drawParams,
  response: { 204: Nothing },
});

export const listWinners = route({
  id: 'draws.winners',
  method: 'GET',
  path: '/api/merchants/:merchantId/draws/:drawId/winners',
  summary: { zh: '中奖名单', en: 'Who won what, in the order of entries' },
  access: read,
  params: drawParams,
  query: strict({
    ...pageQuery,
    state: Type.Optional(Type.Enum([...deliveryStates], { description: 'goods whose delivery stands there' })),
  }),
  response: { 200: pageOf(Winner) },
});

export const sendPrize = route({
  id: 'draws.send',
  method: 'PUT',
  path: '/api/merchants/:merchantId/draws/:drawId/winners/:number/parcel',
  summary: { zh: '登记奖品已寄出（可更正）', en: 'Goods are on their way; may be corrected' },
  access: send,
  params: strict({ merchantId: Id, drawId: Id, number: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  body: strict({ company: lineOfText(40), trackingNo: lineOfText(60) }),
  response: { 200: Winner },
});
