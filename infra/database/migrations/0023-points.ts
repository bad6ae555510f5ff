import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Points implements MigrationInterface {
  readonly name = 'Points1760000000023';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0023-points.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
