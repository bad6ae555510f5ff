import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ImageRows } from '../images/image-rows.js';

/** Brings a picture of an article into our own storage, as products' pictures are brought. */
@Injectable()
export class ArticleImageFetcher implements JobHandler<'article-image.fetch'> {
  readonly job = 'article-image.fetch';
  private readonly images: ImageRows;

  constructor(database: TenantDatabase, store: ObjectStore, broadcast: Broadcast, settings: CommerceSettings) {
    this.images = new ImageRows('article_image', database, broadcast, store, settings);
  }

  async handle(payload: JobPayload<'article-image.fetch'>, { signal }: JobContext): Promise<void> {
    await this.images.fetch(payload, signal);
  }
}
