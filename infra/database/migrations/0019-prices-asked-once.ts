import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class PricesAskedOnce implements MigrationInterface {
  readonly name = 'PricesAskedOnce1760000000019';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0019-prices-asked-once.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
