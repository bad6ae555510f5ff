import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setDefaultBackendFactory } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createHttpApp } from '#kernel/http/http-app.js';
import { type Connections, withConnections } from '#kernel/program/connections.js';
import { queueSettingsOf } from '#kernel/program/program-settings.js';
import { queueConnection } from '#kernel/queue/queue-connection.js';
import type { WorkerFeature } from './job-handlers.js';
import { WorkerMetrics } from './worker-metrics.js';
import { WorkerModule } from './worker.module.js';
import { type WorkerRole, workerRole } from './worker-role.js';
import type { WorkerSettings } from './worker-settings.js';

/**
 * The worker, taking jobs, and not yet listening for health and metrics. `app.close()` finishes the jobs under way and closes its connections.
 * @throws when a server is out of reach, or a job has no handler or two
 */
export async function createWorker(
  settings: WorkerSettings,
  logger: Logger,
  features: readonly WorkerFeature[],
  role: WorkerRole = workerRole,
): Promise<NestFastifyApplication> {
  // @nestjs/bullmq makes its workers with this process-wide default.
  setDefaultBackendFactory(queueConnection(queueSettingsOf(settings), 'consumer').backendFactory);
  return withConnections(settings, logger, (connections) => build(settings, logger, connections, features, role));
}

async function build(
  settings: WorkerSettings,
  logger: Logger,
  connections: Connections,
  features: readonly WorkerFeature[],
  role: WorkerRole,
): Promise<NestFastifyApplication> {
  const fleet = await connections.fleet();
  await connections.tenants();
  const queue = await connections.queue();
  await connections.objects();
  await connections.broadcast();
  const metrics = new WorkerMetrics(() => queue.counts(role.queue), role.program);
  const app = await createHttpApp(WorkerModule.register(settings, connections, { logger, metrics }, features, role), {
    program: role.program,
    logger,
    requestLog: 'failures',
    async ready() {
      await fleet.query('select 1');
      await queue.counts(role.queue);
    },
    prepare: (fastify) => addOwnMetrics(fastify, metrics),
  });
  await app.init();
  return app;
}

/** /metrics is every program's; the worker's own numbers follow. */
function addOwnMetrics(fastify: FastifyInstance, metrics: WorkerMetrics): void {
  fastify.addHook('onSend', async (request, _reply, payload) =>
    request.routeOptions.url === '/metrics' ? `${String(payload)}\n${await metrics.text()}` : payload,
  );
}
