import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class CodesAndConduct implements MigrationInterface {
  readonly name = 'CodesAndConduct1760000000006';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0006-codes-and-conduct.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
