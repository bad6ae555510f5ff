import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from './postgres.js';
import { isRunning } from './processes.js';

describe('embedded PostgreSQL', () => {
  let dataDir: string;
  let running: RunningPostgres[];

  beforeEach(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-postgres-'));
    running = [];
  });

  afterEach(async () => {
    await Promise.all(running.map((server) => server.stop()));
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(durable = false): Promise<RunningPostgres> {
    const server = await startPostgres({ dataDir, durable });
    running.push(server);
    return server;
  }

  it('makes a database, keeps its rows over a restart and remembers its port', async () => {
    const first = await start();
    await first.createDatabase('shop');
    await first.createDatabase('shop');
    await query(first.url('shop'), 'create table goods as select 1 as id');
    await first.stop();

    const second = await start();

    expect(second.port).toBe(first.port);
    expect(await query(second.url('shop'), 'select id from goods')).toEqual([{ id: 1 }]);
  });

  it('speaks UTF-8, sorts alike on every machine and knows Chinese collations', async () => {
    const server = await start();

    const rows = await query(
      server.url(),
      `select datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding,
              'b' < 'a' collate "zh-x-icu" as chinese
         from pg_database where datname = current_database()`,
    );

    expect(rows).toEqual([{ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', chinese: false }]);
  });

  it('refuses a wrong password and listens on the loopback only', async () => {
    const server = await start();

    await expect(query(server.url().replace(server.ownerPassword, 'guess'), 'select 1')).rejects.toThrow(/password/);
    expect(await query(server.url(), 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  it('takes another port when a stranger holds the remembered one', async () => {
    const first = await start();
    await first.stop();
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(first.port, '127.0.0.1', resolve));

    const second = await start();

    expect(second.port).not.toBe(first.port);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('refuses a folder that a running server holds, and leaves that server alone', async () => {
    const server = await start();

    await expect(startPostgres({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`);
    expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts although its recorded process id now belongs to another program', async () => {
    const first = await start();
    const pidFile = path.join(first.dataDirectory, 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await first.stop();
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));

    const second = await start();

    expect(isRunning(second.pid)).toBe(true);
  });

  it('loses nothing committed when the server is killed', async () => {
    const first = await start(true);
    await query(first.url(), 'create table goods as select 1 as id');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;

    const second = await start(true);

    expect(await query(second.url(), 'select id from goods')).toEqual([{ id: 1 }]);
  });

  it('refuses to open a cluster whose password file is gone, and says which', async () => {
    const server = await start();
    await server.stop();
    rmSync(path.join(dataDir, 'owner.password'));

    await expect(startPostgres({ dataDir })).rejects.toThrow(/owner\.password is missing/);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
