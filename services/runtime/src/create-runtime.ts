import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { PaymentNotices } from '#commerce/payments/payment-notices.js';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { createHttpApp } from '#kernel/http/http-app.js';
import { AccessGate } from './access/access-gate.js';
import { Generations } from './cache/generations.js';
import { listenForChanges } from './cache/invalidation.js';
import { closeConnections, type Connections, openConnections } from './connections.js';
import { addMedia } from './media/media.routes.js';
import { runtimeContracts } from './openapi/contracts.js';
import { openApiDocument } from './openapi/open-api.js';
import { addPaymentNotices } from './payments/notices.routes.js';
import { ShopDirectory } from './routing/shop-directory.js';
import { ShopRoutesAcrossTenants } from './routing/shop-routes.repository.js';
import { RuntimeModule } from './runtime.module.js';
import type { RuntimeSettings } from './runtime-settings.js';
import { addShopWindow } from './shop-window/shop-window.routes.js';
import { ShopWindow } from './shop-window/shop-window.js';

/**
 * The runtime, initialised and not yet listening. `app.close()` also closes its connections.
 * @throws when a server is out of reach, or an endpoint has no contract
 */
export async function createRuntime(settings: RuntimeSettings, logger: Logger): Promise<NestFastifyApplication> {
  const connections = await openConnections(settings, logger);
  try {
    return await build(settings, logger, connections);
  } catch (error) {
    await closeConnections(connections);
    throw error;
  }
}

async function build(
  settings: RuntimeSettings,
  logger: Logger,
  connections: Connections,
): Promise<NestFastifyApplication> {
  const routes = new ShopRoutesAcrossTenants(connections.fleet);
  const shops = new ShopDirectory(routes);
  const generations = new Generations();
  const window = new ShopWindow(connections.pool, generations);
  const tokens = new ShopperTokens(settings.MASTER_KEY);
  const templatesDir = settings.TEMPLATES_DIR ?? path.join(projectRoot(), 'templates');
  const commerce = new CommerceSettings(settings.RUNTIME_URL.replace(/\/+$/, ''), templatesDir);
  const gate = new AccessGate(runtimeContracts, { shops, tokens });
  const app = await createHttpApp(RuntimeModule.register({ settings, connections, commerce, tokens, window }), {
    program: 'runtime',
    logger,
    requestLog: 'failures',
    ready: async () => {
      await Promise.all([routes.ping(), connections.pool.ping()]);
    },
    bodyLimitBytes: 64 * 1024,
    prepare: (fastify) => {
      gate.watch(fastify);
      addShopWindow(fastify, window);
      addMedia(fastify, { objects: connections.objects, templatesDir });
      fastify.get('/openapi.json', () => openApiDocument());
    },
  });
  addPaymentNotices(app.getHttpAdapter().getInstance(), shops, app.get(PaymentNotices));
  await listenForChanges(connections.broadcast, { shops, generations });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  gate.complete();
  return app;
}
