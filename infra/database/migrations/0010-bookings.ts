import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Bookings implements MigrationInterface {
  readonly name = 'Bookings1760000000010';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0010-bookings.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
