import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class PreviewTickets implements MigrationInterface {
  readonly name = 'PreviewTickets1760000000017';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0017-preview-tickets.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
