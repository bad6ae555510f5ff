/**
 * Finds rows whose next step is overdue (job lost, attempts used up, process killed) and enqueues it again.
 * Runs in one worker at a time across the installation, never overlapping itself.
 */
export interface Sweeper {
  /** Unique; appears in log lines, metrics and the name of the lock. */
  readonly name: string;
  readonly everyMs: number;
  /** @returns how many rows were acted on */
  sweep(): Promise<number>;
}

/** Injection token of the worker's list of sweepers, `readonly Sweeper[]`. */
export const SWEEPERS = Symbol('SWEEPERS');
