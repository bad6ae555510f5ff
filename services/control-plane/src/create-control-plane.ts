import cookie from '@fastify/cookie';
import { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { FleetDatabase } from '#kernel/data/fleet-database.js';
import { createHttpApp } from '#kernel/http/http-app.js';
import { trustedProxiesOf } from '#kernel/http/trusted-proxies.js';
import { Problem } from '#kernel/problems/problem.js';
import { type ConnectOptions, type Connections, withConnections } from '#kernel/program/connections.js';
import { AccessGate } from './access/access-gate.js';
import { contractsOf, RouteGuard } from './access/route-guard.js';
import { ControlPlaneModule } from './control-plane.module.js';
import type { ControlPlaneSettings } from './control-plane-settings.js';
import { sheetTypes } from './data/sheet-answer.js';
import { addOpenApi } from './openapi/open-api.js';
import { TicketWatch } from './wechat/ticket-watch.js';

/**
 * The control plane, initialised and not yet listening. `app.close()` also closes its connections. There is no queue among them: work is
 * asked for by `tx.enqueue`, in the transaction that makes it necessary, and the worker's relay takes it from there.
 * @throws when a server is out of reach, or an endpoint has no contract
 */
export function createControlPlane(
  settings: ControlPlaneSettings,
  logger: Logger,
  options: ConnectOptions = {},
): Promise<NestFastifyApplication> {
  return withConnections(settings, logger, (connections) => build(settings, logger, connections), options);
}

async function build(
  settings: ControlPlaneSettings,
  logger: Logger,
  connections: Connections,
): Promise<NestFastifyApplication> {
  const fleet = await connections.fleet();
  await connections.tenants();
  await connections.objects();
  await connections.broadcast();
  const guard = new RouteGuard();
  let listening = async (): Promise<void> => undefined;
  const app = await createHttpApp(ControlPlaneModule.register(settings, connections, logger), {
    program: 'control-plane',
    logger,
    requestLog: 'all',
    trustProxy: trustedProxiesOf(settings),
    ready: () => ping(fleet),
    prepare: (fastify) => prepare(fastify, guard, () => listening()),
  });
  listening = () => app.get(TicketWatch, { strict: false }).askIfMissing();
  const gate = app.get(AccessGate);
  guard.onCall = (request, definition) => gate.admit(request, definition);
  await app.init();
  guard.complete(contractsOf(app));
  return app;
}

async function prepare(fastify: FastifyInstance, guard: RouteGuard, onListen: () => Promise<void>): Promise<void> {
  fastify.addHook('onListen', onListen);
  // Pushes are signed as they were sent.
  fastify.addContentTypeParser(
    ['text/xml', 'application/xml'],
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_request, body, done) => done(null, body),
  );
  // Uploads reach their endpoint as a stream: a file is never held in memory whole.
  fastify.addContentTypeParser([...sheetTypes, 'application/pdf'], (_request, payload, done) => done(null, payload));
  fastify.addHook('preValidation', async ({ body, headers, routeOptions }) => {
    const { consumes = [] } = (routeOptions.schema ?? {}) as { readonly consumes?: readonly string[] };
    const [type = ''] = (headers['content-type'] ?? '').split(';');
    if (body instanceof Readable && !consumes.includes(type.trim().toLowerCase()))
      throw new Problem('request.unsupported_media_type');
  });
  await fastify.register(cookie);
  guard.watch(fastify);
  await addOpenApi(fastify);
}

async function ping(fleet: FleetDatabase): Promise<void> {
  await fleet.query('select 1');
}
