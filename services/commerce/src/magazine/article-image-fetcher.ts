import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { CommerceSettings } from '../commerce-settings.js';
import { ImageUnreachable } from '../images/image-download.js';
import { ImageIntake, retryMinutes } from '../images/image-intake.js';

interface ImageRow {
  readonly source: string;
  readonly state: string;
  readonly attempts: number;
}

/** Brings a picture of an article into our own storage, as products' pictures are brought; unreachable is a result, not a failed job. */
@Injectable()
export class ArticleImageFetcher implements JobHandler<'article-image.fetch'> {
  readonly job = 'article-image.fetch';
  private readonly intake: ImageIntake;

  constructor(
    private readonly database: TenantDatabase,
    store: ObjectStore,
    private readonly broadcast: Broadcast,
    settings: CommerceSettings,
  ) {
    this.intake = new ImageIntake(store, settings);
  }

  async handle({ tenantId, imageId }: JobPayload<'article-image.fetch'>, { signal }: JobContext): Promise<void> {
    const [image] = await this.database.transaction(tenantId, (tx) =>
      tx.query<ImageRow>('select source, state, attempts from article_image where tenant_id = $1 and id = $2', [
        tenantId,
        imageId,
      ]),
    );
    if (!image || image.state === 'stored') return;
    try {
      const url = await this.intake.bring(tenantId, image.source, signal);
      await this.write(tenantId, STORED, [imageId, url]);
      await this.broadcast.publish('catalogue', tenantId);
    } catch (error) {
      if (!(error instanceof ImageUnreachable)) throw error;
      await this.write(tenantId, UNREACHABLE, [imageId, error.message.slice(0, 300), retryMinutes(image.attempts)]);
    }
  }

  private async write(tenantId: TenantId, sql: string, values: readonly unknown[]): Promise<void> {
    await this.database.transaction(tenantId, (tx) => tx.execute(sql, [tenantId, ...values]));
  }
}

const STORED = `
  update article_image set state = 'stored', url = $3, error = null, next_attempt_at = null, attempts = attempts + 1
  where tenant_id = $1 and id = $2`;

const UNREACHABLE = `
  update article_image set state = 'unreachable', error = $3, attempts = attempts + 1, next_attempt_at = now() + make_interval(mins => $4)
  where tenant_id = $1 and id = $2 and state <> 'stored'`;
