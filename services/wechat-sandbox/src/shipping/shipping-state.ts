import { afterRelease } from '../login/users.js';
import type { ShippedOrder, ShippingState } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { PayOrder } from '../state/pay.model.js';
import type { World } from '../world.js';
import { isRefunded, payerOpenid } from './payment-order.js';

/** Categories whose accounts sell goods: 商家自营, 电商平台. */
const SELLING = [304, 1];

export const shippingOf = (app: App): ShippingState =>
  (afterRelease(app).shipping ??= {
    isManaged: null,
    tradeType: null,
    jumpPath: null,
    isControlled: false,
    orders: {},
  });

/** Whether payments of the account are frozen until it reports shipments. */
export const isTradeManaged = (app: App): boolean =>
  app.afterRelease?.shipping?.isManaged ?? app.categories.some(({ first }) => SELLING.includes(first));

export const findShipped = (app: App, transactionId: string): ShippedOrder | null => {
  const orders = app.afterRelease?.shipping?.orders ?? {};
  return Object.hasOwn(orders, transactionId) ? (orders[transactionId] ?? null) : null;
};

/** The shipment's record, made on first use. */
export function shippedOf(app: App, transactionId: string): ShippedOrder {
  const { orders } = shippingOf(app);
  return (orders[transactionId] ??= {
    transactionId,
    logisticsType: null,
    deliveryMode: null,
    parcels: [],
    isFinished: false,
    finishCount: 0,
    uploadTime: null,
    shippedAt: null,
    confirmedAt: null,
    confirmMethod: null,
    settledAt: null,
    remindedAt: null,
    hasComplaint: false,
    special: null,
    hasSentReminder: false,
  });
}

/** 1 to ship, 2 shipped, 3 confirmed, 4 done, 5 refunded, 6 confirmed but the settlement is held back by a complaint. */
export function orderState(world: World, order: PayOrder, shipped: ShippedOrder | null): 1 | 2 | 3 | 4 | 5 | 6 {
  if (isRefunded(world, order)) return 5;
  if (shipped?.settledAt) return 4;
  if (shipped?.confirmedAt) return shipped.hasComplaint ? 6 : 3;
  return shipped?.isFinished ? 2 : 1;
}

/** `order` of get_order; login-and-user.md §9. */
export function orderView(world: World, app: App, order: PayOrder): object {
  const shipped = findShipped(app, order.transactionId ?? '');
  return {
    transaction_id: order.transactionId,
    merchant_id: order.mchid,
    sub_merchant_id: order.subMchid ?? '',
    merchant_trade_no: order.outTradeNo,
    description: order.description,
    paid_amount: order.totalFen,
    openid: payerOpenid(app, order),
    trade_create_time: seconds(order.createdAt),
    pay_time: seconds(order.paidAt ?? 0),
    order_state: orderState(world, order, shipped),
    in_complaint: shipped?.hasComplaint ?? false,
    shipping: {
      ...(shipped?.deliveryMode && { delivery_mode: shipped.deliveryMode, logistics_type: shipped.logisticsType }),
      finish_shipping: shipped?.isFinished ?? false,
      goods_desc: shipped?.parcels.map(({ itemDesc }) => itemDesc).join(';') ?? '',
      finish_shipping_count: shipped?.finishCount ?? 0,
      shipping_list: (shipped?.parcels ?? []).map((parcel) => ({
        tracking_no: parcel.trackingNo,
        express_company: parcel.expressCompany,
        goods_desc: parcel.itemDesc,
        upload_time: seconds(parcel.uploadedAt),
        contact: parcel.contact ?? {},
      })),
    },
  };
}

/** How events name a payment. */
export const eventOrder = (order: PayOrder) => ({
  transaction_id: order.transactionId ?? '',
  merchant_id: order.mchid,
  sub_merchant_id: order.subMchid ?? '',
  merchant_trade_no: order.outTradeNo,
  pay_time: seconds(order.paidAt ?? 0),
});

export const seconds = (instant: number): number => Math.floor(instant / 1000);
