import { type DynamicModule, Inject, Module, type OnApplicationShutdown, type ValueProvider } from '@nestjs/common';
import { Vault } from '../secrets/vault.js';
import { Connections } from './connections.js';
import { masterKeysOf, type ProgramSettings } from './program-settings.js';

/** The connections of a program, its vault and whatever else all its modules share; the connections are closed when the program stops. */
@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(@Inject(Connections) private readonly connections: Connections) {}

  static register(
    settings: ProgramSettings,
    connections: Connections,
    shared: readonly ValueProvider[] = [],
  ): DynamicModule {
    const providers = [
      ...connections.providers,
      ...shared,
      { provide: Vault, useFactory: () => new Vault(masterKeysOf(settings)) },
    ];
    return {
      module: ConnectionsModule,
      global: true,
      providers: [...providers, { provide: Connections, useValue: connections }],
      exports: [...providers.map(({ provide }) => provide), Connections],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.connections.close();
  }
}
