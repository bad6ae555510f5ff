import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Accounts implements MigrationInterface {
  readonly name = 'Accounts1760000000020';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0020-accounts.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
