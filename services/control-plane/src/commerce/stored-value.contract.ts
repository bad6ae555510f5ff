import { Type } from 'typebox';
import { accountReasons, topUpStates } from '#commerce/stored-value/account-lists.js';
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
const settle = { kind: 'member', permission: 'orders:write' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;

const MOST_FEN = 100_000_000;
const fen = (description: string, minimum = 1) =>
  Type.Integer({ minimum, maximum: MOST_FEN, description: `fen; ${description}` });

const Settings = strict({
  enabled: Type.Boolean({ description: 'whether shoppers can top up' }),
  plans: Type.Array(strict({ amountFen: fen('what is paid'), bonusFen: fen('what the shop adds', 0) }), {
    maxItems: 12,
  }),
  customAmounts: nullable(strict({ minFen: fen('least'), maxFen: fen('most') })),
  limitFen: fen('the most one shopper may have, bonus included; 500000 by law'),
  cardFaces: Type.Array(fen('gift cards that shoppers can buy; 100000 by law'), { maxItems: 12, uniqueItems: true }),
  // Line breaks and tabs belong to a text of several lines; PostgreSQL stores neither NUL nor half a surrogate pair.
  terms: Type.String({
    maxLength: 2_000,
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ud800-\\udfff]*$',
  }),
});

const Account = Type.Object({
  shopperId: Id,
  balanceFen: { ...Fen, description: 'fen; paid in' },
  bonusFen: { ...Fen, description: 'fen; given by the shop' },
});

const Entry = Type.Object({
  id: Id,
  shopperId: Id,
  kind: Type.Enum(['balance', 'bonus']),
  deltaFen: Type.Integer({ description: 'fen; positive = given to the shopper' }),
  reason: Type.String(),
  referenceId: Id,
  note: nullable(Type.String()),
  createdAt: Timestamp,
});

const entryFilter = {
  shopperId: Type.Optional(Id),
  reason: Type.Optional(Type.Enum([...accountReasons])),
};

const TopUp = Type.Object({
  orderId: { ...Id, description: 'refunded as every order, as far as it is not spent' },
  number: Type.String(),
  shopperId: Id,
  state: Type.Enum([...topUpStates]),
  amountFen: Fen,
  bonusFen: Fen,
  returnedFen: { ...Fen, description: 'fen; given back, or promised to be' },
  createdAt: Timestamp,
  settledAt: nullable(Timestamp),
});

const batch = {
  id: Id,
  title: Type.String(),
  faceFen: Fen,
  cards: Type.Integer(),
  redeemed: Type.Integer(),
  startsAt: Timestamp,
  endsAt: Timestamp,
  state: Type.Enum(['active', 'stopped']),
  createdAt: Timestamp,
};
const Batch = Type.Object(batch);

export const getStoredValue = route({
  id: 'storedValue.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/stored-value',
  summary: { zh: '储值设置', en: 'What can be paid in beforehand' },
  access: read,
  params: merchantParams,
  response: { 200: Settings },
});

export const replaceStoredValue = route({
  id: 'storedValue.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/stored-value',
  summary: { zh: '修改储值设置', en: 'Changes it; what the law does not allow is refused with the reason' },
  access: edit,
  params: merchantParams,
  body: Settings,
  response: { 200: Settings },
});

export const getLiability = route({
  id: 'storedValue.liability',
  method: 'GET',
  path: '/api/merchants/:merchantId/stored-value/liability',
  summary: { zh: '储值负债', en: 'What the shop owes its shoppers' },
  access: read,
  params: merchantParams,
  response: {
    200: Type.Object({
      balanceFen: Fen,
      bonusFen: Fen,
      shoppers: Type.Integer(),
      entriesBalanceFen: Type.Integer({ description: 'fen; sum of every entry: equal to balanceFen' }),
      entriesBonusFen: Type.Integer({ description: 'fen; equal to bonusFen' }),
      toppedUpFen: Fen,
      returnedFen: Fen,
      openCardsFen: { ...Fen, description: 'fen; gift cards that nobody has redeemed yet' },
    }),
  },
});

export const listAccountEntries = route({
  id: 'storedValue.entries',
  method: 'GET',
  path: '/api/merchants/:merchantId/stored-value/entries',
  summary: { zh: '余额流水', en: 'Every movement of balances, newest first' },
  access: read,
  params: merchantParams,
  query: strict({ ...pageQuery, ...entryFilter }),
  response: { 200: pageOf(Entry) },
});

export const exportAccountEntries = route({
  id: 'storedValue.exportEntries',
  method: 'GET',
  path: '/api/merchants/:merchantId/stored-value/entries.csv',
  summary: { zh: '导出余额流水', en: 'The newest 50,000 movements as CSV' },
  access: settle,
  params: merchantParams,
  query: strict(entryFilter),
  response: { 200: Type.String() },
});

export const listTopUps = route({
  id: 'storedValue.topUps',
  method: 'GET',
  path: '/api/merchants/:merchantId/stored-value/top-ups',
  summary: { zh: '充值记录', en: 'Top-ups, newest first' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(TopUp) },
});

const shopperParams = strict({ merchantId: Id, shopperId: Id });

export const getShopperAccount = route({
  id: 'storedValue.account',
  method: 'GET',
  path: '/api/merchants/:merchantId/shoppers/:shopperId/account',
  summary: { zh: '顾客余额', en: 'A shopper’s balance' },
  access: read,
  params: shopperParams,
  response: { 200: Account },
});

export const adjustShopperAccount = route({
  id: 'storedValue.adjust',
  method: 'POST',
  path: '/api/merchants/:merchantId/shoppers/:shopperId/account/adjustments',
  summary: { zh: '调整顾客余额', en: 'Corrects a balance by hand, once for each key' },
  access: settle,
  params: shopperParams,
  headers: idempotencyHeaders,
  body: strict({
    kind: Type.Enum(['balance', 'bonus']),
    deltaFen: Type.Union([fen('given'), Type.Integer({ minimum: -MOST_FEN, maximum: -1, description: 'fen; taken' })]),
    note: lineOfText(200),
  }),
  response: { 201: Account },
});

export const issueGiftCards = route({
  id: 'giftCards.issue',
  method: 'POST',
  path: '/api/merchants/:merchantId/gift-card-batches',
  summary: { zh: '制作礼品卡', en: 'Makes cards; their codes are told in this answer and never again' },
  access: settle,
  params: merchantParams,
  headers: idempotencyHeaders,
  body: strict({
    title: lineOfText(30),
    faceFen: fen('value of each; 100000 by law'),
    cards: Type.Integer({ minimum: 1, maximum: 5_000 }),
    startsAt: Timestamp,
    endsAt: Timestamp,
  }),
  response: {
    201: Type.Object({
      ...batch,
      codes: nullable(Type.Array(Type.String(), { description: 'null when the key had made the batch before' })),
    }),
  },
});

export const listGiftCardBatches = route({
  id: 'giftCards.batches',
  method: 'GET',
  path: '/api/merchants/:merchantId/gift-card-batches',
  summary: { zh: '礼品卡批次', en: 'Batches of gift cards, newest first' },
  access: read,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(Batch) },
});

export const setGiftCardBatchState = route({
  id: 'giftCards.setState',
  method: 'PUT',
  path: '/api/merchants/:merchantId/gift-card-batches/:batchId/state',
  summary: { zh: '停用或恢复礼品卡', en: 'Stops a batch, or lets it be redeemed again' },
  access: settle,
  params: strict({ merchantId: Id, batchId: Id }),
  body: strict({ state: Type.Enum(['active', 'stopped']) }),
  response: { 200: Batch },
});
