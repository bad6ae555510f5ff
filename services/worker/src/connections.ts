import path from 'node:path';
import type { Logger } from 'pino';
import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { requireRedis } from '#kernel/broadcast/require-redis.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { SettingsError } from '#kernel/config/settings.js';
import { roleUrl } from '#kernel/data/database-roles.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { QueueSettings } from '#kernel/queue/queue-connection.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { openObjectStore, type StorageSettings } from '#kernel/storage/open-object-store.js';
import { databaseAccess, type WorkerSettings } from './worker-settings.js';

/** What the program is connected to. */
export interface Connections {
  readonly tenants: TenantDatabase;
  readonly fleet: FleetDatabase;
  readonly objects: ObjectStore;
  readonly broadcast: Broadcast;
  readonly queue: JobQueue;
}

/** Opens everything or, when one of them fails, nothing. */
export async function openConnections(settings: WorkerSettings, logger: Logger): Promise<Connections> {
  const access = databaseAccess(settings);
  const opened: { close(): Promise<void> }[] = [];
  if (settings.REDIS_URL !== undefined) await requireRedis(settings.REDIS_URL);
  try {
    const fleet = await FleetDatabase.connect(access);
    opened.push(fleet);
    const tenants = await TenantDatabase.connect(access);
    opened.push(tenants);
    const queue = new JobQueue(queueSettings(settings), (error) => logger.warn({ err: error }, 'queue'));
    opened.push(queue);
    // Asked once here, so that a queue that is out of reach or not migrated is a refusal to start and not a silent standstill.
    await queue.counts();
    const objects = await openObjectStore(storageSettings(settings));
    const broadcast = openBroadcast({ databaseUrl: roleUrl(access, 'fleet'), redisUrl: settings.REDIS_URL }, (error) =>
      logger.warn({ err: error }, 'broadcast'),
    );
    return { tenants, fleet, objects, broadcast, queue };
  } catch (error) {
    await Promise.allSettled(opened.map((connection) => connection.close()));
    throw error;
  }
}

export async function closeConnections({ broadcast, queue, tenants, fleet }: Connections): Promise<void> {
  await Promise.all([broadcast.close(), queue.close()]);
  await Promise.all([tenants.close(), fleet.close()]);
}

export function queueSettings(settings: WorkerSettings): QueueSettings {
  return { databaseUrl: roleUrl(databaseAccess(settings), 'queue'), redisUrl: settings.REDIS_URL };
}

function storageSettings(settings: WorkerSettings): StorageSettings {
  const folder = settings.STORAGE_DIR ?? path.join(projectRoot(), '.data', 'objects');
  const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey, S3_BUCKET: bucket } = settings;
  if (endpoint === undefined) return { folder };
  if (accessKey === undefined || secretKey === undefined) {
    throw new SettingsError(
      'Settings S3_ACCESS_KEY and S3_SECRET_KEY are missing. Set both, or leave out S3_ENDPOINT to store on disk.',
    );
  }
  return { folder, s3: { endpoint, accessKey, secretKey, bucket } };
}
