import type { LoadRequest } from '../load/load-plan.js';
import { cpuSecondsOf } from '../measuring/process-times.js';
import { askSandbox, listTokens } from './ask-sandbox.js';
import { memoryOf, type SandboxStage, type StagedServer } from './sandbox-stage.js';

export interface CallRate {
  readonly title: string;
  readonly requestsPerSecond: number;
  /** Of the server's processor time: what one core could do. */
  readonly requestsPerCpuSecond: number;
  readonly p99Ms: number;
}

export interface SandboxResult {
  readonly apps: number;
  readonly seedMs: number;
  readonly calls: readonly CallRate[];
  readonly yardstick: CallRate;
  readonly memory: { readonly now: number; readonly highest: number } | null;
  readonly memoryWithoutData: { readonly now: number; readonly highest: number } | null;
  readonly journalBytes: number;
  readonly advanceMs: number;
  readonly startMs: number;
  readonly startEmptyMs: number;
  readonly memoryAfterStart: { readonly now: number; readonly highest: number } | null;
}

const CONNECTIONS = 32;
const WARM_UP_SECONDS = 1;
// The generator's list goes round: enough that neither side gains from asking for the same account twice in a row.
const SAMPLE = 20_000;
const ROUNDS = 2;

/** Seeds, calls with tokens, moves the clock, and starts again from what was written. */
export async function measureSandbox(
  stage: SandboxStage,
  apps: number,
  seconds: number,
  say: (line: string) => void,
): Promise<SandboxResult> {
  const memoryWithoutData = await seedWithoutData(stage, apps);
  const emptyStartedAt = performance.now();
  const first = await stage.startSandbox(true);
  const startEmptyMs = performance.now() - emptyStartedAt;
  say(`Seeding ${apps} accounts …`);
  const seedMs = await timed(() => seed(first, apps));
  const tokens = await listTokens(first.port);
  const subjects = subjectsFor(tokens);
  // WeChat says no with a 200, so each call is asked once by hand.
  const [sample] = await Promise.all(
    subjects.map(({ requests: [request] }) =>
      askSandbox(first.port, 'POST', request?.path ?? '', JSON.parse(request?.body ?? '{}') as object),
    ),
  );
  const yardstickServer = await stage.startYardstick(JSON.stringify(sample));

  const rates: CallRate[] = [];
  const yardsticks: CallRate[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const { title, requests } of subjects) {
      rates.push(await load(stage, first, title, requests, seconds));
      say(`${round}/${ROUNDS}  ${title}: ${Math.round(rates.at(-1)?.requestsPerSecond ?? 0)}/s`);
    }
    const bare = await load(
      stage,
      yardstickServer,
      'bare node:http, the same bytes',
      subjects[0]?.requests ?? [],
      seconds,
    );
    yardsticks.push(bare);
  }
  const advanceMs = await timed(() => askSandbox(first.port, 'POST', '/sandbox/clock', { advanceSeconds: 600 }));
  const memory = memoryOf(first.program.pid);
  // Stopping writes what is still to be written.
  await first.program.stop();
  const startedAt = performance.now();
  const second = await stage.startSandbox(true);
  const startMs = performance.now() - startedAt;
  const kept = await listTokens(second.port);
  if (kept.length !== tokens.length)
    throw new Error(`${tokens.length} accounts before the restart, ${kept.length} after`);
  return {
    apps,
    seedMs,
    calls: subjects.map(({ title }) => best(rates.filter((rate) => rate.title === title))),
    yardstick: best(yardsticks),
    memory,
    memoryWithoutData,
    journalBytes: stage.journalBytes,
    advanceMs,
    startMs,
    startEmptyMs,
    memoryAfterStart: memoryOf(second.program.pid),
  };
}

/** Each call carries the token of another account. */
function subjectsFor(tokens: readonly string[]): { title: string; requests: LoadRequest[] }[] {
  const chosen = Array.from({ length: SAMPLE }, () => tokens[Math.floor(Math.random() * tokens.length)] ?? '');
  const requests = (path: string, body: string): LoadRequest[] =>
    chosen.map((token) => ({ method: 'POST', path: `${path}?access_token=${token}`, body }));
  return [
    { title: '/wxa/getversioninfo', requests: requests('/wxa/getversioninfo', '{}') },
    {
      title: '/cgi-bin/openapi/quota/get',
      requests: requests('/cgi-bin/openapi/quota/get', '{"cgi_path":"/wxa/commit"}'),
    },
  ];
}

async function seedWithoutData(stage: SandboxStage, apps: number): Promise<SandboxResult['memoryWithoutData']> {
  const server = await stage.startSandbox(false);
  await seed(server, apps);
  const memory = memoryOf(server.program.pid);
  await server.program.stop();
  return memory;
}

const seed = ({ port }: StagedServer, apps: number) => askSandbox(port, 'POST', '/sandbox/seed', { apps });

async function load(
  stage: SandboxStage,
  { port, program }: StagedServer,
  title: string,
  requests: readonly LoadRequest[],
  seconds: number,
): Promise<CallRate> {
  const plan = { port, connections: CONNECTIONS, requests, once: false };
  await stage.generator.run({ ...plan, seconds: WARM_UP_SECONDS });
  const before = cpuSecondsOf(program.pid);
  const result = await stage.generator.run({ ...plan, seconds });
  const cpuSeconds = cpuSecondsOf(program.pid) - before;
  if (result.refused > 0 || result.answered === 0) {
    throw new Error(
      `${title}: ${result.refused} of ${result.answered} calls failed, first with ${result.firstRefusal}`,
    );
  }
  const requestsPerSecond = result.answered / result.seconds;
  return { title, requestsPerSecond, requestsPerCpuSecond: result.answered / cpuSeconds, p99Ms: result.p99Ms };
}

/** The run that cost least: whatever disturbed the others is not its own. */
const best = (rates: readonly CallRate[]): CallRate =>
  rates.reduce((one, other) => (other.requestsPerCpuSecond > one.requestsPerCpuSecond ? other : one));

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}
