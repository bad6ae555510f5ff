import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noWayBack, runSqlFile } from './sql-migration.js';

export class DrawPlays implements MigrationInterface {
  readonly name = 'DrawPlays1760000000027';

  up(runner: QueryRunner): Promise<void> {
    return runSqlFile(runner, '0027-draw-plays.sql');
  }

  down(): Promise<never> {
    return noWayBack();
  }
}
