import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Tenancy implements MigrationInterface {
  readonly name = 'Tenancy1760000000001';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0001-tenancy.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
