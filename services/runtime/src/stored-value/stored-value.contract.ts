import { Type } from 'typebox';
import { giftCardStates } from '#commerce/stored-value/gift-cards.js';
import {
  AppIdSchema,
  cursorQuery,
  Fen,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { shopParams } from '../shop-window/shop-window.contract.js';

const shopper = { kind: 'shopper' } as const;
const MOST_FEN = 100_000_000;

const Offer = Type.Object({
  enabled: Type.Boolean({ description: 'whether a balance can be topped up; one that is there is good in any case' }),
  plans: Type.Array(Type.Object({ amountFen: Fen, bonusFen: Fen })),
  customAmounts: nullable(Type.Object({ minFen: Fen, maxFen: Fen })),
  limitFen: { ...Fen, description: 'fen; the most one shopper may have, bonus included' },
  cardFaces: Type.Array(Fen, { description: 'gift cards that can be bought' }),
  terms: Type.String(),
});

const Balance = {
  balanceFen: { ...Fen, description: 'fen; paid in' },
  bonusFen: { ...Fen, description: 'fen; given by the shop' },
};

const Entry = Type.Object({
  id: Id,
  kind: Type.Enum(['balance', 'bonus']),
  deltaFen: Type.Integer({ description: 'fen; positive = given to the shopper' }),
  reason: Type.String({
    description: 'order, order_closed, refund, top_up, top_up_refund, gift_card, adjustment, or another',
  }),
  referenceId: { ...Id, description: 'the order, refund, top-up or card it was for' },
  note: nullable(Type.String()),
  createdAt: Timestamp,
});

const MoneyOrder = Type.Object({
  orderId: { ...Id, description: 'paid, cancelled and looked at as every order' },
  amountFen: Fen,
  bonusFen: Fen,
  expiresAt: Timestamp,
});

const Card = Type.Object({
  id: Id,
  orderId: Id,
  faceFen: Fen,
  state: Type.Enum([...giftCardStates]),
  tail: nullable(Type.String({ description: 'the end of its code, once it has one' })),
  endsAt: Timestamp,
  createdAt: Timestamp,
});

export const getStoredValue = route({
  id: 'storedValue.offer',
  method: 'GET',
  path: '/a/:appId/stored-value',
  summary: { zh: '储值与礼品卡', en: 'What can be paid in beforehand: plans, cards and their rules' },
  access: { kind: 'public', reason: 'a shop window is open to everyone' },
  params: shopParams,
  response: { 200: Offer },
});

export const getBalance = route({
  id: 'storedValue.balance',
  method: 'GET',
  path: '/a/:appId/me/balance',
  summary: { zh: '我的余额', en: 'The shopper’s balance' },
  access: shopper,
  params: shopParams,
  response: { 200: Type.Object(Balance) },
});

export const listBalanceEntries = route({
  id: 'storedValue.entries',
  method: 'GET',
  path: '/a/:appId/me/balance/entries',
  summary: { zh: '余额明细', en: 'Every movement of the balance, newest first' },
  access: shopper,
  params: shopParams,
  query: strict(cursorQuery),
  response: { 200: pageOf(Entry) },
});

export const topUp = route({
  id: 'storedValue.topUp',
  method: 'POST',
  path: '/a/:appId/me/top-ups',
  summary: { zh: '充值', en: 'Begins a top-up; repeating it with the same key answers the same one' },
  access: shopper,
  params: shopParams,
  headers: idempotencyHeaders,
  body: strict({
    amountFen: Type.Integer({ minimum: 1, maximum: MOST_FEN }),
    expectedBonusFen: Type.Integer({ minimum: 0, maximum: MOST_FEN, description: 'the bonus that was shown' }),
  }),
  response: { 201: MoneyOrder },
});

export const redeemGiftCard = route({
  id: 'giftCards.redeem',
  method: 'POST',
  path: '/a/:appId/me/gift-cards/redemptions',
  summary: { zh: '兑换礼品卡', en: 'Brings a card’s value into the balance, once' },
  access: shopper,
  params: shopParams,
  body: strict({ code: Type.String({ minLength: 4, maxLength: 64 }) }),
  response: { 200: Type.Object({ ...Balance, addedFen: Fen }) },
});

export const buyGiftCard = route({
  id: 'giftCards.buy',
  method: 'POST',
  path: '/a/:appId/me/gift-cards',
  summary: { zh: '购买礼品卡', en: 'Begins the purchase of a card for somebody' },
  access: shopper,
  params: shopParams,
  headers: idempotencyHeaders,
  body: strict({ faceFen: Type.Integer({ minimum: 1, maximum: MOST_FEN }) }),
  response: { 201: MoneyOrder },
});

export const listGiftCards = route({
  id: 'giftCards.list',
  method: 'GET',
  path: '/a/:appId/me/gift-cards',
  summary: { zh: '我购买的礼品卡', en: 'Cards the shopper has bought, newest first' },
  access: shopper,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(Card) }) },
});

export const newGiftCardCode = route({
  id: 'giftCards.code',
  method: 'POST',
  path: '/a/:appId/me/gift-cards/:cardId/code',
  summary: { zh: '生成卡密', en: 'A code to hand on; the one before becomes void' },
  access: shopper,
  params: strict({ appId: AppIdSchema, cardId: Id }),
  response: { 201: Type.Object({ code: Type.String() }) },
});
