import type { PayMerchant, PayOrder } from '../../state/pay.model.js';
import type { ReceiverType } from '../../state/pay-sharing.model.js';
import type { World } from '../../world.js';
import { requirePaidOrder } from '../orders/find-order.js';
import { invalidRequest, parameterError, PayError } from '../pay-error.js';

/** `appid` is the signing merchant's; `sub_appid` the sub merchant's, needed for PERSONAL_SUB_OPENID. */
export function requireSharingAppids(
  merchant: PayMerchant,
  sub: PayMerchant | null,
  body: { appid: string; sub_appid?: string },
  types: readonly ReceiverType[],
): void {
  requireBound(merchant, body.appid);
  if (sub === null && body.sub_appid !== undefined) {
    throw parameterError('/sub_appid', body.sub_appid, '直连商户不支持的参数', 270924358);
  }
  if (sub !== null && body.sub_appid !== undefined) requireBound(sub, body.sub_appid);
  if (types.includes('PERSONAL_SUB_OPENID') && (sub === null || body.sub_appid === undefined)) {
    throw parameterError('/sub_appid', undefined, '接收方类型为PERSONAL_SUB_OPENID时必填');
  }
}

/** A paid order whose prepay carried settle_info.profit_sharing. */
export function requireSharedOrder(
  world: World,
  merchant: PayMerchant,
  sub: PayMerchant | null,
  transactionId: string,
): PayOrder {
  const order = requirePaidOrder(world, merchant, sub, transactionId);
  if (!order.isShared) throw invalidRequest('非分账订单不支持分账');
  return order;
}

/** Money can be moved a minute after the payment; wechat-pay-v3.md §10. */
export function requireSettled(world: World, order: PayOrder): void {
  const { payShareAfterMs, timeScale } = world.knobs;
  if ((order.paidAt ?? 0) + payShareAfterMs / timeScale > Date.now()) {
    throw invalidRequest('订单处理中，暂时无法分账，请稍后再试');
  }
}

function requireBound(merchant: PayMerchant, appid: string): void {
  if (!merchant.appids.includes(appid)) {
    throw new PayError(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', undefined, 268445527);
  }
}
