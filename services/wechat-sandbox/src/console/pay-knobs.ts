import { CashierFailure, type CashierRequest, payAtCashier } from '../pay/cashier.js';
import { merchantView, openMerchant } from '../pay/merchants.js';
import { orderKey } from '../pay/orders.js';
import { settleRefund } from '../pay/refunds.js';
import { KnobError } from '../protocol/knob-error.js';
import type { PayMerchant } from '../state/pay.model.js';
import { booleanOf, choiceOf, type Knob, type KnobUse, requireChoice, requireText, textOf, textsOf } from './knob.js';

const MODES = ['publicKey', 'certificate', 'migration'] as const;

export const payKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/pay/merchants',
    summary: 'Opens a WeChat Pay merchant account and gives its keys',
    handle: async ({ world, body, reply }) => {
      const mchid = textOf(body, 'mchid');
      const name = textOf(body, 'name');
      const mode = choiceOf(body, 'mode', MODES);
      const appids = textsOf(body, 'appids') ?? [];
      const opened = await openMerchant(world, {
        appids,
        ...(mchid && { mchid }),
        ...(name && { name }),
        ...(mode && { mode }),
      });
      reply.code(201);
      return opened;
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/merchants',
    summary: 'Lists merchant accounts without private keys',
    handle: ({ world }) => ({ items: Object.values(world.state.pay.merchants).map(merchantView) }),
  },
  {
    method: 'PATCH',
    path: '/sandbox/pay/merchants/:mchid',
    summary: 'Changes AppIDs, verification mode or balance',
    handle: (use) => {
      const merchant = requireMerchant(use, use.params['mchid'] ?? '');
      const { balanceFen } = use.body;
      if (
        balanceFen !== undefined &&
        balanceFen !== null &&
        !(Number.isSafeInteger(balanceFen) && (balanceFen as number) >= 0)
      ) {
        throw new KnobError(400, '"balanceFen" must be a whole number of fen, or null.');
      }
      merchant.appids = textsOf(use.body, 'appids') ?? merchant.appids;
      merchant.mode = choiceOf(use.body, 'mode', MODES) ?? merchant.mode;
      if (balanceFen !== undefined) merchant.balanceFen = balanceFen as number | null;
      return merchantView(merchant);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/pay/transactions/:prepayId/pay',
    summary: 'The shopper confirms the cashier: the arguments of wx.requestPayment and the AppID',
    handle: ({ world, params, body, reply }) => {
      try {
        const order = payAtCashier(world, params['prepayId'] ?? '', readCashierRequest(body));
        return { errMsg: 'requestPayment:ok', transactionId: order.transactionId, outTradeNo: order.outTradeNo };
      } catch (error) {
        if (!(error instanceof CashierFailure)) throw error;
        return reply.code(400).send({ errMsg: error.message });
      }
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/transactions',
    summary: 'Lists orders',
    handle: ({ world, query }) => ({
      items: Object.values(world.state.pay.orders)
        .filter(
          (order) =>
            isAbout(order, query) && (query['outTradeNo'] === undefined || order.outTradeNo === query['outTradeNo']),
        )
        .reverse(),
    }),
  },
  {
    method: 'GET',
    path: '/sandbox/pay/refunds',
    summary: 'Lists refunds',
    handle: ({ world, query }) => ({
      items: Object.values(world.state.pay.refunds)
        .filter((refund) => isAbout(refund, query))
        .reverse(),
    }),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/refunds/:outRefundNo/settle',
    summary: 'Settles a refund that is being processed',
    handle: (use) => {
      const merchant = requireMerchant(use, requireText(use.body, 'mchid'));
      const refund = use.world.state.pay.refunds[orderKey(merchant.mchid, use.params['outRefundNo'] ?? '')];
      if (!refund) throw new KnobError(404, `There is no refund ${use.params['outRefundNo'] ?? ''}.`);
      if (refund.status !== 'PROCESSING') throw new KnobError(409, `The refund is ${refund.status} already.`);
      settleRefund(use.world, refund, requireChoice(use.body, 'status', ['SUCCESS', 'ABNORMAL', 'CLOSED']));
      return refund;
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/notices',
    summary: 'Lists payment and refund notices',
    handle: ({ world, query }) => ({
      items: world.state.pay.notices.filter((notice) => isAbout(notice, query)).reverse(),
    }),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/notices/:id/resend',
    summary: 'Sends a notice once more',
    handle: ({ world, params }) => {
      const notice = world.state.pay.notices.find(({ id }) => id === params['id']);
      if (!notice) throw new KnobError(404, `There is no notice ${params['id'] ?? ''}.`);
      if (notice.state === 'lost') notice.state = 'pending';
      world.scheduler.plan('notice', notice.id, 0);
      return notice;
    },
  },
];

const isAbout = (item: { mchid: string }, query: Record<string, string>): boolean =>
  query['mchid'] === undefined || query['mchid'] === item.mchid;

function requireMerchant({ world }: KnobUse, mchid: string): PayMerchant {
  const merchant = world.state.pay.merchants[mchid];
  if (!merchant) throw new KnobError(404, `There is no merchant ${mchid}.`);
  return merchant;
}

function readCashierRequest(body: Record<string, unknown>): CashierRequest {
  const openid = textOf(body, 'openid');
  return {
    appId: requireText(body, 'appId'),
    timeStamp: requireText(body, 'timeStamp'),
    nonceStr: requireText(body, 'nonceStr'),
    package: requireText(body, 'package'),
    signType: requireText(body, 'signType'),
    paySign: requireText(body, 'paySign'),
    ...(openid !== undefined && { openid }),
    cancel: booleanOf(body, 'cancel') ?? false,
  };
}
