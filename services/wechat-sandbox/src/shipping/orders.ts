import { findOwnToken } from '../platform/access.js';
import { ApiError } from '../protocol/api-error.js';
import { type Call, authorizerEndpoint, type Endpoint, ok } from '../protocol/endpoint.js';
import type { Fields } from '../protocol/fields.js';
import type { App } from '../state/app.model.js';
import { deliveryCompanies } from './delivery-companies.js';
import { readQueryKey, requirePaidOrder } from './order-key.js';
import { payerOpenid } from './payment-order.js';
import { COURIER } from './shipment.js';
import { findShipped, isTradeManaged, orderState, orderView, shippedOf, shippingOf } from './shipping-state.js';

const SHIPPING = { sets: [142] };
const DAY_SECONDS = 86_400;
const PRE_SALE = 1;
const TEST_ORDER = 2;
const MAX_PAGE = 100;

/** Questions and declarations about orders; login-and-user.md §9. */
export const shippingOrderEndpoints: readonly Endpoint[] = [
  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/get_order',
    ({ world, body }, app) => {
      const order = requirePaidOrder(world, app, readQueryKey(body));
      return ok({ order: orderView(world, app, order) });
    },
    SHIPPING,
  ),

  authorizerEndpoint('POST', '/wxa/sec/order/get_order_list', listOrders, SHIPPING),

  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/notify_confirm_receive',
    ({ world, body }, app) => {
      const order = requirePaidOrder(world, app, readQueryKey(body));
      const shipped = findShipped(app, order.transactionId);
      if (shipped?.isFinished !== true || shipped.shippedAt === null) throw new ApiError(10060028);
      if (shipped.logisticsType !== COURIER) throw new ApiError(10060032);
      if (orderState(world, order, shipped) !== 2) throw new ApiError(10060004);
      if (shipped.hasSentReminder) throw new ApiError(10060030);
      const receivedAt = body.integer('received_time', 10060029) * 1000;
      if (receivedAt <= Math.floor(shipped.shippedAt / 1000) * 1000 || receivedAt > Date.now() + 60_000)
        throw new ApiError(10060029);
      shipped.hasSentReminder = true;
      return ok();
    },
    SHIPPING,
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/set_msg_jump_path',
    ({ world, query, body }, app) => {
      requireOwnAccount({ world, query }, app);
      shippingOf(app).jumpPath = body.string('path', 10060014);
      return ok();
    },
    SHIPPING,
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/is_trade_managed',
    ({ body }, app) => {
      requireOwnAppid(body, app);
      return ok({ is_trade_managed: isTradeManaged(app) });
    },
    { sets: [18, 142] },
  ),

  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/is_trade_management_confirmation_completed',
    ({ body }, app) => {
      requireOwnAppid(body, app);
      return ok({ completed: isTradeManaged(app) });
    },
    SHIPPING,
  ),

  authorizerEndpoint('POST', '/wxa/sec/order/opspecialorder', declareSpecial, SHIPPING),

  authorizerEndpoint(
    'POST',
    '/wxa/sec/order/setwxatradetypecgi',
    ({ body }, app) => {
      const type = body.integer('type', 10060014);
      const shipping = shippingOf(app);
      if (shipping.tradeType !== null) throw new ApiError(10060014, 'the trade type can be changed only once');
      shipping.tradeType = type;
      return ok();
    },
    SHIPPING,
  ),

  authorizerEndpoint(
    'POST',
    '/cgi-bin/express/delivery/open_msg/get_delivery_list',
    () =>
      ok({
        delivery_list: deliveryCompanies.map(([id, name]) => ({ delivery_id: id, delivery_name: name })),
        count: deliveryCompanies.length,
      }),
    SHIPPING,
  ),
];

/** The documents close the call to third parties; an account's own token may always (login-and-user.md §9). */
function requireOwnAccount({ world, query }: Pick<Call, 'world' | 'query'>, app: App): void {
  const isOwn = findOwnToken(app, query['access_token'] ?? '') !== null;
  if (!isOwn && !world.knobs.shippingOwnAccountCalls) throw new ApiError(48001);
}

function requireOwnAppid(body: Fields, app: App): void {
  if (body.string('appid', 10060014) !== app.appid) throw new ApiError(40013);
}

/** Newest first; `last_index` is the transaction id of the page before. */
function listOrders({ world, query, body }: Call, app: App): object {
  requireOwnAccount({ world, query }, app);
  const range = body.raw['pay_time_range'] === undefined ? null : body.object('pay_time_range');
  const begin = (range?.optionalInteger('begin_time') ?? 0) * 1000;
  const end = (range?.optionalInteger('end_time') ?? Number.MAX_SAFE_INTEGER / 1000) * 1000;
  const state = body.optionalInteger('order_state');
  const openid = body.optionalString('openid');
  const size = Math.min(body.optionalInteger('page_size') ?? MAX_PAGE, MAX_PAGE);
  if (size < 1) throw new ApiError(10060014);
  const orders = Object.values(world.state.pay.orders)
    .filter((order) => {
      const payer = payerOpenid(app, order);
      if (payer === null || order.paidAt === null || order.transactionId === null) return false;
      if (order.paidAt < begin || order.paidAt > end || (openid !== undefined && openid !== payer)) return false;
      return state === undefined || orderState(world, order, findShipped(app, order.transactionId)) === state;
    })
    .sort((a, b) => (b.paidAt ?? 0) - (a.paidAt ?? 0));
  const last = body.optionalString('last_index') ?? '';
  const from = last === '' ? 0 : orders.findIndex(({ transactionId }) => transactionId === last) + 1;
  if (last !== '' && from === 0) throw new ApiError(10060011);
  const page = orders.slice(from, from + size);
  return ok({
    last_index: page.at(-1)?.transactionId ?? '',
    has_more: from + size < orders.length,
    order_list: page.map((order) => orderView(world, app, order)),
  });
}

/** Pre-sales that ship later than usual, and orders made for a test. */
function declareSpecial({ world, body }: Call, app: App): object {
  const transactionId = body.string('order_id', 268546000);
  const type = body.integer('type', 268546001);
  if (type !== PRE_SALE && type !== TEST_ORDER) throw new ApiError(268546001);
  const order = findOrder(world, app, transactionId);
  const delayTo = type === PRE_SALE ? body.integer('delay_to', 268546002) : null;
  const paidSeconds = Math.floor((order.paidAt ?? 0) / 1000);
  if (delayTo !== null && (delayTo <= paidSeconds + 15 * DAY_SECONDS || delayTo > paidSeconds + 330 * DAY_SECONDS))
    throw new ApiError(268546002);
  const shipped = shippedOf(app, transactionId);
  if (shipped.special !== null || shipped.isFinished) throw new ApiError(268546001);
  shipped.special = { type, delayToAt: delayTo === null ? null : delayTo * 1000 };
  world.scheduler.cancel('trade-remind', `${app.appid} ${transactionId}`);
  return ok();
}

function findOrder(world: Call['world'], app: App, transactionId: string) {
  try {
    return requirePaidOrder(world, app, { transactionId });
  } catch {
    throw new ApiError(268546000);
  }
}
