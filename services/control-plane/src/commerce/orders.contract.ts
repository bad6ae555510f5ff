import { Type } from 'typebox';
import { adjustmentKinds } from '#commerce/pricing/adjustment.js';
import { groupMachine } from '#commerce/group-buys/group-machine.js';
import { kitchenStates } from '#commerce/dining/kitchen-machine.js';
import { Fen, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const orderParams = strict({ merchantId: Id, orderId: Id });
export const fulfilmentState = Type.Enum(['unfulfilled', 'partly', 'shipped', 'received']);
const refundParams = strict({ merchantId: Id, refundId: Id });
const OrderState = Type.Enum(['pending', 'paid', 'closed', 'refunded']);
const RefundState = Type.Enum(['requested', 'approved', 'processing', 'succeeded', 'declined', 'failed']);
/** Why something does not go on, as it was written to the row: zh. */
export const StoredProblem = Type.Object({ code: Type.String(), title: Type.String(), detail: Type.String() });
const Delivery = Type.Enum(['express', 'pickup', 'dineIn', 'takeaway', 'local', 'booking', 'virtual']);

const summaryFields = {
  id: Id,
  number: Type.String(),
  appId: Type.String(),
  state: OrderState,
  totalFen: Fen,
  refundedFen: Fen,
  delivery: Delivery,
  createdAt: Timestamp,
  paidAt: nullable(Timestamp),
  fulfilment: fulfilmentState,
};

const Adjustments = Type.Array(
  Type.Object({
    kind: Type.Enum([...adjustmentKinds]),
    title: Type.String(),
    amountFen: Type.Integer({ description: 'fen; negative = cheaper' }),
    referenceId: nullable(Id),
  }),
);

export const Order = Type.Object({
  ...summaryFields,
  shopperId: Id,
  subtotalFen: Fen,
  packingFen: Fen,
  shippingFen: Fen,
  discountFen: Fen,
  listTotalFen: { ...Fen, description: 'fen; what it would have cost without the adjustments' },
  adjustments: Adjustments,
  pointsSpent: Type.Integer(),
  pointsFen: Fen,
  balanceFen: Fen,
  bonusFen: Fen,
  payableFen: { ...Fen, description: 'fen; what WeChat Pay is asked for' },
  coupons: Type.Array(Type.Object({ claimId: Id, couponId: Id, title: Type.String(), discountFen: Fen })),
  groupBuy: nullable(
    Type.Object(
      {
        groupBuyId: Id,
        groupId: Id,
        state: Type.Enum([...groupMachine.states]),
        size: Type.Integer(),
        joined: Type.Integer(),
        endsAt: Timestamp,
      },
      { description: 'the group it was placed in; goods can be sent when that is complete' },
    ),
  ),
  address: nullable(
    Type.Object({
      name: Type.String(),
      phone: Type.String(),
      region: Type.String(),
      detail: Type.String(),
      latitude: Type.Optional(Type.Number()),
      longitude: Type.Optional(Type.Number()),
    }),
  ),
  note: nullable(Type.String()),
  lines: Type.Array(
    Type.Object({
      skuId: Id,
      productId: Id,
      title: Type.String(),
      optionValues: Type.Array(Type.String()),
      imageUrl: nullable(Type.String()),
      priceFen: Fen,
      quantity: Type.Integer(),
      totalFen: Fen,
      modifiers: Type.Array(Type.Object({ id: Id, group: Type.String(), name: Type.String(), priceFen: Fen })),
      listPriceFen: { ...Fen, description: 'fen; what one usually costs, more than priceFen in a flash sale' },
      flashSaleId: nullable(Id),
      adjustments: Adjustments,
      netFen: { ...Fen, description: 'fen; what the whole line costs after all adjustments' },
    }),
  ),
  expiresAt: Timestamp,
  closedAt: nullable(Timestamp),
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
  shipping: Type.Object({
    shipBy: nullable(Timestamp),
    remindedAt: nullable(Timestamp),
    upload: nullable(
      Type.Object({
        state: Type.Enum(['due', 'uploaded', 'refused', 'unneeded']),
        problem: nullable(StoredProblem),
        uploadedAt: nullable(Type.String()),
      }),
    ),
    receivedBy: nullable(Type.Enum(['shopper', 'time'])),
    settledAt: nullable(Timestamp),
  }),
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
  dining: nullable(
    Type.Object({
      table: nullable(Type.Object({ id: Id, area: Type.String(), name: Type.String() })),
      pickupAt: nullable(Timestamp),
      guests: nullable(Type.Integer()),
      distanceMeters: nullable(Type.Integer()),
      ticket: nullable(
        Type.Object({
          pickupNumber: Type.String(),
          state: Type.Enum([...kitchenStates]),
          readyAt: nullable(Timestamp),
        }),
      ),
    }),
  ),
  payment: nullable(
    Type.Object({
      state: Type.String(),
      mchId: Type.String(),
      outTradeNo: Type.String(),
      transactionId: nullable(Type.String()),
    }),
  ),
});

export const listOrders = route({
  id: 'orders.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/orders',
  summary: { zh: '订单列表', en: 'Orders, newest first' },
  access: read,
  params: merchantParams,
  query: strict({
    ...pageQuery,
    state: Type.Optional(OrderState),
    attention: Type.Optional(Type.Literal('shipping')),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 20, description: 'only orders with this tag' })),
  }),
  response: {
    200: pageOf(
      Type.Object({
        ...summaryFields,
        shipBy: nullable(Timestamp),
        itemCount: Type.Integer(),
        refundsRequested: Type.Integer(),
      }),
    ),
  },
});

export const getOrder = route({
  id: 'orders.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/orders/:orderId',
  summary: { zh: '订单详情', en: 'One order' },
  access: read,
  params: orderParams,
  response: { 200: Order },
});

export const createRefund = route({
  id: 'refunds.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/orders/:orderId/refunds',
  summary: {
    zh: '退款（可按商品退；都不填为全额）',
    en: 'Give money back: an amount, what some goods cost, or all that is left',
  },
  access: write,
  params: orderParams,
  body: strict({
    amountFen: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000 })),
    lines: Type.Optional(
      Type.Array(
        strict({
          line: Type.Integer({ minimum: 0, maximum: 999, description: 'position in the lines of the order' }),
          quantity: Type.Integer({ minimum: 1, maximum: 999 }),
        }),
        { minItems: 1, maxItems: 50, description: 'the goods it is for' },
      ),
    ),
    restock: Type.Optional(
      Type.Boolean({ description: 'whether the goods come back to stock, which they do unless this is false' }),
    ),
    reason: Type.String({ minLength: 1, maxLength: 80 }),
  }),
  response: { 200: Order },
});

export const approveRefund = route({
  id: 'refunds.approve',
  method: 'POST',
  path: '/api/merchants/:merchantId/refunds/:refundId/approve',
  summary: { zh: '同意退款', en: 'Approve a refund, or try a failed one again' },
  access: write,
  params: refundParams,
  response: { 200: Order },
});

export const declineRefund = route({
  id: 'refunds.decline',
  method: 'POST',
  path: '/api/merchants/:merchantId/refunds/:refundId/decline',
  summary: { zh: '拒绝退款', en: 'Decline a refund' },
  access: write,
  params: refundParams,
  response: { 200: Order },
});
