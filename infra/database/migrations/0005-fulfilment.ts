import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Fulfilment implements MigrationInterface {
  readonly name = 'Fulfilment1760000000005';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0005-fulfilment.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
