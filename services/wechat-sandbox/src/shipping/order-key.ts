import { ApiError } from '../protocol/api-error.js';
import type { Fields } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import type { PayOrder } from '../state/pay.model.js';
import type { World } from '../world.js';
import { findPaidOrder, type OrderKey } from './payment-order.js';

const MERCHANT_NUMBER = 1;
const TRANSACTION_ID = 2;

/** `order_key` of the uploads. */
export function readOrderKey(body: Fields): OrderKey {
  if (body.raw['order_key'] === undefined || body.raw['order_key'] === null) throw new ApiError(268485194);
  const key = body.object('order_key', 268485194);
  const type = key.raw['order_number_type'];
  if (type === TRANSACTION_ID) return { transactionId: key.string('transaction_id', 268485195) };
  if (type !== MERCHANT_NUMBER) throw new ApiError(268485194);
  return {
    mchid: key.string('mchid', 268485196),
    subMchid: null,
    outTradeNo: key.string('out_trade_no', 268485197),
  };
}

/** The flat form of the queries: transaction_id, or merchant_id with merchant_trade_no. */
export function readQueryKey(body: Fields): OrderKey {
  const transactionId = body.optionalString('transaction_id');
  if (transactionId) return { transactionId };
  return {
    mchid: body.string('merchant_id', 10060014),
    subMchid: body.optionalString('sub_merchant_id') || null,
    outTradeNo: body.string('merchant_trade_no', 10060014),
  };
}

/** 10060001 when no paid order of the account has that number (yet). */
export function requirePaidOrder(world: World, app: App, key: OrderKey): PayOrder & { transactionId: string } {
  const order = findPaidOrder(world, app, key);
  if (order === null || order.transactionId === null) throw new ApiError(10060001);
  return order as PayOrder & { transactionId: string };
}
