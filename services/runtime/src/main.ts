import 'reflect-metadata';
import { loadSettings } from '#kernel/config/settings.js';
import { runProgram } from '#kernel/program/run-program.js';
import { createLogger } from '#kernel/observability/logger.js';
import { createRuntime } from './create-runtime.js';
import { runtimeSettingsSchema } from './runtime-settings.js';

await runProgram(async () => {
  const settings = loadSettings(runtimeSettingsSchema, process.env);
  const app = await createRuntime(settings, createLogger('runtime', settings.LOG_LEVEL));
  return {
    app,
    listen: { program: 'runtime', host: settings.HOST, port: settings.RUNTIME_PORT, portSetting: 'RUNTIME_PORT' },
  };
});
