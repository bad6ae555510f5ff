import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class PromotionGuard implements MigrationInterface {
  readonly name = 'PromotionGuard1760000000029';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0029-promotion-guard.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
