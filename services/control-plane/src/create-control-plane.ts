import cookie from '@fastify/cookie';
import { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createHttpApp } from '#kernel/http/http-app.js';
import { Problem } from '#kernel/problems/problem.js';
import { AccessGate } from './access/access-gate.js';
import { contractsOf, RouteTable } from './access/route-table.js';
import { closeConnections, type Connections, noConnections, openConnections } from './connections.js';
import { ControlPlaneModule } from './control-plane.module.js';
import type { ControlPlaneSettings } from './control-plane-settings.js';
import { addOpenApi } from './openapi/open-api.js';
import { TicketWatch } from './wechat/ticket-watch.js';

export interface ControlPlaneOptions {
  /** Connects to nothing: the application can describe itself and serve nothing. */
  readonly documentOnly?: boolean;
}

/**
 * The control plane, initialised and not yet listening. `app.close()` also closes its connections.
 * @throws when a server is out of reach, or an endpoint has no contract
 */
export async function createControlPlane(
  settings: ControlPlaneSettings,
  logger: Logger,
  { documentOnly = false }: ControlPlaneOptions = {},
): Promise<NestFastifyApplication> {
  const connections = documentOnly ? noConnections() : await openConnections(settings, logger);
  const routes = new RouteTable();
  let listening = async (): Promise<void> => undefined;
  try {
    const app = await createHttpApp(ControlPlaneModule.register(settings, connections, logger, documentOnly), {
      program: 'control-plane',
      logger,
      requestLog: 'all',
      ready: () => ping(connections),
      prepare: (fastify) => prepare(fastify, routes, () => listening()),
    });
    listening = () => app.get(TicketWatch, { strict: false }).askIfMissing();
    const gate = app.get(AccessGate);
    routes.onCall = (request, definition) => gate.admit(request, definition);
    await app.init();
    routes.complete(contractsOf(app));
    return app;
  } catch (error) {
    if (!documentOnly) await closeConnections(connections);
    throw error;
  }
}

async function prepare(fastify: FastifyInstance, routes: RouteTable, onListen: () => Promise<void>): Promise<void> {
  fastify.addHook('onListen', onListen);
  // Pushes are signed as they were sent.
  fastify.addContentTypeParser(
    ['text/xml', 'application/xml'],
    { parseAs: 'string', bodyLimit: 64 * 1024 },
    (_request, body, done) => done(null, body),
  );
  // Uploads reach their endpoint as a stream: a file is never held in memory whole.
  fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
  fastify.addHook('preValidation', async ({ body, routeOptions }) => {
    const isExpected = routeOptions.schema !== undefined && 'consumes' in routeOptions.schema;
    if (body instanceof Readable && !isExpected) throw new Problem('request.unsupported_media_type');
  });
  await fastify.register(cookie);
  routes.watch(fastify);
  await addOpenApi(fastify);
}

async function ping({ fleet }: Connections): Promise<void> {
  await fleet.query('select 1');
}
