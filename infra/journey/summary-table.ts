import type { StationReport } from './station.js';

/** The table a person reads at the end. */
export function summaryTable(reports: readonly StationReport[]): string {
  const rows = [
    ['station', 'count', 'time', 'result', ''],
    ...reports.map(({ station, count, seconds, result, remark }) => [
      station,
      result === 'not reached' ? '' : String(count),
      result === 'not reached' ? '' : `${seconds.toFixed(1)} s`,
      result,
      remark,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(Math.min(100, Math.max(...lines.map(width))));
  return [rule, lines[0], rule, ...lines.slice(1), rule].join('\n');
}

function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - width(text)));
}

/** Columns in a terminal: Chinese characters take two. */
function width(text: string): number {
  return Array.from(text).reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}
