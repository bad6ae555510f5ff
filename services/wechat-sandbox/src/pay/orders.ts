import { randomBytes, randomInt } from 'node:crypto';
import type { PayMerchant, PayOrder } from '../state/pay.model.js';
import type { World } from '../world.js';
import { compileBody, fingerprint, readPayBody } from './pay-body.js';
import type { PayCall, PayEndpoint } from './pay-endpoint.js';
import { parameterError, PayError } from './pay-error.js';
import { type PrepayBody, prepaySchema } from './prepay-schema.js';
import { rfc3339 } from './rfc3339.js';

const PREPAY_LIFE_MS = 2 * 3_600_000;
const DEFAULT_PAYABLE_MS = 7 * 86_400_000;
const isPrepayBody = compileBody<PrepayBody>(prepaySchema);
const isCloseBody = compileBody<{ mchid: string }>({
  type: 'object',
  additionalProperties: false,
  properties: { mchid: { type: 'string' } },
  required: ['mchid'],
});

/** Orders of direct merchants; wechat-pay-v3.md §4, §5. */
export const orderEndpoints: readonly PayEndpoint[] = [
  { method: 'POST', path: '/v3/pay/transactions/jsapi', handle: (call) => ({ prepay_id: createOrder(call) }) },

  {
    method: 'GET',
    path: '/v3/pay/transactions/out-trade-no/:outTradeNo',
    handle: (call) => transactionView(requireOrder(call, call.incoming.params['outTradeNo'] ?? '')),
  },

  {
    method: 'GET',
    path: '/v3/pay/transactions/id/:transactionId',
    handle: (call) => {
      requireOwnMchid(call.merchant, call.incoming.query['mchid']);
      const { transactionId } = call.incoming.params;
      const order = Object.values(call.world.state.pay.orders).find(
        (candidate) => candidate.transactionId === transactionId && candidate.mchid === call.merchant.mchid,
      );
      if (!order) throw orderMissing();
      return transactionView(order);
    },
  },

  {
    method: 'POST',
    path: '/v3/pay/transactions/out-trade-no/:outTradeNo/close',
    handle: ({ world, merchant, incoming }) => {
      requireOwnMchid(merchant, readPayBody(isCloseBody, incoming.body).mchid);
      const order = findOrder(world, merchant.mchid, incoming.params['outTradeNo'] ?? '');
      if (!order) throw orderMissing();
      if (order.state === 'SUCCESS' || order.state === 'REFUND')
        throw new PayError(400, 'ORDERPAID', '该订单已支付', undefined, 268449538);
      order.state = 'CLOSED';
      return null;
    },
  },
];

/** WeChat itself closes an order that nobody paid for a week [K]. */
function findOrder(world: World, mchid: string, outTradeNo: string): PayOrder | null {
  const order = world.state.pay.orders[orderKey(mchid, outTradeNo)];
  if (!order) return null;
  const closesAfterMs = world.knobs.unpaidCloseDays * 86_400_000;
  if (order.state === 'NOTPAY' && order.createdAt + closesAfterMs < Date.now()) order.state = 'CLOSED';
  return order;
}

export const orderKey = (mchid: string, outTradeNo: string): string => `${mchid}:${outTradeNo}`;

/** A paid order seen by its merchant; also the plaintext of the payment notice. */
export function transactionView(order: PayOrder): object {
  const isPaid = order.paidAt !== null;
  return {
    appid: order.appid,
    mchid: order.mchid,
    out_trade_no: order.outTradeNo,
    ...(isPaid && { transaction_id: order.transactionId, trade_type: 'JSAPI', bank_type: 'OTHERS' }),
    trade_state: order.state,
    trade_state_desc: { NOTPAY: '订单未支付', SUCCESS: '支付成功', REFUND: '转入退款', CLOSED: '已关闭' }[order.state],
    ...(isPaid && order.attach !== null && { attach: order.attach }),
    ...(order.paidAt !== null && { success_time: rfc3339(order.paidAt) }),
    payer: { openid: order.openid },
    amount: {
      total: order.totalFen,
      currency: 'CNY',
      ...(isPaid && { payer_total: order.totalFen, payer_currency: 'CNY' }),
    },
  };
}

/** The header's merchant and the one named in query or body must be the same. */
function requireOwnMchid(merchant: PayMerchant, named: string | undefined): void {
  if (named === merchant.mchid) return;
  throw new PayError(400, 'PARAM_ERROR', 'http header中的mchid与post payload中的mchid不匹配', undefined, 268435461);
}

function createOrder({ world, merchant, incoming }: PayCall): string {
  const body = readPayBody(isPrepayBody, incoming.body);
  requireOwnMchid(merchant, body.mchid);
  if (!merchant.appids.includes(body.appid)) {
    throw new PayError(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', undefined, 268445527);
  }
  requirePayer(world, body);
  requireNotifyUrl(body.notify_url);
  const known = findOrder(world, merchant.mchid, body.out_trade_no);
  if (known) return reenter(known, fingerprint(body));
  const now = Date.now();
  const order: PayOrder = {
    mchid: merchant.mchid,
    appid: body.appid,
    outTradeNo: body.out_trade_no,
    fingerprint: fingerprint(body),
    description: body.description,
    attach: body.attach ?? null,
    notifyUrl: body.notify_url,
    totalFen: body.amount.total,
    openid: body.payer.openid,
    prepayIds: [],
    payableUntilAt: body.time_expire === undefined ? now + DEFAULT_PAYABLE_MS : Date.parse(body.time_expire),
    state: 'NOTPAY',
    transactionId: null,
    createdAt: now,
    paidAt: null,
  };
  world.state.pay.orders[orderKey(merchant.mchid, body.out_trade_no)] = order;
  return issuePrepayId(order);
}

/** The same number again must carry the same parameters; then it gets a living prepay_id. */
function reenter(order: PayOrder, repeated: string): string {
  if (order.state === 'CLOSED') throw new PayError(400, 'ORDER_CLOSED', '该订单已关闭');
  if (order.state !== 'NOTPAY') throw new PayError(400, 'ORDERPAID', '该订单已支付', undefined, 268498689);
  if (order.fingerprint !== repeated) {
    throw new PayError(400, 'INVALID_REQUEST', '请求重入时，参数与首次请求时不一致', undefined, 268498688);
  }
  const living = order.prepayIds.find(({ expiresAt }) => expiresAt > Date.now());
  return living?.value ?? issuePrepayId(order);
}

function issuePrepayId(order: PayOrder): string {
  const stamp = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const value = `wx${stamp}${randomBytes(8).toString('hex')}${randomInt(1000, 9999)}0000`;
  order.prepayIds.push({ value, expiresAt: Date.now() + PREPAY_LIFE_MS });
  return value;
}

function requirePayer(world: World, body: PrepayBody): void {
  const app = world.findApp(body.appid);
  if (!world.knobs.checkPayerOpenid || app === null) return;
  if (Object.values(app.users).some(({ openid }) => openid === body.payer.openid)) return;
  throw new PayError(400, 'INVALID_REQUEST', 'appid和openid不匹配', {
    field: '/payer/openid',
    issue: 'appid和openid不匹配',
    location: 'body',
  });
}

/** https for a public domain; http only for an address that is plainly not public; never a query. */
function requireNotifyUrl(address: string): void {
  const parsed = URL.canParse(address) ? new URL(address) : null;
  if (parsed === null || parsed.search !== '')
    throw parameterError('/notify_url', address, '不是合法的通知地址或带有参数');
  if (parsed.protocol === 'https:') return;
  const isPrivate =
    /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\])/.test(parsed.hostname) ||
    !parsed.hostname.includes('.');
  if (parsed.protocol !== 'http:' || !isPrivate) throw parameterError('/notify_url', address, '通知地址必须为https');
}

function requireOrder({ world, merchant, incoming }: PayCall, outTradeNo: string): PayOrder {
  requireOwnMchid(merchant, incoming.query['mchid']);
  const order = findOrder(world, merchant.mchid, outTradeNo);
  if (!order) throw orderMissing();
  return order;
}

const orderMissing = (): PayError => new PayError(404, 'ORDER_NOT_EXIST', '订单不存在', undefined, 268512771);
