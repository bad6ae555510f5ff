import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Commerce implements MigrationInterface {
  readonly name = 'Commerce1760000000004';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0004-commerce.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
