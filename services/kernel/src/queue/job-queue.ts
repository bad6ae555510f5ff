import { type JobsOptions, Queue } from 'bullmq';
import { type JobName, type JobPayload, jobCatalogue, parsePayload, queueOf } from './job-catalogue.js';
import { Problem } from '../problems/problem.js';
import { JOBS_QUEUE, type QueueName, type QueueSettings, queueConnection } from './queue-connection.js';

export interface EnqueueOptions {
  /**
   * Names the step and contains the UUID of its row, e.g. `tenantJobId(…)`: while a job of this id waits or runs, adding it again does nothing.
   */
  readonly id: string;
  /** Not before; at once when absent or past. */
  readonly runAt?: Date | undefined;
}

/** One entry of a batch; `payload` is checked against the catalogue at run time. */
export interface JobEntry extends EnqueueOptions {
  readonly name: JobName;
  readonly payload: unknown;
}

export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
}

/**
 * Puts jobs where a worker finds them. Within a transaction use `tx.enqueue` instead: a job must not overtake its commit.
 * A finished job leaves no trace here, whether it succeeded or used up its attempts, so its id can be used again at once.
 */
export class JobQueue {
  readonly #queues = new Map<QueueName, ReturnType<typeof openQueue>>();

  /** @param onError hears of lost connections, which mend themselves; a call that fails because of one rejects as well */
  constructor(
    private readonly settings: QueueSettings,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * The promise settles when the job is durable.
   * @throws Problem queue.job_invalid
   */
  async enqueue<N extends JobName>(name: N, payload: JobPayload<N>, options: EnqueueOptions): Promise<void> {
    await this.enqueueAll([{ name, payload, ...options }]);
  }

  /**
   * All of a batch or, when one entry is invalid, none.
   * @throws Problem queue.job_invalid
   */
  async enqueueAll(entries: readonly JobEntry[]): Promise<void> {
    const now = Date.now();
    const jobs = entries.map((entry) => {
      const data = parsePayload(entry.name, entry.payload);
      return { queue: queueOf(entry.name), name: entry.name, data, opts: jobOptions(entry.name, entry, now) };
    });
    for (const name of new Set(jobs.map(({ queue }) => queue))) {
      const batch = jobs.filter(({ queue }) => queue === name).map(({ queue: _queue, ...job }) => job);
      const [first] = batch;
      // The bulk statement of the PostgreSQL backend makes two temporary tables; a single job is better off without.
      if (first && batch.length === 1) await this.#open(name).add(first.name, first.data, first.opts);
      else await this.#open(name).addBulk(batch);
    }
  }

  async counts(name: QueueName = JOBS_QUEUE): Promise<JobCounts> {
    const counts = await this.#open(name).getJobCounts('waiting', 'prioritized', 'delayed', 'active');
    const { waiting = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
    return { waiting: waiting + prioritized, delayed, active };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  /** When it is first needed: most programs never upload, and each queue keeps connections. */
  #open(name: QueueName) {
    const open = this.#queues.get(name);
    if (open) return open;
    const queue = openQueue(name, this.settings);
    queue.on('error', this.onError);
    this.#queues.set(name, queue);
    return queue;
  }
}

function openQueue(name: QueueName, settings: QueueSettings) {
  const { options, backendFactory } = queueConnection(settings, 'producer');
  return new Queue(name, options, backendFactory);
}

// BullMQ forbids ":" and whole numbers, and on Redis a job named "wait" or "delayed" would lie where it keeps the queue itself.
const JOB_ID = /^(?=.*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})[\w.-]{36,200}$/;

function jobOptions(name: JobName, { id, runAt }: EnqueueOptions, now: number): JobsOptions {
  if (!JOB_ID.test(id)) {
    throw new Problem('queue.job_invalid', {
      params: { job: name, reason: `its id ${id} does not contain a row's id` },
    });
  }
  const { attempts, backoffMs, priority } = jobCatalogue[name];
  return {
    jobId: id,
    delay: runAt ? Math.max(0, runAt.getTime() - now) : 0,
    priority,
    attempts,
    backoff: { type: 'exponential', delay: backoffMs },
    removeOnComplete: true,
    // A failed job that stayed would silently swallow the sweeper's next attempt under the same id. What failed and why is in the log and the row.
    removeOnFail: true,
  };
}
