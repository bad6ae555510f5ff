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
import { adjustmentKinds } from '#commerce/pricing/adjustment.js';
import { groupMachine } from '#commerce/group-buys/group-machine.js';
import { kitchenStates } from '#commerce/dining/kitchen-machine.js';
import { ImageUrl, shopParams } from '../shop-window/shop-window.contract.js';

const access = { kind: 'shopper' } as const;
const orderParams = strict({ appId: AppIdSchema, orderId: Id });
const OrderState = Type.Enum(['pending', 'paid', 'closed', 'refunded']);
const RefundState = Type.Enum(['requested', 'approved', 'processing', 'succeeded', 'declined', 'failed']);
const Fulfilment = Type.Enum(['unfulfilled', 'partly', 'shipped', 'received']);
const Delivery = Type.Enum(['express', 'pickup', 'dineIn', 'takeaway', 'local', 'booking', 'virtual']);
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

const RefundedLines = Type.Array(
  strict({
    line: Type.Integer({ minimum: 0, maximum: 999, description: 'position in the lines of the order' }),
    quantity: Type.Integer({ minimum: 1, maximum: 999 }),
  }),
  { minItems: 1, maxItems: 50, description: 'some of the goods; missing: everything that is left' },
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

const Adjustments = Type.Array(
  Type.Object({
    kind: Type.Enum([...adjustmentKinds]),
    title: Type.String({ description: 'the merchant’s own name of it; empty for points and shipping' }),
    amountFen: Type.Integer({ description: 'fen; negative = cheaper' }),
    referenceId: nullable(Id),
  }),
  { description: 'why it costs other than its list price' },
);

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
  listPriceFen: { ...Fen, description: 'fen; what one usually costs' },
  flashSaleId: nullable(Id),
  adjustments: Adjustments,
  netFen: { ...Fen, description: 'fen; what the whole line costs after all adjustments' },
};

/** The sum of a quote or order. */
export const amountFields = {
  subtotalFen: { ...Fen, description: 'fen; the goods at their prices, before coupons and points' },
  packingFen: Fen,
  shippingFen: Fen,
  discountFen: { ...Fen, description: 'fen; what coupons and points take off' },
  totalFen: Fen,
  listTotalFen: { ...Fen, description: 'fen; what it would cost without the adjustments' },
  adjustments: Adjustments,
  pointsSpent: Type.Integer({ minimum: 0 }),
  pointsFen: { ...Fen, description: 'fen; the part of discountFen that is for points' },
  balanceFen: { ...Fen, description: 'fen; paid by the balance' },
  bonusFen: { ...Fen, description: 'fen; paid by the bonus' },
  payableFen: { ...Fen, description: 'fen; what WeChat Pay is asked for' },
};

const tenderWishFields = {
  coupons: Type.Optional(
    Type.Union([Type.Enum(['best', 'none']), Type.Array(Id, { maxItems: 5, uniqueItems: true })], {
      description: 'best (when missing), none, or the ids of coupons in the wallet',
    }),
  ),
  usePoints: Type.Optional(Type.Boolean({ description: 'no when missing' })),
  useBalance: Type.Optional(Type.Boolean({ description: 'no when missing' })),
};
export const RegionParts = Type.Array(Type.String({ maxLength: 50 }), {
  minItems: 3,
  maxItems: 3,
  description: 'province, city, district: as wx.chooseAddress names them',
});

const UsedCoupons = Type.Array(Type.Object({ claimId: Id, couponId: Id, title: Type.String(), discountFen: Fen }));
const CouponOffer = Type.Object({
  claimId: Id,
  couponId: Id,
  title: Type.String(),
  kind: Type.Enum(['amount', 'percent', 'voucher']),
  amountFen: Fen,
  percentOff: Type.Integer(),
  maxOffFen: nullable(Fen),
  thresholdFen: Fen,
  stackable: Type.Boolean({ description: 'goes together with other stackable ones' }),
  endsAt: Timestamp,
  discountFen: { ...Fen, description: 'fen; 0 when it cannot be used on these goods' },
  missingFen: { ...Fen, description: 'fen; what is missing to the threshold' },
});
const Missed = Type.Object(
  {
    kind: Type.Enum(['coupon', 'claim', 'shipping']),
    title: Type.String(),
    missingFen: { ...Fen, description: 'fen; goods for so much more' },
    savesFen: { ...Fen, description: 'fen; 0 when that depends on the goods to come' },
    referenceId: nullable({ ...Id, description: 'coupon: the claim; claim: the coupon to collect' }),
  },
  { description: 'what would make it cheaper' },
);
const AccountOffer = nullable(
  Type.Object(
    {
      balanceFen: Fen,
      bonusFen: Fen,
      points: Type.Integer(),
      pointsUsable: Type.Integer({ description: 'how many of them this order would take' }),
      pointsUsableFen: Fen,
    },
    { description: 'what the shopper has with the shop' },
  ),
);
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
  ...amountFields,
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
      lines: nullable(
        Type.Array(Type.Object({ line: Type.Integer(), quantity: Type.Integer() }), {
          description: 'goods it is for; null when it is for money alone, or for everything',
        }),
      ),
      createdAt: Timestamp,
      settledAt: nullable(Timestamp),
    }),
  ),
  dining: nullable(Type.Object({ ...diningFields, ticket: Ticket })),
  coupons: UsedCoupons,
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
    ...tenderWishFields,
    region: Type.Optional(RegionParts),
    destination: Type.Optional(
      strict({ latitude: Latitude, longitude: Longitude }, { description: 'local: the point chosen on the map' }),
    ),
  }),
  response: {
    200: Type.Object({
      lines: Type.Array(Type.Object(lineFields)),
      ...amountFields,
      dining: nullable(Type.Object(diningFields)),
      coupons: UsedCoupons,
      couponOffers: Type.Array(CouponOffer),
      missed: Type.Array(Missed),
      account: AccountOffer,
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
    ...tenderWishFields,
    guests: Type.Optional(Type.Integer({ minimum: 1, maximum: 99 })),
    note: Type.Optional(Type.String({ maxLength: 200 })),
    expectedTotalFen: Type.Integer({ minimum: 0, description: 'The total of the quote that the shopper has seen' }),
    expectedPayableFen: Type.Optional(Type.Integer({ minimum: 0, description: 'The payableFen of that quote' })),
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
  body: strict({ reason: Type.String({ minLength: 1, maxLength: 80 }), lines: Type.Optional(RefundedLines) }),
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
