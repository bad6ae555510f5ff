import path from 'node:path';
import type { Logger } from 'pino';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { openBroadcast } from '#kernel/broadcast/open-broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { SettingsError } from '#kernel/config/settings.js';
import { roleUrl } from '#kernel/data/database-roles.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { openObjectStore, type StorageSettings } from '#kernel/storage/open-object-store.js';
import { type ControlPlaneSettings, databaseAccess } from './control-plane-settings.js';

/**
 * What the program is connected to. There is no queue among them: the control plane asks for work by `tx.enqueue`, in the
 * transaction that makes the work necessary, and the worker's relay takes it from there.
 */
export interface Connections {
  readonly tenants: TenantDatabase;
  readonly fleet: FleetDatabase;
  readonly objects: ObjectStore;
  readonly broadcast: Broadcast;
}

/** Opens everything or, when one of them fails, nothing. */
export async function openConnections(settings: ControlPlaneSettings, logger: Logger): Promise<Connections> {
  const access = databaseAccess(settings);
  const opened: { close(): Promise<void> }[] = [];
  try {
    const fleet = await FleetDatabase.connect(access);
    opened.push(fleet);
    const tenants = await TenantDatabase.connect(access);
    opened.push(tenants);
    const objects = await openObjectStore(storageSettings(settings));
    const broadcast = openBroadcast({ databaseUrl: roleUrl(access, 'fleet'), redisUrl: settings.REDIS_URL }, (error) =>
      logger.warn({ err: error }, 'broadcast'),
    );
    return { tenants, fleet, objects, broadcast };
  } catch (error) {
    await Promise.all(opened.map((connection) => connection.close()));
    throw error;
  }
}

/** Stand-ins that can be injected and fail when used: enough to write the OpenAPI document without a server. */
export function noConnections(): Connections {
  return {
    tenants: Object.create(TenantDatabase.prototype) as TenantDatabase,
    fleet: Object.create(FleetDatabase.prototype) as FleetDatabase,
    objects: Object.create(ObjectStore.prototype) as ObjectStore,
    broadcast: Object.create(Broadcast.prototype) as Broadcast,
  };
}

export async function closeConnections(connections: Connections): Promise<void> {
  await connections.broadcast.close();
  await Promise.all([connections.tenants.close(), connections.fleet.close()]);
}

function storageSettings(settings: ControlPlaneSettings): StorageSettings {
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
