import { Type } from 'typebox';
import { databaseSettings } from '#kernel/config/common-settings.js';
import { loadSettings } from '#kernel/config/settings.js';
import { startFailure } from '#kernel/program/run-program.js';
import { ensureFirstOperator } from './first-operator.js';
import { migrateDatabase } from './migrate-database.js';

const MigrateSettings = Type.Object({
  ...databaseSettings,
  OPERATOR_EMAIL: Type.Optional(
    Type.String({ pattern: '^.+@.+$', description: 'E-mail of the first operator account.' }),
  ),
  OPERATOR_PASSWORD: Type.Optional(
    Type.String({ minLength: 12, description: 'Password of the first operator, at least 12 characters.' }),
  ),
});

/** `node dist/infra/database/migrate.js`: the one-shot program that brings the database up to date and makes the first operator. */
async function main(): Promise<void> {
  const settings = loadSettings(MigrateSettings, process.env);
  const access = {
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.DATABASE_ROLE_PREFIX,
    masterKey: settings.MASTER_KEY,
  };
  const say = (line: string) => process.stdout.write(`${line}\n`);
  await migrateDatabase(access, say);
  if (settings.OPERATOR_EMAIL && settings.OPERATOR_PASSWORD) {
    const made = await ensureFirstOperator(access, settings.OPERATOR_EMAIL, settings.OPERATOR_PASSWORD);
    if (made) say(`first operator: ${settings.OPERATOR_EMAIL}`);
  }
  say('database is up to date');
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error)}\n`);
  process.exitCode = 1;
});
