import { Type } from 'typebox';
import {
  AppIdSchema,
  cursorQuery,
  Fen,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { groupMachine } from '#commerce/group-buys/group-machine.js';
import { kitchenStates } from '#commerce/dining/kitchen-machine.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;
const orderParams = strict({ appId: AppIdSchema, orderId: Id });
const OrderState = Type.Enum(['pending', 'paid', 'closed', 'refunded']);
const RefundState = Type.Enum(['requested', 'approved', 'processing', 'succeeded', 'declined', 'failed']);
const Fulfilment = Type.Enum(['unfulfilled', 'partly', 'shipped', 'received']);
const Delivery = Type.Enum(['express', 'pickup', 'dineIn', 'takeaway', 'local', 'booking']);
export const addressFields = {
  name: Type.String({ minLength: 1, maxLength: 50 }),
  phone: Type.String({ pattern: '^[0-9+ -]{5,20}$' }),
  region: Type.String({ minLength: 1, maxLength: 100 }),
  detail: Type.String({ minLength: 1, maxLength: 200 }),
};

const Latitude = Type.Number({ minimum: -90, maximum: 90, description: 'degrees, GCJ-02' });
const Longitude = Type.Number({ minimum: -180, maximum: 180, description: 'degrees, GCJ-02' });
const placedAddressFields = {
  ...addressFields,
  latitude: Type.Optional(Latitude),
  longitude: Type.Optional(Longitude),
};

export const ModifierIds = Type.Array(Id, {
  maxItems: 30,
  uniqueItems: true,
  description: 'options and extras of a dish',
});

const WantedLines = Type.Array(
  strict({
    skuId: Id,
    quantity: Type.Integer({ minimum: 1, maximum: 999 }),
    modifierIds: Type.Optional(ModifierIds),
  }),
  { minItems: 1, maxItems: 50 },
);

const diningWishFields = {
  tableId: Type.Optional({ ...Id, description: 'dineIn: the table whose code was scanned' }),
  pickupAt: Type.Optional({
    ...Timestamp,
    description: 'takeaway, local: when it should be ready; missing means soon',
  }),
};

export const ChosenModifiers = Type.Array(
  Type.Object({ id: Id, group: Type.String(), name: Type.String(), priceFen: Fen }),
);
const Ticket = nullable(
  Type.Object({
    pickupNumber: Type.String({ description: 'what is called out, e.g. A012' }),
    state: Type.Enum([...kitchenStates]),
    readyAt: nullable(Timestamp),
  }),
);
const diningFields = {
  table: nullable(Type.Object({ id: Id, area: Type.String(), name: Type.String() })),
  pickupAt: nullable(Timestamp),
  guests: nullable(Type.Integer()),
  distanceMeters: nullable(Type.Integer()),
};

export const lineFields = {
  skuId: Id,
  productId: Id,
  title: Type.String(),
  optionValues: Type.Array(Type.String()),
  imageUrl: nullable(ImageUrl),
  priceFen: Fen,
  quantity: Type.Integer(),
  totalFen: Fen,
  modifiers: ChosenModifiers,
  listPriceFen: { ...Fen, description: 'fen; what one usually costs, more than priceFen in a flash sale' },
  flashSaleId: nullable(Id),
};

const CouponWish = Type.String({
  pattern: '^(best|none|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$',
  description: 'best (when missing), none, or the id of a coupon in the wallet',
});
const UsedCoupon = nullable(
  Type.Object(
    { claimId: Id, couponId: Id, title: Type.String(), discountFen: Fen },
    { description: 'what discountFen is for' },
  ),
);
const CouponOffer = Type.Object({
  claimId: Id,
  couponId: Id,
  title: Type.String(),
  kind: Type.Enum(['amount', 'percent']),
  amountFen: Fen,
  percentOff: Type.Integer(),
  maxOffFen: nullable(Fen),
  thresholdFen: Fen,
  endsAt: Timestamp,
  discountFen: { ...Fen, description: 'fen; 0 when it cannot be used on these goods' },
  missingFen: { ...Fen, description: 'fen; what is missing to the threshold' },
});
const PriceNotice = Type.Object(
  {
    code: Type.Enum(['flash_sale.sold_out', 'flash_sale.limit']),
    skuId: Id,
    title: Type.String(),
    perShopper: nullable(Type.Integer()),
    left: Type.Integer({ description: 'how many this shopper could have at the sale’s price' }),
  },
  { description: 'goods in a flash sale that cost the usual price all the same' },
);

const GroupOfOrder = nullable(
  Type.Object(
    {
      groupBuyId: Id,
      groupId: Id,
      state: Type.Enum([...groupMachine.states]),
      size: Type.Integer(),
      joined: Type.Integer({ description: 'who has paid' }),
      endsAt: Timestamp,
    },
    { description: 'the group it was placed in; goods are sent when that is complete' },
  ),
);

export const Order = Type.Object({
  id: Id,
  number: Type.String(),
  state: OrderState,
  totalFen: Fen,
  subtotalFen: Fen,
  packingFen: Fen,
  shippingFen: Fen,
  discountFen: Fen,
  refundedFen: Fen,
  delivery: Delivery,
  address: nullable(Type.Object(placedAddressFields)),
  note: nullable(Type.String()),
  lines: Type.Array(Type.Object(lineFields)),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  paidAt: nullable(Timestamp),
  closedAt: nullable(Timestamp),
  fulfilment: Fulfilment,
  shipments: Type.Array(
    Type.Object({
      id: Id,
      kind: Type.Enum(['express', 'local', 'virtual', 'pickup']),
      companyId: nullable(Type.String()),
      companyName: nullable(Type.String()),
      trackingNo: nullable(Type.String()),
      lines: Type.Array(Type.Object({ skuId: Id, quantity: Type.Integer() })),
      note: nullable(Type.String()),
      shippedAt: Timestamp,
    }),
  ),
  receivedAt: nullable(Timestamp),
  receipt: nullable(
    Type.Object(
      { transactionId: Type.String() },
      { description: 'The extraData of wx.openBusinessView weappOrderConfirm' },
    ),
  ),
  timeline: Type.Array(Type.Object({ state: OrderState, at: Timestamp })),
  refunds: Type.Array(
    Type.Object({
      id: Id,
      state: RefundState,
      amountFen: Fen,
      reason: Type.String(),
      createdAt: Timestamp,
      settledAt: nullable(Timestamp),
    }),
  ),
  dining: nullable(Type.Object({ ...diningFields, ticket: Ticket })),
  coupon: UsedCoupon,
  groupBuy: GroupOfOrder,
});

const OrderSummary = Type.Object({
  id: Id,
  number: Type.String(),
  state: OrderState,
  fulfilment: Fulfilment,
  totalFen: Fen,
  refundedFen: Fen,
  itemCount: Type.Integer(),
  delivery: Delivery,
  ticket: Ticket,
  groupBuy: GroupOfOrder,
  lines: Type.Array(
    Type.Object({
      title: Type.String(),
      optionValues: Type.Array(Type.String()),
      imageUrl: nullable(ImageUrl),
      quantity: Type.Integer(),
      priceFen: Fen,
    }),
  ),
  createdAt: Timestamp,
  expiresAt: Timestamp,
});

export const quoteOrder = route({
  id: 'orders.quote',
  method: 'POST',
  path: '/a/:appId/quote',
  summary: { zh: '结算报价', en: 'What an order would cost' },
  access,
  params: shopParams,
  body: strict({
    lines: WantedLines,
    delivery: Delivery,
    ...diningWishFields,
    coupon: Type.Optional(CouponWish),
    destination: Type.Optional(
      strict({ latitude: Latitude, longitude: Longitude }, { description: 'local: the point chosen on the map' }),
    ),
  }),
  response: {
    200: Type.Object({
      lines: Type.Array(Type.Object(lineFields)),
      subtotalFen: Fen,
      packingFen: Fen,
      shippingFen: Fen,
      discountFen: Fen,
      totalFen: Fen,
      dining: nullable(Type.Object(diningFields)),
      coupon: UsedCoupon,
      coupons: Type.Array(CouponOffer),
      notices: Type.Array(PriceNotice),
    }),
  },
});

export const placeOrder = route({
  id: 'orders.place',
  method: 'POST',
  path: '/a/:appId/orders',
  summary: { zh: '下单', en: 'Place an order; repeating it with the same key answers the same order' },
  access,
  params: shopParams,
  headers: idempotencyHeaders,
  body: strict({
    lines: WantedLines,
    delivery: Delivery,
    address: Type.Optional(strict(placedAddressFields)),
    ...diningWishFields,
    coupon: Type.Optional(CouponWish),
    guests: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
    note: Type.Optional(Type.String({ maxLength: 200 })),
    expectedTotalFen: Type.Integer({ minimum: 0, description: 'The total of the quote that the shopper has seen' }),
  }),
  response: { 201: Order },
});

export const listOrders = route({
  id: 'orders.list',
  method: 'GET',
  path: '/a/:appId/orders',
  summary: { zh: '我的订单', en: 'The shopper’s orders, newest first' },
  access,
  params: shopParams,
  query: strict({
    state: Type.Optional(OrderState),
    ...cursorQuery,
  }),
  response: { 200: pageOf(OrderSummary) },
});

export const getOrder = route({
  id: 'orders.get',
  method: 'GET',
  path: '/a/:appId/orders/:orderId',
  summary: { zh: '订单详情', en: 'One order' },
  access,
  params: orderParams,
  response: { 200: Order },
});

export const payOrder = route({
  id: 'orders.pay',
  method: 'POST',
  path: '/a/:appId/orders/:orderId/payment',
  summary: { zh: '发起支付', en: 'The arguments of wx.requestPayment' },
  access,
  params: orderParams,
  response: {
    200: Type.Object({
      timeStamp: Type.String(),
      nonceStr: Type.String(),
      package: Type.String(),
      signType: Type.Literal('RSA'),
      paySign: Type.String(),
    }),
  },
});

export const syncPayment = route({
  id: 'orders.syncPayment',
  method: 'POST',
  path: '/a/:appId/orders/:orderId/payment/sync',
  summary: { zh: '向微信查询支付结果', en: 'Ask WeChat Pay whether the order is paid' },
  access,
  params: orderParams,
  response: { 200: Order },
});

export const cancelOrder = route({
  id: 'orders.cancel',
  method: 'POST',
  path: '/a/:appId/orders/:orderId/cancel',
  summary: { zh: '取消订单', en: 'Cancel an unpaid order' },
  access,
  params: orderParams,
  response: { 200: Order },
});

export const requestRefund = route({
  id: 'orders.requestRefund',
  method: 'POST',
  path: '/a/:appId/orders/:orderId/refunds',
  summary: { zh: '申请退款', en: 'Ask for the money back' },
  access,
  params: orderParams,
  body: strict({ reason: Type.String({ minLength: 1, maxLength: 80 }) }),
  response: { 200: Order },
});

export const confirmReceipt = route({
  id: 'orders.confirmReceipt',
  method: 'POST',
  path: '/a/:appId/orders/:orderId/confirm-receipt',
  summary: { zh: '确认收货（以微信侧状态为准）', en: 'Look whether the shopper has confirmed the receipt at WeChat' },
  access,
  params: orderParams,
  response: { 200: Order },
});
