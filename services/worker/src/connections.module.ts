import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { Vault } from '#kernel/secrets/vault.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { closeConnections, type Connections } from './connections.js';
import { WorkerMetrics } from './worker-metrics.js';
import { WORKER_LOGGER, WORKER_SETTINGS, type WorkerSettings } from './worker-settings.js';

const CONNECTIONS = Symbol('CONNECTIONS');

export interface Shared {
  readonly settings: WorkerSettings;
  readonly logger: Logger;
  readonly connections: Connections;
  readonly metrics: WorkerMetrics;
}

/** Databases, queue, objects, broadcast, vault, settings, logger and metrics for every module of the program; closed when the program stops. */
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  static register({ settings, logger, connections, metrics }: Shared): DynamicModule {
    const masterKeys = [settings.MASTER_KEY, settings.PREVIOUS_MASTER_KEY].filter((key) => key !== undefined);
    const shared = [
      { provide: WORKER_SETTINGS, useValue: settings },
      { provide: WORKER_LOGGER, useValue: logger },
      { provide: WorkerMetrics, useValue: metrics },
      { provide: TenantDatabase, useValue: connections.tenants },
      { provide: FleetDatabase, useValue: connections.fleet },
      { provide: ObjectStore, useValue: connections.objects },
      { provide: Broadcast, useValue: connections.broadcast },
      { provide: JobQueue, useValue: connections.queue },
      { provide: Vault, useFactory: () => new Vault(masterKeys) },
    ];
    return {
      module: ConnectionsModule,
      global: true,
      providers: [...shared, { provide: CONNECTIONS, useValue: connections }],
      exports: shared.map(({ provide }) => provide),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await closeConnections(this.connections);
  }
}
