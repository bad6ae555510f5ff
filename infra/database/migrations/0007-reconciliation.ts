import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Reconciliation implements MigrationInterface {
  readonly name = 'Reconciliation1760000000007';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0007-reconciliation.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
