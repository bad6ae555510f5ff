import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { QueryRunner } from 'typeorm';

/** Names of the roles that a migration grants rights to; in SQL files they stand as `:app`, `:fleet`. */
export interface MigrationRoles {
  readonly app: string;
  readonly fleet: string;
}

let roles: MigrationRoles = { app: 'xiaopu_app', fleet: 'xiaopu_fleet' };

/** Set once before migrations run: TypeORM makes the migration objects itself and passes them nothing. */
export function setMigrationRoles(names: MigrationRoles): void {
  roles = names;
}

/** Runs one file of infra/database/sql. */
export async function runSqlFile(runner: QueryRunner, file: string): Promise<void> {
  const sql = readFileSync(path.join(projectRoot(), 'infra/database/sql', file), 'utf8');
  await runner.query(sql.replaceAll(/:(app|fleet)\b/g, (_, role: keyof MigrationRoles) => roles[role]));
}

/** Forward only: going back is a restore of the backup taken before the upgrade. */
export function noWayBack(): Promise<never> {
  return Promise.reject(new Error('Migrations run forward only; restore the backup taken before the upgrade.'));
}
