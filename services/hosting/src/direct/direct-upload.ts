import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, BuildId, DirectUploadId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { SubmissionHindrance } from '../submissions/submission.js';
import { directGuidance } from './direct-guidance.js';
import { final } from './upload-failure.js';
import type { PackageSize } from './upload-process.js';

export type DirectUploadState = 'queued' | 'uploading' | 'uploaded' | 'failed' | 'cancelled';

/** One upload or preview of a package with the applet's own key. */
export interface DirectUpload {
  readonly id: DirectUploadId;
  readonly appId: AppId;
  readonly buildId: BuildId;
  readonly kind: 'upload' | 'preview';
  readonly state: DirectUploadState;
  /** 1 to 30; WeChat keeps the newest upload of each. */
  readonly robot: number;
  readonly version: string;
  readonly note: string | null;
  readonly page: string | null;
  readonly query: string | null;
  /** As WeChat measured them. */
  readonly sizes: readonly PackageSize[] | null;
  readonly problem: SubmissionHindrance | null;
  readonly attempts: number;
  readonly requestedBy: Actor;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  /** What people have to do next, in WeChat's console. */
  readonly nextSteps: Text | null;
  readonly warning: Text | null;
}

interface DirectUploadRow extends Omit<DirectUpload, 'nextSteps' | 'warning'> {
  readonly appletId: AppletId;
  readonly grantedSets: readonly number[];
  readonly waitedSeconds: number;
}

const columns = `u.id, u.applet_id as "appletId", a.app_id as "appId", a.granted_sets as "grantedSets", u.build_id as "buildId", u.kind, u.state,
  u.robot, u.version, u.note, u.page, u.query, u.sizes, u.problem, u.attempts, u.requested_by as "requestedBy", u.created_at as "createdAt",
  u.finished_at as "finishedAt", extract(epoch from now() - u.next_attempt_at)::int as "waitedSeconds"`;
const source = 'direct_upload u join applet a on a.tenant_id = u.tenant_id and a.id = u.applet_id';

/** An upload that nobody takes up for so long waits for a program that is not there. */
const PATIENCE_SECONDS = 60;

/** @throws Problem upload.not_found */
export async function getDirectUpload(tx: TenantTransaction, id: DirectUploadId): Promise<DirectUpload> {
  const [row] = await tx.query<DirectUploadRow>(
    `select ${columns} from ${source} where u.tenant_id = $1 and u.id = $2`,
    [tx.tenantId, id],
  );
  if (!row) throw new Problem('upload.not_found');
  return view(row);
}

export async function listDirectUploads(tx: TenantTransaction, appletId: AppletId): Promise<DirectUpload[]> {
  const rows = await tx.query<DirectUploadRow>(
    `select ${columns} from ${source} where u.tenant_id = $1 and u.applet_id = $2 order by u.created_at desc limit 100`,
    [tx.tenantId, appletId],
  );
  return rows.map(view);
}

function view({ appletId: _appletId, grantedSets, waitedSeconds, ...upload }: DirectUploadRow): DirectUpload {
  const absent = upload.state === 'queued' && waitedSeconds > PATIENCE_SECONDS;
  const problem = absent
    ? final('operator', new Problem('upload.no_uploader', { params: { seconds: waitedSeconds } })).problem
    : upload.problem;
  return { ...upload, problem, ...directGuidance(upload, grantedSets) };
}
