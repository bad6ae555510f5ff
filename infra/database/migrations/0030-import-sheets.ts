import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class ImportSheets implements MigrationInterface {
  readonly name = 'ImportSheets1760000000030';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0030-import-sheets.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
