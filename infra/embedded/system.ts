import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkoutFolder } from './checkout.js';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { type Logins, loginsOf, programEnvironment, reachable, type SystemUrls, systemUrls } from './environment.js';
import { LaunchFailure } from './failure.js';
import { type Lock, takeLock } from './lock.js';
import { lineByLine, logTo } from './log-file.js';
import { requireOutsideServices } from './outside-services.js';
import { type Ports, planPorts } from './port-plan.js';
import { type RunningPostgres, startPostgres } from './postgres.js';
import { signal } from './processes.js';
import { Program } from './program.js';
import { rememberSecrets } from './secrets.js';
import { type LaunchSettings, type ProgramName, readSettings } from './settings.js';
import { isUploaderInstalled } from './uploader.js';
import { Watchdog } from './watchdog.js';

export interface SystemOptions {
  /** Default: XIAOPU_DATA_DIR, else `.data` in the checkout. */
  readonly dataDir?: string;
  /** `random` takes free ports for all programs whose port is not set. Default `settings`. */
  readonly ports?: 'settings' | 'random';
  /** Added to the environment of this process, and winning over it. */
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
  /** Seed the demo once. Default false. */
  readonly seed?: boolean;
  /** False gives up crash safety of the embedded database for speed (tests only). */
  readonly durable?: boolean;
  /** Called when a part ends unasked, with a sentence. */
  readonly onLoss?: (part: ProgramName | 'postgres', sentence: string) => void;
}

/** A small new space saves 25 MB in each idle program; the runtime keeps the large one, which its hot path profits from. */
const nodeFlags: Readonly<Record<ProgramName, readonly string[]>> = {
  'wechat-sandbox': ['--max-old-space-size=128', '--max-semi-space-size=4'],
  'control-plane': ['--max-old-space-size=192', '--max-semi-space-size=4'],
  runtime: ['--max-old-space-size=192'],
  worker: ['--max-old-space-size=192', '--max-semi-space-size=4'],
  uploader: ['--max-old-space-size=192', '--max-semi-space-size=4'],
};

/** Below dist/services. The uploader is the worker in its second role. */
const entries: Readonly<Record<ProgramName, readonly string[]>> = {
  'wechat-sandbox': ['wechat-sandbox', 'src', 'main.js'],
  'control-plane': ['control-plane', 'src', 'main.js'],
  runtime: ['runtime', 'src', 'main.js'],
  worker: ['worker', 'src', 'main.js'],
  uploader: ['worker', 'src', 'uploader.js'],
};
const alwaysStarted = ['control-plane', 'runtime', 'worker'] as const;

/** Starts the whole system and answers when every program is ready; see {@link System}. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const system = new System(options);
  await system.start();
  return system;
}

/** Database, migration and the programs, as one thing that starts completely or not at all. */
export class System {
  readonly settings: LaunchSettings;
  readonly #log: (line: string) => void;
  readonly #env: NodeJS.ProcessEnv;
  readonly #checkout = checkoutFolder();
  readonly #programs = new Map<ProgramName, Program>();
  readonly #watched = new Set<Program>();
  #lock: Lock | null = null;
  #watchdog: Watchdog | null = null;
  #postgres: RunningPostgres | null = null;
  #task: Program | null = null;
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;
  #folder: DataFolder | null = null;
  #ports: Ports | null = null;
  #logins: Logins | null = null;
  #programEnv: NodeJS.ProcessEnv = {};

  constructor(private readonly options: SystemOptions) {
    this.#log = options.log ?? (() => {});
    this.#env = { ...process.env, ...options.env };
    if (options.dataDir) this.#env['XIAOPU_DATA_DIR'] = options.dataDir;
    this.settings = readSettings(this.#env, this.#checkout);
  }

  get folder(): DataFolder {
    return started(this.#folder);
  }

  get urls(): SystemUrls {
    return systemUrls({ settings: this.settings, ports: started(this.#ports), env: this.#env });
  }

  get logins(): Logins {
    return started(this.#logins);
  }

  /** What the programs see, DATABASE_URL included. */
  get programEnv(): NodeJS.ProcessEnv {
    return this.#programEnv;
  }

  get pids(): Readonly<Record<string, number>> {
    const programs = [...this.#programs].map(([name, program]) => [name, program.pid] as const);
    return Object.fromEntries(this.#postgres ? [['postgres', this.#postgres.pid], ...programs] : programs);
  }

  /** @throws {LaunchFailure} after stopping everything it had started. */
  async start(): Promise<void> {
    this.#starting = this.#startAll();
    try {
      await this.#starting;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Stops the programs, then the database. May be called at any time, also while starting, and twice. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    await this.#stopping;
  }

  /** Kills the programs at once, for an impatient second Ctrl-C. The watchdog shuts the database down after us. */
  killPrograms(): void {
    for (const program of this.#programs.values()) if (program.isRunning) signal(program.pid, 'SIGKILL');
  }

  async restart(name: ProgramName): Promise<void> {
    const program = this.#program(name);
    this.#watched.delete(program);
    await program.stop();
    await program.start();
    void this.#watch(name, program);
  }

  /** Ends a program by signal and waits until it is gone; `restart` brings it back. */
  async kill(name: ProgramName, signalName: NodeJS.Signals): Promise<void> {
    const program = this.#program(name);
    this.#watched.delete(program);
    await program.kill(signalName);
  }

  /** Seeds the demo through the programs' own HTTP interface; false when it failed, and the system runs on. */
  async seed(): Promise<boolean> {
    if (existsSync(this.folder.seededFile) || !this.settings.withSandbox) return true;
    this.#log('Seeding the demo agency …');
    const program = this.#makeTask('seed', 'dist/infra/journey/main.js', ['--seed']);
    program.launch(lineByLine((line) => this.#log(`  ${line}`)));
    if ((await program.ended) === 0) {
      writeFileSync(this.folder.seededFile, `${new Date().toISOString()}\n`);
      return true;
    }
    if (!this.#stopping) this.#log(`Seeding failed: ${program.lastLine() ?? 'see above.'}`);
    return false;
  }

  async #startAll(): Promise<void> {
    const folder = openDataFolder(this.settings.dataDir);
    this.#folder = folder;
    this.#lock = takeLock(folder.lockFile, (pid) => alreadyRunning(folder, pid));
    await requireOutsideServices(this.settings);
    this.#ports = await planPorts(this.settings, this.options.ports ?? 'settings', this.#log);
    const secrets = rememberSecrets(folder.secretsFile, existsSync(path.join(folder.postgres, 'cluster')));
    this.#logins = loginsOf(this.#env, secrets);
    this.#watchdog = new Watchdog();
    const databaseUrl = this.settings.databaseUrl ?? (await this.#startDatabase(folder));
    this.#programEnv = programEnvironment({
      env: this.#env,
      settings: this.settings,
      ports: this.#ports,
      secrets,
      folder,
      databaseUrl,
      checkout: this.#checkout,
      withUploader: isUploaderInstalled(this.#checkout),
    });
    const sandbox = this.settings.withSandbox ? this.#startProgram('wechat-sandbox') : Promise.resolve();
    await Promise.all([sandbox, this.#migrate()]);
    this.#log('Starting the programs …');
    await Promise.all(alwaysStarted.map((name) => this.#startProgram(name)));
    this.#writeRuntimeFile();
    if (isUploaderInstalled(this.#checkout)) void this.#startUploader();
    else this.#waitForUploader();
    if (this.options.seed) await this.seed();
  }

  async #startDatabase(folder: DataFolder): Promise<string> {
    const isNew = !existsSync(path.join(folder.postgres, 'cluster'));
    this.#log(isNew ? 'Making the database …' : 'Starting the database …');
    const { durable = true } = this.options;
    const postgres = await startPostgres({
      dataDir: folder.postgres,
      durable,
      watchdog: started(this.#watchdog),
      log: logTo(path.join(folder.logs, 'postgres.log')),
    });
    this.#postgres = postgres;
    void this.#watchDatabase(postgres, folder);
    await postgres.createDatabase('xiaopu');
    return postgres.url('xiaopu');
  }

  async #migrate(): Promise<void> {
    this.#refuseWhenStopping();
    const mark = this.#migrationMark();
    const { migratedFile } = this.folder;
    if (mark !== null && existsSync(migratedFile) && readFileSync(migratedFile, 'utf8') === mark) return;
    this.#log('Migrating the database …');
    const program = this.#makeTask('migrate', 'dist/infra/database/migrate.js', []);
    program.launch();
    if ((await program.ended) !== 0) throw new LaunchFailure(`The migration failed: ${program.lastWords()}`);
    if (mark !== null) writeFileSync(migratedFile, mark);
  }

  /**
   * The same build with the same keys has nothing to migrate in a database that nobody else uses, which spares every later start
   * a second. Null for an outside database: others may have changed it.
   */
  #migrationMark(): string | null {
    const build = path.join(this.#checkout, 'dist', '.build-hash');
    if (this.settings.databaseUrl !== null || !existsSync(build)) return null;
    const { MASTER_KEY: key, DATABASE_ROLE_PREFIX: prefix } = this.#programEnv;
    return createHash('sha256')
      .update(JSON.stringify([readFileSync(build, 'utf8'), key, prefix]))
      .digest('hex');
  }

  async #startProgram(name: ProgramName): Promise<void> {
    this.#refuseWhenStopping();
    const port = started(this.#ports)[name];
    const program = new Program({
      ...this.#common(name),
      entry: path.join(this.#checkout, 'dist', 'services', ...entries[name]),
      nodeFlags: nodeFlags[name],
      readyUrl: `http://${reachable(this.settings.host)}:${port}/health/ready`,
    });
    this.#programs.set(name, program);
    await program.start();
    void this.#watch(name, program);
  }

  /** Installed while the system runs, it joins by itself. */
  #waitForUploader(): void {
    const timer = setInterval(() => {
      if (!this.#stopping && !isUploaderInstalled(this.#checkout)) return;
      clearInterval(timer);
      if (this.#stopping) return;
      this.#log('The official uploader has been installed: starting the uploader.');
      void this.#startUploader();
    }, 2_000);
    timer.unref();
  }

  /** Nobody waits for it: uploads are asked for by people, and wait in their queue. */
  async #startUploader(): Promise<void> {
    try {
      await this.#startProgram('uploader');
      if (!this.#stopping) this.#writeRuntimeFile();
    } catch (error) {
      if (!this.#stopping) this.#log(error instanceof Error ? error.message : String(error));
    }
  }

  #makeTask(name: string, entry: string, args: readonly string[]): Program {
    const file = path.join(this.#checkout, entry);
    const program = new Program({
      ...this.#common(name),
      entry: file,
      args,
      nodeFlags: ['--max-old-space-size=256'],
      readyUrl: null,
    });
    this.#task = program;
    return program;
  }

  #common(name: string) {
    return {
      name,
      env: this.#programEnv,
      cwd: this.#checkout,
      logFile: path.join(this.folder.logs, `${name}.log`),
      watchdog: started(this.#watchdog),
    };
  }

  async #watch(name: ProgramName, program: Program): Promise<void> {
    this.#watched.add(program);
    await program.ended;
    if (this.#stopping || !this.#watched.delete(program)) return;
    this.options.onLoss?.(name, `${name} ended unexpectedly: ${program.lastWords()}`);
  }

  async #watchDatabase(postgres: RunningPostgres, folder: DataFolder): Promise<void> {
    await postgres.ended;
    if (this.#stopping) return;
    this.options.onLoss?.('postgres', `PostgreSQL ended unexpectedly: see ${folder.logs}/postgres.log.`);
  }

  async #stopAll(): Promise<void> {
    const stopPrograms = async (): Promise<void> => {
      const children = this.#task ? [...this.#programs.values(), this.#task] : [...this.#programs.values()];
      await Promise.all(children.map((child) => child.stop()));
    };
    await stopPrograms();
    // A start under way sees that it must not go on; what it had begun in the meantime is stopped here.
    await this.#starting?.catch(() => {});
    await stopPrograms();
    await this.#postgres?.stop();
    this.#watchdog?.close();
    if (this.#lock && this.#folder) rmSync(this.#folder.runtimeFile, { force: true });
    this.#lock?.release();
  }

  #refuseWhenStopping(): void {
    if (this.#stopping) throw new LaunchFailure('Stopped before the start was complete.');
  }

  #program(name: ProgramName): Program {
    const program = this.#programs.get(name);
    if (!program) throw new Error(`${name} has not been started.`);
    return program;
  }

  /** For commands run beside the system: where it is and who may sign in. */
  #writeRuntimeFile(): void {
    const { runtimeFile } = this.folder;
    const state = { pid: process.pid, urls: this.urls, ports: this.#ports, pids: this.pids, logins: this.logins };
    writeFileSync(`${runtimeFile}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${runtimeFile}.new`, runtimeFile);
  }
}

function started<T>(part: T | null): T {
  if (part === null) throw new Error('The system has not been started.');
  return part;
}

function alreadyRunning(folder: DataFolder, pid: number): string {
  let address = '';
  try {
    const { urls } = JSON.parse(readFileSync(folder.runtimeFile, 'utf8')) as { urls: SystemUrls };
    address = ` at ${urls.controlPlane}`;
  } catch {
    // It is still starting.
  }
  return (
    `Xiaopu already runs on ${folder.root}${address} (process ${pid}): ` +
    'stop it, or choose another folder with XIAOPU_DATA_DIR.'
  );
}
