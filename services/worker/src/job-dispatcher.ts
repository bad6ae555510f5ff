import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { Logger } from 'pino';
import { type JobName, jobCatalogue, parsePayload } from '#kernel/queue/job-catalogue.js';
import { JOBS_QUEUE, UPLOADS_QUEUE } from '#kernel/queue/queue-connection.js';
import { HandlerTable } from './handler-table.js';
import { TimeLimit } from './time-limit.js';
import { type JobOutcome, WorkerMetrics } from './worker-metrics.js';
import { WORKER_LOGGER, WORKER_SETTINGS, type WorkerSettings } from './worker-settings.js';

/**
 * Jobs under way when the program is told to stop have this long to finish; then they are aborted, to be tried again elsewhere. With what an
 * aborted handler is given to put its row back, less than the launcher's 8 s and Docker's 10 s until SIGKILL.
 */
const DRAIN_MS = 6_000;

// After SIGKILL nobody ends the job: its lock runs out, and the next look at stalled jobs gives it to another worker, within 20 s.
const LOCK_MS = 15_000;
const STALLED_CHECK_MS = 5_000;

const LIFE = { lockDuration: LOCK_MS, stalledInterval: STALLED_CHECK_MS, maxStalledCount: 3 };

/** Takes jobs from the queue and gives each to its handler, with a time limit and a log line. */
@Processor(JOBS_QUEUE, LIFE)
export class JobDispatcher extends WorkerHost implements BeforeApplicationShutdown {
  readonly #stopping = new AbortController();

  constructor(
    private readonly handlers: HandlerTable,
    private readonly metrics: WorkerMetrics,
    @Inject(WORKER_LOGGER) private readonly logger: Logger,
    @Inject(WORKER_SETTINGS) protected readonly settings: WorkerSettings,
  ) {
    super();
  }

  /** How many jobs run at the same time. */
  get concurrency(): number {
    return this.settings.WORKER_CONCURRENCY;
  }

  get drainMs(): number {
    return DRAIN_MS;
  }

  override async process(job: Job): Promise<void> {
    const attempt = job.attemptsMade + 1;
    const logger = this.logger.child({ job: job.name, jobId: job.id, attempt, ...tenantOf(job) });
    const started = performance.now();
    try {
      await this.#handle(job.name as JobName, job.data, attempt);
      const seconds = this.#observe(job.name, 'done', started);
      logger.info({ ms: Math.round(seconds * 1000) }, 'job done');
    } catch (error) {
      const last = attempt >= (job.opts.attempts ?? 1);
      const seconds = this.#observe(job.name, last ? 'gave_up' : 'failed', started);
      const fields = { err: error, ms: Math.round(seconds * 1000) };
      if (last) logger.error(fields, 'job failed for the last time; its sweeper has to bring it back');
      else logger.warn(fields, 'job failed and will be tried again');
      throw error;
    }
  }

  async #handle(name: JobName, data: unknown, attempt: number): Promise<void> {
    // A job may have been added by an older program, or a newer one.
    const payload = parsePayload(name, data);
    const limit = new TimeLimit(name, jobCatalogue[name].timeoutMs, this.#stopping.signal);
    try {
      await limit.race(this.handlers.get(name).handle(payload, { attempt, signal: limit.signal }));
    } finally {
      limit.end();
    }
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({ err: error }, 'queue: lost its connection or a job, and goes on');
  }

  @OnWorkerEvent('stalled')
  onStalled(jobId: string): void {
    this.logger.warn({ jobId }, 'job stalled: the worker that ran it is gone; it starts again');
  }

  async beforeApplicationShutdown(): Promise<void> {
    const timer = setTimeout(() => this.#stopping.abort(new Error('The worker is stopping.')), this.drainMs);
    await this.worker.close();
    clearTimeout(timer);
  }

  #observe(job: string, outcome: JobOutcome, started: number): number {
    const seconds = (performance.now() - started) / 1000;
    this.metrics.observeJob(job, outcome, seconds);
    return seconds;
  }
}

/** The same in the uploader. */
@Processor(UPLOADS_QUEUE, LIFE)
export class UploadDispatcher extends JobDispatcher {
  constructor(
    handlers: HandlerTable,
    metrics: WorkerMetrics,
    @Inject(WORKER_LOGGER) logger: Logger,
    @Inject(WORKER_SETTINGS) settings: WorkerSettings,
  ) {
    super(handlers, metrics, logger, settings);
  }

  override get concurrency(): number {
    return this.settings.UPLOADER_CONCURRENCY;
  }

  override get drainMs(): number {
    return this.settings.UPLOADER_DRAIN_SECONDS * 1000;
  }
}

function tenantOf(job: Job): { tenantId?: string } {
  const data: unknown = job.data;
  if (typeof data !== 'object' || data === null || !('tenantId' in data)) return {};
  return { tenantId: String(data.tenantId) };
}
