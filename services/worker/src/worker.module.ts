import { BullModule, BullRegistrar } from '@nestjs/bullmq';
import { type DynamicModule, Module, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { roleUrl } from '#kernel/data/database-roles.js';
import type { Connections } from '#kernel/program/connections.js';
import { ConnectionsModule } from '#kernel/program/connections.module.js';
import { databaseAccessOf, queueSettingsOf } from '#kernel/program/program-settings.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { OutboxAcrossTenants } from '#kernel/queue/outbox-across-tenants.js';
import { OutboxRelay } from '#kernel/queue/outbox-relay.js';
import { JOB_HANDLERS, type JobHandler } from '#kernel/queue/job-handler.js';
import { queueConnection } from '#kernel/queue/queue-connection.js';
import { SWEEPERS, type Sweeper } from '#kernel/queue/sweeper.js';
import { PUSH_LISTENERS, type PushListener } from '#kernel/wechat/push-listener.js';
import { HandlerTable } from './handler-table.js';
import { JobDispatcher } from './job-dispatcher.js';
import type { WorkerFeature } from './job-handlers.js';
import { RelayRunner } from './relay-runner.js';
import { SweeperLockAcrossTenants } from './sweeper-lock.js';
import { SweeperRunner } from './sweeper-runner.js';
import { WorkerMetrics } from './worker-metrics.js';
import type { WorkerRole } from './worker-role.js';
import { WORKER_LOGGER, WORKER_SETTINGS, type WorkerSettings } from './worker-settings.js';

/** What the modules of the program share besides its connections. */
export interface Shared {
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
}

@Module({})
export class WorkerModule implements OnApplicationBootstrap {
  constructor(
    private readonly registrar: BullRegistrar,
    private readonly dispatcher: JobDispatcher,
  ) {}

  static register(
    settings: WorkerSettings,
    connections: Connections,
    shared: Shared,
    features: readonly WorkerFeature[],
    role: WorkerRole,
  ): DynamicModule {
    const handlers = features.flatMap((feature) => feature.handlers);
    const sweepers = features.flatMap((feature) => feature.sweepers ?? []);
    const pushListeners = features.flatMap((feature) => feature.pushListeners ?? []);
    return {
      module: WorkerModule,
      imports: [
        ConnectionsModule.register(settings, connections, [
          { provide: WORKER_SETTINGS, useValue: settings },
          { provide: WORKER_LOGGER, useValue: shared.logger },
          { provide: WorkerMetrics, useValue: shared.metrics },
        ]),
        BullModule.forRoot({
          ...queueConnection(queueSettingsOf(settings), 'consumer').options,
          extraOptions: { manualRegistration: true },
        }),
        // No queue of its own: jobs are added through JobQueue.
        BullModule.registerQueue(),
        ...features.flatMap((feature) => feature.imports ?? []),
      ],
      providers: [
        ...features.flatMap((feature) => feature.providers ?? []),
        ...handlers,
        ...sweepers,
        ...pushListeners,
        { provide: JOB_HANDLERS, useFactory: (...all: JobHandler[]) => all, inject: handlers },
        { provide: SWEEPERS, useFactory: (...all: Sweeper[]) => all, inject: sweepers },
        { provide: PUSH_LISTENERS, useFactory: (...all: PushListener[]) => all, inject: pushListeners },
        {
          provide: HandlerTable,
          useFactory: (all: JobHandler[]) => new HandlerTable(all, role.queue),
          inject: [JOB_HANDLERS],
        },
        {
          provide: SweeperRunner,
          useFactory: (all: Sweeper[], fleet: FleetDatabase, metrics: WorkerMetrics, logger: Logger) =>
            new SweeperRunner(all, new SweeperLockAcrossTenants(fleet), metrics, logger),
          inject: [SWEEPERS, FleetDatabase, WorkerMetrics, WORKER_LOGGER],
        },
        {
          provide: OutboxRelay,
          useFactory: (fleet: FleetDatabase, queue: JobQueue, logger: Logger) =>
            new OutboxRelay(
              new OutboxAcrossTenants(fleet),
              queue,
              roleUrl(databaseAccessOf(settings), 'fleet'),
              logger,
            ),
          inject: [FleetDatabase, JobQueue, WORKER_LOGGER],
        },
        { provide: JobDispatcher, useClass: role.dispatcher },
        ...(role.relaysOutbox ? [RelayRunner] : []),
      ],
    };
  }

  /** Jobs are taken only when everything that does them has been made and checked. */
  onApplicationBootstrap(): void {
    this.registrar.register();
    this.dispatcher.worker.concurrency = this.dispatcher.concurrency;
  }
}
