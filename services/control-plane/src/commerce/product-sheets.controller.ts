import { Controller, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ImportReader, type ImportProblems } from '#commerce/catalogue/import-reader.js';
import { exportColumns, ProductExport } from '#commerce/catalogue/product-export.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { languageOf } from '#kernel/http/problem-answer.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import type { Language } from '#kernel/problems/problem.js';
import { sheetAnswer } from '../data/sheet-answer.js';
import { exportProducts, getImportProblems } from './product-sheets.contract.js';

/** The catalogue as a file, and what of a file could not become catalogue. */
@Controller()
export class ProductSheetsController {
  constructor(
    private readonly products: ProductExport,
    private readonly imports: ImportReader,
  ) {}

  @Endpoint(exportProducts)
  export(
    @Input() { params, query }: In<typeof exportProducts>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof exportProducts>> {
    const rows = this.products.rows(asId<TenantId>(params.merchantId));
    return sheetAnswer(reply, query.format, {
      fileName: 'products',
      sheetName: 'Products',
      header: exportColumns,
      rows,
    });
  }

  @Endpoint(getImportProblems)
  async problems(
    @Input() { params, query }: In<typeof getImportProblems>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Out<typeof getImportProblems>> {
    const problems = await this.imports.problems(asId<TenantId>(params.merchantId), params.importId);
    const language = languageOf(request);
    return sheetAnswer(reply, query.format, {
      fileName: 'import-problems',
      sheetName: 'Problems',
      header: [PROBLEM[language], ...problems.sheet.header],
      rows: problemRows(problems, language),
    });
  }
}

const PROBLEM = { zh: '问题', en: 'Problem' };

function problemRows({ sheet, issues }: ImportProblems, language: Language): string[][] {
  const sentences = new Map<number, string[]>();
  for (const { row, column, reason } of issues)
    sentences.set(row, [...(sentences.get(row) ?? []), `${column}: ${reason[language]}`]);
  return sheet.rows.map(({ row, cells }) => [(sentences.get(row) ?? []).join('; '), ...cells]);
}
