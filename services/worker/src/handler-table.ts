import { jobNames, type JobName, queueOf } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JOBS_QUEUE, type QueueName } from '#kernel/queue/queue-connection.js';

/** Who does which job: exactly one handler each. */
export class HandlerTable {
  readonly #handlers = new Map<JobName, JobHandler>();

  /** @throws Error with a sentence for every job of the queue that has no handler or two, and for each handler of another queue's */
  constructor(handlers: readonly JobHandler[], queue: QueueName = JOBS_QUEUE) {
    const faults: string[] = [];
    for (const handler of handlers) {
      if (queueOf(handler.job) !== queue)
        faults.push(`Job ${handler.job} travels in the queue ${queueOf(handler.job)}: move its handler there.`);
      const other = this.#handlers.get(handler.job);
      if (other) {
        faults.push(
          `Job ${handler.job} has two handlers, ${other.constructor.name} and ${handler.constructor.name}: remove one from services/worker/src/job-handlers.ts.`,
        );
      }
      this.#handlers.set(handler.job, handler);
    }
    for (const name of jobNames.filter((job) => queueOf(job) === queue && !this.#handlers.has(job))) {
      faults.push(`Job ${name} has no handler: add one to services/worker/src/job-handlers.ts.`);
    }
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }

  get(name: JobName): JobHandler {
    const handler = this.#handlers.get(name);
    if (!handler) throw new TypeError(`${name} is not a job of the catalogue.`);
    return handler;
  }
}
