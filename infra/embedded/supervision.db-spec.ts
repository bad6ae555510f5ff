import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { transformFileSync } from '@swc/core';
import { checkoutFolder } from './checkout.js';
import { openDataFolder } from './data-folder.js';
import { takeLock } from './lock.js';
import { planPorts } from './port-plan.js';
import { startPostgres } from './postgres.js';
import { isRunning, waitUntilGone } from './processes.js';
import { Program } from './program.js';
import { rememberSecrets } from './secrets.js';
import { readSettings } from './settings.js';
import { Watchdog } from './watchdog.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-launcher-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a launcher that is killed', () => {
  it('leaves no server and no program behind, and the next start finds its data', async () => {
    const parent = startCompiled(`
      import { startPostgres } from './infra/embedded/postgres.js';
      import { Watchdog } from './infra/embedded/watchdog.js';
      import { spawn } from 'node:child_process';
      const watchdog = new Watchdog();
      const server = await startPostgres({ dataDir: process.argv[2], watchdog, durable: false });
      const program = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      watchdog.guard(program.pid, 'TERM');
      console.log(JSON.stringify([server.pid, program.pid]));
    `);
    const pids = JSON.parse(await firstLine(parent)) as number[];
    expect(pids.map(isRunning)).toEqual([true, true]);

    parent.kill('SIGKILL');

    for (const pid of pids) expect(await waitUntilGone(pid, 10_000)).toBe(true);
    const next = await startPostgres({ dataDir: path.join(folder, 'pg'), durable: false });
    await next.stop();
  });

  it('has its orphaned server stopped by the next start, should the watchdog be killed too', async () => {
    const parent = startCompiled(`
      import { startPostgres } from './infra/embedded/postgres.js';
      import { Watchdog } from './infra/embedded/watchdog.js';
      const watchdog = new Watchdog();
      const server = await startPostgres({ dataDir: process.argv[2], watchdog, durable: false });
      process.kill(watchdog.pid, 'SIGKILL');
      console.log(server.pid);
    `);
    const orphan = Number(await firstLine(parent));
    parent.kill('SIGKILL');
    await waitUntilGone(parent.pid ?? 0, 10_000);
    expect(isRunning(orphan)).toBe(true);

    const next = await startPostgres({ dataDir: path.join(folder, 'pg'), durable: false });

    expect(isRunning(orphan)).toBe(false);
    await next.stop();
  });
});

describe('the lock', () => {
  const inUse = (pid: number): string => `in use by ${pid}`;

  it('is refused while its holder lives, and given back', () => {
    const file = path.join(folder, 'lock');
    const lock = takeLock(file, inUse);

    expect(() => takeLock(file, inUse)).toThrow(`in use by ${process.pid}`);
    lock.release();
    takeLock(file, inUse).release();

    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 999_999_999, startedAt: '1' })],
    ['an earlier process with an id in use again', JSON.stringify({ pid: process.pid, startedAt: 'long ago' })],
    ['nobody, being damaged', '{'],
  ])('is taken over from %s', (_, content) => {
    const file = path.join(folder, 'lock');
    writeFileSync(file, content);

    takeLock(file, inUse);

    expect(readFileSync(file, 'utf8')).toContain(`"pid":${process.pid}`);
  });
});

describe('ports', () => {
  let stranger: Server;
  let busy: number;

  beforeEach(async () => {
    stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    busy = (stranger.address() as AddressInfo).port;
  });

  afterEach(async () => {
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('are refused by the name of their setting when the user asked for one in use', async () => {
    const settings = readSettings({ RUNTIME_PORT: String(busy) }, folder);

    await expect(planPorts(settings, 'settings', () => {})).rejects.toThrow(`RUNTIME_PORT is ${busy}`);
  });

  it('give way to the next free one, and say so, when only the default is in use', async () => {
    const settings = readSettings({}, folder);
    const ports = { ...settings.ports, runtime: { variable: 'RUNTIME_PORT', port: busy, explicit: false } };
    const said: string[] = [];

    const plan = await planPorts({ ...settings, ports }, 'settings', (line) => said.push(line));

    expect(plan.runtime).toBeGreaterThan(busy);
    expect(said.join()).toContain(`Port ${busy} is in use: runtime takes ${plan.runtime} (RUNTIME_PORT sets another).`);
  });

  it('are all different when chosen at random', async () => {
    const plan = await planPorts(readSettings({}, folder), 'random', () => {});

    expect(new Set(Object.values(plan)).size).toBe(Object.keys(plan).length);
  });
});

describe('a program', () => {
  const watchdog = new Watchdog();
  let program: Program | null = null;

  afterEach(async () => {
    await program?.stop();
  });

  afterAll(() => watchdog.close());

  function programFrom(source: string, readyUrl: string): Program {
    const entry = path.join(folder, 'program.mjs');
    writeFileSync(entry, source);
    const logFile = path.join(folder, 'program.log');
    program = new Program({ name: 'shop', entry, env: {}, cwd: folder, logFile, nodeFlags: [], readyUrl, watchdog });
    return program;
  }

  it('is ready when it answers, and is killed when it ignores the request to stop', async () => {
    const [port] = Object.values(await planPorts(readSettings({}, folder), 'random', () => {}));
    const stubborn = programFrom(
      `import { createServer } from 'node:http';
       process.on('SIGTERM', () => {});
       createServer((request, response) => response.end()).listen(${port}, '127.0.0.1');`,
      `http://127.0.0.1:${port}/`,
    );
    await stubborn.start();
    const { pid } = stubborn;

    await stubborn.stop(100);

    expect(isRunning(pid)).toBe(false);
  });

  it('that ends while starting is reported in its own words', async () => {
    const broken = programFrom(`console.error('PORT is missing: set it.'); process.exit(3);`, 'http://127.0.0.1:1/');

    await expect(broken.start()).rejects.toThrow('shop did not start: PORT is missing: set it.');
  });
});

describe('the data folder', () => {
  it('is refused on a disk that is nearly full, naming the setting', () => {
    expect(() => openDataFolder(path.join(folder, 'data'), () => 50 * 1024 * 1024)).toThrow(
      /^Only 50 MB .* 300 MB are needed: .*XIAOPU_DATA_DIR\.$/,
    );
  });

  it('is refused when its place is a file', () => {
    writeFileSync(path.join(folder, 'data'), '');

    expect(() => openDataFolder(path.join(folder, 'data'))).toThrow(/ENOTDIR.*XIAOPU_DATA_DIR/);
  });

  it('keeps its secrets, readable by the owner only, and misses them when they are gone', () => {
    const file = path.join(folder, 'secrets.json');
    const first = rememberSecrets(file, false);

    expect(rememberSecrets(file, true)).toEqual(first);
    rmSync(file);
    expect(() => rememberSecrets(file, true)).toThrow(/secrets\.json is missing/);
  });
});

/** Runs a script beside a compiled copy of this folder: a parent of its own, that can be killed. */
function startCompiled(script: string): ChildProcess {
  const checkout = checkoutFolder();
  const compiled = path.join(folder, 'infra', 'embedded');
  mkdirSync(compiled, { recursive: true });
  symlinkSync(path.join(checkout, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const sources = path.join(checkout, 'infra', 'embedded');
  for (const name of readdirSync(sources).filter((file) => /^[a-z-]+\.ts$/.test(file))) {
    const options = { swcrc: false, jsc: { target: 'es2023', parser: { syntax: 'typescript' } } } as const;
    writeFileSync(
      path.join(compiled, name.replace('.ts', '.js')),
      transformFileSync(path.join(sources, name), options).code,
    );
  }
  writeFileSync(path.join(folder, 'parent.js'), script);
  return spawn(process.execPath, ['parent.js', path.join(folder, 'pg')], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
    child.once('exit', () => reject(new Error('It ended without a word.')));
  });
}
