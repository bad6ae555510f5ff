import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class StoredValue implements MigrationInterface {
  readonly name = 'StoredValue1760000000022';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0022-stored-value.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
