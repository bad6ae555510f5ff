import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { DirectUploadId, TenantId } from '#kernel/identity/ids.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { tenantJobId } from '#kernel/tenancy/tenant-keys.js';

// As a rule they come through the outbox, which is quicker.
const OVERDUE = `state in ('queued', 'uploading') and next_attempt_at < now() - interval '2 seconds'
  and (state = 'queued' or lease_until < now())`;

/** Uploads of all tenants, and of the platform's templates, that should be under way and are not. */
@Injectable()
export class OverdueUploadsAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async direct(limit: number): Promise<{ tenantId: TenantId; uploadId: DirectUploadId }[]> {
    return this.database.query(
      `select tenant_id as "tenantId", id as "uploadId" from direct_upload
       where ${OVERDUE} order by next_attempt_at limit $1`,
      [limit],
    );
  }

  async templates(limit: number): Promise<{ uploadId: string }[]> {
    return this.database.query(
      `select id as "uploadId" from platform.template_upload
       where ${OVERDUE} order by next_attempt_at limit $1`,
      [limit],
    );
  }
}

@Injectable()
export class DirectUploadSweeper implements Sweeper {
  readonly name = 'direct-uploads';
  readonly everyMs = 5_000;

  constructor(
    private readonly overdue: OverdueUploadsAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const uploads = await this.overdue.direct(200);
    const templates = await this.overdue.templates(20);
    await this.queue.enqueueAll([
      ...uploads.map((payload) => ({
        name: 'direct.upload' as const,
        payload,
        id: tenantJobId(payload.tenantId, 'direct-upload', payload.uploadId),
      })),
      ...templates.map((payload) => ({
        name: 'template.upload' as const,
        payload,
        id: `template-upload-${payload.uploadId}`,
      })),
    ]);
    return uploads.length + templates.length;
  }
}
