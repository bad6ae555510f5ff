import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Magazine implements MigrationInterface {
  readonly name = 'Magazine1760000000011';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0011-magazine.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
