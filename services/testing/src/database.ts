import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client } from 'pg';
import { migrateDatabase } from '#infra/database/migrate-database.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { type DatabaseAccess, roleUrl } from '#kernel/data/database-roles.js';

/** The master key of every test database; it guards nothing. */
export const TEST_MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

export interface TestDatabase {
  readonly access: DatabaseAccess;
  /** Log-in of the owner: sees the catalogue, and no tenant's rows. */
  readonly ownerUrl: string;
  readonly fleetUrl: string;
  readonly appUrl: string;
  readonly queueUrl: string;
  /** The settings that programs read. */
  readonly env: Readonly<Record<string, string>>;
  drop(): Promise<void>;
}

/** A database of the suite's own: a copy of one that was migrated once per schema version. The server is started by the test run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = process.env['TEST_POSTGRES_URL'];
  if (!serverUrl)
    throw new Error('TEST_POSTGRES_URL is not set: run tests through jest, whose set-up starts the server.');
  const admin = await connect(serverUrl);
  try {
    const template = await migratedTemplate(admin, serverUrl);
    const name = `test_${randomBytes(6).toString('hex')}`;
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
    return describeDatabase(serverUrl, name);
  } finally {
    await admin.end();
  }
}

function describeDatabase(serverUrl: string, name: string): TestDatabase {
  const ownerUrl = withDatabase(serverUrl, name);
  const access = { databaseUrl: ownerUrl, rolePrefix: 'xiaopu_test', masterKey: TEST_MASTER_KEY };
  return {
    access,
    ownerUrl,
    fleetUrl: roleUrl(access, 'fleet'),
    appUrl: roleUrl(access, 'app'),
    queueUrl: roleUrl(access, 'queue'),
    env: { DATABASE_URL: ownerUrl, DATABASE_ROLE_PREFIX: access.rolePrefix, MASTER_KEY: access.masterKey },
    async drop() {
      const admin = await connect(serverUrl);
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.end();
    },
  };
}

async function migratedTemplate(admin: Client, serverUrl: string): Promise<string> {
  const name = `template_${schemaHash()}`;
  // Suites run in parallel; the first to come makes the template while the others wait.
  await admin.query('select pg_advisory_lock(1)');
  try {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const draft = `${name}_draft`;
      await admin.query(`drop database if exists ${draft} with (force)`);
      await admin.query(`create database ${draft}`);
      await migrateDatabase({
        databaseUrl: withDatabase(serverUrl, draft),
        rolePrefix: 'xiaopu_test',
        masterKey: TEST_MASTER_KEY,
      });
      await admin.query(`alter database ${draft} rename to ${name}`);
    }
    return name;
  } finally {
    await admin.query('select pg_advisory_unlock(1)');
  }
}

function schemaHash(): string {
  const folder = path.join(projectRoot(), 'infra/database');
  const hash = createHash('sha256');
  for (const part of ['sql', 'migrations']) {
    for (const file of readdirSync(path.join(folder, part)).sort())
      hash.update(file).update(readFileSync(path.join(folder, part, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

async function connect(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
