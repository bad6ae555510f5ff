import { localPayError } from '../pay-error.js';
import { parseBillAmount } from './bill-amount.js';

/** One row of a bill by the names of its columns. */
export class BillRow {
  constructor(
    private readonly columns: ReadonlyMap<string, number>,
    private readonly values: readonly string[],
    /** Number of the line in the file, for errors. */
    readonly line: number,
  ) {}

  /** Empty when the bill has no such column: its columns depend on its kind and on the merchant. */
  text(column: string): string {
    const index = this.columns.get(column);
    return index === undefined ? '' : (this.values[index] ?? '');
  }

  /** Hundred-thousandths of a yuan. @throws PayError `unexpectedAnswer` */
  amount(column: string): number {
    const units = parseBillAmount(this.text(column));
    if (units === null) throw malformed(`line ${this.line}: ${column} is not an amount`);
    return units;
  }

  /** A count; bills also write `20.0`. @throws PayError `unexpectedAnswer` */
  count(column: string): number {
    const match = /^(\d{1,9})(?:\.0+)?$/.exec(this.text(column));
    if (!match) throw malformed(`line ${this.line}: ${column} is not a number`);
    return Number(match[1]);
  }

  has(column: string): boolean {
    return this.columns.has(column);
  }
}

export interface BillParts {
  /** Columns without which it is not this kind of bill. */
  readonly required: readonly string[];
  /** First column of the totals' heading. */
  readonly totalsHeading: string;
  /** Called once, after the last row. */
  readonly checkTotals: (totals: BillRow) => void;
}

/**
 * A bill as it is written (`shared/wechat/wechat-pay-v3.md` §9): headings, rows whose values each begin with a backtick, the totals'
 * headings, totals. Rows are given as they are read; when the totals are missing the file was cut off.
 * @throws PayError `unexpectedAnswer`
 */
export async function* readBillTable(lines: AsyncIterable<string>, parts: BillParts): AsyncGenerator<BillRow> {
  let columns: Map<string, number> | null = null;
  let totals: Map<string, number> | null = null;
  let isComplete = false;
  let number = 0;
  for await (const raw of lines) {
    number += 1;
    const line = (number === 1 ? raw.replace(/^\uFEFF/, '') : raw).trim();
    if (line === '') continue;
    if (line.includes('\0')) throw malformed(`line ${number}: it is not text`);
    if (isComplete) throw malformed(`line ${number}: something follows the totals`);
    if (!line.startsWith('`')) {
      const names = namesOf(line);
      if (columns === null) columns = requireAll(names, parts.required);
      else if (totals === null && names.has(parts.totalsHeading)) totals = names;
      else throw malformed(`line ${number}: headings are not expected here`);
      continue;
    }
    if (columns === null) throw malformed('it has no headings');
    // A comma inside a value has no backtick behind it.
    const values = line
      .slice(1)
      .split(',`')
      .map((value) => value.trim());
    if (totals === null) yield new BillRow(columns, values, number);
    else {
      parts.checkTotals(new BillRow(totals, values, number));
      isComplete = true;
    }
  }
  if (!isComplete) throw malformed('it ends before its totals');
}

/** Some headings carry their unit, in brackets of either width. */
function namesOf(line: string): Map<string, number> {
  return new Map(line.split(',').map((name, index) => [name.replace(/[(（].*?[)）]/g, '').trim(), index]));
}

function requireAll(names: Map<string, number>, required: readonly string[]): Map<string, number> {
  const missing = required.filter((name) => !names.has(name));
  if (missing.length > 0) throw malformed(`columns are missing: ${missing.join(', ')}`);
  return names;
}

export function malformed(message: string) {
  return localPayError('unexpectedAnswer', '/v3/bill', message);
}
