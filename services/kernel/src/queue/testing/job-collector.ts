import { type Job, Worker } from 'bullmq';
import { JOBS_QUEUE, type QueueSettings, queueConnection } from '../queue-connection.js';

export interface SeenJob {
  readonly id: string;
  readonly name: string;
  readonly payload: unknown;
  readonly attempt: number;
  readonly startedAt: number;
}

/** A consumer for tests: takes jobs one at a time and keeps what it saw until it is asked for. */
export class JobCollector {
  readonly seen: SeenJob[] = [];
  /** Decides how an attempt ends; succeeds by default. */
  process: (job: SeenJob) => Promise<void> = async () => {};
  #arrived: () => void = () => {};
  readonly #worker: ReturnType<typeof openWorker>;

  constructor(settings: QueueSettings, onError: (error: Error) => void = () => {}) {
    this.#worker = openWorker(settings, async (job) => {
      const seen: SeenJob = {
        id: job.id ?? '',
        name: job.name,
        payload: job.data,
        attempt: job.attemptsMade + 1,
        startedAt: Date.now(),
      };
      await this.process(seen).finally(() => {
        this.seen.push(seen);
        this.#arrived();
      });
    });
    this.#worker.on('error', onError);
  }

  /** Settles when so many attempts have ended in all. */
  async whenSeen(count: number): Promise<readonly SeenJob[]> {
    while (this.seen.length < count) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.seen;
  }

  /** Settles when the attempt under way has been recorded in the queue as well. */
  async close(): Promise<void> {
    await this.#worker.close();
  }
}

function openWorker(settings: QueueSettings, processor: (job: Job) => Promise<void>) {
  const { options, backendFactory } = queueConnection(settings, 'consumer');
  return new Worker(JOBS_QUEUE, processor, { ...options, concurrency: 1 }, backendFactory);
}
