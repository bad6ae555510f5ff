import { type DynamicModule, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { ShopperTokens } from '#commerce/shoppers/shopper-token.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { TenantPool } from '#kernel/data/tenant-pool.js';
import { Vault } from '#kernel/secrets/vault.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { closeConnections, type Connections } from './connections.js';
import type { RuntimeSettings } from './runtime-settings.js';
import { ShopWindow } from './shop-window/shop-window.js';

const CONNECTIONS = Symbol('CONNECTIONS');

export interface Shared {
  readonly settings: RuntimeSettings;
  readonly connections: Connections;
  readonly commerce: CommerceSettings;
  readonly tokens: ShopperTokens;
  readonly window: ShopWindow;
}

/** Databases, objects, broadcast, vault and caches for every module of the program; closed when the program stops. */
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  static register({ settings, connections, commerce, tokens, window }: Shared): DynamicModule {
    const masterKeys = [settings.MASTER_KEY, settings.PREVIOUS_MASTER_KEY].filter((key) => key !== undefined);
    const shared = [
      { provide: TenantPool, useValue: connections.pool },
      { provide: TenantDatabase, useValue: connections.tenants },
      { provide: FleetDatabase, useValue: connections.fleet },
      { provide: ObjectStore, useValue: connections.objects },
      { provide: Broadcast, useValue: connections.broadcast },
      { provide: Vault, useFactory: () => new Vault(masterKeys) },
      { provide: CommerceSettings, useValue: commerce },
      { provide: ShopperTokens, useValue: tokens },
      { provide: ShopWindow, useValue: window },
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
