import { type Static, Type } from 'typebox';
import {
  databaseSettings,
  httpSettings,
  portSetting,
  publicUrlSettings,
  queueSettings,
  storageSettings,
  wechatSettings,
} from '#kernel/config/common-settings.js';
import type { DatabaseAccess } from '#kernel/data/database-roles.js';

export const runtimeSettingsSchema = Type.Object({
  ...databaseSettings,
  ...queueSettings,
  ...storageSettings,
  ...httpSettings,
  ...publicUrlSettings,
  ...wechatSettings,
  RUNTIME_PORT: portSetting(4100),
  TEMPLATES_DIR: Type.Optional(
    Type.String({ minLength: 1, description: 'The folder that holds the templates; ./templates when left out.' }),
  ),
});

export type RuntimeSettings = Static<typeof runtimeSettingsSchema>;

export function databaseAccess(settings: RuntimeSettings): DatabaseAccess {
  return {
    databaseUrl: settings.DATABASE_URL,
    rolePrefix: settings.DATABASE_ROLE_PREFIX,
    masterKey: settings.MASTER_KEY,
  };
}
