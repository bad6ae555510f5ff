import { existsSync } from 'node:fs';
import path from 'node:path';
import { checkoutFolder } from './checkout.js';
import { demoPreviews } from './demo-preview.js';
import { LaunchFailure, messageOf } from './failure.js';
import { describeProcess, isRunning } from './processes.js';
import type { ProgramName } from './settings.js';
import { summary } from './summary.js';
import { System } from './system.js';

/** `npm start`: the whole system in the foreground, until a signal or the loss of a part that does not come back. */
export async function main(): Promise<void> {
  const startedAt = performance.now();
  // A terminal that was closed must not bring the system down.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let system: System | null = null;
  try {
    loadEnvFile();
    system = new System({ log: say, onLoss: (part, sentence) => void recover(part, sentence) });
    stopOnSignals(system);
    await system.start();
    const seeded = await system.seed();
    if (stopping) return;
    const previews = system.settings.withSandbox
      ? await demoPreviews(system.urls.controlPlane, system.logins.agency)
      : [];
    if (stopping) return;
    if (!seeded) say('The system runs without the complete demo; stop it and run `npm start` again to retry.');
    say(
      summary({
        urls: system.urls,
        logins: system.logins,
        dataDir: system.folder.root,
        withSandbox: system.settings.withSandbox,
        demoComplete: seeded,
        demoPreviews: previews,
        seconds: (performance.now() - startedAt) / 1000,
      }),
    );
  } catch (error) {
    if (stopping) return;
    complain(error);
    await system?.stop();
    process.exit(1);
  }

  async function recover(part: ProgramName | 'postgres', sentence: string): Promise<void> {
    if (!system || stopping) return;
    say(sentence);
    if (part !== 'postgres' && mayRestart(part)) {
      say(`Starting ${part} again …`);
      try {
        await system.restart(part);
        return;
      } catch (error) {
        complain(error);
      }
    }
    stopping = true;
    say('Stopping.');
    await system.stop();
    process.exit(1);
  }
}

let stopping = false;

const restarts = new Map<ProgramName, number[]>();

/** A program that ends five times within a minute has a fault that restarting does not mend. */
function mayRestart(name: ProgramName): boolean {
  const recent = (restarts.get(name) ?? []).filter((time) => Date.now() - time < 60_000);
  restarts.set(name, [...recent, Date.now()]);
  return recent.length < 5;
}

function stopOnSignals(system: System): void {
  let firstAt = 0;
  const stop = (): void => {
    if (firstAt > 0) {
      // npm forwards the Ctrl-C that the terminal has already delivered: a twin, not impatience.
      if (Date.now() - firstAt < 1_000) return;
      system.killPrograms();
      process.exit(130);
    }
    firstAt = Date.now();
    stopping = true;
    say('Stopping …');
    system.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        complain(error);
        process.exit(1);
      },
    );
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  stopWithNpm(stop);
}

/** npm killed outright cannot tell us, but is gone then. Started without npm, we outlive our parent (`&`, `nohup`). */
function stopWithNpm(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = describeProcess(process.ppid);
  // Between npm and us stands the shell it runs scripts with, unless that shell has become us.
  const npm = parent && /^\S*sh -c\b/.test(parent.command) ? parent.parentPid : process.ppid;
  const timer = setInterval(() => {
    if (isRunning(npm)) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

function loadEnvFile(): void {
  const file = path.join(checkoutFolder(), '.env');
  if (!existsSync(file)) return;
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new LaunchFailure(`${file} cannot be read: ${messageOf(error)}`);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(error: unknown): void {
  process.stderr.write(`${error instanceof LaunchFailure ? error.message : describeUnexpected(error)}\n`);
}

function describeUnexpected(error: unknown): string {
  return `The launcher failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
