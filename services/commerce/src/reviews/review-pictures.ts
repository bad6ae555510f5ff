import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import type { Author as Reviewer } from '../content-checks/content-checks.js';
import { sniffImage } from '../images/image-type.js';

export const MAX_REVIEW_PICTURE_BYTES = 2 * 1024 * 1024;
/** Sent and in no review yet: two reviews' worth. */
const MOST_WAITING = 12;

/** 32 random hexadecimal digits: until WeChat has judged it, knowing the name is what shows a picture. */
export const REVIEW_PICTURE_PATTERN = '^[0-9a-f]{32}\\.(png|jpg|gif|webp)$';

export function reviewPicturePath(tenantId: TenantId, file: string): string {
  return tenantPath(tenantId, 'reviews', file);
}

/** Pictures for reviews. Each is sent for itself and looked at by WeChat at once; the review names it afterwards, within a day. */
@Injectable()
export class ReviewPictures {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  /** @returns its name. @throws Problem review.picture_invalid, review.too_many_pictures */
  async add({ tenantId, appId, shopperId }: Reviewer, bytes: Buffer): Promise<string> {
    const type = sniffImage(bytes);
    if (type === null || type.extension === 'svg' || bytes.length > MAX_REVIEW_PICTURE_BYTES)
      throw new Problem('review.picture_invalid');
    const file = `${randomBytes(16).toString('hex')}.${type.extension}`;
    const [pictureId, checkId] = [newId(), newId()];
    // The row comes first: whatever stops us now, the sweeper finds what was stored.
    await this.database.transaction(tenantId, async (tx) => {
      // Those that come at the same moment wait for each other here, and are counted.
      await tx.query('select 1 from shopper where tenant_id = $1 and id = $2 for no key update', [tenantId, shopperId]);
      const waiting = await tx.query(
        `select 1 from review_picture where tenant_id = $1 and shopper_id = $2 and review_id is null and drop_at > now()`,
        [tenantId, shopperId],
      );
      if (waiting.length >= MOST_WAITING)
        throw new Problem('review.too_many_pictures', { params: { limit: MOST_WAITING } });
      await tx.execute(
        `insert into review_picture (tenant_id, id, file, shopper_id, state) values ($1, $2, $3, $4, 'checking')`,
        [tenantId, pictureId, file, shopperId],
      );
    });
    await this.objects.put(reviewPicturePath(tenantId, file), bytes, { contentType: type.contentType });
    await this.database.transaction(tenantId, async (tx) => {
      await tx.execute(
        `insert into content_check (tenant_id, id, app_id, shopper_id, field, subject_key, digest, content, state, next_attempt_at)
         values ($1, $2, $3, $4, 'review_picture', $5, $6, $7, 'checking', now())`,
        [tenantId, checkId, appId, shopperId, pictureId, createHash('sha256').update(bytes).digest(), file],
      );
      await tx.enqueue('content-check.step', { tenantId, checkId });
    });
    return file;
  }
}
