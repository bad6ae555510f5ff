import { loadSettings } from '#kernel/config/settings.js';
import { runProgram } from '#kernel/program/run-program.js';
import { createLogger } from '#kernel/observability/logger.js';
import { controlPlaneSettingsSchema } from './control-plane-settings.js';
import { createControlPlane } from './create-control-plane.js';
import { PlayerListener } from './player/player-listener.js';

await runProgram(async () => {
  const settings = loadSettings(controlPlaneSettingsSchema, process.env);
  const logger = createLogger('control-plane', settings.LOG_LEVEL);
  const app = await createControlPlane(settings, logger);
  return {
    app,
    listen: {
      program: 'control-plane',
      host: settings.HOST,
      port: settings.CONTROL_PLANE_PORT,
      portSetting: 'CONTROL_PLANE_PORT',
    },
    beside: {
      portSetting: 'PLAYER_PORT',
      listen: () => app.get(PlayerListener, { strict: false }).listen(settings.PLAYER_PORT, settings.HOST),
    },
  };
});
