import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ProductId } from '#kernel/identity/ids.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ImageRows } from './image-rows.js';
import { refreshImageUrls } from './image-urls.js';

/** Brings a product's image into our own storage, named by its digest. */
@Injectable()
export class ImageFetcher implements JobHandler<'product-image.fetch'> {
  readonly job = 'product-image.fetch';
  private readonly images: ImageRows;

  constructor(database: TenantDatabase, store: ObjectStore, broadcast: Broadcast, settings: CommerceSettings) {
    this.images = new ImageRows('product_image', database, broadcast, store, settings);
  }

  async handle({ tenantId, imageId }: JobPayload<'product-image.fetch'>, { signal }: JobContext): Promise<void> {
    await this.images.fetch({ tenantId, imageId }, signal, async (tx, noteStored) => {
      // An import locks a product before its images; the other way round, the two could wait for each other for ever.
      const products = await tx.query<{ id: ProductId }>(
        `select id from product
         where tenant_id = $1 and id = (select product_id from product_image where tenant_id = $1 and id = $2) for no key update`,
        [tenantId, imageId],
      );
      await noteStored();
      // The sweeper makes the smaller copies if the job is lost.
      await tx.execute(
        `update product_image set scale_at = now() + interval '5 minutes' where tenant_id = $1 and id = $2 and widths is null`,
        [tenantId, imageId],
      );
      await tx.enqueue('product-image.scale', { tenantId, imageId });
      await refreshImageUrls(
        tx,
        products.map(({ id }) => id),
      );
    });
  }
}
