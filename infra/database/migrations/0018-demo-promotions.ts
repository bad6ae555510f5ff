import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class DemoPromotions implements MigrationInterface {
  readonly name = 'DemoPromotions1760000000018';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0018-demo-promotions.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
