import { loadSettings } from '#kernel/config/settings.js';
import { createLogger } from '#kernel/observability/logger.js';
import { documentText, writeOrCheck } from '#kernel/program/committed-document.js';
import { controlPlaneSettingsSchema } from './control-plane-settings.js';
import { createControlPlane } from './create-control-plane.js';
import { openApiDocument } from './openapi/open-api.js';

// Writes services/control-plane/openapi.json; with --check exits 1 when the committed file differs. Needs no server: nothing is connected.
const settings = loadSettings(controlPlaneSettingsSchema, {
  DATABASE_URL: 'postgres://nobody@127.0.0.1/nothing',
  MASTER_KEY: Buffer.alloc(32).toString('base64'),
  WECHAT_COMPONENT_APPID: 'wx0000000000000000',
  WECHAT_COMPONENT_SECRET: '0'.repeat(32),
  WECHAT_PUSH_TOKEN: 'unused',
  WECHAT_PUSH_AES_KEY: 'A'.repeat(43),
  LOG_LEVEL: 'error',
});
const app = await createControlPlane(settings, createLogger('write-openapi', settings.LOG_LEVEL), {
  documentOnly: true,
});
await app.getHttpAdapter().getInstance().ready();
const document = openApiDocument(app.getHttpAdapter().getInstance());
await app.close();
await writeOrCheck('services/control-plane/openapi.json', documentText(document));
