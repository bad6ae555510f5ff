import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, SubmissionId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { isPublicationMessage } from '#kernel/wechat/publication-accounts.js';
import type { WechatPush } from '#kernel/wechat/push-types.js';
import { AuthorisationService } from '../applets/authorisation.service.js';
import { PublicationCheck } from './publication-check.js';
import { PushInboxAcrossTenants, type StoredPush } from './push-inbox.repository.js';
import { PushListenerTable } from './push-listener-table.js';

/** Acts on one stored push. An event only says "look again": what is true is asked from WeChat by the step it wakes. */
@Injectable()
export class PushHandler implements JobHandler<'wechat.push'> {
  readonly job = 'wechat.push';

  constructor(
    private readonly inbox: PushInboxAcrossTenants,
    private readonly authorisations: AuthorisationService,
    private readonly database: TenantDatabase,
    private readonly listeners: PushListenerTable,
    private readonly publication: PublicationCheck,
  ) {}

  async handle({ pushId }: JobPayload<'wechat.push'>): Promise<void> {
    const stored = await this.inbox.find(pushId);
    if (!stored || stored.settled) return;
    try {
      await this.inbox.settle(pushId, await this.act(stored));
    } catch (error) {
      if (error instanceof Problem && error.status < 500) {
        await this.inbox.settle(pushId, error.message);
        return;
      }
      await this.inbox.noteFailure(pushId, error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  private async act({ tenantId, appId, push }: StoredPush): Promise<string | null> {
    if (appId !== null && isPublicationMessage(appId, push)) return this.publication.answer(appId, push);
    if (tenantId === null) return 'no merchant of this platform';
    if (await this.isAboutAnother(tenantId, appId, push)) return 'names another mini-program than its address';
    switch (push.kind) {
      case 'authorised':
      case 'authorisationChanged': {
        const requestId =
          push.preAuthCode === null ? null : await this.authorisations.findOpenRequest(tenantId, push.preAuthCode);
        if (requestId === null) return 'not asked for by this platform';
        await this.authorisations.complete(tenantId, requestId, push.authorisationCode, push.appId);
        return null;
      }
      case 'unauthorised':
        return (await this.authorisations.revoke(tenantId, push.appId, push.createdAt))
          ? null
          : 'older than the present authorisation';
      case 'auditApproved':
      case 'auditRejected':
      case 'auditDelayed':
        return appId === null ? 'without AppID' : this.wakeSubmission(tenantId, appId);
      default:
        return this.tell(tenantId, appId, push);
    }
  }

  /** The signature does not cover the address: a push taken down elsewhere and sent to this applet's would speak for the wrong shop. */
  private async isAboutAnother(tenantId: TenantId, appId: AppId | null, push: WechatPush): Promise<boolean> {
    if (!('userName' in push)) return false;
    const [applet] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ user_name: string | null }>('select user_name from applet where tenant_id = $1 and app_id = $2', [
        tenantId,
        appId,
      ]),
    );
    return Boolean(applet?.user_name) && applet?.user_name !== push.userName;
  }

  private async tell(tenantId: TenantId, appId: AppId | null, push: WechatPush): Promise<string | null> {
    const listener = this.listeners.of(push.kind);
    if (!listener) return 'recorded only';
    return listener.handle(tenantId, appId, push);
  }

  private async wakeSubmission(tenantId: TenantId, appId: AppId): Promise<string | null> {
    const woken = await this.database.transaction(tenantId, async (tx) => {
      const rows = await tx.query<{ id: SubmissionId }>(
        `update submission s set next_step_at = now() from applet a
         where s.tenant_id = $1 and a.tenant_id = s.tenant_id and a.id = s.applet_id and a.app_id = $2 and s.state in ('auditing', 'delayed')
         returning s.id`,
        [tenantId, appId],
      );
      for (const { id } of rows) await tx.enqueue('submission.step', { tenantId, submissionId: id });
      return rows.length;
    });
    return woken === 0 ? 'no audit under way' : null;
  }
}
