import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { projectRoot } from '#kernel/config/project-root.js';
import type { FleetRun } from './make-fleet.js';

export type FleetFigures = FleetRun & {
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly peakMegabytes: number;
};
type Environment = Readonly<Record<string, string>>;

/** Makes a fleet in a process of its own. */
export function fleetIn(applets: number, progressFile: string): Promise<FleetFigures> {
  return ended(start(['make', String(applets), progressFile])) as Promise<FleetFigures>;
}

/** Kills such a process (SIGKILL) once it has done `after` applets. @returns how many it had done */
export async function killedFleet(applets: number, progressFile: string, after: number): Promise<number> {
  const child = start(['make', String(applets), progressFile]);
  const done = async () => ((await stat(progressFile).catch(() => null))?.size ?? 0) / 32;
  try {
    while ((await done()) < after && child.exitCode === null) await wait(5);
  } finally {
    child.kill('SIGKILL');
  }
  await new Promise((resolve) =>
    child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(0),
  );
  return done();
}

/** SHA-256 over digests and zips, made by a process of another time zone and locale from configs whose keys come in another order. */
export async function identityUnder(applets: number, environment: Environment): Promise<string> {
  const answer = (await ended(start(['identity', String(applets)], environment))) as { readonly sha256: string };
  return answer.sha256;
}

function start(args: readonly string[], environment: Environment = {}) {
  const program = path.join(projectRoot(), 'dist/infra/bench/packages/fleet-process.js');
  return spawn(process.execPath, [program, ...args], {
    cwd: projectRoot(),
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function ended(child: ReturnType<typeof start>): Promise<unknown> {
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      else reject(new Error(`A process of the bench ended with ${signal ?? `exit code ${code}`}.`));
    });
  });
}
