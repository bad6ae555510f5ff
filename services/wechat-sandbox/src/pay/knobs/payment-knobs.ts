import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Knob } from '../../console/knob.js';
import {
  CashierFailure,
  type CashierRequest,
  openCashier,
  payAtCashier,
  payWithoutCashier,
} from '../orders/cashier.js';
import { listed, listQuery } from './knob-schemas.js';

const text = Type.String({ minLength: 1, maxLength: 2000 });
const requested = { appId: text, timeStamp: text, nonceStr: text, package: text, signType: text, paySign: text };
const paid = 'errMsg requestPayment:ok, transactionId, outTradeNo; 400 with requestPayment:fail';

export const paymentKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/pay/transactions/:prepayId/cashier',
    summary: 'The cashier opens for the arguments of wx.requestPayment: what the shopper is shown before they confirm',
    body: Type.Object(requested),
    answers: 'payee, description, totalFen; 400 with requestPayment:fail',
    handle: ({ world, params, body, reply }) =>
      orFailure(reply, () => openCashier(world, params['prepayId'] ?? '', body as unknown as CashierRequest)),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/transactions/:prepayId/pay',
    summary: 'The shopper confirms the cashier: the arguments of wx.requestPayment and the AppID',
    body: Type.Object({ ...requested, openid: Type.Optional(text), cancel: Type.Optional(Type.Boolean()) }),
    answers: paid,
    handle: ({ world, params, body, reply }) =>
      orFailure(reply, () => done(payAtCashier(world, params['prepayId'] ?? '', body as unknown as CashierRequest))),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/transactions/:prepayId/pay-now',
    summary: 'The shopper pays, without a mini-program in between',
    body: Type.Object({ user: Type.Optional(text) }, { additionalProperties: false }),
    answers: paid,
    handle: ({ world, params, body, reply }) =>
      orFailure(reply, () =>
        done(payWithoutCashier(world, params['prepayId'] ?? '', body['user'] as string | undefined)),
      ),
  },
  {
    method: 'GET',
    path: '/sandbox/pay/transactions',
    summary: 'Lists orders',
    query: listQuery,
    answers: 'items: orders with outTradeNo, transactionId, state, totalFen, prepayIds …',
    handle: ({ world, query }) => listed(world.state.pay.orders, query),
  },
];

function orFailure(reply: FastifyReply, act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof CashierFailure)) throw error;
    return reply.code(400).send({ errMsg: error.message });
  }
}

const done = ({ transactionId, outTradeNo }: { transactionId: string | null; outTradeNo: string }) => ({
  errMsg: 'requestPayment:ok',
  transactionId,
  outTradeNo,
});
