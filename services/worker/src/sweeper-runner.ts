import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import type { SweeperLockAcrossTenants } from './sweeper-lock.js';
import type { WorkerMetrics } from './worker-metrics.js';

const STOP_MS = 7_000;

/**
 * Runs each sweeper at once and then every so often, one after the other: they share few connections, the lock of each takes one, and
 * nothing that waits for a sweeper is in a hurry.
 */
export class SweeperRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #stopped = false;
  #interrupt: () => void = () => {};
  #running: Promise<void> = Promise.resolve();

  /** @throws Error when two sweepers bear the same name, since one would keep the other from running */
  constructor(
    private readonly sweepers: readonly Sweeper[],
    private readonly lock: SweeperLockAcrossTenants,
    private readonly metrics: WorkerMetrics,
    private readonly logger: Logger,
  ) {
    const names = sweepers.map((sweeper) => sweeper.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
      throw new Error(`Two sweepers are called ${twice}: rename one of those in services/worker/src/job-handlers.ts.`);
    }
  }

  onApplicationBootstrap(): void {
    this.#running = this.#run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    this.#interrupt();
    const timer = setTimeout(() => this.#interrupt(), STOP_MS);
    await Promise.race([this.#running, new Promise<void>((resolve) => (this.#interrupt = resolve))]);
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    const due = this.sweepers.map((sweeper) => ({ sweeper, at: performance.now() }));
    while (!this.#stopped && due.length > 0) {
      const next = due.reduce((first, other) => (other.at < first.at ? other : first));
      await this.#wait(next.at - performance.now());
      if (this.#stopped) return;
      await this.#sweep(next.sweeper);
      next.at = performance.now() + next.sweeper.everyMs;
    }
  }

  async #sweep(sweeper: Sweeper): Promise<void> {
    try {
      const rows = await this.lock.holding(sweeper.name, () => sweeper.sweep());
      if (!rows) return;
      this.metrics.countSwept(sweeper.name, rows);
      this.logger.info({ sweeper: sweeper.name, rows }, 'sweeper acted on stalled rows');
    } catch (error) {
      // The next round tries again; a sweeper must not take the worker down.
      this.logger.error({ err: error, sweeper: sweeper.name }, 'sweeper failed');
    }
  }

  async #wait(ms: number): Promise<void> {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
