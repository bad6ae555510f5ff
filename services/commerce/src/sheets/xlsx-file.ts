import writeExcel from 'write-excel-file/node';
import { harmless } from './csv-text.js';

export type SheetCell = string | number | null;

// What a cell of a workbook can hold (Excel specifications and limits).
const MAX_CELL_CHARACTERS = 32_767;

/** A workbook with one sheet: a bold header row that stays in sight, and the rows below it. */
export async function xlsxFile(
  sheetName: string,
  header: readonly string[],
  rows: readonly (readonly SheetCell[])[],
): Promise<Buffer> {
  const head = header.map((value) => ({ value, fontWeight: 'bold' as const }));
  const data = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? textCell(cell) : cell)));
  return writeExcel([head, ...data], { sheet: sheetName, stickyRowsCount: 1 }).toBuffer();
}

function textCell(text: string) {
  return { type: String, value: harmless(text).slice(0, MAX_CELL_CHARACTERS) };
}
