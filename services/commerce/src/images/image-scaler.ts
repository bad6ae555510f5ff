import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { Turns } from '#kernel/data/turns.js';
import type { ProductId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { refreshImageUrls } from './image-urls.js';
import { makeRenditions } from './renditions.js';

/**
 * Makes the smaller copies of a stored picture, named by the picture's digest and their width: making them again writes the same files.
 * All images of the tenant that show this picture have them at once.
 */
@Injectable()
export class ImageScaler implements JobHandler<'product-image.scale'> {
  readonly job = 'product-image.scale';
  private readonly turns = new Turns();

  constructor(
    private readonly database: TenantDatabase,
    private readonly store: ObjectStore,
    private readonly broadcast: Broadcast,
  ) {}

  async handle({ tenantId, imageId }: JobPayload<'product-image.scale'>): Promise<void> {
    const [image] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ url: string | null; widths: number[] | null }>(
        `select url, widths from product_image where tenant_id = $1 and id = $2 and state = 'stored'`,
        [tenantId, imageId],
      ),
    );
    if (!image || image.url === null || image.widths !== null) return;
    const { url } = image;
    const widths = await this.turns.take('renditions', () => this.make(tenantId, url));
    await this.database.transaction(tenantId, async (tx) => {
      // Products before their images, as imports lock them.
      const products = await tx.query<{ id: ProductId }>(
        `select id from product where tenant_id = $1 and id in (select product_id from product_image where tenant_id = $1 and url = $2)
         order by id for no key update`,
        [tenantId, url],
      );
      await tx.execute('update product_image set widths = $3, scale_at = null where tenant_id = $1 and url = $2', [
        tenantId,
        url,
        widths,
      ]);
      await refreshImageUrls(
        tx,
        products.map(({ id }) => id),
      );
    });
    if (widths.length > 0) await this.broadcast.publish('catalogue', tenantId);
  }

  /** @returns the widths there are now */
  private async make(tenantId: TenantId, url: string): Promise<number[]> {
    const [, digest] = /^media\/([0-9a-f]{64})\.(?:png|jpg|webp|gif)$/.exec(url) ?? [];
    const picture = digest === undefined ? null : await this.store.get(tenantPath(tenantId, url));
    if (picture === null) return [];
    const renditions = await makeRenditions(picture);
    for (const { width, format, bytes } of renditions) {
      const contentType = format === 'jpg' ? 'image/jpeg' : 'image/webp';
      await this.store.put(tenantPath(tenantId, 'media', `${digest}-${width}.${format}`), bytes, { contentType });
    }
    return [...new Set(renditions.map(({ width }) => width))];
  }
}
