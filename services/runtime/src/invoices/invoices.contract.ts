import { Type } from 'typebox';
import { invoiceMachine } from '#commerce/invoices/invoice-machine.js';
import { AppIdSchema, Fen, Id, Nothing, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';

const access = { kind: 'shopper' } as const;
const params = strict({ appId: AppIdSchema, orderId: Id });
const path = '/a/:appId/orders/:orderId/invoice';

const Invoice = Type.Object({
  id: Id,
  state: Type.Enum([...invoiceMachine.states]),
  buyer: Type.Enum(['personal', 'company']),
  title: Type.String(),
  taxNumber: nullable(Type.String()),
  email: nullable(Type.String()),
  amountFen: { ...Fen, description: 'fen; what it was issued for, or would be now' },
  number: nullable(Type.String()),
  link: nullable(Type.String()),
  hasFile: Type.Boolean({ description: 'whether there is a PDF to load' }),
  declinedReason: nullable(Type.String()),
  redDueFen: { ...Fen, description: 'fen; money that went back after it was issued' },
  redDoneFen: { ...Fen, description: 'fen; so much of it a red-letter invoice has taken back' },
  createdAt: Timestamp,
  decidedAt: nullable(Timestamp),
});

/** One line of text without control characters that is not blank. */
const Line = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]+$' });

export const getInvoice = route({
  id: 'invoices.get',
  method: 'GET',
  path,
  summary: { zh: '订单的发票', en: 'The invoice of an order, and for how much one could be asked' },
  access,
  params,
  response: {
    200: Type.Object({
      invoice: nullable(Invoice),
      invoiceableFen: { ...Fen, description: 'fen; 0 when there is nothing to invoice' },
    }),
  },
});

export const askInvoice = route({
  id: 'invoices.ask',
  method: 'POST',
  path,
  summary: { zh: '申请发票', en: 'Ask for an invoice; the same again answers the one that is asked for' },
  access,
  params,
  body: strict({
    buyer: Type.Enum(['personal', 'company']),
    title: Line(100),
    taxNumber: Type.Optional(
      Type.String({ minLength: 1, maxLength: 30, description: 'of a company: its unified social credit identifier' }),
    ),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 200 })),
  }),
  response: { 200: Invoice },
});

export const withdrawInvoice = route({
  id: 'invoices.withdraw',
  method: 'DELETE',
  path,
  summary: { zh: '撤回发票申请', en: 'Take back what nobody has answered yet' },
  access,
  params,
  response: { 204: Nothing },
});

export const getInvoiceFile = route({
  id: 'invoices.file',
  method: 'GET',
  path: `${path}/file`,
  summary: { zh: '下载电子发票 PDF', en: 'The PDF of an invoice' },
  access,
  params,
  response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) },
});
