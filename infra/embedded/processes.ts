import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessDescription {
  readonly parentPid: number;
  /** Tells two holders of one recycled process id apart; compare for equality only. */
  readonly startedAt: string;
  /** Arguments joined by blanks. */
  readonly command: string;
}

/**
 * Describes a running process, or null when there is none. A zombie counts as gone: in a container whose first
 * process does not reap, it would answer `kill 0` for ever.
 */
export function describeProcess(pid: number): ProcessDescription | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

export function isRunning(pid: number): boolean {
  return describeProcess(pid) !== null;
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isRunning(pid)) {
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

function fromProc(pid: number): ProcessDescription | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parentPid, startedAt] = [fields[0], fields[1], fields[19]];
    if (state === undefined || startedAt === undefined || state === 'Z' || state === 'X') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { parentPid: Number(parentPid), startedAt, command };
  } catch {
    return null;
  }
}

function fromPs(pid: number): ProcessDescription | null {
  try {
    const options = { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } } as const;
    const line = execFileSync('ps', ['-ww', '-o', 'stat=,ppid=,lstart=,args=', '-p', String(pid)], options).trim();
    const parts = /^(\S+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/s.exec(line);
    if (!parts || parts[1]?.startsWith('Z')) return null;
    return { parentPid: Number(parts[2]), startedAt: parts[3] ?? '', command: parts[4] ?? '' };
  } catch {
    return null;
  }
}
