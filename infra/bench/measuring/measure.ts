import { cpus } from 'node:os';
import type { LoadGenerator } from '../load/load-generator.js';
import type { Stage } from '../stage/stage.js';
import type { Subject, SubjectId } from '../subjects/subjects.js';
import { residentMb } from './process-memory.js';
import { cpuSecondsOf } from './process-times.js';

export interface Measurement {
  readonly id: SubjectId;
  readonly answered: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU-seconds per 1,000 requests. */
  readonly serverCpu: number;
  readonly databaseCpu: number;
  /** Share of the machine, 0 to 1, that processes other than ours have used meanwhile. */
  readonly otherLoad: number;
  /** What the server holds in memory afterwards. */
  readonly residentMb?: number;
  /** Of a crowd: what was won and how fast. */
  readonly crowd?: CrowdResult;
}

/** What became of a crowd that wanted more than there was. */
export interface CrowdResult {
  readonly won: number;
  /** Until there was nothing left. */
  readonly wonPerSecond: number;
  /** Whether exactly what there was has gone to exactly those who were told so. */
  readonly isExact: boolean;
}

const CONNECTIONS = 32;
// A crowd is bounded by its attempts; this only ends what would never end.
const MOST_CROWD_SECONDS = 60;
// The compiler of JavaScript is done with a hot path by then.
const WARM_UP_SECONDS = 2;

/** Warms up, then measures one subject once. @throws Error when any answer is not a success: an error is quickly given */
export async function measure(
  subject: Subject,
  stage: Stage,
  generator: LoadGenerator,
  seconds: number,
): Promise<Measurement> {
  await load(subject, stage, generator, WARM_UP_SECONDS);
  const longest = subject.crowd ? MOST_CROWD_SECONDS : seconds;
  const { before, after, result, isExact } = await load(subject, stage, generator, longest);
  const perThousand = 1000 / result.answered;
  const [server, database, own] = (['server', 'database', 'generator'] as const).map(
    (part) => after[part] - before[part],
  ) as [number, number, number];
  return {
    id: subject.id,
    answered: result.answered,
    requestsPerSecond: result.answered / result.seconds,
    p50Ms: result.p50Ms,
    p99Ms: result.p99Ms,
    serverCpu: server * perThousand,
    databaseCpu: database * perThousand,
    otherLoad: Math.max(0, (after.busy - before.busy - server - database - own) / (after.all - before.all)),
    residentMb: residentMb(subject.server(stage).pid),
    ...(subject.crowd && {
      crowd: { won: result.succeeded, wonPerSecond: result.succeeded / result.successSeconds, isExact },
    }),
  };
}

async function load(subject: Subject, stage: Stage, generator: LoadGenerator, seconds: number) {
  const server = subject.server(stage);
  const requests = await subject.requests(stage, seconds);
  const once = subject.uncached === true;
  if (once) await stage.forgetCached();
  const pids = { server: server.pid, database: stage.databasePids, generator: generator.pid };
  const before = readClocks(pids);
  const { connections = CONNECTIONS, crowd } = subject;
  const result = await generator.run({
    port: server.port,
    connections,
    seconds,
    requests,
    once,
    count: crowd?.attempts,
    refusal: crowd?.refusal,
  });
  const after = readClocks(pids);
  if (result.refused > 0 || result.answered === 0) {
    throw new Error(
      `${subject.title}: ${result.refused} of ${result.answered} requests failed, first with ${result.firstRefusal}`,
    );
  }
  const isExact = (await crowd?.isExact(stage, result.succeeded)) ?? true;
  return { before, after, result, isExact };
}

function readClocks(pids: { server: number; database: readonly number[]; generator: number }) {
  return {
    server: cpuSecondsOf(pids.server),
    database: pids.database.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0),
    generator: cpuSecondsOf(pids.generator),
    ...machineSeconds(),
  };
}

function machineSeconds(): { busy: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.nice + times.sys + times.irq;
  }
  return { busy: (all - idle) / 1000, all: all / 1000 };
}
