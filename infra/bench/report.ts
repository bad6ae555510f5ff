import type { Measurement } from './measuring/measure.js';
import { isBalanced, type LedgerState } from './stage/ledger.js';
import type { Subject, SubjectId } from './subjects/subjects.js';

/** CPU figures are CPU-seconds per 1,000 requests. */
export interface ReportRow extends Measurement {
  readonly title: string;
  readonly cpu: number;
  readonly yardstick: SubjectId | null;
  /** Its CPU over that of its yardstick. */
  readonly ratio: number | null;
  readonly goal: number | null;
  readonly met: boolean | null;
}

/** The cheapest run of each subject: whatever disturbed the others is not its own. */
export function reportRows(subjects: readonly Subject[], measurements: readonly Measurement[]): ReportRow[] {
  const best = new Map<SubjectId, Measurement>();
  for (const measurement of measurements) {
    const known = best.get(measurement.id);
    if (!known || cpuOf(measurement) < cpuOf(known)) best.set(measurement.id, measurement);
  }
  return subjects.flatMap(({ id, title, yardstick = null, goal = null }) => {
    const measurement = best.get(id);
    if (!measurement) return [];
    const cpu = cpuOf(measurement);
    const base = yardstick ? best.get(yardstick) : undefined;
    const ratio = base && cpuOf(base) > 0 ? cpu / cpuOf(base) : null;
    return [{ ...measurement, title, cpu, yardstick, ratio, goal, met: goal === null ? null : cpu <= goal }];
  });
}

const headings = [
  'what',
  'requests/s',
  'CPU-s/1,000',
  'server + db',
  'ratio to its yardstick',
  'goal',
  'met',
  'p99 ms',
];
const busyMachine = 0.1;

/** The table a person reads. */
export function reportText(rows: readonly ReportRow[], ledger: LedgerState): string {
  const cells = rows.map((row) => [
    row.title,
    Math.round(row.requestsPerSecond).toLocaleString('en'),
    row.cpu.toFixed(3),
    `${row.serverCpu.toFixed(3)} + ${row.databaseCpu.toFixed(3)}`,
    row.ratio === null ? '' : `${row.ratio.toFixed(1)} × ${row.yardstick}`,
    row.goal === null ? '' : `≤ ${row.goal}`,
    verdict(row),
    row.p99Ms.toFixed(1),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const lines = [headings, ...cells].map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(Math.max(...lines.map((line) => line.length)));
  return [rule, lines[0], rule, ...lines.slice(1), rule, ledgerLine(ledger), ...disturbance(rows)].join('\n');
}

export function ledgerLine(ledger: LedgerState): string {
  const { orders, ordered, taken, skus, wrongSkus } = ledger;
  const sums =
    wrongSkus === 0
      ? `stock is the sum of its ledger for all ${skus} SKUs`
      : `STOCK DIFFERS FROM ITS LEDGER for ${wrongSkus} of ${skus} SKUs`;
  const pieces = isBalanced(ledger)
    ? `${ordered} pieces ordered and taken`
    : `${ordered} pieces ordered, ${taken} taken`;
  return `${orders} orders: ${pieces}; ${sums}.`;
}

/** A goal missed on a machine that others used may have been met on a quiet one. */
function verdict({ met, otherLoad }: ReportRow): string {
  if (met === null) return '';
  if (met) return 'yes';
  return otherLoad < busyMachine ? 'NO' : 'NO (disturbed)';
}

function disturbance(rows: readonly ReportRow[]): string[] {
  const most = Math.max(0, ...rows.map(({ otherLoad }) => otherLoad));
  if (most < busyMachine) return [];
  return [
    `Other programs used up to ${Math.round(most * 100)} % of this machine meanwhile: rates are too low and CPU figures too high.`,
  ];
}

function isNumber(column: number): boolean {
  return column === 1 || column === 2 || column === 7;
}

function cpuOf({ serverCpu, databaseCpu }: Measurement): number {
  return serverCpu + databaseCpu;
}
