import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { BuildId, SubmissionId, TenantId } from '#kernel/identity/ids.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { tenantJobId } from '#kernel/tenancy/tenant-keys.js';
import { statesUnderWay } from './submission-machine.js';

/** Rows of all tenants whose next step is overdue, because a job was lost or a worker was killed. */
@Injectable()
export class OverdueHostingAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async submissions(limit: number): Promise<{ tenantId: TenantId; submissionId: SubmissionId; state: string }[]> {
    return this.database.query(
      `select tenant_id as "tenantId", id as "submissionId", state from submission
       where state = any($1) and next_step_at < now() - interval '2 seconds' and (state <> 'approved' or auto_release)
       order by next_step_at limit $2`,
      [statesUnderWay, limit],
    );
  }

  async builds(limit: number): Promise<{ tenantId: TenantId; buildId: BuildId }[]> {
    return this.database.query(
      `select tenant_id as "tenantId", id as "buildId" from build where state = 'queued' and created_at < now() - interval '30 seconds'
       order by created_at limit $1`,
      [limit],
    );
  }
}

@Injectable()
export class HostingSweeper implements Sweeper {
  readonly name = 'hosting';
  readonly everyMs = 5_000;

  constructor(
    private readonly overdue: OverdueHostingAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const submissions = await this.overdue.submissions(500);
    const builds = await this.overdue.builds(500);
    await this.queue.enqueueAll([
      ...submissions.map(({ tenantId, submissionId, state }) => ({
        name: 'submission.step' as const,
        payload: { tenantId, submissionId },
        id: tenantJobId(tenantId, 'submission', submissionId, state),
      })),
      ...builds.map(({ tenantId, buildId }) => ({
        name: 'build.render' as const,
        payload: { tenantId, buildId },
        id: tenantJobId(tenantId, 'build', buildId),
      })),
    ]);
    return submissions.length + builds.length;
  }
}
