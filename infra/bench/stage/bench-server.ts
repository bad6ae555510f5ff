import path from 'node:path';
import { checkoutFolder } from '#infra/embedded/checkout.js';
import { freePort } from '#infra/embedded/ports.js';
import { Program } from '#infra/embedded/program.js';
import type { Watchdog } from '#infra/embedded/watchdog.js';

export interface BenchServerOptions {
  readonly name: string;
  /** Compiled program below dist/. */
  readonly entry: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly logFolder: string;
  readonly watchdog: Watchdog;
}

/** One measured server, in a process of its own with the heap that the launcher gives the runtime. */
export class BenchServer {
  private constructor(
    readonly port: number,
    private readonly program: Program,
  ) {}

  /** @throws LaunchFailure with the program's last words */
  static async start(options: BenchServerOptions): Promise<BenchServer> {
    const { name, entry, port, env, logFolder, watchdog } = options;
    const checkout = checkoutFolder();
    const program = new Program({
      name,
      entry: path.join(checkout, 'dist', entry),
      env,
      cwd: checkout,
      logFile: path.join(logFolder, `${name}.log`),
      nodeFlags: ['--max-old-space-size=192'],
      readyUrl: `http://127.0.0.1:${port}/health/ready`,
      watchdog,
    });
    try {
      await program.start();
    } catch (error) {
      await program.stop();
      throw error;
    }
    return new BenchServer(port, program);
  }

  get pid(): number {
    return this.program.pid;
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}

export const yardstickNames = [
  'small-json',
  'ready-bytes',
  'one-statement',
  'signed-notice',
  'hot-batch',
  'redis-script',
] as const;
export type YardstickName = (typeof yardstickNames)[number];

export async function startYardstick(
  name: YardstickName,
  options: Omit<BenchServerOptions, 'name' | 'entry' | 'port'>,
): Promise<BenchServer> {
  const port = await freePort();
  const env = { ...options.env, YARDSTICK_PORT: String(port) };
  return BenchServer.start({ ...options, name, entry: `infra/bench/yardsticks/${name}.js`, port, env });
}
