import { type Static, Type } from 'typebox';
import { hostingSettings, portSetting } from '#kernel/config/common-settings.js';
import { programSettingsSchema } from '#kernel/program/program-settings.js';
import { playerSettings } from './player/player-settings.js';

export const controlPlaneSettingsSchema = Type.Object({
  ...programSettingsSchema.properties,
  ...hostingSettings,
  ...playerSettings,
  CONTROL_PLANE_PORT: portSetting(4000),
});

export type ControlPlaneSettings = Static<typeof controlPlaneSettingsSchema>;

/** Injection token of the settings. */
export const CONTROL_PLANE_SETTINGS = Symbol('CONTROL_PLANE_SETTINGS');

/** Injection token of the program's logger (pino). */
export const CONTROL_PLANE_LOGGER = Symbol('CONTROL_PLANE_LOGGER');
