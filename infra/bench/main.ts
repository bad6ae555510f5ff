import { cpus } from 'node:os';
import { messageOf } from '#infra/embedded/failure.js';
import { type BenchOptions, readOptions, usage } from './bench-options.js';
import { LoadGenerator } from './load/load-generator.js';
import { measure, type Measurement } from './measuring/measure.js';
import { reportRows, reportText } from './report.js';
import { drawLine, isExact } from './stage/draw-ledger.js';
import { isBalanced } from './stage/ledger.js';
import { Stage } from './stage/stage.js';
import { chooseSubjects, type Subject } from './subjects/subjects.js';

// Yardstick and product take turns, so that a disturbance of the machine does not meet only one of them.
const ROUNDS = 2;

/**
 * `npm run bench`: requests per second and CPU-seconds per 1,000 requests of the runtime, beside yardsticks on the same machine in
 * the same run. Speed is reported, never asserted: the exit code is 1 only when something broke.
 */
async function main(options: BenchOptions): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const stage = new Stage(say);
  stopOnSignal(stage);
  const generator = LoadGenerator.start();
  try {
    await stage.raise(options.tenants, options.neighbours);
    const subjects = chooseSubjects(options.only).filter((subject) => isPossible(subject, stage));
    if (!stage.hasRedis) say('No redis-server is installed: what needs one is left out.');
    const measurements: Measurement[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const subject of subjects) {
        const measurement = await measure(subject, stage, generator, options.seconds);
        measurements.push(measurement);
        say(`${round}/${ROUNDS}  ${subject.title}: ${progress(measurement)}`);
      }
    }
    const rows = reportRows(subjects, measurements);
    const ledger = await stage.ledger();
    const draws = await stage.draws();
    const { tenants, seconds } = options;
    const machine = { cpus: cpus().length, platform: process.platform, arch: process.arch, node: process.version };
    const document = { machine, tenants, seconds, rows, measurements, ledger, draws };
    process.stdout.write(
      options.json ? `${JSON.stringify(document, null, 2)}\n` : `${reportText(rows, ledger)}\n${drawLine(draws)}\n`,
    );
    const isCrowdExact = measurements.every(({ crowd }) => crowd?.isExact !== false);
    if (!isBalanced(ledger) || !isExact(draws) || !isCrowdExact) process.exitCode = 1;
  } finally {
    generator.stop();
    await stage.lower();
  }
}

function isPossible({ needsRedis, needsNeighbours }: Subject, { hasRedis, neighbours }: Stage): boolean {
  return (needsRedis !== true || hasRedis) && (needsNeighbours !== true || neighbours.length > 0);
}

function progress({ requestsPerSecond, serverCpu, databaseCpu }: Measurement): string {
  return `${Math.round(requestsPerSecond)}/s, ${(serverCpu + databaseCpu).toFixed(3)} CPU-s per 1,000`;
}

/** Children live in sessions of their own and would not hear Ctrl-C. */
function stopOnSignal(stage: Stage): void {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      void stage.lower().finally(() => process.exit(130));
    });
  }
}

let options: BenchOptions | null = null;
try {
  options = readOptions(process.argv.slice(2));
  await main(options);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${options === null ? `${usage}\n` : ''}`);
  process.exitCode = 1;
}
