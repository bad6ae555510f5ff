import { type Static, Type } from 'typebox';
import { commerceSettings, hostingSettings, portSetting, uploaderSettings } from '#kernel/config/common-settings.js';
import { programSettingsSchema } from '#kernel/program/program-settings.js';

export const workerSettingsSchema = Type.Object({
  ...programSettingsSchema.properties,
  ...hostingSettings,
  ...commerceSettings,
  ...uploaderSettings,
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
