import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class SaleBatches implements MigrationInterface {
  readonly name = 'SaleBatches1760000000028';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0028-sale-batches.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
