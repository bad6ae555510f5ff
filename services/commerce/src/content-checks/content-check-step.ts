import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import { CommerceSettings } from '../commerce-settings.js';
import { deleteAvatars } from './avatar-files.js';
import { type CheckRow, decide, isPicture, lockCheck, pictureFields, sceneOfField } from './content-check.js';
import { stateAfter } from './content-checks.js';

/** After so many tries a person decides: WeChat is no help. */
const MAX_ATTEMPTS = 8;
/** WeChat judges a picture within 30 minutes. */
const VERDICT_MINUTES = 31;

/** Asks WeChat (again) about a text that is held, or about a picture; a picture's verdict comes as a push. */
@Injectable()
export class ContentCheckStep implements JobHandler<'content-check.step'> {
  readonly job = 'content-check.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly wechat: ContentSecurityClient,
    private readonly objects: ObjectStore,
    private readonly settings: CommerceSettings,
  ) {}

  async handle({ tenantId, checkId }: JobPayload<'content-check.step'>): Promise<void> {
    const check = await this.begin(tenantId, checkId);
    if (!check) return;
    try {
      if (isPicture(check.field)) await this.askAboutPicture(tenantId, check);
      else await this.askAboutText(tenantId, check);
    } catch (error) {
      if (!(error instanceof WechatError)) throw error;
      await this.note(tenantId, check, error);
    }
  }

  /** Whatever becomes of the call, the next try is written down before it. */
  private async begin(
    tenantId: TenantId,
    checkId: string,
  ): Promise<(CheckRow & { readonly open_id: string; readonly content: string }) | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const row = await lockCheck(tx, checkId);
      if (!row || row.content === null || (row.state !== 'checking' && row.state !== 'held')) return null;
      const [shopper] = await tx.query<{ open_id: string; due: boolean }>(
        `select s.open_id, coalesce(c.next_attempt_at <= now(), false) as due from content_check c
         join shopper s on s.tenant_id = c.tenant_id and s.id = c.shopper_id where c.tenant_id = $1 and c.id = $2`,
        [tenantId, checkId],
      );
      if (shopper?.due !== true) return null;
      if (row.attempts >= MAX_ATTEMPTS) {
        await tx.execute(
          `update content_check set state = 'held', next_attempt_at = null where tenant_id = $1 and id = $2`,
          [tenantId, checkId],
        );
        return null;
      }
      await tx.execute(
        `update content_check set attempts = attempts + 1,
           next_attempt_at = now() + least(interval '1 minute' * power(2, attempts), interval '2 hours')
         where tenant_id = $1 and id = $2`,
        [tenantId, checkId],
      );
      return { ...row, content: row.content, open_id: shopper.open_id };
    });
  }

  private async askAboutText(
    tenantId: TenantId,
    { id, app_id, open_id, content, field }: CheckRow & { readonly open_id: string; readonly content: string },
  ): Promise<void> {
    const verdict = await this.wechat.checkText(tenantId, app_id, {
      openId: open_id,
      text: content,
      scene: sceneOfField[field],
    });
    await this.database.transaction(tenantId, async (tx) => {
      const row = await lockCheck(tx, id);
      if (!row || (row.state !== 'checking' && row.state !== 'held')) return;
      const to = stateAfter(verdict);
      if (to !== 'held') {
        await decide(tx, row, { to, by: systemActor('content security'), ...verdict });
        return;
      }
      await tx.execute(
        `update content_check set state = 'held', suggestion = $3, label = $4, trace_id = $5,
           next_attempt_at = case when $3 = 'review' then null else next_attempt_at end
         where tenant_id = $1 and id = $2`,
        [tenantId, id, verdict.suggestion, verdict.label, verdict.traceId],
      );
    });
  }

  private async askAboutPicture(
    tenantId: TenantId,
    { id, app_id, open_id, content, field }: CheckRow & { readonly open_id: string; readonly content: string },
  ): Promise<void> {
    const folder = field === 'avatar' ? 'avatars' : 'review-pictures';
    const url = `${this.settings.runtimeUrl}/a/${app_id}/${folder}/${content}`;
    const traceId = await this.wechat.checkImage(tenantId, app_id, {
      openId: open_id,
      url,
      scene: sceneOfField[field],
    });
    if (traceId === null) return;
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update content_check set trace_id = $3, next_attempt_at = now() + make_interval(mins => $4)
         where tenant_id = $1 and id = $2 and state in ('checking', 'held')`,
        [tenantId, id, traceId, VERDICT_MINUTES],
      ),
    );
  }

  /** A picture that WeChat is still looking at is waited for; what no repetition mends, a person decides. */
  private async note(tenantId: TenantId, check: CheckRow, error: WechatError): Promise<void> {
    const problem = toProblem(error);
    const isFinal = error.retry === 'never';
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update content_check set state = case when field = any($5) and not $3 then state else 'held' end, problem = $4,
           next_attempt_at = case when $3 then null else next_attempt_at end
         where tenant_id = $1 and id = $2 and state in ('checking', 'held')`,
        [tenantId, check.id, isFinal, JSON.stringify({ code: problem.code, actor: error.actor }), pictureFields],
      ),
    );
  }

  /** The push about a picture. @returns why nothing was done */
  async settlePicture(
    tenantId: TenantId,
    checkId: string,
    verdict: { suggestion: 'pass' | 'review' | 'risky'; label: number; errcode: number },
  ): Promise<string | null> {
    const { unused, remark } = await this.database.transaction(tenantId, async (tx) => {
      const row = await lockCheck(tx, checkId);
      if (!row || (row.state !== 'checking' && row.state !== 'held')) return { unused: [], remark: 'decided already' };
      const { suggestion, label, errcode } = verdict;
      if (errcode === 0 && suggestion !== 'review') {
        const to = suggestion === 'pass' ? 'passed' : 'refused';
        return { unused: await decide(tx, row, { to, by: { kind: 'wechat' }, suggestion, label }), remark: null };
      }
      // Not fetched: tried again soon. In doubt: a person decides.
      await tx.execute(
        `update content_check set state = 'held', suggestion = $3, label = $4, problem = $5,
           next_attempt_at = case when $6 then now() + interval '1 minute' end
         where tenant_id = $1 and id = $2`,
        [tenantId, checkId, suggestion, label, errcode === 0 ? null : JSON.stringify({ errcode }), errcode !== 0],
      );
      return { unused: [], remark: null };
    });
    await deleteAvatars(this.objects, tenantId, unused);
    return remark;
  }
}
