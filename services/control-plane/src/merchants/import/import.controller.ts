import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { Problem } from '#kernel/problems/problem.js';
import { CallerParam, type Caller } from '../../access/caller.js';
import { agencyForNew } from '../merchants.service.js';
import { importMerchants, importTemplate } from './import.contract.js';
import { importColumns } from './import-columns.js';
import { MerchantImporter } from './merchant-importer.js';

@Controller()
export class MerchantImportController {
  constructor(private readonly importer: MerchantImporter) {}

  @Endpoint(importMerchants)
  async import(
    @Input() { query, body }: In<typeof importMerchants>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof importMerchants>> {
    const agencyId = agencyForNew(caller, query.agencyId, '/query/agencyId');
    if (!(body instanceof Readable)) throw new Problem('request.unsupported_media_type');
    const report = await this.importer.import(agencyId, body, query.dryRun, caller);
    return { ...report, issues: [...report.issues] };
  }

  @Endpoint(importTemplate)
  async template(
    @Input() _input: In<typeof importTemplate>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof importTemplate>> {
    void reply.header('content-type', 'text/csv; charset=utf-8');
    void reply.header('content-disposition', 'attachment; filename="clients.csv"');
    return templateText;
  }
}

// With a byte order mark Excel reads it as UTF-8.
const templateText = `\uFEFF${[
  importColumns.map(({ name }) => name),
  ['A-001', '示例咖啡馆', '张三', 'zhangsan@example.com', '13800000000', '91350100M000100Y43', 'wx0123456789abcdef'],
]
  .map((cells) => cells.join(','))
  .join('\r\n')}\r\n`;
