import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ProductId, TenantId } from '#kernel/identity/ids.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { CommerceSettings } from '../commerce-settings.js';
import { downloadImage, ImageUnreachable } from './image-download.js';
import { sniffImage } from './image-type.js';
import { refreshImageUrls } from './image-urls.js';

// How long a host that did not answer is left alone; every image's own retry comes later than that.
const SILENCE_MS = 50_000;
// Waits after the first, second, … failure; the last one repeats.
const RETRY_MINUTES = [1, 10, 60, 360, 1440];

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
  // A shop's pictures often lie on one host: when it is away, hundreds of them must not each wait for it.
  private readonly silentHosts = new LRUCache<string, string>({ max: 1_000, ttl: SILENCE_MS });

  constructor(
    private readonly database: TenantDatabase,
    private readonly store: ObjectStore,
    private readonly broadcast: Broadcast,
    private readonly settings: CommerceSettings,
  ) {}

  async handle({ tenantId, imageId }: JobPayload<'product-image.fetch'>, { signal }: JobContext): Promise<void> {
    const image = await this.find(tenantId, imageId);
    if (!image || image.state === 'stored') return;
    try {
      const url = await this.bring(tenantId, image.source, signal);
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

  /** @returns the path below the applet's address, `media/<sha256>.<ext>` */
  private async bring(tenantId: TenantId, source: string, signal: AbortSignal): Promise<string> {
    const own = source.startsWith('template:');
    const bytes = own ? await this.readTemplate(source) : await this.download(source, signal);
    const type = sniffImage(bytes);
    if (type === null) throw new ImageUnreachable('this is not a PNG, JPEG, GIF or WebP image');
    // An SVG may carry scripts: only those that came with a template are known to be harmless.
    if (type.extension === 'svg' && !own) throw new ImageUnreachable('SVG images are not accepted from other servers');
    const file = `${createHash('sha256').update(bytes).digest('hex')}.${type.extension}`;
    await this.store.put(tenantPath(tenantId, 'media', file), bytes, { contentType: type.contentType });
    return `media/${file}`;
  }

  private async download(source: string, signal: AbortSignal): Promise<Buffer> {
    const { host } = new URL(source);
    const silence = this.silentHosts.get(host);
    if (silence !== undefined) throw new ImageUnreachable(silence);
    try {
      return await downloadImage(source, this.settings.imageAddresses, signal);
    } catch (error) {
      if (error instanceof ImageUnreachable && error.isHostSilent && !signal.aborted)
        this.silentHosts.set(host, error.message);
      throw error;
    }
  }

  private async readTemplate(source: string): Promise<Buffer> {
    const root = path.resolve(this.settings.templatesDir);
    const file = path.resolve(root, source.slice('template:'.length));
    if (!file.startsWith(root + path.sep)) throw new ImageUnreachable('the path leaves the template');
    return readFile(file).catch(() => {
      throw new ImageUnreachable(`the template has no file ${source}`);
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
    const minutes = RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length - 1)];
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update product_image set state = 'unreachable', error = $3, attempts = attempts + 1,
           next_attempt_at = now() + make_interval(mins => $4)
         where tenant_id = $1 and id = $2 and state <> 'stored'`,
        [tenantId, imageId, reason.slice(0, 300), minutes],
      ),
    );
  }
}
