import { Type } from 'typebox';
import { AppIdSchema, Id, idempotencyHeaders, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { Order } from './orders.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const orderParams = strict({ merchantId: Id, orderId: Id });
const CompanyId = Type.String({
  pattern: '^[\\x21-\\x7e]{1,128}$',
  description: 'id of a company of /api/express-companies',
});
const TrackingNo = Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' });

export const createShipment = route({
  id: 'shipments.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/orders/:orderId/shipments',
  summary: {
    zh: '发货（不填商品为全部未发）',
    en: 'Ship goods of an order; all that are left when no lines are named',
  },
  access: write,
  params: orderParams,
  headers: idempotencyHeaders,
  body: strict({
    kind: Type.Enum(['express', 'local', 'virtual', 'pickup']),
    companyId: Type.Optional(CompanyId),
    trackingNo: Type.Optional(TrackingNo),
    lines: Type.Optional(
      Type.Array(strict({ skuId: Id, quantity: Type.Integer({ minimum: 1, maximum: 999 }) }), {
        minItems: 1,
        maxItems: 50,
      }),
    ),
    note: Type.Optional(Type.String({ maxLength: 200 })),
  }),
  response: { 200: Order },
});

export const correctShipment = route({
  id: 'shipments.correct',
  method: 'PUT',
  path: '/api/merchants/:merchantId/orders/:orderId/shipments/:shipmentId',
  summary: {
    zh: '修改快递公司或单号（仅一次）',
    en: 'Correct the courier or number of a parcel; WeChat takes it once',
  },
  access: write,
  params: strict({ merchantId: Id, orderId: Id, shipmentId: Id }),
  body: strict({ companyId: CompanyId, trackingNo: TrackingNo }),
  response: { 200: Order },
});

export const retryShippingUpload = route({
  id: 'shipments.retryUpload',
  method: 'POST',
  path: '/api/merchants/:merchantId/orders/:orderId/shipping-upload/retry',
  summary: { zh: '重新上传发货信息', en: 'Tell WeChat again of a shipping that it refused' },
  access: write,
  params: orderParams,
  response: { 200: Order },
});

export const announcePickup = route({
  id: 'shipments.announcePickup',
  method: 'POST',
  path: '/api/merchants/:merchantId/orders/:orderId/pickup-ready',
  summary: { zh: '备货完成，通知买家自提', en: 'The goods are ready: tell the shopper to pick them up' },
  access: write,
  params: orderParams,
  response: { 200: Order },
});

export const searchExpressCompanies = route({
  id: 'shipments.searchCompanies',
  method: 'GET',
  path: '/api/express-companies',
  summary: { zh: '快递公司列表', en: 'WeChat’s delivery companies, by name or id' },
  access: { kind: 'member', permission: 'any' },
  query: strict({
    q: Type.String({ maxLength: 50, default: '' }),
    limit: Type.Integer({ minimum: 1, maximum: 2000, default: 50 }),
  }),
  response: { 200: Type.Object({ items: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) }) },
});

export const getTradeManagement = route({
  id: 'applets.getTradeManagement',
  method: 'GET',
  path: '/api/merchants/:merchantId/applets/:appId/trade-management',
  summary: { zh: '发货信息管理状态与微信通知', en: 'Whether WeChat manages the trade of an applet, and its warnings' },
  access: read,
  params: strict({ merchantId: Id, appId: AppIdSchema }),
  response: {
    200: Type.Object({
      managed: nullable(Type.Boolean()),
      confirmed: nullable(Type.Boolean({ description: 'the merchant has accepted the agreement' })),
      checkedAt: nullable(Timestamp),
      invitedAt: nullable(Timestamp),
      invitation: nullable(Type.String()),
      controlledAt: nullable(Timestamp),
      control: nullable(Type.String({ description: 'WeChat restricts payments: see the mini-program console' })),
    }),
  },
});
