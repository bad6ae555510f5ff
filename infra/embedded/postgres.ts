import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { LaunchFailure, messageOf } from './failure.js';
import { takeLock } from './lock.js';
import { freePort } from './ports.js';
import { findPostgresBinaries, type PostgresBinaries, postgresEnvironment } from './postgres-binaries.js';
import { giveTo, stopStaleServer } from './postgres-folder.js';
import { waitUntilGone } from './processes.js';
import { Watchdog } from './watchdog.js';

export interface PostgresOptions {
  /** Folder of this server alone; made when missing. Holds the cluster, the owner's password and the remembered port. */
  readonly dataDir: string;
  readonly log?: (line: string) => void;
  /** False gives up crash safety for speed (tests only). Default true. */
  readonly durable?: boolean;
  /** More server settings, e.g. `{ max_connections: '200' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Shared by several children of one launcher; by default the server gets its own. */
  readonly watchdog?: Watchdog;
}

export interface RunningPostgres {
  readonly port: number;
  readonly pid: number;
  /** Superuser of this server and owner of its databases. */
  readonly ownerUser: string;
  readonly ownerPassword: string;
  readonly dataDirectory: string;
  /** `postgres://owner:password@127.0.0.1:port/database`; the default is `postgres`. */
  url(database?: string): string;
  /** Makes an empty database unless it exists. */
  createDatabase(name: string): Promise<void>;
  /** Settles when the server has ended, wanted or not. */
  readonly ended: Promise<void>;
  /** Fast shutdown: connections are cut, nothing committed is lost. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL 18 of our own on 127.0.0.1, making its cluster first when the folder is new. Only a server proven
 * to be ours (its data directory, and a password only we know) is handed out.
 * @throws {LaunchFailure} with one sentence when it cannot run; nothing is left running then.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const folder = makeFolder(options.dataDir);
  const lock = takeLock(path.join(folder, 'lock'), (pid) => `PostgreSQL in ${folder} is in use by process ${pid}.`);
  const watchdog = options.watchdog ?? new Watchdog();
  const cleanUp = (): void => {
    if (!options.watchdog) watchdog.close();
    lock.release();
  };
  try {
    const binaries = findPostgresBinaries(folder);
    const server = new Server(folder, binaries, watchdog, options);
    await server.start();
    void server.ended.then(cleanUp);
    return server;
  } catch (error) {
    cleanUp();
    throw error;
  }
}

const owner = 'xiaopu';

class Server implements RunningPostgres {
  readonly ownerUser = owner;
  readonly ownerPassword: string;
  readonly dataDirectory: string;
  port = 0;
  pid = 0;
  ended: Promise<void> = Promise.resolve();
  readonly #portFile: string;
  readonly #log: (line: string) => void;

  constructor(
    folder: string,
    private readonly binaries: PostgresBinaries,
    private readonly watchdog: Watchdog,
    private readonly options: PostgresOptions,
  ) {
    this.dataDirectory = path.join(folder, 'cluster');
    this.#portFile = path.join(folder, 'port');
    this.#log = options.log ?? (() => {});
    this.ownerPassword = rememberedPassword(path.join(folder, 'owner.password'), !existsSync(this.dataDirectory));
  }

  url(database = 'postgres'): string {
    return `postgres://${owner}:${this.ownerPassword}@127.0.0.1:${this.port}/${encodeURIComponent(database)}`;
  }

  async start(): Promise<void> {
    if (!existsSync(this.dataDirectory)) await this.#makeCluster();
    giveTo(this.dataDirectory, this.binaries);
    await stopStaleServer(this.dataDirectory);
    const remembered = existsSync(this.#portFile) ? Number(readFileSync(this.#portFile, 'utf8')) : undefined;
    for (let attempt = 0; ; attempt++) {
      // Between asking for a free port and the server's taking it, another program may come first.
      this.port = await freePort(attempt === 0 ? remembered : undefined);
      const said = await this.#spawnServer();
      if (said === null) break;
      if (attempt < 4 && said.includes('Address already in use')) continue;
      throw new LaunchFailure(`PostgreSQL in ${this.dataDirectory} did not start: ${lastCause(said)}`);
    }
    try {
      await this.#verifyIdentity();
    } catch (error) {
      await this.stop();
      throw error;
    }
    writeFileSync(this.#portFile, String(this.port));
  }

  async createDatabase(name: string): Promise<void> {
    await this.#ask(async (client) => {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
      if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
    });
  }

  async stop(): Promise<void> {
    for (const [signalName, patienceMs] of [
      ['SIGINT', 10_000],
      ['SIGQUIT', 5_000],
      ['SIGKILL', 5_000],
    ] as const) {
      if (this.#child === null || this.#child.exitCode !== null || this.#child.signalCode !== null) break;
      this.#child.kill(signalName);
      if (await waitUntilGone(this.pid, patienceMs)) break;
    }
    await this.ended;
  }

  #child: ChildProcess | null = null;

  /** The cluster is made under another name, so that an interrupted run leaves nothing that looks complete. */
  async #makeCluster(): Promise<void> {
    const draft = `${this.dataDirectory}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    const passwordFile = `${draft}.password`;
    writeFileSync(passwordFile, this.ownerPassword, { mode: 0o600 });
    for (const place of [draft, passwordFile]) giveTo(place, this.binaries);
    const args = ['-D', draft, '-U', owner, '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
    args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
    if (this.options.durable === false) args.push('--no-sync');
    const child = this.#spawn('initdb', args);
    let said = '';
    child.stdout?.on('data', (chunk: string) => (said += chunk));
    child.stderr?.on('data', (chunk: string) => (said += chunk));
    const code = await ending(child);
    if (child.pid) this.watchdog.forget(child.pid);
    rmSync(passwordFile, { force: true });
    if (code !== 0) {
      rmSync(draft, { recursive: true, force: true });
      throw new LaunchFailure(`PostgreSQL could not make its data directory ${this.dataDirectory}: ${lastCause(said)}`);
    }
    renameSync(draft, this.dataDirectory);
  }

  /** Null when the server accepts connections, else what it said before it ended. */
  async #spawnServer(): Promise<string | null> {
    const args = ['-D', this.dataDirectory, '-p', String(this.port), ...settingsOf(this.options)];
    const child = this.#spawn('postgres', args);
    this.#child = child;
    this.pid = child.pid ?? 0;
    const over = ending(child);
    this.ended = over.then(() => this.watchdog.forget(this.pid));
    let said = '';
    let starting = true;
    const ready = new Promise<null>((resolve) => {
      // The pipe is read as long as the server lives; a full pipe would block it.
      child.stderr?.on('data', (chunk: string) => {
        for (const line of chunk.split('\n')) if (line.trim() !== '') this.#log(line);
        if (!starting) return;
        said += chunk;
        if (said.includes('ready to accept connections')) resolve(null);
      });
    });
    const outcome = await Promise.race([ready, over.then(() => said || 'it ended without a word')]);
    starting = false;
    return outcome;
  }

  #spawn(program: 'initdb' | 'postgres', args: string[]): ChildProcess {
    const [command, ...rest] = this.binaries.command(program, args);
    // A session of its own: Ctrl-C must reach the launcher only, which stops the server after the programs.
    const child = spawn(command, rest, {
      ...this.binaries.identity,
      cwd: '/',
      env: postgresEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child.stdout?.setEncoding('utf8').resume();
    child.stderr?.setEncoding('utf8');
    if (child.pid) this.watchdog.guard(child.pid, 'INT');
    return child;
  }

  async #verifyIdentity(): Promise<void> {
    const place = await this.#ask(async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('show data_directory');
      return rows[0]?.data_directory ?? '';
    }).catch((error: unknown) => `a server that refuses our password (${messageOf(error)})`);
    if (place !== this.dataDirectory && place !== realpathSync(this.dataDirectory)) {
      throw new LaunchFailure(
        `Port ${this.port} answers for ${place}, not for ${this.dataDirectory}; stop that server.`,
      );
    }
  }

  async #ask<T>(question: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: this.url(), connectionTimeoutMillis: 10_000, ssl: false });
    // The server may end while we are connected; the pending query is what reports it.
    client.on('error', () => {});
    await client.connect();
    try {
      return await question(client);
    } finally {
      await client.end();
    }
  }
}

/** Traversable but not readable by others: when root's server runs as `nobody`, it must be able to reach its cluster. */
function makeFolder(dataDir: string): string {
  const folder = path.resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return realpathSync(folder);
}

function rememberedPassword(file: string, isNewCluster: boolean): string {
  if (!isNewCluster && !existsSync(file)) {
    throw new LaunchFailure(`${file} is missing, so the database beside it cannot be opened: put the file back.`);
  }
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 });
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

/** Sized for one small machine; a larger one runs its own PostgreSQL through DATABASE_URL. */
function settingsOf(options: PostgresOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '64MB',
    max_connections: '100',
    io_workers: '1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The line that says why, out of what a PostgreSQL program printed. */
function lastCause(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const cause = lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? 'no reason given';
  return cause.replace(/^.*?(FATAL|PANIC|error):\s*/, '').trim();
}

async function ending(child: ChildProcess): Promise<number | null> {
  return await new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (code) => resolve(code));
  });
}
