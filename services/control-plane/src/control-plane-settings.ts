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

export const controlPlaneSettingsSchema = Type.Object({
  ...databaseSettings,
  ...queueSettings,
  ...storageSettings,
  ...httpSettings,
  ...publicUrlSettings,
  ...wechatSettings,
  ...hostingSettings,
  CONTROL_PLANE_PORT: portSetting(4000),
});

export type ControlPlaneSettings = Static<typeof controlPlaneSettingsSchema>;

/** Injection token of the settings. */
export const CONTROL_PLANE_SETTINGS = Symbol('CONTROL_PLANE_SETTINGS');

/** Injection token of the program's logger (pino). */
export const CONTROL_PLANE_LOGGER = Symbol('CONTROL_PLANE_LOGGER');

export function databaseAccess(settings: ControlPlaneSettings): DatabaseAccess {
  return {
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.DATABASE_ROLE_PREFIX,
    masterKey: settings.MASTER_KEY,
  };
}
