import type { DataSource } from 'typeorm';
import { createDataSource } from './data-source.js';
import type { DatabaseAccess } from './database-roles.js';
import { inTransaction, Transaction } from './transaction.js';

/** The door past the tenant lock. Only repositories whose name ends in AcrossTenants may hold it (checked in infra/checks). */
export class FleetDatabase {
  private constructor(private readonly source: DataSource) {}

  static async connect(access: DatabaseAccess, poolSize = 4): Promise<FleetDatabase> {
    return new FleetDatabase(await createDataSource(access, 'fleet', poolSize).initialize());
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const runner = this.source.createQueryRunner();
    try {
      return await new Transaction(runner).query<Row>(sql, parameters);
    } finally {
      await runner.release();
    }
  }

  async execute(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const runner = this.source.createQueryRunner();
    try {
      return await new Transaction(runner).execute(sql, parameters);
    } finally {
      await runner.release();
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    return inTransaction(runner, () => work(new Transaction(runner)));
  }

  async close(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
