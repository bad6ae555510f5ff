import fastify, { type FastifyInstance } from 'fastify';
import { afterReleaseEndpoints, listenAfterRelease } from './after-release.js';
import { applySeed, readSeedFile } from './alone/seed-file.js';
import { registerCi } from './ci/ci.js';
import { listenForVerdicts } from './code/audit-verdict.js';
import { codeEndpoints } from './code/code.js';
import { registerConsole } from './console/console.js';
import { loginEndpoints } from './login/login.js';
import { listenForPay, registerPay } from './pay/pay.js';
import { registerAuthorizationPage } from './platform/authorization-page.js';
import { platformEndpoints } from './platform/platform.js';
import { quotaEndpoints } from './platform/quota.js';
import { startTicketPushes } from './platform/tickets.js';
import { registerEndpoints } from './protocol/endpoint.js';
import { ConnectProxy } from './proxy/connect-proxy.js';
import type { Settings } from './settings.js';
import { World } from './world.js';

/** Large enough for a 30 MB source and its zip's overhead. */
const BODY_LIMIT = 40 * 1024 * 1024;

export interface Sandbox {
  app: FastifyInstance;
  world: World;
  /** `METHOD /path` of everything it answers. */
  routes: readonly string[];
  /** Ends TLS for WeChat's own names; null when no SANDBOX_PROXY_PORT is set. */
  proxy: ConnectProxy | null;
  /** Listens, then begins to push; gives the address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

/** The whole sandbox, not listening yet. */
export function createSandbox(env: Settings): Sandbox {
  const world = new World(withSeededAddresses(env));
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  // Bodies stay bytes: WeChat ignores Content-Type, and a pay signature covers the exact bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url}`);
  });
  registerRoutes(app, world);
  const proxy = env.proxyPort === null ? null : new ConnectProxy(app.server, env.dataDir);
  world.proxy = proxy;
  return { app, world, routes, proxy, start: () => start(app, world, proxy), stop: () => stop(app, world, proxy) };
}

/** The seed file may say where pushes go; a variable that is set goes before it. */
function withSeededAddresses(env: Settings): Settings {
  const push = env.seedFile === null ? undefined : readSeedFile(env.seedFile).push;
  return {
    ...env,
    authEventUrl: env.authEventUrl ?? push?.authEventUrl ?? null,
    messageUrl: env.messageUrl ?? push?.messageUrl ?? null,
    launchDomain: env.launchDomain ?? push?.launchDomain ?? null,
  };
}

function registerRoutes(app: FastifyInstance, world: World): void {
  const endpoints = [...platformEndpoints, ...codeEndpoints, ...loginEndpoints, ...afterReleaseEndpoints];
  registerEndpoints(app, world, endpoints);
  registerEndpoints(app, world, quotaEndpoints(new Set(endpoints.map(({ path }) => path))));
  registerPay(app, world);
  registerCi(app, world);
  registerAuthorizationPage(app, world);
  registerConsole(app, world);
  for (const kind of ['live', 'ready']) app.get(`/health/${kind}`, () => ({ status: 'ok' }));
}

async function start(app: FastifyInstance, world: World, proxy: ConnectProxy | null): Promise<string> {
  const { host, port, publicUrl, proxyPort } = world.env;
  if (world.env.seedFile !== null) await applySeed(app, world, world.env.seedFile);
  const address = await app.listen({ host, port });
  world.publicUrl = publicUrl ?? address;
  world.proxyUrl = (await proxy?.listen(host, proxyPort ?? 0)) ?? null;
  world.pusher.listen();
  listenForVerdicts(world);
  listenAfterRelease(world);
  listenForPay(world);
  startTicketPushes(world);
  world.scheduler.start();
  return world.publicUrl;
}

async function stop(app: FastifyInstance, world: World, proxy: ConnectProxy | null): Promise<void> {
  world.scheduler.stop();
  await proxy?.close();
  await app.close();
  await world.store.close();
}
