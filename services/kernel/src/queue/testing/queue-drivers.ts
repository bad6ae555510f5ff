import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { claimRedis } from './claimed-redis.js';
import type { QueueSettings } from '../queue-connection.js';

export interface QueueDriver {
  readonly database: TestDatabase;
  readonly settings: QueueSettings;
  end(): Promise<void>;
}

const redisUrl = process.env['REDIS_URL'];

/** The drivers that this test run can reach: PostgreSQL always, Redis when REDIS_URL is set. */
export const queueDrivers: readonly { readonly name: string; readonly prepare: () => Promise<QueueDriver> }[] = [
  { name: 'PostgreSQL', prepare: overPostgres },
  ...(redisUrl ? [{ name: 'Redis', prepare: () => overRedis(redisUrl) }] : []),
];

async function overPostgres(): Promise<QueueDriver> {
  const database = await createTestDatabase();
  return { database, settings: { databaseUrl: database.queueUrl }, end: () => database.drop() };
}

async function overRedis(serverUrl: string): Promise<QueueDriver> {
  const redis = await claimRedis(serverUrl);
  const database = await createTestDatabase();
  return {
    database,
    settings: { databaseUrl: database.queueUrl, redisUrl: redis.url },
    async end() {
      await database.drop();
      await redis.release();
    },
  };
}
