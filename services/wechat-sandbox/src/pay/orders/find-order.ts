import { randomBytes, randomInt } from 'node:crypto';
import type { PayMerchant, PayOrder } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { requireSameSub } from '../parties.js';
import { invalidRequest, PayError } from '../pay-error.js';
import { orderKey, payIndex } from '../pay-index.js';

const PREPAY_LIFE_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;

/** WeChat itself closes an order that nobody paid for a week [K]. */
export function findOrder(world: World, mchid: string, outTradeNo: string): PayOrder | null {
  const order = world.state.pay.orders[orderKey(mchid, outTradeNo)];
  if (!order) return null;
  const closesAfterMs = world.knobs.unpaidCloseDays * DAY_MS;
  if (order.state === 'NOTPAY' && order.createdAt + closesAfterMs < Date.now()) order.state = 'CLOSED';
  return order;
}

/** 404 when there is none under the signing merchant, 268447845 when it is another sub merchant's. */
export function requireOrder(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  outTradeNo: string,
): PayOrder {
  const order = findOrder(world, merchant.mchid, outTradeNo);
  if (!order) throw orderMissing();
  requireSameSub(order, sub);
  return order;
}

/** The same by WeChat's number; 268447843 when another merchant took the money. */
export function requirePaidOrder(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  transactionId: string,
): PayOrder {
  const order = payIndex(world).byTransaction.get(transactionId);
  if (!order) throw orderMissing();
  if (order.mchid !== merchant.mchid) throw invalidRequest('商户号与订单不匹配', 268447843);
  requireSameSub(order, sub);
  return order;
}

export function enterOrder(world: World, order: PayOrder): void {
  world.state.pay.orders[orderKey(order.mchid, order.outTradeNo)] = order;
}

/** Two hours of life, whatever time_expire says; wechat-pay-v3.md §4. */
export function issuePrepayId(world: World, order: PayOrder): string {
  const stamp = new Date(Date.now() + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
  const value = `wx${stamp}${randomBytes(8).toString('hex')}${randomInt(1000, 9999)}0000`;
  order.prepayIds.push({ value, expiresAt: Date.now() + PREPAY_LIFE_MS });
  payIndex(world).byPrepayId.set(value, order);
  return value;
}

const orderMissing = (): PayError => new PayError(404, 'ORDER_NOT_EXIST', '订单不存在', undefined, 268512771);
