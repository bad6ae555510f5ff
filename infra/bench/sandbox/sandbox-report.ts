import type { CallRate, SandboxResult } from './measure-sandbox.js';

const GOAL_CALLS = 2000;
const GOAL_MEGABYTES = 600;

/** The table a person reads. */
export function sandboxReport(result: SandboxResult): string {
  const { apps, calls, yardstick, memory, memoryWithoutData, memoryAfterStart } = result;
  const rows: string[][] = [
    ['what', 'figure', 'goal', 'met'],
    ...calls.flatMap((rate) => callRows(rate, yardstick)),
    [yardstick.title, `${whole(yardstick.requestsPerCpuSecond)} per CPU-s`, '', ''],
    memoryRow(`memory, ${whole(apps)} accounts`, memory),
    memoryRow('… highest, load included', memory && { now: memory.highest }),
    memoryRow('… without a data folder', memoryWithoutData),
    memoryRow('… started from the journal', memoryAfterStart),
    ['start, empty', seconds(result.startEmptyMs), '', ''],
    [`start, ${whole(apps)} accounts`, seconds(result.startMs), '', ''],
    [`seed ${whole(apps)} accounts`, seconds(result.seedMs), '', ''],
    ['move the clock by 10 minutes', seconds(result.advanceMs), '', ''],
    ['journal', `${whole(result.journalBytes / 1e6)} MB`, '', ''],
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const rule = '─'.repeat(Math.max(...lines.map((line) => line.length)));
  return [rule, lines[0], rule, ...lines.slice(1), rule].join('\n');
}

function callRows(
  { title, requestsPerCpuSecond, requestsPerSecond, p99Ms }: CallRate,
  yardstick: CallRate,
): string[][] {
  const ratio = (yardstick.requestsPerCpuSecond / requestsPerCpuSecond).toFixed(1);
  return [
    [
      title,
      `${whole(requestsPerCpuSecond)} per CPU-s`,
      `≥ ${whole(GOAL_CALLS)}`,
      met(requestsPerCpuSecond >= GOAL_CALLS),
    ],
    [`… ${whole(requestsPerSecond)}/s, p99 ${p99Ms.toFixed(1)} ms`, `${ratio} × the yardstick`, '', ''],
  ];
}

function memoryRow(title: string, memory: { readonly now: number } | null): string[] {
  if (memory === null) return [title, 'not told by this system', `≤ ${GOAL_MEGABYTES} MB`, ''];
  const megabytes = memory.now / 1024 / 1024;
  return [title, `${whole(megabytes)} MB`, `≤ ${GOAL_MEGABYTES} MB`, met(megabytes <= GOAL_MEGABYTES)];
}

const met = (isMet: boolean): string => (isMet ? 'yes' : 'NO');
const whole = (number: number): string => Math.round(number).toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
