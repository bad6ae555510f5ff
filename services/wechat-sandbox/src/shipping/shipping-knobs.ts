import { Type } from 'typebox';
import { type Knob, type KnobUse, requireApp } from '../console/knob.js';
import { KnobError } from '../protocol/knob-error.js';
import type { App } from '../state/app.model.js';
import type { PayOrder } from '../state/pay.model.js';
import { findPaidOrder, payerOpenid } from './payment-order.js';
import { findShipped, isTradeManaged, orderView, shippedOf, shippingOf } from './shipping-state.js';
import { confirmReceipt, planSettlement, remindToShip } from './trade-progress.js';

const orderBody = Type.Object({ transactionId: Type.String({ minLength: 1 }) }, { additionalProperties: false });

export const shippingKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/apps/:appid/shipments',
    summary: 'Lists the paid orders of an account as shipping management sees them',
    answers: 'isTradeManaged, isControlled, and items: the orders as get_order shows them',
    handle: (use) => {
      const app = requireApp(use);
      const orders = Object.values(use.world.state.pay.orders).filter(
        (order) => order.paidAt !== null && payerOpenid(app, order) !== null,
      );
      return {
        isTradeManaged: isTradeManaged(app),
        isControlled: app.afterRelease?.shipping?.isControlled ?? false,
        items: orders.map((order) => orderView(use.world, app, order)).reverse(),
      };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/shipments/confirm',
    summary: 'The shopper confirms receipt; the settlement follows',
    body: orderBody,
    answers: 'the order as get_order shows it',
    handle: (use) => {
      const { app, order } = requireOrder(use);
      const shipped = findShipped(app, order.transactionId ?? '');
      if (shipped?.isFinished !== true) throw new KnobError(409, 'The order has not been shipped.');
      if (shipped.confirmedAt !== null) throw new KnobError(409, 'The receipt is confirmed already.');
      confirmReceipt(use.world, app, order, shipped);
      return orderView(use.world, app, order);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/shipments/remind',
    summary: 'Pushes trade_manage_remind_shipping for an order now',
    body: orderBody,
    answers: 'an empty object',
    handle: (use) => {
      const { app, order } = requireOrder(use);
      remindToShip(use.world, app, order);
      return {};
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/shipments/complaint',
    summary: 'Opens or closes a complaint that holds the settlement back',
    body: Type.Object(
      { transactionId: Type.String({ minLength: 1 }), open: Type.Boolean() },
      { additionalProperties: false },
    ),
    answers: 'the order as get_order shows it',
    handle: (use) => {
      const { app, order } = requireOrder(use);
      const shipped = shippedOf(app, order.transactionId ?? '');
      shipped.hasComplaint = use.body['open'] === true;
      if (!shipped.hasComplaint && shipped.confirmedAt !== null && shipped.settledAt === null)
        planSettlement(use.world, app, order);
      return orderView(use.world, app, order);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/apps/:appid/trade-control',
    summary:
      'Puts an account under shipping management or control; `remindAccess` pushes trade_manage_remind_access_api',
    body: Type.Object(
      {
        managed: Type.Optional(Type.Boolean()),
        controlled: Type.Optional(Type.Boolean()),
        remindAccess: Type.Optional(Type.Boolean()),
        msg: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ isTradeManaged: Type.Boolean(), isControlled: Type.Boolean() }),
    handle: (use) => {
      const app = requireApp(use);
      const { managed, controlled, remindAccess, msg } = use.body as {
        managed?: boolean;
        controlled?: boolean;
        remindAccess?: boolean;
        msg?: string;
      };
      const shipping = shippingOf(app);
      if (managed !== undefined) shipping.isManaged = managed;
      if (controlled !== undefined) shipping.isControlled = controlled;
      if (controlled)
        use.world.pusher.pushMessageEvent('wxa_trade_controlled', app, {
          msg: msg ?? '因多次未及时发货，小程序支付功能已被限制',
        });
      if (remindAccess)
        use.world.pusher.pushMessageEvent('trade_manage_remind_access_api', app, {
          msg: msg ?? '请尽快接入发货信息管理服务',
        });
      return { isTradeManaged: isTradeManaged(app), isControlled: shipping.isControlled };
    },
  },
];

function requireOrder(use: KnobUse): { app: App; order: PayOrder } {
  const app = requireApp(use);
  const transactionId = String(use.body['transactionId']);
  const order = findPaidOrder(use.world, app, { transactionId });
  if (order === null) throw new KnobError(404, `${app.appid} has no paid order ${transactionId}.`);
  return { app, order };
}
