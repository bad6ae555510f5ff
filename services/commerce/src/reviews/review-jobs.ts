import { Injectable, type Provider, type Type } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { reviewPicturePath } from './review-pictures.js';

/** Deletes a picture whose time is over: the file first, so that a row that is there still finds it. */
@Injectable()
export class ReviewPictureDropping implements JobHandler<'review-picture.drop'> {
  readonly job = 'review-picture.drop';

  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  async handle({ tenantId, pictureId }: JobPayload<'review-picture.drop'>): Promise<void> {
    // From here on no review can take it.
    const file = await this.database.transaction(tenantId, async (tx) => {
      const rows = await tx.query<{ file: string }>(
        `with gone as (update review_picture set state = 'refused' where tenant_id = $1 and id = $2 and drop_at <= now() returning file)
         select file from gone`,
        [tenantId, pictureId],
      );
      return rows[0]?.file;
    });
    if (file === undefined) return;
    await this.objects.delete(reviewPicturePath(tenantId, file));
    await this.database.transaction(tenantId, async (tx) => {
      await tx.execute(
        `update content_check set state = 'refused', decided_at = now(), content = null, next_attempt_at = null
         where tenant_id = $1 and field = 'review_picture' and subject_key = $2::text and state in ('checking', 'held')`,
        [tenantId, pictureId],
      );
      await tx.execute('delete from review_picture where tenant_id = $1 and id = $2', [tenantId, pictureId]);
    });
  }
}

@Injectable()
export class DueReviewPicturesAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  pictures(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      'select tenant_id, id from review_picture where drop_at <= now() order by drop_at limit 500',
    );
  }
}

/** Pictures that were refused or taken back, and those that came into no review within a day. */
@Injectable()
export class ReviewPictureSweeper implements Sweeper {
  readonly name = 'reviews.pictures';
  readonly everyMs = 60_000;

  constructor(
    private readonly due: DueReviewPicturesAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'review-picture.drop', 'pictureId', await this.due.pictures());
  }
}

/** The worker's part of reviews. */
export const reviewJobHandlers: readonly Type<JobHandler>[] = [ReviewPictureDropping];
export const reviewSweepers: readonly Type<Sweeper>[] = [ReviewPictureSweeper];
export const reviewJobProviders: readonly Provider[] = [DueReviewPicturesAcrossTenants];
