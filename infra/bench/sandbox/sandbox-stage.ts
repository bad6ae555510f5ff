import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkoutFolder } from '#infra/embedded/checkout.js';
import { freePort } from '#infra/embedded/ports.js';
import { Program } from '#infra/embedded/program.js';
import { Watchdog } from '#infra/embedded/watchdog.js';
import { LoadGenerator } from '../load/load-generator.js';

/** A server that runs for the bench. */
export interface StagedServer {
  readonly port: number;
  readonly program: Program;
}

/** The sandbox alone, its yardstick and the load generator, each a process of its own, in a folder that is gone afterwards. */
export class SandboxStage {
  readonly generator = LoadGenerator.start();
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'xiaopu-bench-sandbox-'));
  private readonly watchdog = new Watchdog();
  private readonly started: Program[] = [];

  constructor(readonly say: (line: string) => void) {
    mkdirSync(path.join(this.folder, 'logs'));
  }

  /** Starts the sandbox; with `data` it keeps its state in this run's folder, where the next one finds it. */
  startSandbox(data: boolean): Promise<StagedServer> {
    return this.start('sandbox', 'services/wechat-sandbox/src/main.js', (port) => ({
      SANDBOX_PORT: String(port),
      ...(data && { SANDBOX_DATA_DIR: this.dataFolder }),
    }));
  }

  /** A bare node:http server whose every answer is these bytes. */
  startYardstick(answer: string): Promise<StagedServer> {
    const file = path.join(this.folder, 'answer.json');
    writeFileSync(file, answer);
    return this.start('bare-http', 'infra/bench/yardsticks/bare-http.js', (port) => ({
      YARDSTICK_PORT: String(port),
      ANSWER_FILE: file,
    }));
  }

  get journalBytes(): number {
    return statSync(path.join(this.dataFolder, 'sandbox.journal')).size;
  }

  async lower(): Promise<void> {
    this.generator.stop();
    for (const program of this.started.splice(0)) await program.stop();
    this.watchdog.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get dataFolder(): string {
    return path.join(this.folder, 'data');
  }

  private async start(
    name: string,
    entry: string,
    env: (port: number) => Record<string, string>,
  ): Promise<StagedServer> {
    const port = await freePort();
    const checkout = checkoutFolder();
    const program = new Program({
      name,
      entry: path.join(checkout, 'dist', entry),
      env: { PATH: process.env['PATH'], ...env(port) },
      cwd: checkout,
      logFile: path.join(this.folder, 'logs', `${name}.log`),
      nodeFlags: [],
      readyUrl: `http://127.0.0.1:${port}/health/ready`,
      watchdog: this.watchdog,
    });
    this.started.push(program);
    await program.start();
    return { port, program };
  }
}

/** Resident memory of a process now and at its highest, in bytes; null where the system does not tell (not Linux). */
export function memoryOf(pid: number): { now: number; highest: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
    return { now: read('VmRSS'), highest: read('VmHWM') };
  } catch {
    return null;
  }
}
