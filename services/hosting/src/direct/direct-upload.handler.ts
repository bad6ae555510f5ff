import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, BuildId, DirectUploadId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { digestOf, getBuild } from '../builds/build.service.js';
import { PackageStore } from '../packages/package-store.js';
import { directPackage } from './direct-package.js';
import { qrPath } from './direct-upload.service.js';
import { retryDelaySeconds, UploadLease } from './lease.js';
import { final, uploadFailure, type UploadFailure } from './upload-failure.js';
import { UploadKeyService } from './upload-key.service.js';
import { type PackageSize, UploadProcess, type UploadWork } from './upload-process.js';

interface Claimed {
  readonly id: DirectUploadId;
  readonly appletId: AppletId;
  readonly appId: AppId;
  readonly buildId: BuildId;
  readonly kind: 'upload' | 'preview';
  readonly robot: number;
  readonly version: string;
  readonly note: string | null;
  readonly page: string | null;
  readonly query: string | null;
  /** Counts the claims: who comes back late with an older number changes nothing. */
  readonly attempts: number;
}

const UNIQUE_VIOLATION = '23505';

/**
 * Carries out one direct upload: claims the row for as long as it renews its lease, at most one per AppID, runs the official uploader,
 * records the outcome. Killed in between, the lease runs out and the upload is made again, which WeChat takes as the same robot's newer
 * one: it replaces the first.
 */
@Injectable()
export class DirectUploadHandler implements JobHandler<'direct.upload'> {
  readonly job = 'direct.upload';

  constructor(
    private readonly database: TenantDatabase,
    private readonly packages: PackageStore,
    private readonly objects: ObjectStore,
    private readonly keys: UploadKeyService,
    private readonly uploader: UploadProcess,
    private readonly lease: UploadLease,
  ) {}

  async handle({ tenantId, uploadId }: JobPayload<'direct.upload'>, { signal }: JobContext): Promise<void> {
    const upload = await this.claim(tenantId, uploadId);
    if (!upload) return;
    const outcome = await this.attempt(tenantId, upload, signal).catch(async (error: unknown) => {
      await this.giveBack(tenantId, upload, 5);
      throw error;
    });
    // Told to stop: nobody's fault, so it counts as no attempt and goes on elsewhere.
    if (signal.aborted && 'mayPass' in outcome) await this.giveBack(tenantId, upload, 0);
    else await this.finish(tenantId, upload, outcome);
  }

  private async claim(tenantId: TenantId, id: DirectUploadId): Promise<Claimed | null> {
    try {
      const [claimed] = await this.database.transaction(tenantId, (tx) =>
        tx.query<Claimed>(
          `update direct_upload u set state = 'uploading', attempts = attempts + 1, lease_until = now() + make_interval(secs => $3)
           from applet a
           where u.tenant_id = $1 and u.id = $2 and a.tenant_id = u.tenant_id and a.id = u.applet_id
             and ((u.state = 'queued' and u.next_attempt_at <= now()) or (u.state = 'uploading' and u.lease_until < now()))
           returning u.id, u.applet_id as "appletId", a.app_id as "appId", u.build_id as "buildId", u.kind, u.robot, u.version, u.note,
             u.page, u.query, u.attempts`,
          [tenantId, id, this.lease.seconds],
        ),
      );
      return claimed ?? null;
    } catch (error) {
      // Another upload of this applet is under way, and starts this one when it ends.
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return null;
      throw error;
    }
  }

  private async attempt(tenantId: TenantId, upload: Claimed, signal: AbortSignal): Promise<Outcome> {
    const work = await this.prepare(tenantId, upload);
    if ('problem' in work) return work;
    const result = await this.lease.hold(
      () => this.renew(tenantId, upload),
      signal,
      (stop) => this.uploader.run(work, stop),
    );
    if (!result.ok) return uploadFailure(upload.appId, result);
    if (result.qrCode)
      await this.objects.put(qrPath(tenantId, upload.id), result.qrCode, { contentType: 'image/jpeg' });
    return { sizes: result.sizes };
  }

  private async prepare(tenantId: TenantId, upload: Claimed): Promise<UploadWork | UploadFailure> {
    const { appId, appletId, kind, robot, version, note, page, query } = upload;
    try {
      const { privateKey, digest } = await this.database.transaction(tenantId, async (tx) => ({
        privateKey: await this.keys.open(tx, appletId, appId),
        digest: digestOf(await getBuild(tx, upload.buildId)),
      }));
      if (privateKey === null) return final('merchant', new Problem('upload_key.missing', { params: { appId } }));
      const files = directPackage(await this.packages.getFiles(tenantId, digest), appId);
      return { files, appId, privateKey, kind, version, desc: note ?? version, robot, page, query };
    } catch (error) {
      if (error instanceof Problem && error.code !== 'storage.unavailable') return final('operator', error);
      // A file of the package that nobody can read: it will not get better by trying again.
      if (error instanceof SyntaxError)
        return final(
          'operator',
          new Problem('upload.package_refused', { params: { reason: error.message.slice(0, 300) } }),
        );
      throw error;
    }
  }

  private async renew(tenantId: TenantId, upload: Claimed): Promise<boolean> {
    const touched = await this.database.transaction(tenantId, (tx) =>
      tx.execute(`update direct_upload set lease_until = now() + make_interval(secs => $4) where ${OURS}`, [
        ...oursOf(tenantId, upload),
        this.lease.seconds,
      ]),
    );
    return touched === 1;
  }

  private async finish(tenantId: TenantId, upload: Claimed, outcome: Outcome): Promise<void> {
    const failure = 'mayPass' in outcome ? outcome : null;
    const delay = failure?.mayPass ? retryDelaySeconds(upload.attempts) : null;
    await this.database.transaction(tenantId, async (tx) => {
      const state = failure === null ? 'uploaded' : delay === null ? 'failed' : 'queued';
      const touched = await tx.execute(
        `update direct_upload set state = $4, sizes = $5, problem = $6, lease_until = null,
           next_attempt_at = now() + make_interval(secs => $7), finished_at = case when $4 = 'queued' then null else now() end
         where ${OURS}`,
        [
          ...oursOf(tenantId, upload),
          state,
          'sizes' in outcome ? JSON.stringify(outcome.sizes) : null,
          failure && JSON.stringify(failure.problem),
          delay ?? 0,
        ],
      );
      if (touched === 0) return;
      if (state === 'queued') await wake(tx, upload.id, delay ?? 0);
      await wakeNext(tx, upload.appletId);
    });
  }

  private async giveBack(tenantId: TenantId, upload: Claimed, seconds: number): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const touched = await tx.execute(
        `update direct_upload set state = 'queued', attempts = attempts - 1, lease_until = null,
           next_attempt_at = now() + make_interval(secs => $4) where ${OURS}`,
        [...oursOf(tenantId, upload), seconds],
      );
      if (touched > 0) await wake(tx, upload.id, seconds);
    });
  }
}

type Outcome = UploadFailure | { readonly sizes: readonly PackageSize[] };

const OURS = `tenant_id = $1 and id = $2 and attempts = $3 and state = 'uploading'`;
const oursOf = (tenantId: TenantId, { id, attempts }: Claimed): unknown[] => [tenantId, id, attempts];

async function wake(tx: TenantTransaction, uploadId: DirectUploadId, seconds: number): Promise<void> {
  const runAt = new Date(Date.now() + seconds * 1000);
  await tx.enqueue('direct.upload', { tenantId: tx.tenantId, uploadId }, { runAt });
}

/** The oldest that waits for this one's end. */
async function wakeNext(tx: TenantTransaction, appletId: AppletId): Promise<void> {
  const [next] = await tx.query<{ id: DirectUploadId }>(
    `select id from direct_upload where tenant_id = $1 and applet_id = $2 and state = 'queued' and next_attempt_at <= now()
     order by created_at limit 1`,
    [tx.tenantId, appletId],
  );
  if (next) await wake(tx, next.id, 0);
}
