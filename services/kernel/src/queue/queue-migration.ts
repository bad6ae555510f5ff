import { runMigrations } from 'bullmq';
import { Client, type QueryResult } from 'pg';
import { QUEUE_SCHEMA } from './queue-connection.js';

/**
 * Makes or upgrades the tables of BullMQ's PostgreSQL backend; safe to run again and from several processes at once.
 * @param connectionString log-in of the role that owns the schema `bullmq`, which exists already
 */
export async function migrateQueue(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await runMigrations(withoutSchemaCreation(client), QUEUE_SCHEMA);
  } finally {
    await client.end();
  }
}

/** `create schema if not exists` asks for the right to create schemas even when there is nothing to create, and this role has none. */
function withoutSchemaCreation(client: Client): Parameters<typeof runMigrations>[0] {
  const query = async (text: string, parameters: readonly unknown[] = []): Promise<QueryResult> => {
    if (text.startsWith('CREATE SCHEMA IF NOT EXISTS'))
      return { command: '', rowCount: 0, oid: 0, fields: [], rows: [] };
    return await client.query(text, parameters.length > 0 ? [...parameters] : undefined);
  };
  return { query };
}
