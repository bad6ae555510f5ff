import path from 'node:path';
import { type Static, Type } from 'typebox';
import {
  databaseSettings,
  httpSettings,
  publicUrlSettings,
  queueSettings,
  storageSettings,
  wechatSettings,
} from '../config/common-settings.js';
import { projectRoot } from '../config/project-root.js';
import { SettingsError } from '../config/settings.js';
import { type DatabaseAccess, roleUrl } from '../data/database-roles.js';
import type { QueueSettings } from '../queue/queue-connection.js';
import type { StorageSettings } from '../storage/open-object-store.js';

/** What the control plane, the runtime and the worker all read from the environment; each adds its own. */
export const programSettingsSchema = Type.Object({
  ...databaseSettings,
  ...queueSettings,
  ...storageSettings,
  ...httpSettings,
  ...publicUrlSettings,
  ...wechatSettings,
});

export type ProgramSettings = Static<typeof programSettingsSchema>;

export function databaseAccessOf(settings: ProgramSettings): DatabaseAccess {
  return {
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.DATABASE_ROLE_PREFIX,
    masterKey: settings.MASTER_KEY,
  };
}

export function queueSettingsOf(settings: ProgramSettings): QueueSettings {
  return { databaseUrl: roleUrl(databaseAccessOf(settings), 'queue'), redisUrl: settings.REDIS_URL };
}

/** @throws SettingsError when an S3 address comes without its keys */
export function storageSettingsOf(settings: ProgramSettings): StorageSettings {
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

/** The key in use first, then the one before the last rotation. */
export function masterKeysOf(settings: ProgramSettings): string[] {
  return [settings.MASTER_KEY, settings.PREVIOUS_MASTER_KEY].filter((key) => key !== undefined);
}
