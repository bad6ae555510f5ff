import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessTime {
  readonly pid: number;
  readonly parentPid: number;
  /** CPU seconds, user and system, of all its threads and of the children it has outlived (Linux). */
  readonly seconds: number;
}

/**
 * CPU seconds that a process and its children have used so far. PostgreSQL's processes are all children of its postmaster; on Linux
 * those that have ended in between are counted too, elsewhere they are lost.
 */
export function cpuSecondsOf(pid: number, processes: readonly ProcessTime[] = allProcesses()): number {
  return processes
    .filter((process) => process.pid === pid || process.parentPid === pid)
    .reduce((sum, process) => sum + process.seconds, 0);
}

function allProcesses(): ProcessTime[] {
  if (process.platform !== 'linux') {
    return parsePs(execFileSync('ps', ['-A', '-o', 'pid=,ppid=,time='], { encoding: 'utf8' }));
  }
  const found: ProcessTime[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      found.push(parseStat(readFileSync(`/proc/${name}/stat`, 'utf8')));
    } catch {
      // It ended while the list was read.
    }
  }
  return found;
}

// USER_HZ, which the kernel promises to user space whatever its own clock is.
const TICKS_PER_SECOND = 100;

/** One line of /proc/<pid>/stat, as proc(5) numbers its fields. */
export function parseStat(line: string): ProcessTime {
  // The second field is the program's name in brackets and may itself hold blanks and brackets.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  const ticks = field(14) + field(15) + field(16) + field(17);
  return { pid: Number.parseInt(line, 10), parentPid: field(4), seconds: ticks / TICKS_PER_SECOND };
}

/** The lines of `ps -o pid=,ppid=,time=`, whose time is `[[days-]hours:]minutes:seconds`. */
export function parsePs(text: string): ProcessTime[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((parts) => parts.length === 3)
    .map(([pid, parentPid, time = '']) => ({
      pid: Number(pid),
      parentPid: Number(parentPid),
      seconds: secondsOf(time),
    }));
}

function secondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const [seconds = 0, minutes = 0, hours = 0] = clock.split(':').map(Number).reverse();
  return Number(days) * 86_400 + hours * 3600 + minutes * 60 + seconds;
}
