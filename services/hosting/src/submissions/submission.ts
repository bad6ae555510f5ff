import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, BuildId, SubmissionId } from '#kernel/identity/ids.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { type SubmissionState, submissionMachine } from './submission-machine.js';

/** Why a submission stands still, in the words of a problem, and who has to act. */
export interface SubmissionHindrance {
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly detail: { readonly zh: string; readonly en: string };
  readonly actor: 'merchant' | 'operator' | 'platform' | 'nobody';
}

export interface Submission {
  readonly id: SubmissionId;
  readonly appletId: AppletId;
  readonly appId: AppId;
  readonly buildId: BuildId;
  readonly kind: 'release' | 'rollback';
  readonly state: SubmissionState;
  /** `user_version` at WeChat; unique per submission, so that WeChat's answers can be matched to it. */
  readonly version: string;
  readonly auditId: string | null;
  readonly auditRequestedAt: Date | null;
  /** WeChat's own text when it rejected or delayed. */
  readonly reason: string | null;
  readonly screenshots: readonly string[];
  readonly problem: SubmissionHindrance | null;
  readonly attempts: number;
  readonly autoRelease: boolean;
  readonly note: string | null;
  readonly requestedBy: Actor;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const submissionColumns = `s.id, s.applet_id as "appletId", a.app_id as "appId", s.build_id as "buildId", s.kind, s.state, s.version,
  s.audit_id as "auditId", s.audit_requested_at as "auditRequestedAt", s.reason, s.screenshots, s.problem, s.attempts,
  s.auto_release as "autoRelease", s.note, s.requested_by as "requestedBy", s.created_at as "createdAt", s.updated_at as "updatedAt"`;
export const submissionSource = 'submission s join applet a on a.tenant_id = s.tenant_id and a.id = s.applet_id';

/** @throws Problem submission.not_found */
export async function getSubmission(
  tx: TenantTransaction,
  id: SubmissionId,
  lock: '' | 'for update of s' = '',
): Promise<Submission> {
  const [submission] = await tx.query<Submission>(
    `select ${submissionColumns} from ${submissionSource} where s.tenant_id = $1 and s.id = $2 ${lock}`,
    [tx.tenantId, id],
  );
  if (!submission) throw new Problem('submission.not_found');
  return submission;
}

export interface Move {
  readonly to: SubmissionState;
  /** What made it move, e.g. `wechat.audit_approved`. */
  readonly cause: string;
  readonly detail?: unknown;
  readonly auditId?: string;
  readonly reason?: string | null;
  readonly screenshots?: readonly string[];
  /** When the next step may be taken; at once when left out. */
  readonly nextStepAt?: Date;
}

/**
 * The only way a submission changes state: checked against the machine, guarded by the state it was read in, with a history row,
 * and with the next step in the outbox of the same transaction.
 * @returns false when somebody else moved it first; then nothing was changed
 */
export async function moveSubmission(
  tx: TenantTransaction,
  submission: Pick<Submission, 'id' | 'state'>,
  move: Move,
): Promise<boolean> {
  if (!submissionMachine.canMove(submission.state, move.to)) {
    throw new Problem('submission.not_allowed', { params: { state: submission.state, action: move.to } });
  }
  const touched = await tx.execute(
    `update submission set state = $4, audit_id = coalesce($5, audit_id), reason = coalesce($6, reason),
       screenshots = coalesce($7, screenshots), problem = null, attempts = 0, step_until = null,
       next_step_at = coalesce($8, now()), updated_at = now()
     where tenant_id = $1 and id = $2 and state = $3`,
    [
      tx.tenantId,
      submission.id,
      submission.state,
      move.to,
      move.auditId ?? null,
      move.reason ?? null,
      move.screenshots ? [...move.screenshots] : null,
      move.nextStepAt ?? null,
    ],
  );
  if (touched === 0) return false;
  await recordEvent(tx, submission.id, submission.state, move);
  if (!submissionMachine.isFinal(move.to) && move.to !== 'released') {
    await tx.enqueue(
      'submission.step',
      { tenantId: tx.tenantId, submissionId: submission.id },
      move.nextStepAt ? { runAt: move.nextStepAt } : {},
    );
  }
  return true;
}

export async function recordEvent(
  tx: TenantTransaction,
  submissionId: SubmissionId,
  from: SubmissionState | null,
  event: { readonly to: SubmissionState; readonly cause: string; readonly detail?: unknown },
): Promise<void> {
  await tx.execute(
    `insert into submission_event (tenant_id, id, submission_id, from_state, to_state, cause, detail) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tx.tenantId,
      newId(),
      submissionId,
      from,
      event.to,
      event.cause,
      event.detail === undefined ? null : JSON.stringify(event.detail),
    ],
  );
}
