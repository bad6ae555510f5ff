import { Readable } from 'node:stream';
import { Controller, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InvoiceAdmin } from '#commerce/invoices/invoice-admin.js';
import { MAX_INVOICE_BYTES } from '#commerce/invoices/invoice-files.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  attachInvoice,
  declineInvoice,
  getInvoiceFile,
  issueInvoice,
  listInvoices,
  takeBackInvoice,
} from './invoices.contract.js';

@Controller()
export class InvoicesController {
  constructor(private readonly invoices: InvoiceAdmin) {}

  @Endpoint(listInvoices)
  async list(@Input() { params, query }: In<typeof listInvoices>): Promise<Out<typeof listInvoices>> {
    const { cursor, limit, state = null, redDue } = query;
    const wanted = { after: idCursor(cursor), limit, state, redDue };
    return pageById(await this.invoices.list(asId<TenantId>(params.merchantId), wanted), limit, toWire);
  }

  @Endpoint(issueInvoice)
  async issue(
    @Input() { params, body }: In<typeof issueInvoice>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof issueInvoice>> {
    const { merchantId, invoiceId } = params;
    return toWire(await this.invoices.issue(asId<TenantId>(merchantId), invoiceId, body, { actor, requestId }));
  }

  @Endpoint(declineInvoice)
  async decline(
    @Input() { params, body }: In<typeof declineInvoice>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof declineInvoice>> {
    const { merchantId, invoiceId } = params;
    const reason = body.reason.trim();
    return toWire(await this.invoices.decline(asId<TenantId>(merchantId), invoiceId, reason, { actor, requestId }));
  }

  @Endpoint(takeBackInvoice)
  async takeBack(
    @Input() { params, body }: In<typeof takeBackInvoice>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof takeBackInvoice>> {
    const { merchantId, invoiceId } = params;
    const by = { actor, requestId };
    return toWire(await this.invoices.takeBack(asId<TenantId>(merchantId), invoiceId, body.number, by));
  }

  @Endpoint(attachInvoice)
  async attach(
    @Input() { params, body }: In<typeof attachInvoice>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof attachInvoice>> {
    if (!(body instanceof Readable)) throw new Problem('request.unsupported_media_type');
    const bytes = await readWhole(body);
    const { merchantId, invoiceId } = params;
    return toWire(await this.invoices.attach(asId<TenantId>(merchantId), invoiceId, bytes, { actor, requestId }));
  }

  @Endpoint(getInvoiceFile)
  async file(
    @Input() { params }: In<typeof getInvoiceFile>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof getInvoiceFile>> {
    const { body, sizeBytes } = await this.invoices.openFile(asId<TenantId>(params.merchantId), params.invoiceId);
    void reply.headers({
      'content-type': 'application/pdf',
      'content-length': sizeBytes,
      'content-disposition': 'attachment; filename="invoice.pdf"',
    });
    return new StreamableFile(body) as never;
  }
}

/** @throws Problem invoice.file_invalid for more than fits */
async function readWhole(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > MAX_INVOICE_BYTES) throw new Problem('invoice.file_invalid');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
