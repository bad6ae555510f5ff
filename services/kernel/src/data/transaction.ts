import type { EntityManager, QueryRunner } from 'typeorm';

type Parameters = readonly unknown[];

/** SQL inside one transaction. `query` answers rows, whatever the verb; `execute` answers how many rows were touched. */
export class Transaction {
  constructor(private readonly runner: QueryRunner) {}

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async query<Row>(sql: string, parameters: Parameters = []): Promise<Row[]> {
    const result = await this.runner.query(sql, [...parameters], true);
    return result.records as Row[];
  }

  async execute(sql: string, parameters: Parameters = []): Promise<number> {
    const result = await this.runner.query(sql, [...parameters], true);
    return result.affected ?? 0;
  }
}

/** Runs `work` in a transaction of its own; any error rolls everything back and is thrown on. */
export async function inTransaction<T>(runner: QueryRunner, work: () => Promise<T>): Promise<T> {
  try {
    await runner.startTransaction();
    const result = await work();
    await runner.commitTransaction();
    return result;
  } catch (error) {
    // The first error is the one to report; after a lost connection the roll-back cannot succeed and need not.
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
