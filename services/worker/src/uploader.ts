import { loadSettings } from '#kernel/config/settings.js';
import { runProgram } from '#kernel/program/run-program.js';
import { createLogger } from '#kernel/observability/logger.js';
import { createWorker } from './create-worker.js';
import { uploaderFeatures } from './upload-handlers.js';
import { uploaderRole } from './worker-role.js';
import { workerSettingsSchema } from './worker-settings.js';

await runProgram(async () => {
  const settings = loadSettings(workerSettingsSchema, process.env);
  const logger = createLogger('uploader', settings.LOG_LEVEL);
  return {
    app: await createWorker(settings, logger, uploaderFeatures(settings), uploaderRole),
    listen: { program: 'uploader', host: settings.HOST, port: settings.UPLOADER_PORT, portSetting: 'UPLOADER_PORT' },
  };
});
