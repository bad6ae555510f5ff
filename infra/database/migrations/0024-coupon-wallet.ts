import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class CouponWallet implements MigrationInterface {
  readonly name = 'CouponWallet1760000000024';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0024-coupon-wallet.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
