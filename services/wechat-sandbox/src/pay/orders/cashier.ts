import { randomInt } from 'node:crypto';
import { cashierMessage, verifyRsa } from '../../crypto/pay-signing.js';
import { enterUser } from '../../login/users.js';
import { KnobError } from '../../protocol/knob-error.js';
import { paymentMade } from '../../shipping/trade-progress.js';
import type { PayMerchant, PayOrder } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { bookFunds, feeOf } from '../funds.js';
import { findMerchant } from '../merchants.js';
import { sendNotice } from '../notices/notices.js';
import { holderOf, payIndex, setFrozen } from '../pay-index.js';
import { findOrder } from './find-order.js';
import { transactionView } from './transaction-view.js';

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

/** What the shopper is shown before they confirm. */
export interface Cashier {
  payee: string;
  description: string;
  totalFen: number;
}

/** The cashier opens, when the arguments are signed and the order can still be paid. wechat-pay-v3.md §4.1. */
export function openCashier(world: World, prepayId: string, request: CashierRequest): Cashier {
  const { mchid, subMchid, description, totalFen } = payableOrder(world, prepayId, request);
  return { payee: findMerchant(world, subMchid ?? mchid)?.name ?? '', description, totalFen };
}

/** The shopper confirms: checks everything the cashier checks, takes the money and sends the notice. wechat-pay-v3.md §4.1. */
export function payAtCashier(world: World, prepayId: string, request: CashierRequest): PayOrder {
  const order = payableOrder(world, prepayId, request);
  if (request.cancel === true) throw new CashierFailure('cancel');
  takeMoney(world, order);
  return order;
}

function payableOrder(world: World, prepayId: string, request: CashierRequest): PayOrder {
  const order = payIndex(world).byPrepayId.get(prepayId);
  const merchant = order && findMerchant(world, order.mchid);
  if (!order || !merchant) throw new CashierFailure('(prepay_id is unknown)');
  requireArguments(request, prepayId);
  const payer = payerOf(order);
  if (request.appId !== payer.appid) throw new CashierFailure('(the order belongs to another AppID)');
  if (!isSigned(merchant, request)) throw new CashierFailure('(支付验证签名失败)');
  if (request.openid !== undefined && request.openid !== payer.openid)
    throw new CashierFailure('(the order is for another payer)');
  requirePayable(world, order, prepayId);
  return order;
}

/** The same without the mini-program: for the console's page. `user` must be the payer when the account is known. */
export function payWithoutCashier(world: World, prepayId: string, user: string | undefined): PayOrder {
  const order = payIndex(world).byPrepayId.get(prepayId);
  if (!order) throw new KnobError(404, `There is no prepay_id ${prepayId}.`);
  const payer = payerOf(order);
  const app = world.findApp(payer.appid);
  if (user !== undefined && app !== null && enterUser(app, user).openid !== payer.openid) {
    throw new KnobError(409, `The order is for another payer than ${user}.`);
  }
  requirePayable(world, order, prepayId);
  takeMoney(world, order);
  return order;
}

/** In whose mini-program the cashier opens: the sub merchant's when the order names a sub_openid. */
export const payerOf = (order: PayOrder): { appid: string; openid: string } =>
  order.subOpenid !== null && order.subAppid !== null
    ? { appid: order.subAppid, openid: order.subOpenid }
    : { appid: order.appid, openid: order.openid };

function requireArguments(request: CashierRequest, prepayId: string): void {
  if (request.package !== `prepay_id=${prepayId}`) throw new CashierFailure('(package is not prepay_id=<id>)');
  if (request.signType !== 'RSA') throw new CashierFailure('(signType must be RSA)');
  if (!/^\d{10}$/.test(request.timeStamp)) throw new CashierFailure('(timeStamp must be a string of seconds)');
  if (request.nonceStr === '' || request.nonceStr.length > 32)
    throw new CashierFailure('(nonceStr has 1 to 32 characters)');
}

/** Signed with the key of the order call: any certificate of that merchant that is not revoked. */
function isSigned(merchant: PayMerchant, request: CashierRequest): boolean {
  const message = cashierMessage(request.appId, request.timeStamp, request.nonceStr, request.package);
  return merchant.certificates.some(
    ({ revokedAt, publicKeyPem }) => revokedAt === null && verifyRsa(message, request.paySign, publicKeyPem),
  );
}

function requirePayable(world: World, order: PayOrder, prepayId: string): void {
  findOrder(world, order.mchid, order.outTradeNo);
  if (order.state === 'CLOSED') throw new CashierFailure('(该订单已关闭)');
  if (order.state !== 'NOTPAY') throw new CashierFailure('(该订单已支付)');
  const expiresAt = order.prepayIds.find(({ value }) => value === prepayId)?.expiresAt ?? 0;
  if (expiresAt <= Date.now()) throw new CashierFailure('(prepay_id 已过期)');
  if (order.payableUntilAt <= Date.now()) throw new CashierFailure('(订单已超过支付时间)');
}

function takeMoney(world: World, order: PayOrder): void {
  const paidAt = Date.now();
  const transactionId = `42000${String(paidAt).padStart(13, '0')}${randomInt(10 ** 13, 10 ** 14)}`;
  order.state = 'SUCCESS';
  order.paidAt = paidAt;
  order.transactionId = transactionId;
  payIndex(world).byTransaction.set(transactionId, order);
  const fee = feeOf(order.totalFen);
  const entry = { businessNo: transactionId, name: '交易', voucherNo: order.outTradeNo };
  bookFunds(world, holderOf(order), { ...entry, type: '交易', amountFen: order.totalFen, remark: '' });
  bookFunds(world, holderOf(order), { ...entry, type: '扣除交易手续费', amountFen: -fee, remark: '结算手续费' });
  if (order.isShared) setFrozen(world, order, order.totalFen - fee);
  paymentMade(world, order);
  sendNotice(world, {
    mchid: order.mchid,
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    url: order.notifyUrl,
    originalType: 'transaction',
    plaintext: JSON.stringify(transactionView(world, order)),
  });
}
