import { randomInt } from 'node:crypto';
import type { PayMerchant, PayOrder, PayRefund } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { availableFen, bookFunds, feeOf, unsplitFen } from '../funds.js';
import { findMerchant } from '../merchants.js';
import { requireNotifyUrl } from '../orders/create-order.js';
import { findOrder } from '../orders/find-order.js';
import { requireSameSub } from '../parties.js';
import { fingerprint } from '../pay-body.js';
import { invalidRequest, parameterError, PayError } from '../pay-error.js';
import { addRefund, holderOf, orderKey, payIndex, refundsOf, setFrozen } from '../pay-index.js';
import type { RefundBody } from './refund-schema.js';

const DAY_MS = 86_400_000;

/** Takes a refund on; the same out_refund_no again must carry the same parameters. wechat-pay-v3.md §7. */
export function requestRefund(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  body: RefundBody,
): PayRefund {
  const known = world.state.pay.refunds[orderKey(merchant.mchid, body.out_refund_no)];
  if (known) {
    if (known.fingerprint === fingerprint(body)) return known;
    throw invalidRequest('请求重入时，参数与首次请求时不一致', 268498688);
  }
  if (body.notify_url !== undefined) requireNotifyUrl(body.notify_url);
  const order = requireRefundable(world, merchant, sub, body);
  requireWithinOrder(world, order, body);
  const refundedFen = sumRefunded(world, order);
  const feeFen = feeOf(order.totalFen - refundedFen) - feeOf(order.totalFen - refundedFen - body.amount.refund);
  const fromFrozenFen = drawFrozen(world, order, body, feeFen);
  requireBalance(world, order, body.amount.refund - feeFen - fromFrozenFen);
  const refund: PayRefund = {
    mchid: merchant.mchid,
    subMchid: sub?.mchid ?? null,
    refundId: `50${Date.now()}${randomInt(10 ** 13, 10 ** 14)}`,
    outRefundNo: body.out_refund_no,
    outTradeNo: order.outTradeNo,
    transactionId: order.transactionId ?? '',
    fingerprint: fingerprint(body),
    refundFen: body.amount.refund,
    totalFen: order.totalFen,
    feeFen,
    fromFrozenFen,
    from: body.amount.from ?? null,
    fundsAccount: body.funds_account ?? 'AVAILABLE',
    goodsDetail: body.goods_detail ?? null,
    channel: 'ORIGINAL',
    receivedAccount: '支付用户零钱',
    notifyUrl: body.notify_url ?? merchant.refundNotifyUrl,
    status: 'PROCESSING',
    createdAt: Date.now(),
    settledAt: null,
  };
  enter(world, order, refund);
  return refund;
}

function requireRefundable(world: World, merchant: PayMerchant, sub: PayMerchant | null, body: RefundBody): PayOrder {
  if ((body.transaction_id === undefined) === (body.out_trade_no === undefined)) {
    throw parameterError('/transaction_id', body.transaction_id, 'transaction_id与out_trade_no二选一');
  }
  const order =
    body.transaction_id === undefined
      ? findOrder(world, merchant.mchid, body.out_trade_no ?? '')
      : payIndex(world).byTransaction.get(body.transaction_id);
  if (!order || order.mchid !== merchant.mchid || order.paidAt === null) {
    throw new PayError(404, 'RESOURCE_NOT_EXISTS', '订单不存在或未支付');
  }
  requireSameSub(order, sub);
  if (order.paidAt + world.knobs.payRefundableDays * DAY_MS < Date.now()) {
    throw new PayError(403, 'TRADE_ERROR', '订单已超过可退款的最大期限');
  }
  return order;
}

function requireWithinOrder(world: World, order: PayOrder, { amount, goods_detail: goods }: RefundBody): void {
  if (amount.total !== order.totalFen) throw parameterError('/amount/total', amount.total, '订单金额与原订单不一致');
  if (amount.from && amount.from.reduce((sum, part) => sum + part.amount, 0) !== amount.refund) {
    throw parameterError('/amount/from', amount.from, '出资金额之和须等于退款金额');
  }
  if (goods && goods.reduce((sum, part) => sum + part.refund_amount, 0) > amount.refund) {
    throw parameterError('/goods_detail', undefined, '商品退款金额之和超过退款金额');
  }
  if (sumRefunded(world, order) + amount.refund > order.totalFen) throw invalidRequest('申请退款金额超过订单可退金额');
  const earlier = refundsOf(world, order);
  if (earlier.length >= world.knobs.payMaxRefunds) throw new PayError(403, 'RULE_LIMIT', '部分退款次数超过50次');
  const last = Math.max(...earlier.map(({ createdAt }) => createdAt));
  if (last + world.knobs.payRefundIntervalMs / world.knobs.timeScale > Date.now()) {
    throw new PayError(429, 'FREQUENCY_LIMITED', '同一笔订单的多次退款需间隔1分钟', undefined, 268447840);
  }
}

/** Money held for profit sharing pays first, unless the body says what pays. Gives how much it pays. */
function drawFrozen(world: World, order: PayOrder, { amount }: RefundBody, feeFen: number): number {
  const held = unsplitFen(world, order);
  if (!amount.from) return Math.min(held, amount.refund - feeFen);
  const wanted = amount.from
    .filter(({ account }) => account === 'UNAVAILABLE')
    .reduce((sum, part) => sum + part.amount, 0);
  if (wanted > held + feeFen) throw new PayError(403, 'NOT_ENOUGH', '不可用余额不足');
  return Math.min(wanted, held, amount.refund - feeFen);
}

function requireBalance(world: World, order: PayOrder, neededFen: number): void {
  const holder = findMerchant(world, holderOf(order));
  if (holder !== null && neededFen > 0 && availableFen(world, holder) < neededFen) {
    throw new PayError(403, 'NOT_ENOUGH', '商户余额不足');
  }
}

function enter(world: World, order: PayOrder, refund: PayRefund): void {
  addRefund(world, refund);
  if (refund.fromFrozenFen > 0) setFrozen(world, order, order.frozenFen - refund.fromFrozenFen);
  bookFunds(world, holderOf(order), {
    businessNo: refund.refundId,
    name: '退款',
    type: '退款',
    amountFen: refund.feeFen - refund.refundFen,
    remark: `退款总金额${(refund.refundFen / 100).toFixed(2)}元;含手续费${(refund.feeFen / 100).toFixed(2)}元`,
    voucherNo: refund.outRefundNo,
  });
  order.state = 'REFUND';
  world.scheduler.plan('refund', orderKey(refund.mchid, refund.outRefundNo), world.knobs.refundMs);
}

const sumRefunded = (world: World, order: PayOrder): number =>
  refundsOf(world, order)
    .filter(({ status }) => status !== 'CLOSED')
    .reduce((sum, { refundFen }) => sum + refundFen, 0);
