import { Problem } from '#kernel/problems/problem.js';
import type { MerchantData } from '../merchants.repository.js';
import { type ColumnFault, type ImportColumn, importColumns } from './import-columns.js';

/** What the file says about one client: the fields of the columns it has; an empty cell is null. */
export type ClientRow = Pick<MerchantData, 'clientRef' | 'name'> & Partial<MerchantData>;

/** One value that was not taken, and where it stands. */
export interface RowIssue {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** Null when the row as a whole is at fault. */
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: ColumnFault;
}

const SHOWN_VALUE_LENGTH = 100;

/** Reads the rows of one file: which columns there are, what is wrong with a row, and which clients were already named. */
export class ClientList {
  private readonly rowsOfRefs = new Map<string, number>();

  private constructor(
    /** Place in the row → column. */
    private readonly columns: readonly ImportColumn[],
  ) {}

  /** @throws Problem import.file_invalid for unknown, repeated or missing columns */
  static fromHeader(header: readonly string[]): ClientList {
    const cells = trimTrailingEmpty(header);
    const columns = cells.map((cell) => {
      const found = importColumns.find(({ name, zhName }) => name === cell.toLowerCase() || zhName === cell);
      if (!found) throw unknownColumn(cell);
      return found;
    });
    const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
    if (repeated) {
      throw fileInvalid('column_repeated', repeated.name, {
        zh: `列「${repeated.name}」出现了两次，请只保留一列。`,
        en: `The column "${repeated.name}" appears twice. Keep one of them.`,
      });
    }
    const missing = importColumns.filter((column) => column.isRequired && !columns.includes(column));
    const [first] = missing;
    if (first) {
      throw fileInvalid('column_missing', first.name, {
        zh: `缺少列：${missing.map(({ name, zhName }) => `${name}（${zhName}）`).join('、')}。请在首行加上列名。`,
        en: `Missing columns: ${missing.map(({ name }) => name).join(', ')}. Add them to the first row.`,
      });
    }
    return new ClientList(columns);
  }

  get fields(): (keyof MerchantData)[] {
    return this.columns.map(({ field }) => field);
  }

  /** @param row number of the row, the header being 1 */
  read(row: number, cells: readonly string[]): ClientRow | RowIssue[] {
    if (trimTrailingEmpty(cells).length > this.columns.length) return [surplusCells(row, cells, this.columns.length)];
    const issues: RowIssue[] = [];
    const values: Partial<Record<keyof MerchantData, string | null>> = {};
    for (const [place, column] of this.columns.entries()) {
      const value = column.normalise(clean(cells[place] ?? ''));
      const fault = faultOf(column, value);
      if (fault) issues.push({ row, column: column.name, value: value.slice(0, SHOWN_VALUE_LENGTH), reason: fault });
      values[column.field] = value === '' ? null : value;
    }
    if (issues.length > 0) return issues;
    const client = values as ClientRow;
    const earlier = this.rowsOfRefs.get(client.clientRef);
    if (earlier !== undefined) return [repeatedRef(row, client.clientRef, earlier)];
    this.rowsOfRefs.set(client.clientRef, row);
    return client;
  }
}

export function isEmptyRow(cells: readonly string[]): boolean {
  return trimTrailingEmpty(cells).length === 0;
}

/** @param code names the kind of fault, @param column the column at fault; null when it is the file */
export function fileInvalid(code: string, column: string | null, detail: { zh: string; en: string }): Problem {
  const pointer = column === null ? '' : `/header/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return new Problem('import.file_invalid', { detail, errors: [{ pointer, code, detail }] });
}

function faultOf(column: ImportColumn, value: string): ColumnFault | null {
  if (value !== '') return column.findFault(value);
  return column.isRequired ? { code: 'required', zh: '必填', en: 'a value is required' } : null;
}

/** Spreadsheets leave blanks, also those of Chinese type, around a value. */
function clean(cell: string): string {
  return cell.trim();
}

function trimTrailingEmpty(cells: readonly string[]): string[] {
  const cleaned = cells.map((cell) => clean(cell));
  return cleaned.slice(0, cleaned.findLastIndex((cell) => cell !== '') + 1);
}

function surplusCells(row: number, cells: readonly string[], expected: number): RowIssue {
  const value = cells.slice(expected).join(',').slice(0, SHOWN_VALUE_LENGTH);
  const reason = {
    code: 'too_many_cells',
    zh: `该行有 ${cells.length} 个单元格，表头只有 ${expected} 列；含逗号的内容请用双引号括起来`,
    en: `the row has ${cells.length} cells and the header ${expected}; put values with commas in double quotes`,
  };
  return { row, column: null, value, reason };
}

function repeatedRef(row: number, clientRef: string, earlier: number): RowIssue {
  const reason = {
    code: 'ref_repeated',
    zh: `客户编号与第 ${earlier} 行重复；第 ${earlier} 行已采用`,
    en: `row ${earlier} has the same reference and was taken`,
  };
  return { row, column: 'client_ref', value: clientRef, reason };
}

function unknownColumn(cell: string): Problem {
  const known = importColumns.map(({ name, zhName }) => `${name}（${zhName}）`).join('、');
  const shown = cell.slice(0, SHOWN_VALUE_LENGTH);
  return fileInvalid('column_unknown', shown, {
    zh: `未知的列「${shown}」。可用的列：${known}。请改名或删除该列；分隔符须为逗号。`,
    en: `Unknown column "${shown}". Rename or remove it; known are ${importColumns.map(({ name }) => name).join(', ')}, separated by commas.`,
  });
}
