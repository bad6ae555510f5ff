import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import {
  type AppId,
  type AppletId,
  type BuildId,
  newId,
  type SubmissionId,
  type TenantId,
} from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { CodeClient } from '#kernel/wechat/code-client.js';
import { type Applet, getApplet } from '../applets/applet-directory.js';
import { digestOf, getBuild } from '../builds/build.service.js';
import {
  getSubmission,
  moveSubmission,
  recordEvent,
  type Submission,
  submissionColumns,
  submissionSource,
} from './submission.js';
import { isAtWechat, isUnderWay, type SubmissionState } from './submission-machine.js';

export interface SubmissionEvent {
  readonly fromState: SubmissionState | null;
  readonly toState: SubmissionState;
  readonly cause: string;
  readonly detail: unknown;
  readonly createdAt: Date;
}

interface Requested {
  readonly actor: Actor;
  readonly requestId?: string;
}

const UNIQUE_VIOLATION = '23505';

/** What people can do with a submission; the steps between are taken by the worker. */
@Injectable()
export class SubmissionService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly code: CodeClient,
  ) {}

  /** Sends a built package on its way. @throws Problem build.not_succeeded, applet.authorisation_withdrawn, submission.under_way */
  async submit(
    tenantId: TenantId,
    appId: AppId,
    request: Requested & { readonly buildId: BuildId; readonly note: string | null; readonly autoRelease: boolean },
  ): Promise<Submission> {
    return this.create(tenantId, appId, request, async (tx, applet) => {
      const build = await getBuild(tx, request.buildId);
      if (build.appletId !== applet.id) throw new Problem('build.not_found');
      digestOf(build);
      return { kind: 'release', buildId: build.id, note: request.note, autoRelease: request.autoRelease };
    });
  }

  /**
   * Goes back: a new submission of the package released before the present one, or of the given older build.
   * @throws Problem submission.no_previous_release, submission.under_way
   */
  async rollBack(
    tenantId: TenantId,
    appId: AppId,
    request: Requested & { readonly buildId: BuildId | null; readonly note: string | null },
  ): Promise<Submission> {
    return this.create(tenantId, appId, request, async (tx, applet) => {
      const buildId = request.buildId ?? (await previousRelease(tx, applet.id));
      if (buildId === null) throw new Problem('submission.no_previous_release');
      const build = await getBuild(tx, buildId);
      if (build.appletId !== applet.id) throw new Problem('build.not_found');
      digestOf(build);
      return { kind: 'rollback', buildId, note: request.note, autoRelease: true };
    });
  }

  async list(tenantId: TenantId, appId: AppId): Promise<Submission[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      return tx.query<Submission>(
        `select ${submissionColumns} from ${submissionSource} where s.tenant_id = $1 and s.applet_id = $2 order by s.created_at desc limit 100`,
        [tenantId, applet.id],
      );
    });
  }

  /** @throws Problem submission.not_found */
  async get(
    tenantId: TenantId,
    id: SubmissionId,
  ): Promise<Submission & { readonly history: readonly SubmissionEvent[] }> {
    return this.database.transaction(tenantId, async (tx) => {
      const submission = await getSubmission(tx, id);
      const history = await tx.query<SubmissionEvent>(
        `select from_state as "fromState", to_state as "toState", cause, detail, created_at as "createdAt"
         from submission_event where tenant_id = $1 and submission_id = $2 order by created_at, id`,
        [tenantId, id],
      );
      return { ...submission, history };
    });
  }

  /** Takes it back; from an audit that runs, WeChat is asked first. @throws Problem submission.not_allowed, submission.step_running, wechat.withdraw_limit */
  async withdraw(tenantId: TenantId, id: SubmissionId, request: Requested): Promise<Submission> {
    const submission = await this.get(tenantId, id);
    if (!isUnderWay(submission.state)) {
      throw new Problem('submission.not_allowed', { params: { state: submission.state, action: 'withdraw' } });
    }
    if (isAtWechat(submission.state)) await this.code.withdrawAudit(tenantId, submission.appId);
    return this.database.transaction(tenantId, async (tx) => {
      // An audit may be being spent, or the package be going online, at this very moment.
      if (!isAtWechat(submission.state)) await refuseDuringStep(tx, submission);
      const moved = await moveSubmission(tx, submission, {
        to: 'withdrawn',
        cause: 'withdrawn',
        detail: { by: request.actor },
      });
      const { state } = await getSubmission(tx, id);
      // The worker's poll may have heard of the withdrawal before this line was reached.
      if (!moved && state !== 'withdrawn')
        throw new Problem('submission.not_allowed', { params: { state, action: 'withdraw' } });
      await audit(tx, 'submission.withdrawn', submission, request);
      return getSubmission(tx, id);
    });
  }

  /** Lets an approved submission go online when it waits for a person. @throws Problem submission.not_allowed */
  async release(tenantId: TenantId, id: SubmissionId, request: Requested): Promise<Submission> {
    return this.proceed(tenantId, id, request, 'release', (submission) => submission.state === 'approved');
  }

  /** Tries a step again after its hindrance was removed. @throws Problem submission.not_allowed */
  async retry(tenantId: TenantId, id: SubmissionId, request: Requested): Promise<Submission> {
    return this.proceed(
      tenantId,
      id,
      request,
      'retry',
      (submission) => submission.problem !== null && isUnderWay(submission.state),
    );
  }

  private async proceed(
    tenantId: TenantId,
    id: SubmissionId,
    request: Requested,
    action: 'release' | 'retry',
    isAllowed: (submission: Submission) => boolean,
  ): Promise<Submission> {
    return this.database.transaction(tenantId, async (tx) => {
      const submission = await getSubmission(tx, id, 'for update of s');
      if (!isAllowed(submission))
        throw new Problem('submission.not_allowed', { params: { state: submission.state, action } });
      await tx.execute(
        `update submission set next_step_at = now(), problem = null, attempts = 0, auto_release = auto_release or $3, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, id, action === 'release'],
      );
      await tx.enqueue('submission.step', { tenantId, submissionId: id });
      await audit(tx, `submission.${action}`, submission, request);
      return getSubmission(tx, id);
    });
  }

  private async create(
    tenantId: TenantId,
    appId: AppId,
    request: Requested,
    plan: (
      tx: TenantTransaction,
      applet: Applet,
    ) => Promise<{ kind: Submission['kind']; buildId: BuildId; note: string | null; autoRelease: boolean }>,
  ): Promise<Submission> {
    try {
      return await this.database.transaction(tenantId, async (tx) => {
        const applet = await getApplet(tx, appId);
        if (applet.state === 'revoked') throw new Problem('applet.authorisation_withdrawn', { params: { appId } });
        const { kind, buildId, note, autoRelease } = await plan(tx, applet);
        const id = newId<SubmissionId>();
        await tx.execute(
          `insert into submission (tenant_id, id, applet_id, build_id, kind, state, version, requested_by, note, auto_release)
           select b.tenant_id, $2::uuid, b.applet_id, b.id, $4, 'queued', b.template_version || '-r' || b.revision || '-' || right($2::uuid::text, 8), $5, $6, $7
           from build b where b.tenant_id = $1 and b.id = $3`,
          [tenantId, id, buildId, kind, JSON.stringify(request.actor), note, autoRelease],
        );
        await recordEvent(tx, id, null, { to: 'queued', cause: 'requested', detail: { by: request.actor } });
        await tx.enqueue('submission.step', { tenantId, submissionId: id });
        const submission = await getSubmission(tx, id);
        await audit(tx, `submission.${kind}_requested`, submission, request);
        return submission;
      });
    } catch (error) {
      if ((error as { code?: string }).code === UNIQUE_VIOLATION)
        throw new Problem('submission.under_way', { cause: error });
      throw error;
    }
  }
}

async function refuseDuringStep(tx: TenantTransaction, { id, state }: Submission): Promise<void> {
  const [row] = await tx.query<{ busy: boolean }>(
    'select coalesce(step_until > now(), false) as busy from submission where tenant_id = $1 and id = $2 for update',
    [tx.tenantId, id],
  );
  if (row?.busy === true) throw new Problem('submission.step_running', { params: { state } });
}

async function previousRelease(tx: TenantTransaction, appletId: AppletId): Promise<BuildId | null> {
  const [row] = await tx.query<{ build_id: BuildId }>(
    `select build_id from submission where tenant_id = $1 and applet_id = $2 and state = 'superseded' order by updated_at desc limit 1`,
    [tx.tenantId, appletId],
  );
  return row?.build_id ?? null;
}

async function audit(tx: TenantTransaction, action: string, submission: Submission, request: Requested): Promise<void> {
  await tx.audit({
    actor: request.actor,
    action,
    subjectType: 'submission',
    subjectId: submission.id,
    after: { appId: submission.appId, state: submission.state, version: submission.version },
    requestId: request.requestId,
  });
}
