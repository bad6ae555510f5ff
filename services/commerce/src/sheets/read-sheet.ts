import type { Readable } from 'node:stream';
import { Problem } from '#kernel/problems/problem.js';
import { csvRows } from './csv-table.js';
import { MAX_FILE_BYTES, type SheetRow } from './sheet-row.js';
import { isZip, xlsxRows } from './xlsx-table.js';

/**
 * The rows of a file with a header row: CSV, or the first sheet of an XLSX workbook, told apart by how it begins.
 * @throws Problem import.file_invalid naming what is wrong and what to do, request.too_large
 */
export async function* readSheet(file: Readable | Uint8Array, required: readonly string[]): AsyncGenerator<SheetRow> {
  const bytes = await collect(file);
  yield* isZip(bytes) ? xlsxRows(bytes, required) : csvRows(bytes, required);
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
  return bytes;
}
