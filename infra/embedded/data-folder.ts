import { accessSync, constants, existsSync, mkdirSync, realpathSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { LaunchFailure } from './failure.js';

/** The one folder all data of an installation lives in. */
export interface DataFolder {
  readonly root: string;
  readonly postgres: string;
  readonly objects: string;
  readonly sandbox: string;
  readonly logs: string;
  /** Compiled JavaScript that Node keeps for a quicker start (22 and newer); may be deleted. */
  readonly cache: string;
  readonly secretsFile: string;
  readonly runtimeFile: string;
  readonly lockFile: string;
  /** Present once the demo data has been seeded. */
  readonly seededFile: string;
  /** What the embedded database was last migrated by; see System. */
  readonly migratedFile: string;
}

const requiredBytes = 300 * 1024 * 1024;

/**
 * Makes the folder, or checks the one that is there.
 * @throws {LaunchFailure} when it cannot be made or written, belongs to another user, or its disk is nearly full.
 */
export function openDataFolder(place: string, freeBytes = freeBytesAt): DataFolder {
  const root = makeRoot(place);
  refuseForeign(root);
  refuseFullDisk(root, freeBytes);
  const folder = {
    root,
    postgres: path.join(root, 'pg'),
    objects: path.join(root, 'objects'),
    sandbox: path.join(root, 'sandbox'),
    logs: path.join(root, 'logs'),
    cache: path.join(root, 'cache'),
    secretsFile: path.join(root, 'secrets.json'),
    runtimeFile: path.join(root, 'runtime.json'),
    lockFile: path.join(root, 'launcher.lock'),
    seededFile: path.join(root, 'seeded'),
    migratedFile: path.join(root, 'migrated'),
  };
  for (const name of [folder.objects, folder.sandbox, folder.logs]) mkdirSync(name, { recursive: true, mode: 0o700 });
  return folder;
}

function makeRoot(place: string): string {
  try {
    // Others may pass through, not look in: a server that root starts as `nobody` has its cluster below.
    makeWithParents(place);
    if (!statSync(place).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    accessSync(place, constants.W_OK | constants.X_OK);
    return realpathSync(place);
  } catch (error) {
    const owner = existsSync(place) ? ownerHint(place) : '';
    throw new LaunchFailure(
      `The data folder ${place} cannot be used (${(error as NodeJS.ErrnoException).code}${owner}): ` +
        'make it writable, or choose another one with XIAOPU_DATA_DIR.',
    );
  }
}

/** Not `recursive`: Node loops for ever where the file system answers ENOENT for a folder whose parent is there. */
function makeWithParents(place: string): void {
  if (existsSync(place)) return;
  if (path.dirname(place) !== place) makeWithParents(path.dirname(place));
  mkdirSync(place, { mode: 0o711 });
}

function ownerHint(place: string): string {
  const { uid } = statSync(place);
  return uid === process.getuid?.() ? '' : `, it belongs to user id ${uid}`;
}

function refuseForeign(root: string): void {
  const mine = process.getuid?.();
  const { uid } = statSync(root);
  if (mine === undefined || uid === mine) return;
  throw new LaunchFailure(
    `The data folder ${root} belongs to user id ${uid}, you are ${mine}: start as that user, ` +
      'or choose another folder with XIAOPU_DATA_DIR.',
  );
}

function refuseFullDisk(root: string, freeBytes: (place: string) => number): void {
  const free = freeBytes(root);
  if (free >= requiredBytes) return;
  const [has, needs] = [free, requiredBytes].map((bytes) => Math.floor(bytes / 1024 / 1024));
  throw new LaunchFailure(
    `Only ${has} MB are free on the disk of ${root}, ${needs} MB are needed: ` +
      'free some space, or choose a folder on another disk with XIAOPU_DATA_DIR.',
  );
}

function freeBytesAt(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}
