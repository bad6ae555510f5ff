import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { type DatabaseAccess, databaseRoles, roleName, rolePassword, roleUrl } from '#kernel/data/database-roles.js';
import { migrateQueue } from '#kernel/queue/queue-migration.js';
import { allMigrations } from './migrations/all-migrations.js';
import { setMigrationRoles } from './migrations/sql-migration.js';

// Any number; it only has to be the same in every process that migrates.
const MIGRATION_LOCK = 7_203_114;

/**
 * Brings a database to the current schema: roles, tables, the queue's own schema. Safe to run again, and from several processes at
 * once: the second waits for the first.
 */
export async function migrateDatabase(
  access: DatabaseAccess,
  log: (line: string) => void = () => undefined,
): Promise<void> {
  const owner = new Client({ connectionString: access.databaseUrl, connectionTimeoutMillis: 10_000 });
  await owner.connect();
  try {
    await owner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await requireVersion(owner);
    await prepareRoles(owner, access);
    await runMigrations(access, log);
    await migrateQueue(roleUrl(access, 'queue'));
  } finally {
    await owner.end();
  }
}

async function requireVersion(owner: Client): Promise<void> {
  const { rows } = await owner.query<{ version: string }>("select current_setting('server_version_num') as version");
  const version = Number(rows[0]?.version);
  if (version < 160000)
    throw new Error(`DATABASE_URL names a PostgreSQL ${Math.floor(version / 10000)}; version 16 or newer is needed.`);
}

async function prepareRoles(owner: Client, access: DatabaseAccess): Promise<void> {
  const { rows } = await owner.query<{ name: string }>('select current_database() as name');
  const database = owner.escapeIdentifier(rows[0]?.name ?? '');
  for (const role of databaseRoles) {
    const name = owner.escapeIdentifier(roleName(access, role));
    const password = owner.escapeLiteral(rolePassword(access, role));
    await owner.query(
      `do $$ begin create role ${name}; exception when duplicate_object or unique_violation then null; end $$`,
    );
    await setPassword(owner, `alter role ${name} login nocreatedb nocreaterole password ${password}`);
    await owner.query(`grant connect on database ${database} to ${name}`);
  }
  const queue = owner.escapeIdentifier(roleName(access, 'queue'));
  // A role may hand a schema to another only when it is a member of it.
  await owner.query(`grant ${queue} to current_user`);
  await owner.query(`create schema if not exists bullmq authorization ${queue}`);
}

/** Roles belong to the whole server: two databases of it migrated at the same instant touch the same row, and one is told to retry. */
async function setPassword(owner: Client, sql: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await owner.query(sql);
      return;
    } catch (error) {
      const concurrent = (error as { code?: string; message?: string }).message?.includes('concurrently updated');
      if (!concurrent || attempt === 10) throw error;
    }
  }
}

async function runMigrations(access: DatabaseAccess, log: (line: string) => void): Promise<void> {
  setMigrationRoles({ app: roleName(access, 'app'), fleet: roleName(access, 'fleet') });
  const source = new DataSource({
    type: 'postgres',
    url: access.databaseUrl,
    migrations: allMigrations,
    migrationsTableName: 'schema_migration',
    schema: 'public',
    logging: false,
  });
  await source.initialize();
  try {
    const done = await source.runMigrations({ transaction: 'each' });
    for (const migration of done) log(`migrated: ${migration.name}`);
  } finally {
    await source.destroy();
  }
}
