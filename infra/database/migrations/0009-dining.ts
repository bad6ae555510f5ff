import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Dining implements MigrationInterface {
  readonly name = 'Dining1760000000009';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0009-dining.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
