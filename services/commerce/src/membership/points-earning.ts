import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';

/** An order that was sent so long ago that it counts as received earns its points. Everything else earns in the statement that moves the order. */
@Injectable()
export class PointsEarning implements JobHandler<'points.earn'> {
  readonly job = 'points.earn';

  constructor(private readonly database: TenantDatabase) {}

  async handle({ tenantId, orderId }: JobPayload<'points.earn'>): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute('select earn_due_points($1, $2)', [tenantId, orderId]),
    );
  }
}
