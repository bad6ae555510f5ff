import { Type } from 'typebox';
import { AppIdSchema, Fen, Id, nullable, pageOf, route, strict, Timestamp } from '#kernel/http/contract.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;
const orderParams = strict({ appId: AppIdSchema, orderId: Id });
const OrderState = Type.Enum(['pending', 'paid', 'closed', 'refunded']);
const RefundState = Type.Enum(['requested', 'approved', 'processing', 'succeeded', 'declined', 'failed']);
const Fulfilment = Type.Enum(['unfulfilled', 'partly', 'shipped', 'received']);
const Delivery = Type.Enum(['express', 'pickup']);
const addressFields = {
  name: Type.String({ minLength: 1, maxLength: 50 }),
  phone: Type.String({ pattern: '^[0-9+ -]{5,20}$' }),
  region: Type.String({ minLength: 1, maxLength: 100 }),
  detail: Type.String({ minLength: 1, maxLength: 200 }),
};

const WantedLines = Type.Array(strict({ skuId: Id, quantity: Type.Integer({ minimum: 1, maximum: 999 }) }), {
  minItems: 1,
  maxItems: 50,
});

const lineFields = {
  skuId: Id,
  productId: Id,
  title: Type.String(),
  optionValues: Type.Array(Type.String()),
  imageUrl: nullable(ImageUrl),
  priceFen: Fen,
  quantity: Type.Integer(),
  totalFen: Fen,
};

const Order = Type.Object({
  id: Id,
  number: Type.String(),
  state: OrderState,
  totalFen: Fen,
  subtotalFen: Fen,
  shippingFen: Fen,
  refundedFen: Fen,
  delivery: Delivery,
  address: nullable(Type.Object(addressFields)),
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
});

const OrderSummary = Type.Object({
  id: Id,
  number: Type.String(),
  state: OrderState,
  fulfilment: Fulfilment,
  totalFen: Fen,
  refundedFen: Fen,
  itemCount: Type.Integer(),
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
  body: strict({ lines: WantedLines, delivery: Delivery }),
  response: {
    200: Type.Object({ lines: Type.Array(Type.Object(lineFields)), subtotalFen: Fen, shippingFen: Fen, totalFen: Fen }),
  },
});

export const placeOrder = route({
  id: 'orders.place',
  method: 'POST',
  path: '/a/:appId/orders',
  summary: { zh: '下单', en: 'Place an order; repeating it with the same key answers the same order' },
  access,
  params: shopParams,
  headers: Type.Object({
    'idempotency-key': Type.String({ minLength: 8, maxLength: 64, pattern: '^[\\x21-\\x7e]+$' }),
  }),
  body: strict({
    lines: WantedLines,
    delivery: Delivery,
    address: Type.Optional(strict(addressFields)),
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
    cursor: Type.Optional(Type.String({ maxLength: 200, description: 'nextCursor of the page before' })),
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
