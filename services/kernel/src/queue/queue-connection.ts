import { type BackendFactory, createPostgresBackend, createRedisBackend, type QueueOptions } from 'bullmq';

/** The worker's BullMQ queue; what a job is, its name says. */
export const JOBS_QUEUE = 'jobs';
/** The uploader's: uploads to WeChat take long and much memory, and must not stand in anybody's way. */
export const UPLOADS_QUEUE = 'uploads';
export type QueueName = typeof JOBS_QUEUE | typeof UPLOADS_QUEUE;
export const QUEUE_SCHEMA = 'bullmq';

export interface QueueSettings {
  /** URL of the queue role, which owns the schema `bullmq` and nothing else. */
  readonly databaseUrl: string;
  /** When set, the queue lives in Redis and the database is not asked. */
  readonly redisUrl?: string | undefined;
}

export interface QueueConnection {
  readonly driver: 'postgres' | 'redis';
  /** Common part of the options of BullMQ's Queue and Worker. */
  readonly options: Pick<QueueOptions, 'connection' | 'prefix'>;
  readonly backendFactory: BackendFactory;
}

// Every PostgreSQL connection costs idle memory: a worker program holds at most 2 + 2, and one more to LISTEN.
const POOL_SIZE = 2;

/**
 * Where the queue lives. A producer gives up on a Redis that is away after a few attempts, so that the caller hears of it;
 * a consumer waits for as long as it takes.
 */
export function queueConnection(settings: QueueSettings, role: 'producer' | 'consumer'): QueueConnection {
  if (settings.redisUrl !== undefined) {
    return {
      driver: 'redis',
      // The braces make one slot of all keys, which Redis Cluster demands.
      options: {
        connection: { url: settings.redisUrl, maxRetriesPerRequest: role === 'consumer' ? null : 3 },
        prefix: '{xiaopu}',
      },
      backendFactory: createRedisBackend,
    };
  }
  const connection = {
    connectionString: settings.databaseUrl,
    schema: QUEUE_SCHEMA,
    max: POOL_SIZE,
    keepAlive: true,
    application_name: `xiaopu queue ${role}`,
  };
  return {
    driver: 'postgres',
    // BullMQ's option types name Redis only, whatever the backend.
    options: { connection },
    backendFactory: createPostgresBackend as unknown as BackendFactory,
  };
}
