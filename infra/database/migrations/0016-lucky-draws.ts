import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class LuckyDraws implements MigrationInterface {
  readonly name = 'LuckyDraws1760000000016';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0016-lucky-draws.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
