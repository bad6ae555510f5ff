import fastify, { type FastifyInstance } from 'fastify';
import { auditStatusEndpoints } from './code/audit-status.js';
import { auditSubmissionEndpoints } from './code/audit-submission.js';
import { listenForVerdicts } from './code/audit-verdict.js';
import { categoryEndpoints } from './code/categories.js';
import { commitEndpoints } from './code/commit.js';
import { domainEndpoints } from './code/domains.js';
import { filingEndpoints } from './code/filing.js';
import { grayReleaseEndpoints } from './code/gray-release.js';
import { platformDomainEndpoints } from './code/platform-domains.js';
import { privacyEndpoints } from './code/privacy.js';
import { releaseEndpoints } from './code/release.js';
import { templateEndpoints } from './code/template-library.js';
import { trialEndpoints } from './code/trial.js';
import { wxacodeEndpoints } from './code/wxacode.js';
import { registerConsole } from './console/console.js';
import { loginEndpoints } from './login/login.js';
import { billDownload, billEndpoints } from './pay/bills.js';
import { certificateEndpoints } from './pay/certificates.js';
import { listenForNotices } from './pay/notices.js';
import { orderEndpoints } from './pay/orders.js';
import { registerPayEndpoints } from './pay/pay-endpoint.js';
import { listenForRefunds, refundEndpoints } from './pay/refunds.js';
import { registerAuthorizationPage } from './platform/authorization-page.js';
import { authorizerInfoEndpoints } from './platform/authorizer-info.js';
import { authorizerTokenEndpoints } from './platform/authorizer-tokens.js';
import { quotaEndpoints } from './platform/quota.js';
import { startTicketPushes, ticketEndpoints } from './platform/tickets.js';
import { registerEndpoints } from './protocol/endpoint.js';
import { registerExchange } from './protocol/exchange.js';
import type { Settings } from './settings.js';
import { World } from './world.js';

/** Large enough for a 30 MB source and its zip's overhead. */
const BODY_LIMIT = 40 * 1024 * 1024;

export interface Sandbox {
  app: FastifyInstance;
  world: World;
  /** Listens, then begins to push; gives the address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** The whole sandbox, not listening yet. */
export function createSandbox(env: Settings): Sandbox {
  const world = new World(env);
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  // Bodies stay bytes: WeChat ignores Content-Type, and a pay signature covers the exact bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  registerRoutes(app, world);
  return { app, world, start: () => start(app, world), stop: () => stop(app, world) };
}

function registerRoutes(app: FastifyInstance, world: World): void {
  const endpoints = [
    ...ticketEndpoints,
    ...authorizerTokenEndpoints,
    ...authorizerInfoEndpoints,
    ...templateEndpoints,
    ...commitEndpoints,
    ...trialEndpoints,
    ...wxacodeEndpoints,
    ...auditSubmissionEndpoints,
    ...auditStatusEndpoints,
    ...releaseEndpoints,
    ...grayReleaseEndpoints,
    ...domainEndpoints,
    ...platformDomainEndpoints,
    ...categoryEndpoints,
    ...privacyEndpoints,
    ...filingEndpoints,
    ...loginEndpoints,
  ];
  registerEndpoints(app, world, endpoints);
  registerEndpoints(app, world, quotaEndpoints(new Set(endpoints.map(({ path }) => path))));
  registerPayEndpoints(app, world, [...certificateEndpoints, ...orderEndpoints, ...refundEndpoints, ...billEndpoints]);
  registerExchange(app, world, '/v3/billdownload/file', billDownload(world));
  registerAuthorizationPage(app, world);
  registerConsole(app, world);
  for (const kind of ['live', 'ready']) app.get(`/health/${kind}`, () => ({ status: 'ok' }));
}

async function start(app: FastifyInstance, world: World): Promise<string> {
  const { host, port, publicUrl } = world.env;
  const address = await app.listen({ host, port });
  world.publicUrl = publicUrl ?? address;
  world.pusher.listen();
  listenForVerdicts(world);
  listenForNotices(world);
  listenForRefunds(world);
  startTicketPushes(world);
  world.scheduler.start();
  return world.publicUrl;
}

async function stop(app: FastifyInstance, world: World): Promise<void> {
  world.scheduler.stop();
  await app.close();
  await world.store.close();
}
