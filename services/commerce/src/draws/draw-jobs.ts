import { Injectable, type Provider, type Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { DrawReveal } from './draw-reveal.js';
import { DrawSeeds } from './draw-seeds.js';

const LIMIT = 500;

/** Draws of all tenants that are over and whose seed is still sealed; the latest first, so that one nobody can open holds up no other. */
@Injectable()
export class SealedDrawsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  draws(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, id from draw where state = 'published' and seed_revealed is null and ends_at <= now() - interval '1 minute'
       order by ends_at desc limit $1`,
      [LIMIT],
    );
  }
}

/** Seeds of draws that are over. Nobody waits for them: what is shown until then is opened for each reading. */
@Injectable()
export class SealedDrawSweeper implements Sweeper {
  readonly name = 'draws.sealed';
  readonly everyMs = 60_000;

  constructor(
    private readonly sealed: SealedDrawsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'draw.reveal', 'drawId', await this.sealed.draws());
  }
}

/** The worker's part of draws. */
export const drawJobHandlers: readonly Type<JobHandler>[] = [DrawReveal];
export const drawSweepers: readonly Type<Sweeper>[] = [SealedDrawSweeper];
export const drawJobProviders: readonly Provider[] = [DrawSeeds, SealedDrawsAcrossTenants];
