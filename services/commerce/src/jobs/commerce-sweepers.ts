import { Injectable } from '@nestjs/common';
import type { JobName } from '#kernel/queue/job-catalogue.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { tenantJobId } from '#kernel/tenancy/tenant-keys.js';
import { DueCommerceAcrossTenants, type DueRow } from './due-across-tenants.js';

/**
 * Orders past their time. There is no delayed job per order: most orders are paid, and an outbox row for each would make every
 * purchase wait in PostgreSQL's one line of notifications.
 */
@Injectable()
export class ExpiredOrderSweeper implements Sweeper {
  readonly name = 'orders.expired';
  readonly everyMs = 15_000;

  constructor(
    private readonly due: DueCommerceAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'order.close', 'orderId', await this.due.expiredOrders());
  }
}

/** Payments whose notice has not come. */
@Injectable()
export class OpenPaymentSweeper implements Sweeper {
  readonly name = 'payments.open';
  readonly everyMs = 15_000;

  constructor(
    private readonly due: DueCommerceAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'payment.check', 'paymentId', await this.due.openPayments());
  }
}

/** Refunds that wait for WeChat, or for the merchant's balance. */
@Injectable()
export class OpenRefundSweeper implements Sweeper {
  readonly name = 'refunds.open';
  readonly everyMs = 30_000;

  constructor(
    private readonly due: DueCommerceAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'refund.step', 'refundId', await this.due.openRefunds());
  }
}

/** Images that could not be reached, and those whose first job was lost. */
@Injectable()
export class MissingImageSweeper implements Sweeper {
  readonly name = 'images.missing';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueCommerceAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'product-image.fetch', 'imageId', await this.due.missingImages());
  }
}

/** Pictures whose smaller copies have not been made. */
@Injectable()
export class UnscaledImageSweeper implements Sweeper {
  readonly name = 'images.unscaled';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueCommerceAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'product-image.scale', 'imageId', await this.due.unscaledImages());
  }
}

/** The id names the row, so a row that is swept twice before its job has run is one job. */
export async function enqueueDue(
  queue: JobQueue,
  name: JobName,
  member: string,
  rows: readonly DueRow[],
): Promise<number> {
  await queue.enqueueAll(
    rows.map(({ tenant_id, id }) => ({
      name,
      payload: { tenantId: tenant_id, [member]: id },
      id: tenantJobId(tenant_id, name, id),
    })),
  );
  return rows.length;
}
