import { Injectable, type Provider, type Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { tenantJobId } from '#kernel/tenancy/tenant-keys.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { MonthTurn } from './month-turn.js';
import { PointsEarning } from './points-earning.js';

const LIMIT = 500;

/** What memberships of all tenants have to be done. */
@Injectable()
export class DueMembershipsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  earnings(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, order_id as id from order_earning where state = 'waiting' and due_at <= now() order by due_at limit $1`,
      [LIMIT],
    );
  }

  /** Merchants whose members a month has turned for. */
  months(): Promise<{ tenant_id: TenantId; month: string }[]> {
    return this.fleet.query(
      `select tenant_id, month::text from membership_programme, (select date_trunc('month', now() at time zone 'Asia/Shanghai')::date as month) now
       where enabled and swept_month < month order by swept_month, tenant_id limit $1`,
      [LIMIT],
    );
  }
}

/** Goods that were sent and that nobody has confirmed. */
@Injectable()
export class DueEarningSweeper implements Sweeper {
  readonly name = 'points.due';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueMembershipsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'points.earn', 'orderId', await this.due.earnings());
  }
}

@Injectable()
export class MonthTurnSweeper implements Sweeper {
  readonly name = 'membership.months';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueMembershipsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const rows = await this.due.months();
    await this.queue.enqueueAll(
      rows.map(({ tenant_id: tenantId, month }) => ({
        name: 'membership.month',
        payload: { tenantId },
        id: tenantJobId(tenantId, 'membership.month', month),
      })),
    );
    return rows.length;
  }
}

/** The worker's part of memberships. */
export const membershipJobHandlers: readonly Type<JobHandler>[] = [PointsEarning, MonthTurn];
export const membershipSweepers: readonly Type<Sweeper>[] = [DueEarningSweeper, MonthTurnSweeper];
export const membershipJobProviders: readonly Provider[] = [DueMembershipsAcrossTenants];
