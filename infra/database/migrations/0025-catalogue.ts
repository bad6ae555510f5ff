import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class Catalogue implements MigrationInterface {
  readonly name = 'Catalogue1760000000025';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0025-catalogue.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
