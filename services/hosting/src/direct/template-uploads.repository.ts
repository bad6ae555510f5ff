import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { type AppId, newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { enqueueAcrossTenants, PLATFORM_WORK } from '#kernel/queue/outbox-across-tenants.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { SubmissionHindrance } from '../submissions/submission.js';
import type { TemplateVersion } from '../templates/template-version.js';
import type { PackageSize } from './upload-process.js';

/** One upload of a template version into the draft box. */
export interface TemplateUpload {
  readonly id: string;
  readonly templateId: string;
  readonly version: string;
  readonly baseDigest: string;
  readonly appId: AppId;
  readonly state: 'queued' | 'uploading' | 'uploaded' | 'failed';
  readonly sizes: readonly PackageSize[] | null;
  readonly problem: SubmissionHindrance | null;
  readonly attempts: number;
  readonly requestedBy: Actor;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

const columns = `id, template_id as "templateId", version, base_digest as "baseDigest", app_id as "appId", state, sizes, problem, attempts,
  requested_by as "requestedBy", created_at as "createdAt", finished_at as "finishedAt"`;
const OURS = `id = $1 and attempts = $2 and state = 'uploading'`;
const UNIQUE_VIOLATION = '23505';

/** Uploads of the platform's own templates. */
@Injectable()
export class TemplateUploadsAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** @throws Problem template.upload_under_way */
  async add(
    template: Pick<TemplateVersion, 'id' | 'version' | 'baseDigest'>,
    appId: AppId,
    actor: Actor,
  ): Promise<TemplateUpload> {
    try {
      return await this.database.transaction(async (tx) => {
        const [row] = await tx.query<TemplateUpload>(
          `insert into platform.template_upload (id, template_id, version, base_digest, app_id, state, requested_by)
           values ($1, $2, $3, $4, $5, 'queued', $6) returning ${columns}`,
          [newId(), template.id, template.version, template.baseDigest, appId, JSON.stringify(actor)],
        );
        if (!row) throw new Error('insert … returning answered no row');
        await enqueueAcrossTenants(tx, PLATFORM_WORK, 'template.upload', { uploadId: row.id });
        return row;
      });
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION)
        throw new Problem('template.upload_under_way', { cause: error });
      throw error;
    }
  }

  /** Newest first. */
  async list(templateId: string): Promise<TemplateUpload[]> {
    return this.database.query<TemplateUpload>(
      `select ${columns} from platform.template_upload where template_id = $1 order by created_at desc limit 20`,
      [templateId],
    );
  }

  /** Null when it is done, or somebody else is at it. */
  async claim(id: string, leaseSeconds: number): Promise<TemplateUpload | null> {
    const [row] = await this.database.query<TemplateUpload>(
      `update platform.template_upload set state = 'uploading', attempts = attempts + 1, lease_until = now() + make_interval(secs => $2)
       where id = $1 and ((state = 'queued' and next_attempt_at <= now()) or (state = 'uploading' and lease_until < now()))
       returning ${columns}`,
      [id, leaseSeconds],
    );
    return row ?? null;
  }

  async renew({ id, attempts }: TemplateUpload, leaseSeconds: number): Promise<boolean> {
    const touched = await this.database.execute(
      `update platform.template_upload set lease_until = now() + make_interval(secs => $3) where ${OURS}`,
      [id, attempts, leaseSeconds],
    );
    return touched === 1;
  }

  async succeed({ id, attempts }: TemplateUpload, sizes: readonly PackageSize[]): Promise<void> {
    await this.database.execute(
      `update platform.template_upload set state = 'uploaded', sizes = $3, problem = null, lease_until = null, finished_at = now() where ${OURS}`,
      [id, attempts, JSON.stringify(sizes)],
    );
  }

  async fail({ id, attempts }: TemplateUpload, problem: SubmissionHindrance): Promise<void> {
    await this.database.execute(
      `update platform.template_upload set state = 'failed', problem = $3, lease_until = null, finished_at = now() where ${OURS}`,
      [id, attempts, JSON.stringify(problem)],
    );
  }

  /** Back into the queue. */
  async postpone(
    { id, attempts }: TemplateUpload,
    after: { readonly seconds: number; readonly problem: SubmissionHindrance | null; readonly counts: boolean },
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const touched = await tx.execute(
        `update platform.template_upload set state = 'queued', problem = $3, lease_until = null,
           next_attempt_at = now() + make_interval(secs => $4), attempts = attempts - $5 where ${OURS}`,
        [id, attempts, after.problem && JSON.stringify(after.problem), after.seconds, after.counts ? 0 : 1],
      );
      if (touched > 0)
        await enqueueAcrossTenants(tx, PLATFORM_WORK, 'template.upload', { uploadId: id }, after.seconds);
    });
  }
}
