import type { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { TenantDatabase, TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import type { CommerceSettings } from '../commerce-settings.js';
import { ImageUnreachable } from './image-download.js';
import { ImageIntake, retryMinutes } from './image-intake.js';

/** Tables of pictures that come from elsewhere; both have source, state, url, error, attempts and next_attempt_at. */
export type ImageTable = 'product_image' | 'article_image';

/** What else belongs to the transaction in which a picture is noted as stored. */
export type AroundStored = (tx: TenantTransaction, noteStored: () => Promise<void>) => Promise<void>;

interface ImageRow {
  readonly source: string;
  readonly state: string;
  readonly attempts: number;
}

/**
 * Brings what the rows of a table name into the tenant's own storage. A picture that cannot be had is noted as unreachable with the
 * reason and tried again later; that is a result, not a failed job.
 */
export class ImageRows {
  private readonly intake: ImageIntake;

  constructor(
    private readonly table: ImageTable,
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
    store: ObjectStore,
    settings: CommerceSettings,
  ) {
    this.intake = new ImageIntake(store, settings);
  }

  async fetch(
    { tenantId, imageId }: { readonly tenantId: TenantId; readonly imageId: string },
    signal: AbortSignal,
    around: AroundStored = (_tx, noteStored) => noteStored(),
  ): Promise<void> {
    const [image] = await this.database.transaction(tenantId, (tx) =>
      tx.query<ImageRow>(`select source, state, attempts from ${this.table} where tenant_id = $1 and id = $2`, [
        tenantId,
        imageId,
      ]),
    );
    if (!image || image.state === 'stored') return;
    try {
      const url = await this.intake.bring(tenantId, image.source, signal);
      await this.database.transaction(tenantId, (tx) => around(tx, () => this.stored(tx, imageId, url)));
      await this.broadcast.publish('catalogue', tenantId);
    } catch (error) {
      if (!(error instanceof ImageUnreachable)) throw error;
      await this.unreachable(tenantId, imageId, image.attempts, error.message);
    }
  }

  private async stored(tx: TenantTransaction, imageId: string, url: string): Promise<void> {
    await tx.execute(
      `update ${this.table} set state = 'stored', url = $3, error = null, next_attempt_at = null, attempts = attempts + 1
       where tenant_id = $1 and id = $2`,
      [tx.tenantId, imageId, url],
    );
  }

  private async unreachable(tenantId: TenantId, imageId: string, attempts: number, reason: string): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update ${this.table} set state = 'unreachable', error = $3, attempts = attempts + 1,
           next_attempt_at = now() + make_interval(mins => $4)
         where tenant_id = $1 and id = $2 and state <> 'stored'`,
        [tenantId, imageId, reason.slice(0, 300), retryMinutes(attempts)],
      ),
    );
  }
}
