import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class ShopperData implements MigrationInterface {
  readonly name = 'ShopperData1760000000031';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0031-shopper-data.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
