import { Problem } from '#kernel/problems/problem.js';

export const MAX_FILE_BYTES = 10 * 1024 * 1024;
export const MAX_ROWS = 10_000;

/** One row below the header of a file with columns, whatever its format. */
export interface SheetRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** As they stand in the file, in the order of its columns. */
  readonly cells: readonly string[];
  /** The header, as it stands in the file. */
  readonly header: readonly string[];
  /** A cell's value by column name; an absent column reads as empty. */
  cell(column: string): string;
}

/** Turns records into rows once the first of them has named the columns. Counts rows, and stops at {@link MAX_ROWS}. */
export class SheetHeader {
  private names: readonly string[] = [];
  private columns: ReadonlyMap<string, number> | null = null;
  private row = 0;

  constructor(private readonly required: readonly string[]) {}

  /** @returns null for the header itself. @throws Problem import.file_invalid */
  take(record: readonly string[]): SheetRow | null {
    this.row += 1;
    if (this.columns === null) {
      this.columns = columnsOf(record, this.required);
      this.names = record;
      return null;
    }
    if (this.row > MAX_ROWS + 1) throw tooManyRows();
    const { columns, names, row } = this;
    return { row, cells: record, header: names, cell: (column) => unescaped(record[columns.get(column) ?? -1] ?? '') };
  }

  /** An empty line counts as a row, and is none. */
  skip(): void {
    this.row += 1;
  }

  /** The number of the row that comes next. */
  get next(): number {
    return this.row + 1;
  }

  /** @throws Problem import.file_invalid when there was not even a header */
  finish(): void {
    if (this.columns === null) throw fileProblem('empty', '文件为空', 'The file is empty');
  }
}

/** A formula that we made harmless on its way out (`csv-text.ts`) comes back as what it was. */
function unescaped(cell: string): string {
  return /^'[=+\-@＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}

export function tooManyRows(): Problem {
  return fileProblem(
    'too_many_rows',
    `文件超过 ${MAX_ROWS} 行，请拆分`,
    `The file has more than ${MAX_ROWS} rows; split it`,
  );
}

function columnsOf(names: readonly string[], required: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>();
  for (const [index, name] of names.entries()) if (!columns.has(name)) columns.set(name, index);
  const repeated = required.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (repeated !== undefined) {
    throw fileProblem('column_repeated', `列「${repeated}」出现了两次`, `The column "${repeated}" appears twice`, [
      repeated,
    ]);
  }
  const missing = required.filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const list = missing.join(', ');
    throw fileProblem('column_missing', `缺少列：${list}`, `The header lacks the columns: ${list}`, missing);
  }
  return columns;
}

/** @param columns those at fault; none when it is the file */
export function fileProblem(code: string, zh: string, en: string, columns: readonly string[] = []): Problem {
  const detail = { zh: `${zh}。`, en: `${en}.` };
  const pointers = columns.length === 0 ? [''] : columns.map((column) => `/header/${column}`);
  return new Problem('import.file_invalid', { detail, errors: pointers.map((pointer) => ({ pointer, code, detail })) });
}
