import type { DataSource, QueryRunner } from 'typeorm';
import { newId, type TenantId } from '../identity/ids.js';
import { type JobName, type JobPayload, parsePayload } from '../queue/job-catalogue.js';
import type { Actor } from '../tenancy/actor.js';
import { createDataSource } from './data-source.js';
import type { DatabaseAccess } from './database-roles.js';
import { inTransaction, Transaction } from './transaction.js';

/** What an audit row says: who did what to which thing, and how it looked before and after. */
export interface AuditEntry {
  readonly actor: Actor;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before?: unknown;
  readonly after?: unknown;
  readonly requestId?: string | undefined;
}

/** A transaction of one tenant: row-level security shows it that tenant's rows and no others. */
export class TenantTransaction extends Transaction {
  constructor(
    readonly tenantId: TenantId,
    runner: QueryRunner,
  ) {
    super(runner);
  }

  /** Asks for a job that starts after this transaction commits, and never if it does not (outbox). */
  async enqueue<Name extends JobName>(
    name: Name,
    payload: JobPayload<Name>,
    options: { runAt?: Date } = {},
  ): Promise<void> {
    await this.execute(
      'insert into outbox (tenant_id, id, job, payload, run_at) values ($1, $2, $3, $4, coalesce($5, now()))',
      [this.tenantId, newId(), name, JSON.stringify(parsePayload(name, payload)), options.runAt ?? null],
    );
  }

  async audit(entry: AuditEntry): Promise<void> {
    await this.execute(
      `insert into audit_entry (tenant_id, id, actor, action, subject_type, subject_id, before, after, request_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        this.tenantId,
        newId(),
        JSON.stringify(entry.actor),
        entry.action,
        entry.subjectType,
        entry.subjectId,
        entry.before === undefined ? null : JSON.stringify(entry.before),
        entry.after === undefined ? null : JSON.stringify(entry.after),
        entry.requestId ?? null,
      ],
    );
  }
}

/** The door to tenant tables for the control plane and the worker. */
export class TenantDatabase {
  private constructor(private readonly source: DataSource) {}

  static async connect(access: DatabaseAccess, poolSize = 6): Promise<TenantDatabase> {
    return new TenantDatabase(await createDataSource(access, 'app', poolSize).initialize());
  }

  async transaction<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    return inTransaction(runner, async () => {
      await runner.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
      return work(new TenantTransaction(tenantId, runner));
    });
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
