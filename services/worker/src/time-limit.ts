import type { JobName } from '#kernel/queue/job-catalogue.js';
import { Problem } from '#kernel/problems/problem.js';

/** What a handler needs to hear of the end, stop what it started and write that down. */
const HEEDING_MS = 1_000;

/** The time one attempt at a job may take. When it is up, or the worker stops, the signal is aborted and `race` rejects. */
export class TimeLimit {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #onStop: () => void;

  constructor(
    job: JobName,
    timeoutMs: number,
    private readonly stopping: AbortSignal,
  ) {
    this.#timer = setTimeout(() => {
      this.#controller.abort(new Problem('queue.job_timed_out', { params: { job, timeoutMs } }));
    }, timeoutMs);
    this.#onStop = () => this.#controller.abort(stopping.reason);
    if (stopping.aborted) this.#onStop();
    else stopping.addEventListener('abort', this.#onStop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A handler that heeds the signal gets to put its row back; one that does not keeps running, but its attempt is over. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    let patience: NodeJS.Timeout | undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      const wait = () => (patience = setTimeout(() => reject(signal.reason as Error), HEEDING_MS));
      if (signal.aborted) wait();
      signal.addEventListener('abort', wait, { once: true });
    });
    return await Promise.race([work, aborted]).finally(() => clearTimeout(patience));
  }

  end(): void {
    clearTimeout(this.#timer);
    this.stopping.removeEventListener('abort', this.#onStop);
  }
}
