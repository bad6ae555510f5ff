import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Hosting implements MigrationInterface {
  readonly name = 'Hosting1760000000003';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0003-hosting.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
