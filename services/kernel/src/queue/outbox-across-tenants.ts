import type { FleetDatabase } from '../data/fleet-database.js';
import type { Transaction } from '../data/transaction.js';
import { asId, newId, type TenantId } from '../identity/ids.js';
import { type JobName, type JobPayload, parsePayload } from './job-catalogue.js';

export interface OutboxRow {
  readonly tenantId: TenantId;
  /** Becomes the job's id. */
  readonly id: string;
  readonly job: string;
  readonly payload: unknown;
}

/** The outbox of all tenants, as the relay sees it. */
export class OutboxAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /**
   * Gives the oldest due rows to `accept` and deletes them after it has succeeded. Rows that another process holds are passed over.
   * When the process dies in between, the rows stay and come again with the same ids.
   * @param accept answers the ids of rows that cannot ever be accepted; these are put aside (run_at 'infinity') for a person to see
   * @returns how many rows were due, at most `limit`
   */
  async handOver(limit: number, accept: (rows: readonly OutboxRow[]) => Promise<readonly string[]>): Promise<number> {
    return await this.database.transaction(async (tx) => {
      const rows = await tx.query<OutboxRow>(
        `select tenant_id as "tenantId", id, job, payload from outbox
         where run_at <= now() order by run_at, id limit $1 for update skip locked`,
        [limit],
      );
      if (rows.length === 0) return 0;
      const refused = new Set(await accept(rows));
      await this.#forEach(rows, (row) => !refused.has(row.id), `delete from outbox using ${KEYS}`, tx);
      await this.#forEach(rows, (row) => refused.has(row.id), `update outbox set run_at = 'infinity' from ${KEYS}`, tx);
      return rows.length;
    });
  }

  /** Milliseconds until the next row is due, 0 or less when one is overdue, null when there is none. */
  async untilNextMs(): Promise<number | null> {
    const [row] = await this.database.query<{ ms: number | null }>(
      `select (extract(epoch from min(run_at) - now()) * 1000)::float8 as ms from outbox where run_at < 'infinity'`,
    );
    return row?.ms ?? null;
  }

  async #forEach(
    rows: readonly OutboxRow[],
    wanted: (row: OutboxRow) => boolean,
    statement: string,
    tx: { execute(sql: string, parameters: readonly unknown[]): Promise<number> },
  ): Promise<void> {
    const chosen = rows.filter(wanted);
    if (chosen.length === 0) return;
    await tx.execute(statement, [chosen.map((row) => row.tenantId), chosen.map((row) => row.id)]);
  }
}

const KEYS = `unnest($1::uuid[], $2::uuid[]) as key (tenant_id, id)
  where outbox.tenant_id = key.tenant_id and outbox.id = key.id`;

/** The owner of work that is no merchant's: template uploads, WeChat's own check of the platform. */
export const PLATFORM_WORK = asId<TenantId>('00000000-0000-0000-0000-000000000000');

/** What `enqueue` of a tenant's transaction is, in one of the whole fleet: the job follows the commit, `seconds` later at the earliest. */
export async function enqueueAcrossTenants<N extends JobName>(
  tx: Pick<Transaction, 'execute'>,
  tenantId: TenantId,
  name: N,
  payload: JobPayload<N>,
  seconds = 0,
): Promise<void> {
  await tx.execute(
    'insert into outbox (tenant_id, id, job, payload, run_at) values ($1, $2, $3, $4, now() + make_interval(secs => $5))',
    [tenantId, newId(), name, JSON.stringify(parsePayload(name, payload)), seconds],
  );
}
