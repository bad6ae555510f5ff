import { type Static, Type } from 'typebox';
import { commerceSettings, portSetting, templatesSettings } from '#kernel/config/common-settings.js';
import { programSettingsSchema } from '#kernel/program/program-settings.js';

export const runtimeSettingsSchema = Type.Object({
  ...programSettingsSchema.properties,
  ...commerceSettings,
  ...templatesSettings,
  RUNTIME_PORT: portSetting(4100),
});

export type RuntimeSettings = Static<typeof runtimeSettingsSchema>;
