import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { DrawSeeds } from './draw-seeds.js';

/** Keeps the seed of a draw that is over open, so that it can be checked for as long as its row stands, whatever becomes of the master key. */
@Injectable()
export class DrawReveal implements JobHandler<'draw.reveal'> {
  readonly job = 'draw.reveal';

  constructor(
    private readonly database: TenantDatabase,
    private readonly seeds: DrawSeeds,
  ) {}

  async handle({ tenantId, drawId }: JobPayload<'draw.reveal'>): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [draw] = await tx.query<{ seed_sealed: Buffer }>(
        `select seed_sealed from draw where tenant_id = $1 and id = $2 and state = 'published' and seed_revealed is null and ends_at <= now()
         for no key update`,
        [tenantId, drawId],
      );
      if (!draw) return;
      const { seed } = this.seeds.open(tenantId, drawId, draw.seed_sealed);
      // The table takes none but the seed whose hash was published.
      await tx.execute('update draw set seed_revealed = $3 where tenant_id = $1 and id = $2', [tenantId, drawId, seed]);
    });
  }
}
