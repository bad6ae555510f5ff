import { performance } from 'node:perf_hooks';

export interface StationReport {
  readonly station: string;
  /** How many things were handled, in the station's own unit. */
  readonly count: number;
  readonly seconds: number;
  readonly result: 'ok' | 'failed' | 'not reached';
  /** What a person wants to know of it in one line. */
  readonly remark: string;
  readonly warnings: readonly string[];
}

export interface StationOutcome {
  readonly count: number;
  readonly remark: string;
  readonly warnings?: readonly string[];
}

export interface Station<Context> {
  readonly name: string;
  run(context: Context, progress: Progress): Promise<StationOutcome>;
}

/** Says how far a station is. */
export type Progress = (done: number, total: number, what: string) => void;

/** A promise of the road that was not kept; its message is for people. */
export class JourneyFault extends Error {
  override readonly name = 'JourneyFault';
}

/** Fails the journey with a sentence unless the condition holds. */
export function expectThat(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new JourneyFault(sentence);
}

/** Runs the stations one after another; after a failure the rest is "not reached". */
export async function travel<Context>(
  stations: readonly Station<Context>[],
  context: Context,
  say: (line: string, transient?: boolean) => void,
): Promise<StationReport[]> {
  const reports: StationReport[] = [];
  for (const station of stations) {
    const { name } = station;
    if (reports.some((report) => report.result === 'failed')) {
      reports.push({ station: name, count: 0, seconds: 0, result: 'not reached', remark: '', warnings: [] });
      continue;
    }
    const started = performance.now();
    const seconds = () => Math.round(performance.now() - started) / 1000;
    try {
      const outcome = await station.run(context, (done, total, what) =>
        say(`  ${name} ${done}/${total} ${what}`, true),
      );
      const { count, remark, warnings = [] } = outcome;
      reports.push({ station: name, count, seconds: seconds(), result: 'ok', remark, warnings });
      say(`✓ ${name}: ${remark} (${seconds().toFixed(1)} s)`);
      for (const warning of warnings.slice(0, 5)) say(`  ! ${warning}`);
      if (warnings.length > 5) say(`  ! … and ${warnings.length - 5} more warnings`);
    } catch (error) {
      const remark = sentenceOf(error);
      reports.push({ station: name, count: 0, seconds: seconds(), result: 'failed', remark, warnings: [] });
      say(`✗ ${name}: ${remark}`);
    }
  }
  return reports;
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says only that it failed; who did not answer stands in its cause
  const cause = error.cause instanceof Error ? error.cause.message : '';
  return error.message === 'fetch failed'
    ? `A program cannot be reached (${cause}). Does the system run?`
    : error.message;
}

/** Asks until the answer is there. @throws JourneyFault with the sentence when time is up */
export async function until<T>(
  ask: () => Promise<T | null>,
  options: { seconds: number; sentence: () => string },
): Promise<T> {
  const deadline = performance.now() + options.seconds * 1000;
  for (let pause = 50; ; pause = Math.min(pause * 1.5, 500)) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new JourneyFault(options.sentence());
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** A few at a time, in order of completion: a person's browser does no more. */
export async function each<Item>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<void>,
  width = 4,
): Promise<void> {
  const queue = items.map((item, index) => ({ item, index }));
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next.item, next.index);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
}
