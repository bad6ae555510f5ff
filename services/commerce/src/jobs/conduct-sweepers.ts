import { Injectable } from '@nestjs/common';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { tenantJobId } from '#kernel/tenancy/tenant-keys.js';
import { enqueueDue } from './commerce-sweepers.js';
import { DueConductAcrossTenants } from './due-conduct-across-tenants.js';

/** Pictures of codes that are not made yet, and those to be made once more after the first release. */
@Injectable()
export class CodePictureSweeper implements Sweeper {
  readonly name = 'codes.pictures';
  readonly everyMs = 30_000;

  constructor(
    private readonly due: DueConductAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const rows = [...(await this.due.codePictures()), ...(await this.due.uncheckedCodePictures())];
    return enqueueDue(this.queue, 'short-code.picture', 'codeId', rows);
  }
}

/** Texts nobody has agreed to yet, and pictures whose verdict never came. */
@Injectable()
export class ContentCheckSweeper implements Sweeper {
  readonly name = 'content.checks';
  readonly everyMs = 15_000;

  constructor(
    private readonly due: DueConductAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'content-check.step', 'checkId', await this.due.contentChecks());
  }
}

/** Complaints to be asked about or answered, and the daily look for those whose notice was lost. */
@Injectable()
export class ComplaintSweeper implements Sweeper {
  readonly name = 'complaints';
  readonly everyMs = 15_000;

  constructor(
    private readonly due: DueConductAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    await this.due.watchNewAccounts();
    const watches = await this.due.complaintWatches();
    await this.queue.enqueueAll(
      watches.map(({ tenant_id: tenantId, app_id: appId }) => ({
        name: 'complaint-watch.step' as const,
        payload: { tenantId, appId },
        id: tenantJobId(tenantId, 'complaint-watch.step', appId),
      })),
    );
    return (
      watches.length + (await enqueueDue(this.queue, 'complaint.step', 'complaintId', await this.due.complaints()))
    );
  }
}
