import { checkoutFolder } from '#infra/embedded/checkout.js';
import type { DataFolder } from '#infra/embedded/data-folder.js';
import { programEnvironment } from '#infra/embedded/environment.js';
import type { Secrets } from '#infra/embedded/secrets.js';
import { readSettings } from '#infra/embedded/settings.js';

/**
 * The settings that `npm start` would give the runtime with nothing configured. Of this process only what finds programs and folders
 * is passed on: a setting of the user's would measure something else. WeChat is never called, so its port answers nobody.
 */
export function runtimeEnvironment(
  port: number,
  databaseUrl: string,
  secrets: Secrets,
  folder: DataFolder,
): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME };
  const checkout = checkoutFolder();
  return programEnvironment({
    env,
    settings: readSettings(env, checkout),
    ports: {
      'control-plane': 4000,
      runtime: port,
      'wechat-sandbox': 4200,
      worker: 4300,
      uploader: 4400,
      player: 0,
      'sandbox-proxy': 4201,
    },
    secrets,
    folder,
    databaseUrl,
    checkout,
    withUploader: false,
  });
}
