import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class DirectChannel implements MigrationInterface {
  readonly name = 'DirectChannel1760000000008';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0008-direct-channel.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
