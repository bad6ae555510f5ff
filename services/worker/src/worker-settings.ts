import { type Static, Type } from 'typebox';
import {
  databaseSettings,
  hostingSettings,
  httpSettings,
  portSetting,
  publicUrlSettings,
  queueSettings,
  storageSettings,
  wechatSettings,
} from '#kernel/config/common-settings.js';
import type { DatabaseAccess } from '#kernel/data/database-roles.js';

export const workerSettingsSchema = Type.Object({
  ...databaseSettings,
  ...queueSettings,
  ...storageSettings,
  ...httpSettings,
  ...publicUrlSettings,
  ...wechatSettings,
  ...hostingSettings,
  WORKER_PORT: portSetting(4300),
  WORKER_CONCURRENCY: Type.Integer({
    minimum: 1,
    maximum: 200,
    default: 8,
    description: 'How many jobs one worker runs at the same time, between 1 and 200.',
  }),
});

export type WorkerSettings = Static<typeof workerSettingsSchema>;

/** Injection token of the settings. */
export const WORKER_SETTINGS = Symbol('WORKER_SETTINGS');
/** Injection token of the program's logger (pino). */
export const WORKER_LOGGER = Symbol('WORKER_LOGGER');

export function databaseAccess(settings: WorkerSettings): DatabaseAccess {
  return {
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.DATABASE_ROLE_PREFIX,
    masterKey: settings.MASTER_KEY,
  };
}
