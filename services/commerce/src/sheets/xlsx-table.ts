import { type UnzipFileInfo, unzipSync } from 'fflate';
import readExcel from 'read-excel-file/universal';
import { fileProblem, MAX_ROWS, SheetHeader, type SheetRow, tooManyRows } from './sheet-row.js';

const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const MAX_COLUMNS = 200;

/** A workbook is a ZIP file. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Reads the first sheet of an XLSX workbook. Numbers come as they are shown, dates and truth values as text.
 * @throws Problem import.file_invalid naming what is wrong and what to do
 */
export async function* xlsxRows(bytes: Buffer, required: readonly string[]): AsyncGenerator<SheetRow> {
  requireSmall(bytes);
  const header = new SheetHeader(required);
  for (const record of await sheetOf(bytes)) {
    const cells = record.map((cell) => textOf(cell));
    if (cells.every((cell) => cell === '')) {
      header.skip();
      continue;
    }
    const row = header.take(cells);
    if (row) yield row;
  }
  header.finish();
}

/**
 * What unpacks to gigabytes, or claims a cell at the far corner of the sheet, is refused before anybody makes room for it. Which of the
 * parts is the sheet only the reader finds out: all that it may take for one are looked at.
 */
function requireSmall(bytes: Buffer): void {
  let unpacked = 0;
  const isXml = (file: UnzipFileInfo) => {
    unpacked += file.originalSize;
    if (unpacked > MAX_UNPACKED_BYTES) throw tooManyRows();
    return file.name.endsWith('.xml');
  };
  for (const part of Object.values(unzipped(bytes, isXml))) requireFewCells(Buffer.from(part).toString('latin1'));
}

function requireFewCells(xml: string): void {
  let rows = 0;
  for (const _ of xml.matchAll(/<(?:[^\s<>:]{1,50}:)?row[\s/>]/g)) {
    rows += 1;
    if (rows > MAX_ROWS + 1) throw tooManyRows();
  }
  for (const [, , place = ''] of xml.matchAll(/[\s:"']r\s*=\s*(["'])([^"'<]{1,100})\1/g)) requireNear(place);
}

/** A row's number or a cell's address, in every notation the reader understands: `Number` reads the digits, and `&` may stand for any. */
function requireNear(place: string): void {
  const [, letters = '', number = ''] = /^([^0-9]*)(.*)$/.exec(place.trim()) ?? [];
  const last = MAX_ROWS + 1;
  if (place.includes('&') || Number(place) > last || Number(number) > last) throw tooManyRows();
  const isAddress = number !== '' && Number.isFinite(Number(number));
  if (isAddress && columnNumber(letters) > MAX_COLUMNS)
    throw fileProblem(
      'too_many_columns',
      `表格超过 ${MAX_COLUMNS} 列`,
      `The sheet has more than ${MAX_COLUMNS} columns`,
    );
}

function columnNumber(letters: string): number {
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function unzipped(bytes: Buffer, filter: (file: UnzipFileInfo) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    // fflate's errors carry a number, ours are problems
    throw typeof (error as { code?: unknown }).code === 'number' ? broken() : error;
  }
}

async function sheetOf(bytes: Buffer) {
  try {
    const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const [sheet] = await readExcel(copy, { parseNumber: shownNumber });
    return sheet?.data ?? [];
  } catch {
    throw broken();
  }
}

/** 19.99 is stored as 19.989999999999998 by some programs; fifteen digits are what a spreadsheet shows. */
function shownNumber(text: string): string {
  const number = Number(text);
  return Number.isFinite(number) ? String(Number(number.toPrecision(12))) : text;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString();
  return (typeof cell === 'string' ? cell : JSON.stringify(cell)).trim();
}

function broken() {
  return fileProblem(
    'xlsx',
    '无法读取该 XLSX 文件，请用 Excel 或 WPS 重新保存',
    'The XLSX file cannot be read; save it anew with a spreadsheet program',
  );
}
