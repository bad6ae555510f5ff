import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRunning } from './processes.js';
import { type System, startSystem } from './system.js';

describe('the whole system on its own', () => {
  let dataDir: string;
  let system: System | null = null;

  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-system-'));
  });

  afterEach(async () => {
    await system?.stop();
    system = null;
  });

  afterAll(() => {
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(env: Record<string, string> = {}): Promise<System> {
    system = await startSystem({ dataDir, ports: 'random', durable: false, env });
    return system;
  }

  it('starts from nothing, answers on every address, and leaves no process behind', async () => {
    const running = await start();
    const { pids, folder } = running;

    for (const url of Object.values(running.urls) as string[]) expect(await statusOf(`${url}/health/live`)).toBe(200);
    expect(statSync(folder.runtimeFile).mode & 0o077).toBe(0);
    await running.stop();

    expect(Object.values(pids).filter(isRunning)).toEqual([]);
    expect(existsSync(folder.runtimeFile)).toBe(false);
    expect(existsSync(folder.lockFile)).toBe(false);
  });

  it('starts again on the same data, and brings back a program that was killed', async () => {
    const running = await start();
    const before = running.pids['runtime'];

    await running.kill('runtime', 'SIGKILL');
    await expect(statusOf(`${running.urls.runtime}/health/live`)).rejects.toThrow();
    await running.restart('runtime');

    expect(running.pids['runtime']).not.toBe(before);
    expect(await statusOf(`${running.urls.runtime}/health/ready`)).toBe(200);
  });

  it('does not start by halves: a faulty setting stops everything and is named', async () => {
    await expect(start({ LOG_LEVEL: 'shouting' })).rejects.toThrow(/LOG_LEVEL/);

    // The folder is free again: neither its lock nor its server is held.
    await start();
  });
});

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  await response.arrayBuffer();
  return response.status;
}
