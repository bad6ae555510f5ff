import { payIndex, refundsOf } from '../pay/pay-index.js';
import type { App } from '../state/app.model.js';
import type { PayOrder } from '../state/pay.model.js';
import type { World } from '../world.js';

/** How shipping management names a payment: WeChat's number, or the merchant's own. */
export type OrderKey = { transactionId: string } | { mchid: string; subMchid: string | null; outTradeNo: string };

/** A paid order of this account, or null: unknown, another account's, or still too young to be known here. */
export function findPaidOrder(world: World, app: App, key: OrderKey): PayOrder | null {
  const order =
    'transactionId' in key
      ? payIndex(world).byTransaction.get(key.transactionId)
      : Object.values(world.state.pay.orders).find((candidate) => isNamed(world, candidate, key));
  if (!order || order.paidAt === null || payerOpenid(app, order) === null) return null;
  const knownSinceMs = Date.now() - order.paidAt;
  return knownSinceMs >= world.knobs.shippingUnknownMs / world.knobs.timeScale ? order : null;
}

/** The payer's openid under this account; null when the order is another account's. */
export function payerOpenid(app: App, order: PayOrder): string | null {
  if (order.subAppid === app.appid && order.subOpenid !== null) return order.subOpenid;
  if (order.appid === app.appid && order.openid !== '') return order.openid;
  return null;
}

/** 5 refunded means all of it. */
export function isRefunded(world: World, order: PayOrder): boolean {
  if (order.state !== 'REFUND') return false;
  const refundedFen = refundsOf(world, order)
    .filter(({ status }) => status === 'SUCCESS')
    .reduce((sum, { refundFen }) => sum + refundFen, 0);
  return refundedFen >= order.totalFen;
}

function isNamed(world: World, order: PayOrder, key: Exclude<OrderKey, { transactionId: string }>): boolean {
  if (order.outTradeNo !== key.outTradeNo) return false;
  if (key.subMchid !== null && key.subMchid !== order.subMchid) return false;
  if (order.subMchid === null) return key.mchid === order.mchid;
  const rule = world.knobs.shippingPartnerMchid;
  return (rule !== 'sub' && key.mchid === order.mchid) || (rule !== 'sp' && key.mchid === order.subMchid);
}
