import { findUserByOpenid, visit } from '../login/users.js';
import type { ShippedOrder } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { PayOrder } from '../state/pay.model.js';
import type { World } from '../world.js';
import { findPaidOrder, isRefunded, payerOpenid } from './payment-order.js';
import { COURIER } from './shipment.js';
import { eventOrder, findShipped, isTradeManaged, seconds, shippedOf } from './shipping-state.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SHIP_WITHIN_MS = 48 * HOUR_MS;
const COURIER_CONFIRM_MS = 10 * DAY_MS;
const OTHER_CONFIRM_MS = 2 * DAY_MS;
const MANUAL = 1;
const AUTOMATIC = 2;

/** What happens to a paid order by itself: the reminder to ship, the confirmation by time, the settlement. */
export function listenForTrades(world: World): void {
  world.scheduler.on('trade-remind', (ref) =>
    withOrder(world, ref, (app, order) => {
      const shipped = findShipped(app, order.transactionId ?? '');
      if (shipped?.isFinished !== true && !isRefunded(world, order)) remindToShip(world, app, order);
    }),
  );
  world.scheduler.on('trade-confirm', (ref) =>
    withOrder(world, ref, (app, order, shipped) => {
      if (shipped && shipped.confirmedAt === null && !isRefunded(world, order))
        confirmReceipt(world, app, order, shipped, AUTOMATIC);
    }),
  );
  world.scheduler.on('trade-settle', (ref) =>
    withOrder(world, ref, (app, order, shipped) => {
      if (shipped?.confirmedAt && shipped.settledAt === null && !shipped.hasComplaint && !isRefunded(world, order))
        settle(world, app, order, shipped);
    }),
  );
}

/** To be called when a shopper has paid: the person was here, and 48 hours to ship begin. */
export function paymentMade(world: World, order: PayOrder): void {
  for (const appid of new Set([order.subAppid ?? order.appid, order.appid])) {
    const app = world.findApp(appid);
    const openid = app && payerOpenid(app, order);
    if (!app || !openid) continue;
    if (findUserByOpenid(app, openid) !== null) visit(app, openid);
    if (isTradeManaged(app)) world.scheduler.plan('trade-remind', refOf(app, order), SHIP_WITHIN_MS);
  }
}

export function remindToShip(world: World, app: App, order: PayOrder): void {
  shippedOf(app, order.transactionId ?? '').remindedAt = Date.now();
  world.pusher.pushMessageEvent('trade_manage_remind_shipping', app, {
    ...eventOrder(order),
    msg: '您有一笔订单支付已超过48小时，请及时发货并录入发货信息',
  });
}

/** Tells the account when the money will come, and plans the confirmation by time. */
export function shipmentFinished(world: World, app: App, order: PayOrder, shipped: ShippedOrder): void {
  const waitMs = shipped.logisticsType === COURIER ? COURIER_CONFIRM_MS : OTHER_CONFIRM_MS;
  world.scheduler.cancel('trade-confirm', refOf(app, order));
  world.scheduler.plan('trade-confirm', refOf(app, order), waitMs);
  world.pusher.pushMessageEvent('trade_manage_order_settlement', app, {
    ...eventOrder(order),
    shipped_time: seconds(shipped.shippedAt ?? Date.now()),
    estimated_settlement_time: seconds((shipped.shippedAt ?? Date.now()) + waitMs),
  });
}

export function confirmReceipt(
  world: World,
  app: App,
  order: PayOrder,
  shipped: ShippedOrder,
  method: 1 | 2 = MANUAL,
): void {
  shipped.confirmedAt = Date.now();
  shipped.confirmMethod = method;
  world.scheduler.cancel('trade-confirm', refOf(app, order));
  planSettlement(world, app, order);
}

export const planSettlement = (world: World, app: App, order: PayOrder): void =>
  world.scheduler.plan('trade-settle', refOf(app, order), world.knobs.tradeSettleMs);

function settle(world: World, app: App, order: PayOrder, shipped: ShippedOrder): void {
  shipped.settledAt = Date.now();
  world.pusher.pushMessageEvent('trade_manage_order_settlement', app, {
    ...eventOrder(order),
    confirm_receive_method: shipped.confirmMethod ?? AUTOMATIC,
    confirm_receive_time: seconds(shipped.confirmedAt ?? 0),
    settlement_time: seconds(shipped.settledAt),
  });
}

const refOf = (app: App, order: PayOrder): string => `${app.appid} ${order.transactionId ?? ''}`;

function withOrder(
  world: World,
  ref: string,
  work: (app: App, order: PayOrder, shipped: ShippedOrder | null) => void,
): void {
  const [appid = '', transactionId = ''] = ref.split(' ');
  const app = world.findApp(appid);
  const order = app && findPaidOrder(world, app, { transactionId });
  if (app && order) work(app, order, findShipped(app, transactionId));
}
