import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setDefaultBackendFactory } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createHttpApp } from '#kernel/http/http-app.js';
import { queueConnection } from '#kernel/queue/queue-connection.js';
import { closeConnections, openConnections, queueSettings } from './connections.js';
import type { WorkerFeature } from './job-handlers.js';
import { WorkerMetrics } from './worker-metrics.js';
import { WorkerModule } from './worker.module.js';
import type { WorkerSettings } from './worker-settings.js';

/**
 * The worker, taking jobs, and not yet listening for health and metrics. `app.close()` finishes the jobs under way and closes its connections.
 * @throws when a server is out of reach, or a job has no handler or two
 */
export async function createWorker(
  settings: WorkerSettings,
  logger: Logger,
  features: readonly WorkerFeature[],
): Promise<NestFastifyApplication> {
  // @nestjs/bullmq makes its workers with this process-wide default.
  setDefaultBackendFactory(queueConnection(queueSettings(settings), 'consumer').backendFactory);
  const connections = await openConnections(settings, logger);
  try {
    const metrics = new WorkerMetrics(() => connections.queue.counts());
    const app = await createHttpApp(WorkerModule.register({ settings, logger, connections, metrics }, features), {
      program: 'worker',
      logger,
      requestLog: 'failures',
      async ready() {
        await connections.fleet.query('select 1');
        await connections.queue.counts();
      },
      prepare: (fastify) => addOwnMetrics(fastify, metrics),
    });
    await app.init();
    return app;
  } catch (error) {
    await closeConnections(connections);
    throw error;
  }
}

/** /metrics is every program's; the worker's own numbers follow. */
function addOwnMetrics(fastify: FastifyInstance, metrics: WorkerMetrics): void {
  fastify.addHook('onSend', async (request, _reply, payload) =>
    request.routeOptions.url === '/metrics' ? `${String(payload)}\n${await metrics.text()}` : payload,
  );
}
