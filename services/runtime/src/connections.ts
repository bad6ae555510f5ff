import path from 'node:path';
import type { Logger } from 'pino';
import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { SettingsError } from '#kernel/config/settings.js';
import { roleUrl } from '#kernel/data/database-roles.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { openObjectStore, type StorageSettings } from '#kernel/storage/open-object-store.js';
import { databaseAccess, type RuntimeSettings } from './runtime-settings.js';

/** What the program is connected to: `pool` for what shoppers do all the time, `tenants` for the rest. */
export interface Connections {
  readonly pool: TenantPool;
  readonly tenants: TenantDatabase;
  readonly fleet: FleetDatabase;
  readonly objects: ObjectStore;
  readonly broadcast: Broadcast;
}

/** Opens everything or, when one of them fails, nothing. */
export async function openConnections(settings: RuntimeSettings, logger: Logger): Promise<Connections> {
  const access = databaseAccess(settings);
  const opened: { close(): Promise<void> }[] = [];
  try {
    const fleet = await FleetDatabase.connect(access, 2);
    opened.push(fleet);
    const tenants = await TenantDatabase.connect(access, 4);
    opened.push(tenants);
    const pool = new TenantPool(access);
    opened.push(pool);
    const objects = await openObjectStore(storageSettings(settings));
    const broadcast = openBroadcast({ databaseUrl: roleUrl(access, 'fleet'), redisUrl: settings.REDIS_URL }, (error) =>
      logger.warn({ err: error }, 'broadcast'),
    );
    return { pool, tenants, fleet, objects, broadcast };
  } catch (error) {
    await Promise.allSettled(opened.map((connection) => connection.close()));
    throw error;
  }
}

export async function closeConnections({ broadcast, pool, tenants, fleet }: Connections): Promise<void> {
  await broadcast.close();
  await Promise.all([pool.close(), tenants.close(), fleet.close()]);
}

function storageSettings(settings: RuntimeSettings): StorageSettings {
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
