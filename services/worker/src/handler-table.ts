import { jobNames, type JobName } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';

/** Who does which job: exactly one handler each. */
export class HandlerTable {
  readonly #handlers = new Map<JobName, JobHandler>();

  /** @throws Error with a sentence for every job of the catalogue that has no handler or two */
  constructor(handlers: readonly JobHandler[]) {
    const faults: string[] = [];
    for (const handler of handlers) {
      const other = this.#handlers.get(handler.job);
      if (other) {
        faults.push(
          `Job ${handler.job} has two handlers, ${other.constructor.name} and ${handler.constructor.name}: remove one from services/worker/src/job-handlers.ts.`,
        );
      }
      this.#handlers.set(handler.job, handler);
    }
    for (const name of jobNames.filter((job) => !this.#handlers.has(job))) {
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
