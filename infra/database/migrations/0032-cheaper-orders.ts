import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class CheaperOrders implements MigrationInterface {
  readonly name = 'CheaperOrders1760000000032';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0032-cheaper-orders.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
