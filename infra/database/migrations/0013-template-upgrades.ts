import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class TemplateUpgrades implements MigrationInterface {
  readonly name = 'TemplateUpgrades1760000000013';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0013-template-upgrades.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
