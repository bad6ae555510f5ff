import { Zip, ZipDeflate } from 'fflate';
import { CSV_BEGINNING, csvLine, harmless } from '../sheets/csv-text.js';
import type { ExportCell } from './export-rows.js';

export type ExportFormat = 'csv' | 'xlsx';

export const exportContentTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

type Batches = AsyncIterable<readonly (readonly ExportCell[])[]>;

/** A spreadsheet rounds what it takes for a number after fifteen digits; with a tab behind it, it stays a text. */
const LONG_NUMBER = /^\d{12,}$/;

/** A table as a file, one batch in memory at a time. */
export async function* writeTable(
  format: ExportFormat,
  header: readonly string[],
  batches: Batches,
): AsyncGenerator<Uint8Array> {
  yield* format === 'csv' ? csv(header, batches) : xlsx(header, batches);
}

async function* csv(header: readonly string[], batches: Batches): AsyncGenerator<Uint8Array> {
  yield Buffer.from(CSV_BEGINNING + csvLine(header));
  for await (const rows of batches) {
    const lines = rows.map((row) =>
      csvLine(row.map((cell) => (typeof cell === 'string' && LONG_NUMBER.test(cell) ? `${cell}\t` : cell))),
    );
    yield Buffer.from(lines.join(''));
  }
}

/** Excel's own form with texts in place (ECMA-376 §18.3.1.4 `inlineStr`): unlike one with a table of shared texts it can be written as it comes. */
async function* xlsx(header: readonly string[], batches: Batches): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for (const [name, text] of Object.entries(WORKBOOK)) {
    const part = new ZipDeflate(name);
    zip.add(part);
    part.push(Buffer.from(text), true);
  }
  const sheet = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 6 });
  zip.add(sheet);
  let row = 1;
  sheet.push(Buffer.from(SHEET_START + sheetRow(header, row)));
  for await (const rows of batches) {
    const written = rows.map((cells) => {
      row += 1;
      return sheetRow(cells, row);
    });
    sheet.push(Buffer.from(written.join('')));
    yield* ready.splice(0);
  }
  sheet.push(Buffer.from('</sheetData></worksheet>'), true);
  zip.end();
  yield* ready;
}

/** What a cell of a workbook can hold (Excel specifications and limits). */
const MAX_CELL_CHARACTERS = 32_767;

/** Readers look for a cell by its name, e.g. `C7`; an empty one need not be there. */
function sheetRow(cells: readonly ExportCell[], row: number): string {
  return `<row r="${row}">${cells.map((cell, column) => sheetCell(cell, `${letters(column)}${row}`)).join('')}</row>`;
}

function sheetCell(cell: ExportCell, name: string): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${name}"><v>${cell}</v></c>`;
  const text = escapeXml(harmless(cell).slice(0, MAX_CELL_CHARACTERS));
  return `<c r="${name}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`;
}

/** 0 is A, 25 is Z, 26 is AA. */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

/** XML 1.0 has no place for most control characters and for half a surrogate pair, however they are written. */
const NOT_IN_XML = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;

function escapeXml(text: string): string {
  return text.replaceAll(NOT_IN_XML, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const SHEET_START = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
const WORKBOOK: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};
