import { rfc3339 } from '../rfc3339.js';

/** A bill: headings bare, every value behind a backtick, the last two lines are totals; wechat-pay-v3.md §9. */
export function writeBill(table: {
  headings: readonly string[];
  rows: readonly (readonly string[])[];
  totalHeadings: readonly string[];
  totals: readonly string[];
}): string {
  const lines = [table.headings.join(','), ...table.rows.map(line), table.totalHeadings.join(','), line(table.totals)];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** Money in a bill is in yuan. */
export const yuan = (fen: number, digits = 2): string => (fen / 100).toFixed(digits);

export const billTime = (instant: number): string => rfc3339(instant).slice(0, 19).replace('T', ' ');

/** Commas and line breaks of a text would break the row. */
const line = (values: readonly string[]): string =>
  values.map((value) => `\`${value.replace(/[,\r\n]/g, ' ')}`).join(',');
