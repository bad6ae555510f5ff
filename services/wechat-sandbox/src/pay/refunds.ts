import { randomInt } from 'node:crypto';
import type { PayOrder, PayRefund } from '../state/pay.model.js';
import type { World } from '../world.js';
import { sendNotice } from './notices.js';
import { orderKey } from './orders.js';
import { compileBody, fingerprint, readPayBody } from './pay-body.js';
import type { PayCall, PayEndpoint } from './pay-endpoint.js';
import { parameterError, PayError } from './pay-error.js';
import { rfc3339 } from './rfc3339.js';

const REFUNDABLE_MS = 365 * 86_400_000;
const MAX_REFUNDS = 50;

interface RefundBody {
  transaction_id?: string;
  out_trade_no?: string;
  out_refund_no: string;
  reason?: string;
  notify_url?: string;
  amount: { refund: number; total: number; currency: 'CNY' };
}

const amountOfMoney = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
const isRefundBody = compileBody<RefundBody>({
  type: 'object',
  additionalProperties: false,
  properties: {
    transaction_id: { type: 'string', minLength: 1, maxLength: 32 },
    out_trade_no: { type: 'string', minLength: 6, maxLength: 32 },
    out_refund_no: { type: 'string', pattern: '^[0-9A-Za-z_\\-|*@]{1,64}$' },
    reason: { type: 'string', minLength: 1, maxLength: 80 },
    notify_url: { type: 'string', minLength: 1, maxLength: 256 },
    funds_account: { enum: ['AVAILABLE', 'UNSETTLED'] },
    amount: {
      type: 'object',
      additionalProperties: false,
      properties: { refund: amountOfMoney, total: amountOfMoney, currency: { const: 'CNY' }, from: { type: 'array' } },
      required: ['refund', 'total', 'currency'],
    },
    goods_detail: { type: 'array' },
  },
  required: ['out_refund_no', 'amount'],
});

/** Refunds; wechat-pay-v3.md §7. */
export const refundEndpoints: readonly PayEndpoint[] = [
  { method: 'POST', path: '/v3/refund/domestic/refunds', handle: (call) => refundView(requestRefund(call)) },

  {
    method: 'GET',
    path: '/v3/refund/domestic/refunds/:outRefundNo',
    handle: ({ world, merchant, incoming }) => {
      const refund = world.state.pay.refunds[orderKey(merchant.mchid, incoming.params['outRefundNo'] ?? '')];
      if (!refund) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
      return refundView(refund);
    },
  },
];

export function listenForRefunds(world: World): void {
  world.scheduler.on('refund', (ref) => {
    const refund = world.state.pay.refunds[ref];
    if (refund?.status === 'PROCESSING') settleRefund(world, refund, 'SUCCESS');
  });
}

/** Ends a refund that is being processed and tells the merchant. */
export function settleRefund(world: World, refund: PayRefund, status: 'SUCCESS' | 'ABNORMAL' | 'CLOSED'): void {
  refund.status = status;
  refund.settledAt = status === 'SUCCESS' ? Date.now() : null;
  world.scheduler.cancel('refund', orderKey(refund.mchid, refund.outRefundNo));
  if (refund.notifyUrl === null) return;
  sendNotice(world, {
    mchid: refund.mchid,
    eventType: `REFUND.${status}`,
    summary: { SUCCESS: '退款成功', ABNORMAL: '退款异常', CLOSED: '退款关闭' }[status],
    url: refund.notifyUrl,
    originalType: 'refund',
    plaintext: JSON.stringify({
      mchid: refund.mchid,
      transaction_id: refund.transactionId,
      out_trade_no: refund.outTradeNo,
      refund_id: refund.refundId,
      out_refund_no: refund.outRefundNo,
      refund_status: status,
      ...(refund.settledAt !== null && { success_time: rfc3339(refund.settledAt) }),
      user_received_account: '支付用户零钱',
      amount: {
        total: refund.totalFen,
        refund: refund.refundFen,
        payer_total: refund.totalFen,
        payer_refund: refund.refundFen,
      },
    }),
  });
}

function requestRefund({ world, merchant, incoming }: PayCall): PayRefund {
  const body = readPayBody(isRefundBody, incoming.body);
  const key = orderKey(merchant.mchid, body.out_refund_no);
  const known = world.state.pay.refunds[key];
  if (known) {
    if (known.fingerprint === fingerprint(body)) return known;
    throw new PayError(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致', undefined, 268498688);
  }
  const order = requirePaidOrder(world, merchant.mchid, body);
  const earlier = Object.values(world.state.pay.refunds).filter(
    (refund) => refund.mchid === merchant.mchid && refund.outTradeNo === order.outTradeNo && refund.status !== 'CLOSED',
  );
  if (body.amount.total !== order.totalFen)
    throw parameterError('/amount/total', body.amount.total, '订单金额与原订单不一致');
  const refundedFen = earlier.reduce((sum, { refundFen }) => sum + refundFen, 0);
  if (refundedFen + body.amount.refund > order.totalFen)
    throw new PayError(400, 'INVALID_REQUEST', '申请退款金额超过订单可退金额');
  if (earlier.length >= MAX_REFUNDS) throw new PayError(403, 'RULE_LIMIT', '部分退款次数超过50次');
  if (merchant.balanceFen !== null && merchant.balanceFen < body.amount.refund)
    throw new PayError(403, 'NOT_ENOUGH', '商户余额不足');
  if (merchant.balanceFen !== null) merchant.balanceFen -= body.amount.refund;
  const refund: PayRefund = {
    mchid: merchant.mchid,
    refundId: `50${Date.now()}${randomInt(10 ** 13, 10 ** 14)}`,
    outRefundNo: body.out_refund_no,
    outTradeNo: order.outTradeNo,
    transactionId: order.transactionId ?? '',
    fingerprint: fingerprint(body),
    refundFen: body.amount.refund,
    totalFen: order.totalFen,
    notifyUrl: body.notify_url ?? null,
    status: 'PROCESSING',
    createdAt: Date.now(),
    settledAt: null,
  };
  world.state.pay.refunds[key] = refund;
  order.state = 'REFUND';
  world.scheduler.plan('refund', key, world.knobs.refundMs);
  return refund;
}

function requirePaidOrder(world: World, mchid: string, body: RefundBody): PayOrder {
  if ((body.transaction_id === undefined) === (body.out_trade_no === undefined)) {
    throw parameterError('/transaction_id', body.transaction_id, 'transaction_id与out_trade_no二选一');
  }
  const order = Object.values(world.state.pay.orders).find(
    (candidate) =>
      candidate.mchid === mchid &&
      (candidate.outTradeNo === body.out_trade_no || candidate.transactionId === (body.transaction_id ?? '')),
  );
  if (!order || order.paidAt === null) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '订单不存在或未支付');
  if (order.paidAt + REFUNDABLE_MS < Date.now()) throw new PayError(403, 'TRADE_ERROR', '订单已超过可退款的最大期限');
  return order;
}

const refundView = (refund: PayRefund): object => ({
  refund_id: refund.refundId,
  out_refund_no: refund.outRefundNo,
  transaction_id: refund.transactionId,
  out_trade_no: refund.outTradeNo,
  channel: 'ORIGINAL',
  user_received_account: '支付用户零钱',
  ...(refund.settledAt !== null && { success_time: rfc3339(refund.settledAt) }),
  create_time: rfc3339(refund.createdAt),
  status: refund.status,
  funds_account: 'AVAILABLE',
  amount: {
    total: refund.totalFen,
    refund: refund.refundFen,
    payer_total: refund.totalFen,
    payer_refund: refund.refundFen,
    settlement_refund: refund.refundFen,
    settlement_total: refund.totalFen,
    discount_refund: 0,
    currency: 'CNY',
    refund_fee: 0,
  },
});
