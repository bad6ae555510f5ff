import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ProductId, TenantId } from '#kernel/identity/ids.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ImageUnreachable } from './image-download.js';
import { ImageIntake, retryMinutes } from './image-intake.js';
import { refreshImageUrls } from './image-urls.js';

interface ImageRow {
  readonly product_id: ProductId;
  readonly source: string;
  readonly state: string;
  readonly attempts: number;
}

/**
 * Brings a product's image into our own storage, named by its digest. An image that cannot be had is noted as unreachable with the
 * reason and tried again later; that is a result, not a failed job.
 */
@Injectable()
export class ImageFetcher implements JobHandler<'product-image.fetch'> {
  readonly job = 'product-image.fetch';
  private readonly intake: ImageIntake;

  constructor(
    private readonly database: TenantDatabase,
    store: ObjectStore,
    private readonly broadcast: Broadcast,
    settings: CommerceSettings,
  ) {
    this.intake = new ImageIntake(store, settings);
  }

  async handle({ tenantId, imageId }: JobPayload<'product-image.fetch'>, { signal }: JobContext): Promise<void> {
    const image = await this.find(tenantId, imageId);
    if (!image || image.state === 'stored') return;
    try {
      const url = await this.intake.bring(tenantId, image.source, signal);
      await this.stored(tenantId, imageId, image.product_id, url);
    } catch (error) {
      if (!(error instanceof ImageUnreachable)) throw error;
      await this.unreachable(tenantId, imageId, image.attempts, error.message);
    }
  }

  private async find(tenantId: TenantId, imageId: string): Promise<ImageRow | undefined> {
    return this.database.transaction(tenantId, async (tx) => {
      const sql = 'select product_id, source, state, attempts from product_image where tenant_id = $1 and id = $2';
      const [row] = await tx.query<ImageRow>(sql, [tenantId, imageId]);
      return row;
    });
  }

  private async stored(tenantId: TenantId, imageId: string, productId: ProductId, url: string): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      // An import locks a product before its images; the other way round, the two could wait for each other for ever.
      await tx.query('select from product where tenant_id = $1 and id = $2 for no key update', [tenantId, productId]);
      await tx.execute(
        `update product_image set state = 'stored', url = $3, error = null, next_attempt_at = null, attempts = attempts + 1
         where tenant_id = $1 and id = $2`,
        [tenantId, imageId, url],
      );
      await refreshImageUrls(tx, [productId]);
    });
    await this.broadcast.publish('catalogue', tenantId);
  }

  private async unreachable(tenantId: TenantId, imageId: string, attempts: number, reason: string): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update product_image set state = 'unreachable', error = $3, attempts = attempts + 1,
           next_attempt_at = now() + make_interval(mins => $4)
         where tenant_id = $1 and id = $2 and state <> 'stored'`,
        [tenantId, imageId, reason.slice(0, 300), retryMinutes(attempts)],
      ),
    );
  }
}
