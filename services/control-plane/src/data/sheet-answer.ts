import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { CSV_BEGINNING, csvLine } from '#commerce/sheets/csv-text.js';
import { type SheetCell, xlsxFile } from '#commerce/sheets/xlsx-file.js';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** What a body may be when an endpoint takes a table. */
export const sheetTypes = ['text/csv', XLSX_TYPE] as const;

export interface SheetAnswer {
  /** Without its ending. */
  readonly fileName: string;
  readonly sheetName: string;
  readonly header: readonly string[];
  readonly rows: AsyncIterable<readonly SheetCell[]> | Iterable<readonly SheetCell[]>;
}

/** A table as the file a browser saves. CSV flows row by row; a workbook is made whole. */
export async function sheetAnswer(
  reply: FastifyReply,
  format: 'csv' | 'xlsx',
  { fileName, sheetName, header, rows }: SheetAnswer,
): Promise<Buffer | Readable> {
  void reply.headers({
    'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : XLSX_TYPE,
    'content-disposition': `attachment; filename="${fileName}.${format}"`,
  });
  if (format === 'csv') return Readable.from(csvLines(header, rows), { objectMode: false });
  const all: (readonly SheetCell[])[] = [];
  for await (const row of rows) all.push(row);
  return xlsxFile(sheetName, header, all);
}

async function* csvLines(header: SheetAnswer['header'], rows: SheetAnswer['rows']): AsyncGenerator<string> {
  yield CSV_BEGINNING + csvLine(header);
  for await (const row of rows) yield csvLine(row);
}
