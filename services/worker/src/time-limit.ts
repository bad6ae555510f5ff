import type { JobName } from '#kernel/queue/job-catalogue.js';
import { Problem } from '#kernel/problems/problem.js';

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

  /** A handler that does not heed the signal keeps running, but its attempt is over. */
  async race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    const aborted = new Promise<never>((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason as Error);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return await Promise.race([work, aborted]);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.stopping.removeEventListener('abort', this.#onStop);
  }
}
