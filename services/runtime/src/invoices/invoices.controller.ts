import { Controller, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { InvoiceRequests } from '#commerce/invoices/invoice-requests.js';
import type { InvoiceView } from '#commerce/invoices/invoice-view.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { ShopperParam } from '../access/visitor.js';
import { askInvoice, getInvoice, getInvoiceFile, withdrawInvoice } from './invoices.contract.js';

@Controller()
export class InvoicesController {
  constructor(private readonly invoices: InvoiceRequests) {}

  @Endpoint(getInvoice)
  async get(
    @Input() { params }: In<typeof getInvoice>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof getInvoice>> {
    const { invoice, invoiceableFen } = await this.invoices.ofOrder(shopper, params.orderId);
    return { invoice: invoice && answer(invoice), invoiceableFen };
  }

  @Endpoint(askInvoice)
  async ask(
    @Input() { params, body }: In<typeof askInvoice>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof askInvoice>> {
    return answer(await this.invoices.ask(shopper, params.orderId, body));
  }

  @Endpoint(withdrawInvoice)
  async withdraw(
    @Input() { params }: In<typeof withdrawInvoice>,
    @ShopperParam() shopper: Buyer,
  ): Promise<Out<typeof withdrawInvoice>> {
    await this.invoices.withdraw(shopper, params.orderId);
    return null;
  }

  @Endpoint(getInvoiceFile)
  async file(
    @Input() { params }: In<typeof getInvoiceFile>,
    @ShopperParam() shopper: Buyer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof getInvoiceFile>> {
    const { body, sizeBytes } = await this.invoices.openFile(shopper, params.orderId);
    void reply.headers({
      'content-type': 'application/pdf',
      'content-length': sizeBytes,
      'content-disposition': 'attachment; filename="invoice.pdf"',
      'cache-control': 'private, no-store',
    });
    return new StreamableFile(body) as never;
  }
}

function answer({ orderId: _orderId, redNumber: _redNumber, ...invoice }: InvoiceView): Out<typeof askInvoice> {
  return invoice;
}
