import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { freePort } from '#infra/embedded/ports.js';
import type { Watchdog } from '#infra/embedded/watchdog.js';

/** A Redis of the bench's own, keeping nothing on disk. */
export class BenchRedis {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly watchdog: Watchdog,
  ) {}

  /** Null when this machine has no redis-server. */
  static async start(folder: string, watchdog: Watchdog): Promise<BenchRedis | null> {
    if (spawnSync('redis-server', ['--version']).status !== 0) return null;
    const port = await freePort();
    const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
    const child = spawn('redis-server', flags, { stdio: 'ignore', detached: true });
    watchdog.guard(child.pid ?? 0, 'TERM');
    while (!(await isListening(port))) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}.`);
    }
    return new BenchRedis(`redis://127.0.0.1:${port}`, child, watchdog);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    await ended;
    this.watchdog.forget(this.pid);
  }
}

async function isListening(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => setImmediate(resolve, false));
  });
}
