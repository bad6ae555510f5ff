import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class DemoContent implements MigrationInterface {
  readonly name = 'DemoContent1760000000014';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0014-demo-content.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
