import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import type { EventPush } from '#kernel/wechat/push-types.js';

type Answered = Extract<EventPush, { readonly kind: 'subscriptionsAnswered' }>;
type Sent = Extract<EventPush, { readonly kind: 'subscribeMessagesSent' }>;

/** Subscribe messages as WeChat reports them (`shared/wechat/login-and-user.md` §6.4). */
@Injectable()
export class MessageListener implements PushListener<'subscriptionsAnswered' | 'subscribeMessagesSent'> {
  readonly kinds = ['subscriptionsAnswered', 'subscribeMessagesSent'] as const;

  constructor(private readonly database: TenantDatabase) {}

  async handle(tenantId: TenantId, appId: AppId | null, push: Answered | Sent): Promise<string | null> {
    if (appId === null) return 'without AppID';
    return push.kind === 'subscriptionsAnswered'
      ? this.countAcceptances(tenantId, appId, push)
      : this.noteDeliveries(tenantId, appId, push);
  }

  /** An event is counted once: one that is not newer than the last one counted has been, or is out of order and worth less than a doubt. */
  private async countAcceptances(tenantId: TenantId, appId: AppId, push: Answered): Promise<string | null> {
    const accepted = push.answers.filter((answer) => answer.accepted).map((answer) => answer.templateId);
    if (accepted.length === 0) return 'nothing accepted';
    const counted = await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `insert into message_consent as c (tenant_id, shopper_id, wechat_template_id, by_event, last_event_at)
         select distinct s.tenant_id, s.id, t.wechat_template_id, 1, $5::timestamptz
         from shopper s join message_template t on t.tenant_id = s.tenant_id and t.app_id = s.app_id
         where s.tenant_id = $1 and s.app_id = $2 and s.open_id = $3 and t.wechat_template_id = any($4::text[])
         on conflict (tenant_id, shopper_id, wechat_template_id) do update
         set by_event = c.by_event + 1, last_event_at = excluded.last_event_at, updated_at = now()
         where c.last_event_at is null or c.last_event_at < excluded.last_event_at`,
        [tenantId, appId, push.openId, accepted, push.createdAt],
      ),
    );
    return counted === 0 ? 'unknown shopper or template, or counted before' : null;
  }

  private async noteDeliveries(tenantId: TenantId, appId: AppId, push: Sent): Promise<string | null> {
    let noted = 0;
    for (const { templateId, errorCode } of push.results) {
      // WeChat's answer to a sending names no message: the oldest one nobody has reported on is meant.
      noted += await this.database.transaction(tenantId, (tx) =>
        tx.execute(
          `update message set delivery_code = $5 where tenant_id = $1 and id = (
             select m.id from message m join shopper s on s.tenant_id = m.tenant_id and s.id = m.shopper_id
             where m.tenant_id = $1 and m.app_id = $2 and s.open_id = $3 and m.wechat_template_id = $4
               and m.state in ('sending', 'sent', 'failed') and m.delivery_code is null
             order by m.created_at limit 1)`,
          [tenantId, appId, push.openId, templateId, errorCode],
        ),
      );
    }
    return noted === 0 ? 'no such message' : null;
  }
}
