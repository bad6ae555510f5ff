import { Controller, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { exportContentTypes } from '#commerce/order-papers/export-writers.js';
import { OrderExports } from '#commerce/order-papers/order-exports.js';
import { OrderNotes } from '#commerce/order-papers/order-notes.js';
import { OrderReceipts } from '#commerce/order-papers/order-receipt.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  addNote,
  askExport,
  getExport,
  getExportFile,
  getPackingSlip,
  getRemarks,
  listExports,
  listTags,
  setTags,
} from './order-papers.contract.js';

@Controller()
export class OrderPapersController {
  constructor(
    private readonly remarks: OrderNotes,
    private readonly receipts: OrderReceipts,
    private readonly exports: OrderExports,
  ) {}

  @Endpoint(getRemarks)
  async getRemarks(@Input() { params }: In<typeof getRemarks>): Promise<Out<typeof getRemarks>> {
    return toWire(await this.remarks.read(asId<TenantId>(params.merchantId), params.orderId));
  }

  @Endpoint(addNote)
  async addNote(
    @Input() { params, body }: In<typeof addNote>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof addNote>> {
    const { merchantId, orderId } = params;
    const remarks = await this.remarks.add(asId<TenantId>(merchantId), orderId, body.text, { actor, requestId });
    return toWire(remarks);
  }

  @Endpoint(setTags)
  async setTags(
    @Input() { params, body }: In<typeof setTags>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof setTags>> {
    const { merchantId, orderId } = params;
    const remarks = await this.remarks.tag(asId<TenantId>(merchantId), orderId, body.tags, { actor, requestId });
    return toWire(remarks);
  }

  @Endpoint(listTags)
  async listTags(@Input() { params }: In<typeof listTags>): Promise<Out<typeof listTags>> {
    return { items: await this.remarks.listTags(asId<TenantId>(params.merchantId)) };
  }

  @Endpoint(getPackingSlip)
  async packingSlip(@Input() { params }: In<typeof getPackingSlip>): Promise<Out<typeof getPackingSlip>> {
    const slip = await this.receipts.ofMerchant(asId<TenantId>(params.merchantId), params.orderId);
    return toWire(slip);
  }

  @Endpoint(askExport)
  async ask(
    @Input() { params, headers, body }: In<typeof askExport>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof askExport>> {
    const wish = { format: body.format, language: body.language, filter: body.filter ?? {} };
    const key = headers['idempotency-key'];
    return answer(await this.exports.ask(asId<TenantId>(params.merchantId), key, wish, { actor, requestId }));
  }

  @Endpoint(listExports)
  async list(@Input() { params, query }: In<typeof listExports>): Promise<Out<typeof listExports>> {
    const { cursor, limit } = query;
    return pageById(await this.exports.list(asId<TenantId>(params.merchantId), idCursor(cursor), limit), limit, answer);
  }

  @Endpoint(getExport)
  async get(@Input() { params }: In<typeof getExport>): Promise<Out<typeof getExport>> {
    return answer(await this.exports.get(asId<TenantId>(params.merchantId), params.exportId));
  }

  @Endpoint(getExportFile)
  async file(
    @Input() { params }: In<typeof getExportFile>,
    @CallerParam() { actor, requestId }: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof getExportFile>> {
    const { merchantId, exportId } = params;
    const stored = await this.exports.open(asId<TenantId>(merchantId), exportId, { actor, requestId });
    const format = stored.fileName.endsWith('.csv') ? 'csv' : 'xlsx';
    void reply.headers({
      'content-type': exportContentTypes[format],
      'content-length': stored.sizeBytes,
      'content-disposition': `attachment; filename="${stored.fileName}"`,
      'cache-control': 'private, no-store',
    });
    return new StreamableFile(stored.body) as never;
  }
}

function answer(row: Awaited<ReturnType<OrderExports['get']>>): Out<typeof getExport> {
  return toWire(row) as unknown as Out<typeof getExport>;
}
