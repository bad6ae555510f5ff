import { appendFileSync, statSync, truncateSync } from 'node:fs';

const limitBytes = 20 * 1024 * 1024;

/** Empties a log that has grown beyond 20 MB; answers the position at which the next part begins. */
export function shortenLog(file: string): number {
  try {
    const { size } = statSync(file);
    if (size <= limitBytes) return size;
    truncateSync(file);
  } catch {
    // There is no log yet.
  }
  return 0;
}

/** A function that appends lines to the file. A full disk costs log lines, not the system. */
export function logTo(file: string): (line: string) => void {
  shortenLog(file);
  return (line) => {
    try {
      appendFileSync(file, `${line}\n`, { mode: 0o600 });
    } catch {
      // Nothing better can be done with a line that cannot be written.
    }
  };
}

/** Cuts a stream of text into lines. */
export function lineByLine(take: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
