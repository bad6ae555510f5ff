import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class AfterSale implements MigrationInterface {
  readonly name = 'AfterSale1760000000026';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0026-after-sale.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
