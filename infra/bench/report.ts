import type { Measurement } from './measuring/measure.js';
import { BUSY_MACHINE, goalLines, verdict } from './report-goals.js';
import { isBalanced, type LedgerState } from './stage/ledger.js';
import type { ReportRow } from './report-row.js';
import type { Subject, SubjectId } from './subjects/subjects.js';

/** The cheapest run of each subject: whatever disturbed the others is not its own. */
export function reportRows(subjects: readonly Subject[], measurements: readonly Measurement[]): ReportRow[] {
  const best = new Map<SubjectId, Measurement>();
  for (const measurement of measurements) {
    const known = best.get(measurement.id);
    if (!known || cpuOf(measurement) < cpuOf(known)) best.set(measurement.id, measurement);
  }
  return subjects.flatMap(({ id, title, yardstick = null, goal = null, crowd }) => {
    const measurement = best.get(id);
    if (!measurement) return [];
    const cpu = cpuOf(measurement);
    const base = yardstick ? best.get(yardstick) : undefined;
    const ratio = base && cpuOf(base) > 0 ? cpu / cpuOf(base) : null;
    const met = goal === null ? null : cpu <= goal;
    return [{ ...measurement, title, cpu, yardstick, ratio, goal, met, ...(crowd?.goal && { crowdGoal: crowd.goal }) }];
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
  return [
    rule,
    lines[0],
    rule,
    ...lines.slice(1),
    rule,
    ledgerLine(ledger),
    ...goalLines(rows),
    ...disturbance(rows),
  ].join('\n');
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

function disturbance(rows: readonly ReportRow[]): string[] {
  const most = Math.max(0, ...rows.map(({ otherLoad }) => otherLoad));
  if (most < BUSY_MACHINE) return [];
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
