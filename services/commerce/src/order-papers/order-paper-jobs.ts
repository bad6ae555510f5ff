import { Injectable, type Provider, type Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { OrderExportStep } from './order-export-step.js';

@Injectable()
export class DueExportsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  exports(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `(select tenant_id, id from order_export where state in ('asked', 'running') and next_attempt_at <= now()
        order by next_attempt_at limit 100)
       union all
       (select tenant_id, id from order_export where state in ('ready', 'failed') and expires_at <= now() order by expires_at limit 400)`,
    );
  }
}

/** Exports whose job was lost or died, and files whose week is over. */
@Injectable()
export class OrderExportSweeper implements Sweeper {
  readonly name = 'orders.exports';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueExportsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'order-export.step', 'exportId', await this.due.exports());
  }
}

/** The worker's part of papers. */
export const orderPaperJobHandlers: readonly Type<JobHandler>[] = [OrderExportStep];
export const orderPaperSweepers: readonly Type<Sweeper>[] = [OrderExportSweeper];
export const orderPaperJobProviders: readonly Provider[] = [DueExportsAcrossTenants];
