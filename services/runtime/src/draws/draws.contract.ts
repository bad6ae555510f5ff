import { Type } from 'typebox';
import { deliveryStates } from '#commerce/draws/draw-entries.js';
import { drawLooks, prizeKinds } from '#commerce/draws/draw-wishes.js';
import {
  AppIdSchema,
  cursorQuery,
  Fen,
  Id,
  idempotencyHeaders,
  Nothing,
  nullable,
  pageOf,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const open = { kind: 'public', reason: 'odds, counts and proof of a draw are for everyone' } as const;
const shopper = { kind: 'shopper' } as const;
const drawParams = strict({ appId: AppIdSchema, drawId: Id });

const Position = Type.Integer({ description: '1…12, in the published order' });
const Count = nullable(Type.Integer({ description: 'null: never runs out (thanks)' }));
const Hash = Type.String({ description: 'SHA-256 of the seed’s 32 bytes, hex; public since the draw was published' });

const Draw = Type.Object({
  id: Id,
  title: Type.String(),
  rules: Type.String({ description: 'what the merchant adds; plain text' }),
  startsAt: Timestamp,
  endsAt: Timestamp,
  publishedAt: Timestamp,
  triesTotal: Type.Integer({ description: 'per shopper' }),
  triesDaily: nullable(Type.Integer({ description: 'per shopper and day in China' })),
  addressDays: Type.Integer({ description: 'days in which a winner of goods says where they go' }),
  look: Type.Enum([...drawLooks], { description: 'what it looks like; the server decides in each of them' }),
  triesPerShare: Type.Integer({ description: 'tries that each friend brings who comes through a link; 0: none' }),
  maxShareTries: Type.Integer({ description: 'of those, per shopper' }),
  maxShareTriesDaily: nullable(Type.Integer({ description: 'of those, per shopper and day in China' })),
  seedHash: Hash,
  entries: Type.Integer(),
  prizes: Type.Array(
    Type.Object({
      position: Position,
      kind: Type.Enum([...prizeKinds]),
      title: Type.String(),
      imageUrl: nullable(ImageUrl),
      oddsPpm: Type.Integer({ description: 'chance in a million' }),
      count: Count,
      left: Count,
      valueFen: nullable(Fen),
    }),
  ),
});

const Address = {
  name: Type.String({ minLength: 1, maxLength: 50 }),
  phone: Type.String({ pattern: '^[0-9+ -]{5,20}$' }),
  region: Type.String({ minLength: 1, maxLength: 100 }),
  detail: Type.String({ minLength: 1, maxLength: 200 }),
};

const Entry = Type.Object({
  number: Type.Integer({ description: 'gapless in its draw, from 1' }),
  roll: Type.Integer({ description: '0…999,999; HMAC-SHA256(seed, "<drawId>:<number>") mapped without bias' }),
  prize: Type.Object({
    position: Position,
    kind: Type.Enum([...prizeKinds]),
    title: Type.String(),
    imageUrl: nullable(ImageUrl),
  }),
  missed: nullable(
    Type.Object(
      { position: Position, title: Type.String() },
      { description: 'the prize of the roll when it was used up, which makes it thanks' },
    ),
  ),
  claimId: nullable({ ...Id, description: 'the coupon in the wallet' }),
  delivery: nullable(
    Type.Object({
      state: Type.Enum([...deliveryStates]),
      addressDueAt: Timestamp,
      address: nullable(Type.Object(Address)),
      parcel: nullable(Type.Object({ company: Type.String(), trackingNo: Type.String() })),
    }),
  ),
  createdAt: Timestamp,
});

const ShareToken = Type.String({
  maxLength: 400,
  pattern: '^[A-Za-z0-9_-]+$',
  description: 'goes into the shopper’s link to the draw; names the shopper to nobody',
});

export const listDraws = route({
  id: 'draws.list',
  method: 'GET',
  path: '/a/:appId/draws',
  summary: { zh: '抽奖活动', en: 'Draws that run, then those of the coming week, then those of the last thirty days' },
  access: open,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(Draw) }) },
});

export const getDraw = route({
  id: 'draws.get',
  method: 'GET',
  path: '/a/:appId/draws/:drawId',
  summary: { zh: '抽奖规则、奖品、概率与剩余数量', en: 'Rules, prizes, odds, counts and what is left' },
  access: open,
  params: drawParams,
  response: { 200: Draw },
});

export const getDrawProof = route({
  id: 'draws.proof',
  method: 'GET',
  path: '/a/:appId/draws/:drawId/proof',
  summary: {
    zh: '验证抽奖结果（结束前只有种子摘要）',
    en: 'What it takes to check every entry; before the end the seed’s hash only',
  },
  access: open,
  params: drawParams,
  query: strict({
    ...cursorQuery,
  }),
  response: {
    200: Type.Object({
      drawId: Id,
      seedHash: Hash,
      seed: nullable(Type.String({ description: '32 bytes, hex; null until the draw is over' })),
      endsAt: Timestamp,
      entries: nullable(Type.Integer()),
      ...pageOf(
        Type.Object({
          number: Type.Integer(),
          roll: Type.Integer(),
          rolled: { ...Position, description: 'the prize of the roll' },
          prize: { ...Position, description: 'what it got: thanks when the prize of the roll was used up' },
          name: nullable(Type.String({ description: 'first letter of the nickname' })),
        }),
      ).properties,
    }),
  },
});

export const enterDraw = route({
  id: 'draws.enter',
  method: 'POST',
  path: '/a/:appId/draws/:drawId/entries',
  summary: { zh: '抽一次奖', en: 'One try; repeating it with the same key answers the same entry' },
  access: shopper,
  params: drawParams,
  headers: idempotencyHeaders,
  response: { 201: Entry },
});

export const getOwnTries = route({
  id: 'draws.own',
  method: 'GET',
  path: '/a/:appId/draws/:drawId/entries',
  summary: { zh: '我的抽奖记录与剩余次数', en: 'The shopper’s entries, newest first, and the tries left' },
  access: shopper,
  params: drawParams,
  response: {
    200: Type.Object({
      triesLeft: Type.Integer(),
      triesLeftToday: nullable(Type.Integer({ description: 'null: only the total counts' })),
      share: nullable(
        Type.Object(
          {
            token: ShareToken,
            each: Type.Integer({ description: 'tries that each friend brings' }),
            gained: Type.Integer({ description: 'those brought so far' }),
            most: Type.Integer({ description: 'how many there can be' }),
            mostDaily: nullable(Type.Integer({ description: 'how many a day in China; null: no limit' })),
          },
          { description: 'null: friends bring no tries to this draw' },
        ),
      ),
      entries: Type.Array(Entry),
    }),
  },
});

export const helpInDraw = route({
  id: 'draws.help',
  method: 'POST',
  path: '/a/:appId/draws/:drawId/help',
  summary: {
    zh: '经好友的链接进入抽奖，为其带来抽奖次数（每场活动只能一次）',
    en: 'Came through a friend’s link, who gets tries for it: once in a draw; the same again is no fault and gives nothing more',
  },
  access: shopper,
  params: drawParams,
  body: strict({ share: ShareToken }),
  response: { 204: Nothing },
});

export const setWinnerAddress = route({
  id: 'draws.setAddress',
  method: 'PUT',
  path: '/a/:appId/draws/:drawId/entries/:number/address',
  summary: { zh: '填写奖品收货地址（寄出前可修改）', en: 'Where goods go; may change until they are sent' },
  access: shopper,
  params: strict({ appId: AppIdSchema, drawId: Id, number: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) }),
  body: strict(Address),
  response: { 200: Entry },
});
