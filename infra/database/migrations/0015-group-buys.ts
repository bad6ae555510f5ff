import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class GroupBuys implements MigrationInterface {
  readonly name = 'GroupBuys1760000000015';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0015-group-buys.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
