import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { invoiceMachine } from '#commerce/invoices/invoice-machine.js';
import { AppIdSchema, Fen, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText, trimmedText } from '../data/text-schema.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const invoiceParams = strict({ merchantId: Id, invoiceId: Id });
const path = '/api/merchants/:merchantId/invoices';
const InvoiceState = Type.Enum([...invoiceMachine.states]);
const InvoiceNumber = trimmedText(40, "the invoice's own");

const Invoice = Type.Object({
  id: Id,
  appId: AppIdSchema,
  orderId: Id,
  orderNumber: Type.String(),
  shopperId: Id,
  state: InvoiceState,
  buyer: Type.Enum(['personal', 'company']),
  title: Type.String(),
  taxNumber: nullable(Type.String()),
  email: nullable(Type.String()),
  amountFen: { ...Fen, description: 'fen; what it was issued for, or is to be issued for now' },
  number: nullable(Type.String()),
  link: nullable(Type.String()),
  hasFile: Type.Boolean(),
  declinedReason: nullable(Type.String()),
  redDueFen: { ...Fen, description: 'fen; went back after it was issued: to be taken back by a red-letter invoice' },
  redDoneFen: { ...Fen, description: 'fen; so much of it a red-letter invoice has taken back' },
  redNumber: nullable(Type.String()),
  createdAt: Timestamp,
  decidedAt: nullable(Timestamp),
});

export const listInvoices = route({
  id: 'invoices.list',
  method: 'GET',
  path,
  summary: { zh: '发票申请', en: 'Invoices that shoppers ask for, newest first' },
  access: read,
  params: strict({ merchantId: Id }),
  query: strict({
    ...pageQuery,
    state: Type.Optional(InvoiceState),
    redDue: Type.Boolean({ default: false, description: 'only those that need a red-letter invoice' }),
  }),
  response: { 200: pageOf(Invoice) },
});

export const issueInvoice = route({
  id: 'invoices.issue',
  method: 'PUT',
  path: `${path}/:invoiceId/issue`,
  summary: { zh: '登记已开具的发票', en: 'Tell that an invoice is made out, or mend its number or link' },
  access: write,
  params: invoiceParams,
  body: strict({
    amountFen: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'fen; as it stands on the invoice' }),
    number: InvoiceNumber,
    link: Type.Optional(Type.String({ maxLength: 1000, pattern: '^https://[^\\s/]+\\S*$' })),
  }),
  response: { 200: Invoice },
});

export const declineInvoice = route({
  id: 'invoices.decline',
  method: 'POST',
  path: `${path}/:invoiceId/decline`,
  summary: { zh: '拒绝开票（须填原因）', en: 'Decline an invoice, with the reason' },
  access: write,
  params: invoiceParams,
  body: strict({ reason: lineOfText(200) }),
  response: { 200: Invoice },
});

export const takeBackInvoice = route({
  id: 'invoices.takeBack',
  method: 'POST',
  path: `${path}/:invoiceId/red-letter`,
  summary: { zh: '登记红字发票', en: 'Tell that the red-letter invoice over what went back is made out' },
  access: write,
  params: invoiceParams,
  body: strict({ number: InvoiceNumber }),
  response: { 200: Invoice },
});

export const attachInvoice = route({
  id: 'invoices.attach',
  method: 'PUT',
  path: `${path}/:invoiceId/file`,
  summary: { zh: '上传电子发票 PDF（最大5MB）', en: 'The PDF of an invoice, at most 5 MB' },
  access: write,
  params: invoiceParams,
  consumes: 'application/pdf',
  body: Type.Unsafe<Readable | Uint8Array<ArrayBuffer>>({ type: 'string' }),
  response: { 200: Invoice },
});

export const getInvoiceFile = route({
  id: 'invoices.file',
  method: 'GET',
  path: `${path}/:invoiceId/file`,
  summary: { zh: '下载电子发票 PDF', en: 'The PDF of an invoice' },
  access: read,
  params: invoiceParams,
  response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
});
