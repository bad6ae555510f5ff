import type { JobName, JobPayload } from './job-catalogue.js';

export interface JobContext {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the job's time is up or the worker stops; pass it to what can be cut short. */
  readonly signal: AbortSignal;
}

/**
 * One idempotent step on the row that the payload names: it may run twice, late, or after the row has moved on.
 * Throwing means "try again" (see the catalogue's attempts and backoff); a refusal that is final is written to the row instead.
 */
export interface JobHandler<N extends JobName = JobName> {
  readonly job: N;
  handle(payload: JobPayload<N>, context: JobContext): Promise<void>;
}

/** Injection token of the worker's list of handlers, `readonly JobHandler[]`: exactly one for each job of the catalogue. */
export const JOB_HANDLERS = Symbol('JOB_HANDLERS');
