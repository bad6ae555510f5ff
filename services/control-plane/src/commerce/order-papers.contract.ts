import { Type } from 'typebox';
import { words } from '#commerce/magazine/article-body.js';
import { exportMachine } from '#commerce/order-papers/export-machine.js';
import { MAX_TAGS } from '#commerce/order-papers/order-notes.js';
import {
  Fen,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  pageQuery,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { trimmedText } from '../data/text-schema.js';
import { fulfilmentState, StoredProblem } from './orders.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const merchantParams = strict({ merchantId: Id });
const orderParams = strict({ merchantId: Id, orderId: Id });
const exportParams = strict({ merchantId: Id, exportId: Id });
const Tag = trimmedText(20, 'what the staff call such orders');

const Remarks = Type.Object({
  notes: Type.Array(
    Type.Object({
      id: Id,
      text: Type.String(),
      by: Type.Record(Type.String(), Type.Unknown(), { description: 'who wrote it' }),
      createdAt: Timestamp,
    }),
  ),
  tags: Type.Array(Type.String()),
});

export const getRemarks = route({
  id: 'orderRemarks.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/orders/:orderId/remarks',
  summary: { zh: '订单备注与标签（买家不可见）', en: 'What the staff say of an order; no shopper sees it' },
  access: read,
  params: orderParams,
  response: { 200: Remarks },
});

export const addNote = route({
  id: 'orderRemarks.addNote',
  method: 'POST',
  path: '/api/merchants/:merchantId/orders/:orderId/notes',
  summary: { zh: '添加订单备注', en: 'Write a note on an order' },
  access: write,
  params: orderParams,
  body: strict({ text: words(1000) }),
  response: { 201: Remarks },
});

export const setTags = route({
  id: 'orderRemarks.setTags',
  method: 'PUT',
  path: '/api/merchants/:merchantId/orders/:orderId/tags',
  summary: { zh: '设置订单标签', en: 'Give an order these tags and no others' },
  access: write,
  params: orderParams,
  body: strict({ tags: Type.Array(Tag, { maxItems: MAX_TAGS, uniqueItems: true }) }),
  response: { 200: Remarks },
});

export const listTags = route({
  id: 'orderRemarks.listTags',
  method: 'GET',
  path: '/api/merchants/:merchantId/order-tags',
  summary: { zh: '订单标签', en: 'Tags in use, the most used first' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Type.Object({ tag: Type.String(), orders: Type.Integer() })) }) },
});

export const getPackingSlip = route({
  id: 'orderPapers.packingSlip',
  method: 'GET',
  path: '/api/merchants/:merchantId/orders/:orderId/receipt',
  summary: { zh: '打印小票／发货单数据', en: 'An order on paper, with the address: what is printed for the parcel' },
  access: read,
  params: orderParams,
  response: {
    200: Type.Object({
      number: Type.String(),
      state: Type.String(),
      delivery: Type.String(),
      createdAt: Timestamp,
      paidAt: nullable(Timestamp),
      lines: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      subtotalFen: Fen,
      packingFen: Fen,
      shippingFen: Fen,
      discountFen: Fen,
      adjustments: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      totalFen: Fen,
      tenders: Type.Array(Type.Record(Type.String(), Type.Unknown())),
      pointsSpent: Type.Integer(),
      refundedFen: Fen,
      address: nullable(Type.Record(Type.String(), Type.Unknown())),
      note: nullable(Type.String()),
    }),
  },
});

const Filter = strict({
  from: Type.Optional({ ...Timestamp, description: 'ordered then or later' }),
  to: Type.Optional({ ...Timestamp, description: 'ordered before' }),
  state: Type.Optional(Type.Enum(['pending', 'paid', 'closed', 'refunded'])),
  fulfilment: Type.Optional(fulfilmentState),
  delivery: Type.Optional(Type.Enum(['express', 'pickup', 'dineIn', 'takeaway', 'local', 'booking', 'virtual'])),
  tag: Type.Optional(Tag),
});

const OrderExport = Type.Object({
  id: Id,
  state: Type.Enum([...exportMachine.states]),
  format: Type.Enum(['csv', 'xlsx']),
  filter: Filter,
  rowsTotal: nullable(Type.Integer()),
  rowsWritten: Type.Integer(),
  sizeBytes: nullable(Type.Integer()),
  problem: nullable(StoredProblem),
  createdAt: Timestamp,
  readyAt: nullable(Timestamp),
  expiresAt: nullable({ ...Timestamp, description: 'until when the file can be loaded' }),
});

export const askExport = route({
  id: 'orderExports.ask',
  method: 'POST',
  path: '/api/merchants/:merchantId/order-exports',
  summary: {
    zh: '导出订单（CSV 或 XLSX，最多100,000行，文件保留7天）',
    en: 'Export orders as CSV or XLSX, at most 100,000 rows; the file is kept for 7 days',
  },
  access: write,
  params: merchantParams,
  headers: idempotencyHeaders,
  body: strict({
    format: Type.Enum(['csv', 'xlsx']),
    language: Type.Enum(['zh', 'en'], { default: 'zh' }),
    filter: Type.Optional(Filter),
  }),
  response: { 202: OrderExport },
});

export const listExports = route({
  id: 'orderExports.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/order-exports',
  summary: { zh: '订单导出记录', en: 'Exports, newest first' },
  access: write,
  params: merchantParams,
  query: strict(pageQuery),
  response: { 200: pageOf(OrderExport) },
});

export const getExport = route({
  id: 'orderExports.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/order-exports/:exportId',
  summary: { zh: '导出进度', en: 'How far an export is' },
  access: write,
  params: exportParams,
  response: { 200: OrderExport },
});

export const getExportFile = route({
  id: 'orderExports.file',
  method: 'GET',
  path: '/api/merchants/:merchantId/order-exports/:exportId/file',
  summary: { zh: '下载导出文件（会留下审计记录）', en: 'The file of an export; who loads it is noted' },
  // It holds names, addresses and telephone numbers: who only reads shops has no business with it.
  access: write,
  params: exportParams,
  response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
});
