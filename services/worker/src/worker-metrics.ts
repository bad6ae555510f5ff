import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobCounts } from '#kernel/queue/job-queue.js';

export type JobOutcome = 'done' | 'failed' | 'gave_up';

/** The worker's own numbers, beside those that every program has. */
export class WorkerMetrics {
  readonly #registry = new Registry();
  readonly #jobSeconds: Histogram<'job' | 'outcome'>;
  readonly #sweptRows: Counter<'sweeper'>;

  constructor(counts: () => Promise<JobCounts>, program: string) {
    this.#registry.setDefaultLabels({ program });
    const registers = [this.#registry];
    this.#jobSeconds = new Histogram({
      name: 'job_duration_seconds',
      help: 'Time of one attempt at a job',
      labelNames: ['job', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
      registers,
    });
    this.#sweptRows = new Counter({
      name: 'swept_rows_total',
      help: 'Stalled rows that a sweeper acted on',
      labelNames: ['sweeper'],
      registers,
    });
    const jobs = new Gauge({
      name: 'queue_jobs',
      help: 'Jobs in the queue',
      labelNames: ['state'],
      registers,
      async collect() {
        for (const [state, count] of Object.entries(await counts())) jobs.labels(state).set(count);
      },
    });
  }

  observeJob(job: string, outcome: JobOutcome, seconds: number): void {
    this.#jobSeconds.labels(job, outcome).observe(seconds);
  }

  countSwept(sweeper: string, rows: number): void {
    this.#sweptRows.labels(sweeper).inc(rows);
  }

  /** Prometheus' text format. */
  async text(): Promise<string> {
    return await this.#registry.metrics();
  }
}
