import path from 'node:path';
import { freePort } from '#infra/embedded/ports.js';
import { Program } from '#infra/embedded/program.js';
import type { System } from '#infra/embedded/system.js';
import { Watchdog } from '#infra/embedded/watchdog.js';
import { projectRoot } from '#kernel/config/project-root.js';

/** Another process of the runtime beside the system's own, as a larger installation has them: same database, its own memory. */
export class SecondRuntime {
  readonly #watchdog: Watchdog;
  readonly #program: Program;

  private constructor(
    readonly url: string,
    watchdog: Watchdog,
    program: Program,
  ) {
    this.#watchdog = watchdog;
    this.#program = program;
  }

  static async start(system: System): Promise<SecondRuntime> {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const watchdog = new Watchdog();
    const program = new Program({
      name: 'runtime-2',
      entry: path.join(projectRoot(), 'dist/services/runtime/src/main.js'),
      env: { ...system.programEnv, RUNTIME_PORT: String(port) },
      cwd: projectRoot(),
      logFile: path.join(system.folder.logs, 'runtime-2.log'),
      nodeFlags: ['--max-old-space-size=192'],
      readyUrl: `${url}/health/ready`,
      watchdog,
    });
    await program.start();
    return new SecondRuntime(url, watchdog, program);
  }

  /** Killed as by a power cut, and brought back. */
  async crash(): Promise<void> {
    await this.#program.kill('SIGKILL');
    await this.#program.start();
  }

  async stop(): Promise<void> {
    await this.#program.stop();
    this.#watchdog.close();
  }
}
