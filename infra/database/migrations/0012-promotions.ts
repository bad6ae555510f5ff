import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Promotions implements MigrationInterface {
  readonly name = 'Promotions1760000000012';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0012-promotions.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
