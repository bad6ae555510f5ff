import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { Problem } from '#kernel/problems/problem.js';

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_ROWS = 10_000;

/** A cell's value by column name; an absent column reads as empty. */
export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  cell(column: string): string;
}

/**
 * Reads a CSV file with a header row: UTF-8 with or without BOM, else GBK; quoted fields may hold line breaks.
 * @throws Problem import.file_invalid naming what is wrong and what to do, request.too_large
 */
export async function* readCsv(file: Readable | Uint8Array, required: readonly string[]): AsyncGenerator<CsvRow> {
  const text = decode(await collect(file));
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true, trim: true });
  parser.end(text);
  let columns: ReadonlyMap<string, number> | null = null;
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (columns === null) columns = header(record, required);
      else if (row > MAX_ROWS + 1)
        throw invalid(`文件超过 ${MAX_ROWS} 行，请拆分`, `The file has more than ${MAX_ROWS} rows; split it`);
      else yield csvRow(row, columns, record);
    }
  } catch (error) {
    throw isCsvError(error)
      ? invalid(
          `第 ${row + 1} 行附近的 CSV 格式有误（引号未闭合？）`,
          `The CSV is malformed near row ${row + 1} (${error.code}); check its quotes`,
        )
      : error;
  }
  if (columns === null) throw invalid('文件为空', 'The file is empty');
}

async function collect(file: Readable | Uint8Array): Promise<Buffer> {
  if (file instanceof Uint8Array) return checkSize(Buffer.from(file));
  const chunks: Buffer[] = [];
  let size = 0;
  // Reading stops at the limit, and the refusal must still reach the client: its stream is left open.
  for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FILE_BYTES) break;
    chunks.push(chunk);
  }
  return checkSize(Buffer.concat(chunks), size);
}

function checkSize(bytes: Buffer, size = bytes.length): Buffer {
  if (size > MAX_FILE_BYTES) throw new Problem('request.too_large', { params: { limit: '10 MB' } });
  if (bytes.includes(0)) throw invalid('这不是 CSV 文本文件', 'This is not a CSV text file; export it as CSV');
  return bytes;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = iconv.decode(bytes, 'gbk');
    if (text.includes('\uFFFD'))
      throw invalid(
        '文件编码无法识别，请另存为 UTF-8 CSV',
        'The encoding is neither UTF-8 nor GBK; save the file as UTF-8',
      );
    return text;
  }
}

function header(names: readonly string[], required: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>();
  for (const [index, name] of names.entries()) if (!columns.has(name)) columns.set(name, index);
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const list = missing.join(', ');
    throw invalid(`缺少列：${list}`, `The header lacks the columns: ${list}`);
  }
  return columns;
}

function csvRow(row: number, columns: ReadonlyMap<string, number>, record: readonly string[]): CsvRow {
  return { row, cell: (column) => record[columns.get(column) ?? -1] ?? '' };
}

function invalid(zh: string, en: string): Problem {
  return new Problem('import.file_invalid', { detail: { zh: `${zh}。`, en: `${en}.` } });
}

function isCsvError(error: unknown): error is { code: string } {
  return typeof error === 'object' && error !== null && String((error as { code?: unknown }).code).startsWith('CSV_');
}
