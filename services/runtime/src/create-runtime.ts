import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { commerceSettingsOf } from '#commerce/commerce-settings.js';
import { ComplaintNotices } from '#commerce/complaints/complaint-notices.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { PaymentNotices } from '#commerce/payments/payment-notices.js';
import { Profiles } from '#commerce/profiles/profiles.js';
import { ReviewPictures } from '#commerce/reviews/review-pictures.js';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { DraftPreviews } from '#hosting/previews/draft-preview.js';
import { createHttpApp } from '#kernel/http/http-app.js';
import { trustedProxiesOf } from '#kernel/http/trusted-proxies.js';
import { type Connections, withConnections } from '#kernel/program/connections.js';
import { masterKeysOf } from '#kernel/program/program-settings.js';
import { Vault } from '#kernel/secrets/vault.js';
import { WechatMetrics } from '#kernel/wechat/wechat-metrics.js';
import { AccessGate } from './access/access-gate.js';
import { ErasedShoppersAcrossTenants } from './access/erased-shoppers.js';
import { addServiceWindow } from './bookings/service-window.routes.js';
import { CachedRoutes } from './cache/cached-routes.js';
import { Generations } from './cache/generations.js';
import { listenForChanges } from './cache/invalidation.js';
import { addCodes } from './codes/codes.routes.js';
import { addDining } from './dining/dining.routes.js';
import { addDraws } from './draws/draws.routes.js';
import { addDrawVerifier } from './draw-verifier/verifier.routes.js';
import { addGroupBuys } from './group-buys/group-buys.routes.js';
import { addMagazine } from './magazine/magazine.routes.js';
import { addMedia } from './media/media.routes.js';
import { runtimeContracts } from './openapi/contracts.js';
import { openApiDocument } from './openapi/open-api.js';
import { addPaymentNotices } from './payments/notices.routes.js';
import { addAvatars } from './profiles/avatars.routes.js';
import { addPromotions } from './promotions/promotions.routes.js';
import { addReviewLists, addReviewPictures } from './reviews/reviews.routes.js';
import { addStoredValue } from './stored-value/stored-value.routes.js';
import { ShopDirectory } from './routing/shop-directory.js';
import { ShopRoutesAcrossTenants } from './routing/shop-routes.repository.js';
import { RuntimeModule } from './runtime.module.js';
import type { RuntimeSettings } from './runtime-settings.js';
import { ShopWindow } from './shop-window/shop-window.js';

/**
 * The runtime, initialised and not yet listening. `app.close()` also closes its connections.
 * @throws when a server is out of reach, or an endpoint has no contract
 */
export function createRuntime(settings: RuntimeSettings, logger: Logger): Promise<NestFastifyApplication> {
  return withConnections(settings, logger, (connections) => build(settings, logger, connections));
}

async function build(
  settings: RuntimeSettings,
  logger: Logger,
  connections: Connections,
): Promise<NestFastifyApplication> {
  const fleet = await connections.fleet(2);
  const routes = new ShopRoutesAcrossTenants(fleet);
  const erased = new ErasedShoppersAcrossTenants(fleet);
  await connections.tenants(4);
  // What shoppers do all the time; the tenants' database serves the rest.
  const pool = await connections.pool();
  const objects = await connections.objects();
  const broadcast = await connections.broadcast();
  const shops = new ShopDirectory(routes);
  const generations = new Generations();
  const cached = new CachedRoutes(generations);
  const window = new ShopWindow(pool, cached);
  const tokens = new ShopperTokens(settings.MASTER_KEY);
  const commerce = commerceSettingsOf(settings);
  const gate = new AccessGate({ shops, tokens, erased, drafts: new DraftPreviews(masterKeysOf(settings)) });
  const app = await createHttpApp(RuntimeModule.register(settings, connections, { commerce, tokens, window }), {
    program: 'runtime',
    logger,
    requestLog: 'failures',
    trustProxy: trustedProxiesOf(settings),
    ready: async () => {
      await Promise.all([routes.ping(), pool.ping()]);
    },
    bodyLimitBytes: 64 * 1024,
    prepare: (fastify) => {
      gate.watch(fastify);
      window.addTo(fastify);
      addCodes(fastify, pool, cached);
      addMagazine(fastify, pool, cached);
      addDining(fastify, pool, cached);
      addServiceWindow(fastify, pool, cached);
      addPromotions(fastify, pool, cached);
      addStoredValue(fastify, pool, cached);
      addGroupBuys(fastify, pool, cached);
      addDraws(fastify, { pool, seeds: new DrawSeeds(new Vault(masterKeysOf(settings))) }, cached);
      addReviewLists(fastify, pool, cached);
      addDrawVerifier(fastify);
      addMedia(fastify, { objects, templatesDir: commerce.templatesDir });
      fastify.get('/openapi.json', () => openApiDocument());
    },
  });
  const receivers = {
    payments: app.get(PaymentNotices),
    refunds: app.get(PaymentNotices),
    complaints: app.get(ComplaintNotices),
  };
  addPaymentNotices(app.getHttpAdapter().getInstance(), shops, receivers, app.get(WechatMetrics));
  addAvatars(app.getHttpAdapter().getInstance(), { profiles: app.get(Profiles), pool, objects });
  addReviewPictures(app.getHttpAdapter().getInstance(), { pictures: app.get(ReviewPictures), pool, objects });
  await listenForChanges(broadcast, { shops, generations });
  await erased.listen(broadcast);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  gate.complete(runtimeContracts);
  return app;
}
