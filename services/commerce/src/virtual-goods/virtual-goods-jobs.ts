import { Injectable, type Provider, type Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { VirtualDelivery } from './virtual-delivery.js';

@Injectable()
export class DueVirtualGoodsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  /** Also those that wait for codes; the newest first, so that they never stand before what could be handed over. */
  orders(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, id from shop_order where delivery = 'virtual' and purpose = 'goods' and state = 'paid' and fulfilment = 'unfulfilled'
         and paid_at < now() - interval '30 seconds' order by paid_at desc limit 500`,
    );
  }
}

/** Paid orders whose hand-over was lost. */
@Injectable()
export class VirtualGoodsSweeper implements Sweeper {
  readonly name = 'virtual-goods.due';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueVirtualGoodsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'virtual-goods.deliver', 'orderId', await this.due.orders());
  }
}

/** The worker's part of goods without a parcel. */
export const virtualGoodsJobHandlers: readonly Type<JobHandler>[] = [VirtualDelivery];
export const virtualGoodsSweepers: readonly Type<Sweeper>[] = [VirtualGoodsSweeper];
export const virtualGoodsJobProviders: readonly Provider[] = [DueVirtualGoodsAcrossTenants];
