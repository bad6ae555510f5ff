import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';

/** Shipping that WeChat has to be told of. */
@Injectable()
export class DueUploadsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  list(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, order_id as id from shipping_upload where state = 'due' and next_attempt_at <= now() order by next_attempt_at limit 500`,
    );
  }
}

/** Uploads whose job was lost, that WeChat wanted later, or whose answer was lost. */
@Injectable()
export class DueUploadSweeper implements Sweeper {
  readonly name = 'shipping.due';
  readonly everyMs = 15_000;

  constructor(
    private readonly due: DueUploadsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'shipping.upload', 'orderId', await this.due.list());
  }
}
