import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { LaunchFailure } from './failure.js';
import { describeProcess } from './processes.js';

export interface Lock {
  /** Gives the lock back; calling it twice is harmless. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly startedAt: string;
}

/**
 * Takes a lock file for this process. A lock left by a process that no longer runs is taken over; a process id that
 * was given to another program since is recognised by its start time.
 * @throws {LaunchFailure} naming `inUse(pid)` when a living process holds it.
 */
export function takeLock(file: string, inUse: (pid: number) => string): Lock {
  const mine = JSON.stringify({ pid: process.pid, startedAt: describeProcess(process.pid)?.startedAt ?? '' });
  const draft = `${file}.${process.pid}.${counter++}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 20; attempt++) {
      // A link appears with its content in one step, so nobody ever reads half a lock.
      if (tryLink(draft, file)) return { release: () => releaseIfHeld(file, mine) };
      const held = read(file);
      const holder = held === null ? null : parse(held);
      if (holder && isHeldBy(holder)) throw new LaunchFailure(inUse(holder.pid));
      if (held !== null) removeStale(file, held);
    }
    throw new LaunchFailure(`The lock ${file} could not be taken; remove the file if no other launcher runs.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

let counter = 0;

function isHeldBy(holder: Holder): boolean {
  return describeProcess(holder.pid)?.startedAt === holder.startedAt;
}

/** Moves a stale lock away; puts it back when another process had replaced it in the meantime. */
function removeStale(file: string, expected: string): void {
  const away = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, away);
  } catch {
    return;
  }
  if (read(away) !== expected) tryLink(away, file);
  rmSync(away, { force: true });
}

function releaseIfHeld(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parse(text: string): Holder | null {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : null;
  } catch {
    return null;
  }
}
