import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class PricesExplained implements MigrationInterface {
  readonly name = 'PricesExplained1760000000021';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0021-prices-explained.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
