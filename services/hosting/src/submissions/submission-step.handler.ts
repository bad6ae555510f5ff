import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { BuildId, SubmissionId, TenantId } from '#kernel/identity/ids.js';
import { problemCatalogue } from '#kernel/problems/catalogue.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { CodeClient } from '#kernel/wechat/code-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import { digestOf, getBuild } from '../builds/build.service.js';
import { HostingSettings } from '../hosting-settings.js';
import { PackageStore } from '../packages/package-store.js';
import { TemplateLibraryAcrossTenants } from '../templates/template-library.repository.js';
import { TemplateVersions } from '../upgrades/template-versions.js';
import {
  type Move,
  moveSubmission,
  type Submission,
  type SubmissionHindrance,
  submissionColumns,
  submissionSource,
} from './submission.js';
import { statesUnderWay } from './submission-machine.js';
import { type StepSubject, SubmissionSteps } from './submission-steps.js';

const DETECTION_RUNNING = 61039;

/**
 * Takes the next step of one submission: claim the row for a while, make one call to WeChat, record the outcome. A worker killed in
 * between leaves a lease that runs out; the sweeper then brings the job back and the step is made again (see submission-steps.ts for
 * why that has no second effect).
 */
@Injectable()
export class SubmissionStepHandler implements JobHandler<'submission.step'> {
  readonly job = 'submission.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly steps: SubmissionSteps,
    private readonly code: CodeClient,
    private readonly packages: PackageStore,
    private readonly templates: TemplateVersions,
    private readonly library: TemplateLibraryAcrossTenants,
    private readonly settings: HostingSettings,
  ) {}

  async handle({ tenantId, submissionId }: JobPayload<'submission.step'>): Promise<void> {
    const submission = await this.claim(tenantId, submissionId);
    if (!submission) return;
    try {
      const move = await this.step(tenantId, submission);
      if (move === 'wait') await this.postpone(tenantId, submission, pollDelaySeconds(submission), null);
      else await this.apply(tenantId, submission, move);
    } catch (error) {
      await this.hinder(tenantId, submission, error);
    }
  }

  private async claim(tenantId: TenantId, id: SubmissionId): Promise<Submission | null> {
    const [submission] = await this.database.transaction(tenantId, (tx) =>
      tx.query<Submission>(
        `with claimed as (
           update submission set next_step_at = now() + make_interval(secs => $4), step_until = now() + make_interval(secs => $4),
             attempts = attempts + 1
           where tenant_id = $1 and id = $2 and state = any($3) and next_step_at <= now()
             and (state <> 'approved' or auto_release) returning *)
         select ${submissionColumns} from ${submissionSource.replace('submission s', 'claimed s')}`,
        [tenantId, id, statesUnderWay, this.settings.stepLeaseSeconds],
      ),
    );
    return submission ?? null;
  }

  private async step(tenantId: TenantId, submission: Submission): Promise<Move | 'wait'> {
    const { subject, digest, target } = await this.describe(tenantId, submission);
    switch (submission.state) {
      case 'queued': {
        if (target !== null && (await this.steps.revertTo(subject, target)))
          return { to: 'released', cause: 'wechat.reverted', detail: { target } };
        await this.steps.commit(subject, await this.libraryTemplate(subject), await this.extJson(tenantId, digest));
        return { to: 'committed', cause: 'wechat.committed', nextStepAt: secondsFromNow(2) };
      }
      case 'committed':
        await this.steps.prepare(subject);
        return { to: 'prepared', cause: 'wechat.prepared' };
      case 'prepared': {
        await this.announceAudit(tenantId, submission);
        const auditId = await this.steps.submitAudit(subject, submission.auditRequestedAt);
        return {
          to: 'auditing',
          cause: 'wechat.audit_submitted',
          auditId,
          detail: { auditId },
          nextStepAt: secondsFromNow(5),
        };
      }
      case 'auditing':
      case 'delayed':
        return this.verdict(tenantId, submission);
      case 'approved':
        await this.steps.release(subject);
        return { to: 'released', cause: 'wechat.released' };
      default:
        return 'wait';
    }
  }

  private async describe(tenantId: TenantId, submission: Submission) {
    const { build, config, target } = await this.database.transaction(tenantId, async (tx) => {
      const build = await getBuild(tx, submission.buildId);
      const [revision] = await tx.query<{ config: { contact?: { phone?: string; email?: string } } }>(
        'select config from storefront_revision where tenant_id = $1 and applet_id = $2 and revision = $3',
        [tenantId, build.appletId, build.revision],
      );
      const target =
        submission.kind === 'rollback' ? await releasedVersion(tx.query.bind(tx), tenantId, submission.buildId) : null;
      return { build, config: revision?.config, target };
    });
    const manifest = await this.templates.manifest(build.templateId, build.templateVersion);
    const subject: StepSubject = {
      tenantId,
      appId: submission.appId,
      version: submission.version,
      note: submission.note,
      manifest,
      contact: { phone: config?.contact?.phone ?? '', email: config?.contact?.email ?? '' },
    };
    return { subject, digest: digestOf(build), target };
  }

  private async libraryTemplate(subject: StepSubject): Promise<number> {
    const { id, version } = subject.manifest;
    const templateId = await this.library.findWechatTemplateId(id, version);
    if (templateId === null) throw new Problem('template.not_in_library', { params: { template: `${id}@${version}` } });
    return templateId;
  }

  private async extJson(tenantId: TenantId, digest: string): Promise<string> {
    const file = await this.packages.findFile(tenantId, digest, 'ext.json');
    if (!file) throw new Problem('package.damaged', { params: { digest, file: 'ext.json' } });
    return JSON.stringify(JSON.parse(file.toString('utf8')));
  }

  /** Written before the call: a worker that dies during it knows afterwards that an audit may exist. */
  private async announceAudit(tenantId: TenantId, submission: Submission): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        'update submission set audit_requested_at = coalesce(audit_requested_at, now()) where tenant_id = $1 and id = $2',
        [tenantId, submission.id],
      ),
    );
  }

  private async verdict(tenantId: TenantId, submission: Submission): Promise<Move | 'wait'> {
    const { verdict, reason, screenshots } = await this.code.getAuditStatus(
      tenantId,
      submission.appId,
      submission.auditId ?? '',
    );
    switch (verdict) {
      case 'approved':
        return { to: 'approved', cause: 'wechat.audit_approved' };
      case 'rejected':
        return { to: 'rejected', cause: 'wechat.audit_rejected', reason, screenshots, detail: { reason, screenshots } };
      case 'withdrawn':
        return { to: 'withdrawn', cause: 'wechat.audit_withdrawn' };
      case 'delayed':
        if (submission.state === 'delayed') return 'wait';
        return {
          to: 'delayed',
          cause: 'wechat.audit_delayed',
          reason,
          detail: { reason },
          nextStepAt: secondsFromNow(300),
        };
      case 'auditing':
        return 'wait';
      default:
        return verdict satisfies never;
    }
  }

  private async apply(tenantId: TenantId, submission: Submission, move: Move): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      // Another worker may have made the same step, after this one's lease: then everything below is done.
      const moved = await moveSubmission(tx, submission, move);
      if (!moved || move.to !== 'released') return;
      // What was online until now: a new release supersedes it, a step back rolls it back.
      const to = submission.kind === 'rollback' ? 'rolled_back' : 'superseded';
      const online = await tx.query<Pick<Submission, 'id' | 'state'>>(
        `select id, state from submission where tenant_id = $1 and applet_id = $2 and state = 'released' and id <> $3 for update`,
        [tenantId, submission.appletId, submission.id],
      );
      for (const older of online)
        await moveSubmission(tx, older, { to, cause: 'replaced', detail: { by: submission.id } });
    });
  }

  /** A refusal that time may heal is tried again; any other stands in the row, says who must act, and waits for `retry`. */
  private async hinder(tenantId: TenantId, submission: Submission, error: unknown): Promise<void> {
    if (error instanceof WechatError && error.retry !== 'never') {
      const delay =
        error.errcode === DETECTION_RUNNING
          ? pollDetectionSeconds(submission)
          : error.retry === 'later'
            ? 3600
            : Math.min(600, 5 * 2 ** submission.attempts);
      await this.postpone(tenantId, submission, delay, error.errcode === DETECTION_RUNNING ? null : hindranceOf(error));
      return;
    }
    if (!(error instanceof WechatError) && !(error instanceof Problem)) throw error;
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update submission set problem = $3, next_step_at = 'infinity', step_until = null, updated_at = now()
         where tenant_id = $1 and id = $2 and state = $4`,
        [tenantId, submission.id, JSON.stringify(hindranceOf(error)), submission.state],
      ),
    );
  }

  private async postpone(
    tenantId: TenantId,
    submission: Submission,
    seconds: number,
    problem: SubmissionHindrance | null,
  ): Promise<void> {
    const runAt = secondsFromNow(seconds);
    await this.database.transaction(tenantId, async (tx) => {
      await tx.execute(
        'update submission set next_step_at = $3, problem = $4, step_until = null where tenant_id = $1 and id = $2 and state = $5',
        [tenantId, submission.id, runAt, problem && JSON.stringify(problem), submission.state],
      );
      await tx.enqueue('submission.step', { tenantId, submissionId: submission.id }, { runAt });
    });
  }
}

async function releasedVersion(
  query: <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>,
  tenantId: TenantId,
  buildId: BuildId,
): Promise<string | null> {
  const [row] = await query<{ version: string }>(
    `select version from submission where tenant_id = $1 and build_id = $2 and state in ('superseded', 'rolled_back')
     order by updated_at desc limit 1`,
    [tenantId, buildId],
  );
  return row?.version ?? null;
}

function hindranceOf(error: WechatError | Problem): SubmissionHindrance {
  const problem = error instanceof WechatError ? toProblem(error) : error;
  const actor =
    error instanceof WechatError ? error.actor : problem.code === 'template.not_in_library' ? 'operator' : 'merchant';
  const zh = problem.toDocument('zh');
  const en = problem.toDocument('en');
  return {
    code: problem.code,
    title: problemCatalogue[problem.code].title,
    detail: { zh: zh.detail, en: en.detail },
    actor,
  };
}

/** WeChat's event usually comes first; polling is for the one that was lost. */
function pollDelaySeconds(submission: Submission): number {
  return Math.min(600, 5 * 2 ** Math.min(submission.attempts, 7));
}

/** Seconds as a rule, now and then much longer. */
function pollDetectionSeconds(submission: Submission): number {
  return submission.attempts < 40 ? 3 : 60;
}

function secondsFromNow(seconds: number): Date {
  return new Date(Date.now() + seconds * 1000);
}
