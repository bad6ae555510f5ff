import { chownSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LaunchFailure } from './failure.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { describeProcess, signal, waitUntilGone } from './processes.js';

/**
 * Makes the server's user the owner of a file, or of a folder and everything in it. Root may meet files of `nobody` from a time when user
 * namespaces were forbidden, or the reverse.
 * @throws {LaunchFailure} when it is somebody else's and we are not root.
 */
export function giveTo(place: string, owner: Pick<PostgresBinaries, 'ownerUid' | 'ownerGid'>): void {
  const { ownerUid, ownerGid } = owner;
  if (ownerUid === null || ownerGid === null) return;
  const found = lstatSync(place);
  if (found.uid === ownerUid) return;
  if (process.getuid?.() !== 0) {
    throw new LaunchFailure(
      `${place} belongs to user id ${found.uid}, not to you (${ownerUid}): start as that user, ` +
        'or choose another folder with XIAOPU_DATA_DIR.',
    );
  }
  // The top last: interrupted, the next start begins again.
  for (const entry of found.isDirectory() ? readdirSync(place, { recursive: true, withFileTypes: true }) : []) {
    chownSync(path.join(entry.parentPath, entry.name), ownerUid, ownerGid);
  }
  chownSync(place, ownerUid, ownerGid);
}

/**
 * Stops a server that outlived its launcher, and clears the way when its recorded process id now belongs to a stranger.
 * @throws {LaunchFailure} when the old server does not end.
 */
export async function stopStaleServer(dataDirectory: string): Promise<void> {
  const file = path.join(dataDirectory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const found = describeProcess(pid);
  if (found === null) return;
  if (found.command.includes(dataDirectory)) {
    signal(pid, 'SIGINT');
    if (await waitUntilGone(pid, 10_000)) return;
    signal(pid, 'SIGQUIT');
    if (await waitUntilGone(pid, 5_000)) return;
    throw new LaunchFailure(`An old PostgreSQL (process ${pid}) holds ${dataDirectory} and does not stop: end it.`);
  }
  // PostgreSQL would refuse to start because *some* process has this id, which after a restart of a container is the
  // rule. The file stays, with an id no system gives out, for the check of shared memory that its other lines allow.
  lines[0] = '999999999';
  writeFileSync(file, lines.join('\n'));
}
