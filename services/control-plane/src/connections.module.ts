import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { Vault } from '#kernel/secrets/vault.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { closeConnections, type Connections } from './connections.js';
import { CONTROL_PLANE_LOGGER, CONTROL_PLANE_SETTINGS, type ControlPlaneSettings } from './control-plane-settings.js';

const CONNECTIONS = Symbol('CONNECTIONS');

/** Databases, objects, broadcast, vault and settings for every module of the program; closed when the program stops. */
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections | null) {}

  static register(
    settings: ControlPlaneSettings,
    connections: Connections,
    logger: Logger,
    owned: boolean,
  ): DynamicModule {
    const masterKeys = [settings.MASTER_KEY, settings.PREVIOUS_MASTER_KEY].filter((key) => key !== undefined);
    const shared = [
      { provide: CONTROL_PLANE_SETTINGS, useValue: settings },
      { provide: CONTROL_PLANE_LOGGER, useValue: logger },
      { provide: TenantDatabase, useValue: connections.tenants },
      { provide: FleetDatabase, useValue: connections.fleet },
      { provide: ObjectStore, useValue: connections.objects },
      { provide: Broadcast, useValue: connections.broadcast },
      { provide: Vault, useFactory: () => new Vault(masterKeys) },
    ];
    return {
      module: ConnectionsModule,
      global: true,
      providers: [...shared, { provide: CONNECTIONS, useValue: owned ? connections : null }],
      exports: shared.map(({ provide }) => provide),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.connections) await closeConnections(this.connections);
  }
}
