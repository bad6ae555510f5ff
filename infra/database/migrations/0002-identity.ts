import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Identity implements MigrationInterface {
  readonly name = 'Identity1760000000002';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0002-identity.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
