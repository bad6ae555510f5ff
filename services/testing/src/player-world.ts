import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadSettings } from '#kernel/config/settings.js';
import type { In } from '#kernel/http/contract.js';
import { createLogger } from '#kernel/observability/logger.js';
import { PlayerListener } from '../../control-plane/src/player/player-listener.js';
import { createPreviewTicket } from '../../control-plane/src/player/preview-tickets.contract.js';
import { createRuntime } from '../../runtime/src/create-runtime.js';
import { runtimeSettingsSchema } from '../../runtime/src/runtime-settings.js';
import { freePort, HostingWorld, type WorldShop } from './hosting-world.js';

export interface PlayerWorldOptions {
  /** Settings of our own programs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A hosting world with a runtime and the player's own origin: all that a preview needs. */
export class PlayerWorld {
  private constructor(
    readonly hosting: HostingWorld,
    readonly origin: string,
    readonly runtimeUrl: string,
    private readonly runtime: NestFastifyApplication,
  ) {}

  static async start({ env = {} }: PlayerWorldOptions = {}): Promise<PlayerWorld> {
    const [runtimePort, playerPort] = [await freePort(), await freePort()];
    const [runtimeUrl, origin] = [`http://127.0.0.1:${runtimePort}`, `http://127.0.0.1:${playerPort}`];
    const hosting = await HostingWorld.start({}, { RUNTIME_URL: runtimeUrl, PLAYER_ORIGIN: origin, ...env });
    await hosting.world.app.get(PlayerListener, { strict: false }).listen(playerPort, '127.0.0.1');
    const settings = loadSettings(runtimeSettingsSchema, { ...hosting.world.env, RUNTIME_PORT: String(runtimePort) });
    const runtime = await createRuntime(settings, createLogger('runtime', 'silent'));
    await runtime.listen(runtimePort, '127.0.0.1');
    return new PlayerWorld(hosting, origin, runtimeUrl, runtime);
  }

  /** @returns the address of a preview, e.g. of the draft for `{lifetimeSeconds: 3600}` */
  async preview(shop: WorldShop, wish: Partial<In<typeof createPreviewTicket>['body']> = {}): Promise<string> {
    const body = { lifetimeSeconds: 3600, ...wish };
    return (await shop.api.call(createPreviewTicket, { params: shop.params, body })).url;
  }

  async stop(): Promise<void> {
    this.runtime.getHttpServer().closeAllConnections();
    await this.runtime.close();
    await this.hosting.stop();
  }
}
