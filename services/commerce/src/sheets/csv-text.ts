/** Spreadsheet programs take a file for UTF-8 when it begins with this. */
export const CSV_BEGINNING = '\uFEFF';

/** One line of a CSV file (RFC 4180). A text that a spreadsheet would take for a formula is made harmless by an apostrophe. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = harmless(cell);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** OWASP CSV injection: `=`, `+`, `-`, `@`, also as wide as a Chinese character, tab and line breaks begin a formula. A plain number stays one. */
export function harmless(text: string): string {
  return /^[=+\-@＝＋－＠\t\r\n]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
}
