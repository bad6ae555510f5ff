import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { roleUrl } from '#kernel/data/database-roles.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { OutboxAcrossTenants } from '#kernel/queue/outbox-across-tenants.js';
import { OutboxRelay } from '#kernel/queue/outbox-relay.js';
import { databaseAccess, WORKER_LOGGER, WORKER_SETTINGS, type WorkerSettings } from './worker-settings.js';

/** Starts the outbox relay with the program and stops it before the connections close. */
@Injectable()
export class RelayRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #relay: OutboxRelay;

  constructor(
    fleet: FleetDatabase,
    queue: JobQueue,
    @Inject(WORKER_SETTINGS) settings: WorkerSettings,
    @Inject(WORKER_LOGGER) logger: Logger,
  ) {
    this.#relay = new OutboxRelay(
      new OutboxAcrossTenants(fleet),
      queue,
      roleUrl(databaseAccess(settings), 'fleet'),
      logger,
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#relay.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.#relay.stop();
  }
}
