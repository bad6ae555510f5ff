import type { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
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
  const parser = parse({ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true });
  parser.end(text);
  let columns: ReadonlyMap<string, number> | null = null;
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (columns === null) columns = header(record, required);
      else if (row > MAX_ROWS + 1)
        throw invalid(
          'too_many_rows',
          `文件超过 ${MAX_ROWS} 行，请拆分`,
          `The file has more than ${MAX_ROWS} rows; split it`,
        );
      else yield csvRow(row, columns, record);
    }
  } catch (error) {
    throw error instanceof CsvError
      ? invalid(
          'csv',
          `第 ${row + 1} 行附近的 CSV 格式有误（引号未闭合？）`,
          `The CSV is malformed near row ${row + 1} (${error.code}); check its quotes`,
        )
      : error;
  }
  if (columns === null) throw invalid('empty', '文件为空', 'The file is empty');
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
  if (bytes.includes(0))
    throw invalid('encoding', '这不是 CSV 文本文件', 'This is not a CSV text file; export it as CSV');
  return bytes;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = iconv.decode(bytes, 'gbk');
    if (text.includes('\uFFFD'))
      throw invalid(
        'encoding',
        '文件编码无法识别，请另存为 UTF-8 CSV',
        'The encoding is neither UTF-8 nor GBK; save the file as UTF-8',
      );
    return text;
  }
}

function header(names: readonly string[], required: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>();
  for (const [index, name] of names.entries()) if (!columns.has(name)) columns.set(name, index);
  const repeated = required.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) {
    throw invalid('column_repeated', `列「${repeated}」出现了两次`, `The column "${repeated}" appears twice`, [
      repeated,
    ]);
  }
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const list = missing.join(', ');
    throw invalid('column_missing', `缺少列：${list}`, `The header lacks the columns: ${list}`, missing);
  }
  return columns;
}

function csvRow(row: number, columns: ReadonlyMap<string, number>, record: readonly string[]): CsvRow {
  return { row, cell: (column) => record[columns.get(column) ?? -1] ?? '' };
}

/** @param columns those at fault; none when it is the file */
function invalid(code: string, zh: string, en: string, columns: readonly string[] = []): Problem {
  const detail = { zh: `${zh}。`, en: `${en}.` };
  const pointers = columns.length === 0 ? [''] : columns.map((column) => `/header/${column}`);
  return new Problem('import.file_invalid', { detail, errors: pointers.map((pointer) => ({ pointer, code, detail })) });
}
