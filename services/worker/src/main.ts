import { loadSettings } from '#kernel/config/settings.js';
import { runProgram } from '#kernel/program/run-program.js';
import { createLogger } from '#kernel/observability/logger.js';
import { createWorker } from './create-worker.js';
import { workerFeatures } from './job-handlers.js';
import { workerSettingsSchema } from './worker-settings.js';

await runProgram(async () => {
  const settings = loadSettings(workerSettingsSchema, process.env);
  const logger = createLogger('worker', settings.LOG_LEVEL);
  return {
    app: await createWorker(settings, logger, workerFeatures(settings)),
    listen: { program: 'worker', host: settings.HOST, port: settings.WORKER_PORT, portSetting: 'WORKER_PORT' },
  };
});
