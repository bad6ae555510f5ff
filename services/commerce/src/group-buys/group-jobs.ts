import { Injectable, type Provider, type Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { GroupStep } from './group-step.js';

const LIMIT = 500;

/** Groups of all tenants that have something to be done, the longest waiting first. */
@Injectable()
export class DueGroupsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  groups(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      'select tenant_id, id from buying_group where next_step_at <= now() order by next_step_at limit $1',
      [LIMIT],
    );
  }
}

/** Groups whose time is over. As with orders there is no delayed job per group: most become complete. */
@Injectable()
export class DueGroupSweeper implements Sweeper {
  readonly name = 'groups.due';
  readonly everyMs = 15_000;

  constructor(
    private readonly due: DueGroupsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'group-buy.step', 'groupId', await this.due.groups());
  }
}

/** The worker's part of group buys. */
export const groupJobHandlers: readonly Type<JobHandler>[] = [GroupStep];
export const groupSweepers: readonly Type<Sweeper>[] = [DueGroupSweeper];
export const groupJobProviders: readonly Provider[] = [DueGroupsAcrossTenants];
