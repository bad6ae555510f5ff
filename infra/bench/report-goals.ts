import type { ReportRow } from './report-row.js';
import type { SubjectId } from './subjects/subjects.js';

/** From this share of the machine on, others have disturbed the measurement. */
export const BUSY_MACHINE = 0.1;

/** A goal missed on a machine that others used may have been met on a quiet one. */
export function verdict({ met, otherLoad }: Pick<ReportRow, 'met' | 'otherLoad'>): string {
  if (met === null) return '';
  if (met) return 'yes';
  return otherLoad < BUSY_MACHINE ? 'NO' : 'NO (disturbed)';
}

const CACHED: readonly SubjectId[] = ['storefront', 'list', 'product'];
const CACHED_SHARE = 0.55;
const QUOTE_AND_ORDER_CPU = 0.8;

/** Goals that are not about the CPU of one row. */
export function goalLines(rows: readonly ReportRow[]): string[] {
  return [...shareLines(rows), ...checkoutLine(rows), ...crowdLines(rows), ...memoryLine(rows)];
}

/** How many of the answers that their yardstick gives cached routes give. */
function shareLines(rows: readonly ReportRow[]): string[] {
  return rows.flatMap((row) => {
    const base = rows.find(({ id }) => id === row.yardstick);
    if (!base || !CACHED.includes(row.id)) return [];
    const share = row.requestsPerSecond / base.requestsPerSecond;
    const met = share >= CACHED_SHARE;
    const goal = `Goal ≥ ${percent(CACHED_SHARE)}: ${verdict({ met, otherLoad: row.otherLoad })}.`;
    return [`${row.title}: ${percent(share)} of its yardstick's answers/s. ${goal}`];
  });
}

function checkoutLine(rows: readonly ReportRow[]): string[] {
  const [quote, order] = ['quote', 'order'].map((id) => rows.find((row) => row.id === id));
  if (!quote || !order) return [];
  const cpu = quote.cpu + order.cpu;
  const otherLoad = Math.max(quote.otherLoad, order.otherLoad);
  const answer = verdict({ met: cpu <= QUOTE_AND_ORDER_CPU, otherLoad });
  return [`Quote and order together: ${cpu.toFixed(3)} CPU-s/1,000. Goal ≤ ${QUOTE_AND_ORDER_CPU}: ${answer}.`];
}

/** What became of each crowd. */
function crowdLines(rows: readonly ReportRow[]): string[] {
  return rows.flatMap(({ title, crowd, crowdGoal, requestsPerSecond, p99Ms, otherLoad }) => {
    if (!crowd) return [];
    const { won, wonPerSecond, isExact } = crowd;
    const what = isExact ? 'exactly what there was' : 'NOT WHAT THERE WAS';
    const said = `${title}: ${won} won, ${Math.round(wonPerSecond)}/s of them; ${what}.`;
    if (!crowdGoal) return [said];
    const met = requestsPerSecond >= crowdGoal.answered && wonPerSecond >= crowdGoal.won && p99Ms <= crowdGoal.p99Ms;
    const goal = `≥ ${crowdGoal.answered} answered/s, ≥ ${crowdGoal.won} won/s, p99 ≤ ${crowdGoal.p99Ms} ms`;
    return [`${said} Goal ${goal}: ${verdict({ met, otherLoad })}.`];
  });
}

const MOST_RESIDENT_MB = 512;

function memoryLine(rows: readonly ReportRow[]): string[] {
  const most = Math.max(0, ...rows.map(({ residentMb = 0 }) => residentMb));
  if (most === 0) return [];
  return [
    `No server held more than ${most} MB. Goal ≤ ${MOST_RESIDENT_MB} MB: ${most <= MOST_RESIDENT_MB ? 'yes' : 'NO'}.`,
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
