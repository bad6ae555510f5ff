import { randomInt } from 'node:crypto';
import { cashierMessage, verifyRsa } from '../crypto/pay-signing.js';
import type { PayOrder } from '../state/pay.model.js';
import type { World } from '../world.js';
import { sendNotice } from './notices.js';
import { transactionView } from './orders.js';

/** The arguments of wx.requestPayment, and the AppID of the mini-program that calls it. */
export interface CashierRequest {
  appId: string;
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: string;
  paySign: string;
  openid?: string;
  cancel?: boolean;
}

/** The cashier did not open, or the shopper closed it: `requestPayment:fail …`. */
export class CashierFailure extends Error {
  constructor(detail: string) {
    super(`requestPayment:fail ${detail}`);
  }
}

/** The shopper confirms: checks everything the cashier checks, takes the money and sends the notice. wechat-pay-v3.md §4.1. */
export function payAtCashier(world: World, prepayId: string, request: CashierRequest): PayOrder {
  const order = Object.values(world.state.pay.orders).find(({ prepayIds }) =>
    prepayIds.some(({ value }) => value === prepayId),
  );
  const merchant = order && world.state.pay.merchants[order.mchid];
  if (!order || !merchant) throw new CashierFailure('(prepay_id is unknown)');
  if (request.package !== `prepay_id=${prepayId}`) throw new CashierFailure('(package is not prepay_id=<id>)');
  if (request.signType !== 'RSA') throw new CashierFailure('(signType must be RSA)');
  if (!/^\d{10}$/.test(request.timeStamp)) throw new CashierFailure('(timeStamp must be a string of seconds)');
  if (request.nonceStr === '' || request.nonceStr.length > 32)
    throw new CashierFailure('(nonceStr has 1 to 32 characters)');
  if (request.appId !== order.appid) throw new CashierFailure('(the order belongs to another AppID)');
  const message = cashierMessage(request.appId, request.timeStamp, request.nonceStr, request.package);
  if (!verifyRsa(message, request.paySign, merchant.publicKeyPem)) throw new CashierFailure('(支付验证签名失败)');
  if (request.openid !== undefined && request.openid !== order.openid)
    throw new CashierFailure('(the order is for another payer)');
  requirePayable(order, prepayId);
  if (request.cancel === true) throw new CashierFailure('cancel');

  order.state = 'SUCCESS';
  order.paidAt = Date.now();
  order.transactionId = `42000${String(order.paidAt).padStart(13, '0')}${randomInt(10 ** 13, 10 ** 14)}`;
  sendNotice(world, {
    mchid: order.mchid,
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    url: order.notifyUrl,
    originalType: 'transaction',
    plaintext: JSON.stringify(transactionView(order)),
  });
  return order;
}

function requirePayable(order: PayOrder, prepayId: string): void {
  if (order.state === 'CLOSED') throw new CashierFailure('(该订单已关闭)');
  if (order.state !== 'NOTPAY') throw new CashierFailure('(该订单已支付)');
  const expiresAt = order.prepayIds.find(({ value }) => value === prepayId)?.expiresAt ?? 0;
  if (expiresAt <= Date.now()) throw new CashierFailure('(prepay_id 已过期)');
  if (order.payableUntilAt <= Date.now()) throw new CashierFailure('(订单已超过支付时间)');
}
