import type { Logger } from 'pino';
import { PostgresListener } from '../broadcast/postgres-listener.js';
import { type JobName, parsePayload } from './job-catalogue.js';
import type { JobEntry, JobQueue } from './job-queue.js';
import type { OutboxAcrossTenants, OutboxRow } from './outbox-across-tenants.js';

const BATCH = 200;
/** Notices of new rows can be lost with a connection; the poll cannot. */
const POLL_MS = 2_000;

/**
 * Moves due outbox rows of all tenants to the queue. A row's id is its job's id: when a crash between "enqueued" and "deleted" brings the
 * row a second time, the job still waiting is left alone, and one already done is an idempotent step done again.
 * Any number of relays may run; each row is moved by one.
 */
export class OutboxRelay {
  readonly #listener: PostgresListener;
  #wake: () => void = () => {};
  #woken = false;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  /** @param listenUrl any role's log-in; used for one connection that LISTENs */
  constructor(
    private readonly outbox: OutboxAcrossTenants,
    private readonly queue: JobQueue,
    listenUrl: string,
    private readonly logger: Logger,
  ) {
    this.#listener = new PostgresListener(listenUrl, {
      onMessage: () => this.wake(),
      onReconnected: () => this.wake(),
      onError: (error) => logger.warn({ err: error }, 'outbox: the listening connection was lost'),
    });
  }

  async start(): Promise<void> {
    await this.#listener.listen('outbox');
    this.#running = this.#run();
  }

  /** Looks at once instead of at the next poll. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Settles when the batch under way has been moved. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
    await this.#listener.close();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const waitMs = await this.#moveDue().catch((error: unknown) => {
        this.logger.error({ err: error }, 'outbox: rows could not be moved, trying again');
        return POLL_MS;
      });
      if (waitMs > 0 && !this.#woken) await this.#sleep(waitMs);
    }
  }

  /** @returns milliseconds until there is something to do again */
  async #moveDue(): Promise<number> {
    const moved = await this.outbox.handOver(BATCH, (rows) => this.#accept(rows));
    if (moved === BATCH) return 0;
    const untilNextMs = (await this.outbox.untilNextMs()) ?? POLL_MS;
    // At least a moment: a row that is due but locked by another relay must not make this one spin.
    return Math.min(POLL_MS, Math.max(20, untilNextMs));
  }

  async #accept(rows: readonly OutboxRow[]): Promise<readonly string[]> {
    const entries: JobEntry[] = [];
    const refused: string[] = [];
    for (const row of rows) {
      try {
        entries.push(toJob(row));
      } catch (error) {
        // One bad row must not hold up everybody's work behind it.
        refused.push(row.id);
        this.logger.error(
          { err: error, tenantId: row.tenantId, outboxId: row.id, job: row.job },
          'outbox: a row that is no valid job was put aside (run_at infinity)',
        );
      }
    }
    await this.queue.enqueueAll(entries);
    return refused;
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

function toJob(row: OutboxRow): JobEntry {
  // The row's text is a job's name only if the catalogue accepts it, which it checks first.
  const name = row.job as JobName;
  return { name, payload: parsePayload(name, row.payload), id: row.id };
}
