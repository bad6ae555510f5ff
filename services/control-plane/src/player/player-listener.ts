import type { OnModuleDestroy } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { CompileThread } from '../../../player/src/compile/compile-thread.js';
import { createPlayerServer, type PlayerServerOptions } from './player-server.js';
import type { TicketStandings } from './ticket-standings.js';

/** The program's second address: the player's origin. It listens when it is told to, and is closed with the program. */
export class PlayerListener implements OnModuleDestroy {
  private server: FastifyInstance | null = null;

  constructor(
    private readonly options: PlayerServerOptions,
    private readonly compiler: CompileThread,
    private readonly standings: TicketStandings,
    private readonly broadcast: Broadcast,
  ) {}

  /** @returns the address it listens on */
  async listen(port: number, host: string): Promise<string> {
    await this.standings.listen(this.broadcast);
    this.server = createPlayerServer(this.options);
    return this.server.listen({ port, host });
  }

  async onModuleDestroy(): Promise<void> {
    this.server?.server.closeAllConnections();
    await this.server?.close();
    this.options.runtime.close();
    await this.compiler.close();
  }
}
