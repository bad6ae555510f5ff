import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, ShopperId, TenantId } from '#kernel/identity/ids.js';
import type { MessagePurpose } from './message-purposes.js';

/** A template the mini-program may ask the shopper about. */
export interface OfferedTemplate {
  readonly purpose: MessagePurpose;
  readonly templateId: string;
}

/** Nobody accepts that often; what a client claims beyond it is not believed. A wrong claim costs one refused call (43101). */
const MOST_ACCEPTANCES = 100;

/** The shopper's side of subscribe messages: what may be asked, and what was answered. */
@Injectable()
export class MessageConsents {
  constructor(private readonly pool: TenantPool) {}

  async offered(tenantId: TenantId, appId: AppId, purpose?: MessagePurpose): Promise<OfferedTemplate[]> {
    return this.pool.query<OfferedTemplate>(tenantId, OFFERED, [tenantId, appId, purpose ?? null]);
  }

  /**
   * What the pop-up answered, as the mini-program tells it. WeChat tells the same by an event (`subscriptionsAnswered`): each source is
   * counted by itself and the larger count holds, so that one acceptance told twice is one. Ids that are no template of the applet are
   * left out. A refusal takes no earlier acceptance away.
   */
  async record(
    tenantId: TenantId,
    appId: AppId,
    shopperId: ShopperId,
    acceptedTemplateIds: readonly string[],
  ): Promise<void> {
    if (acceptedTemplateIds.length === 0) return;
    await this.pool.query(tenantId, RECORD, [tenantId, appId, shopperId, [...new Set(acceptedTemplateIds)]]);
  }
}

const OFFERED: Statement = {
  name: 'offered_message_templates',
  text: `
    select purpose, wechat_template_id as "templateId" from message_template
    where tenant_id = $1 and app_id = $2 and enabled and state = 'ready' and ($3::text is null or purpose = $3)
    order by purpose`,
};

const RECORD: Statement = {
  name: 'record_message_consents',
  text: `
    insert into message_consent as c (tenant_id, shopper_id, wechat_template_id, by_shopper)
    select distinct t.tenant_id, s.id, t.wechat_template_id, 1
    from message_template t join shopper s on s.tenant_id = t.tenant_id and s.app_id = t.app_id and s.id = $3
    where t.tenant_id = $1 and t.app_id = $2 and t.wechat_template_id = any($4::text[])
    on conflict (tenant_id, shopper_id, wechat_template_id) do update
    set by_shopper = least(c.by_shopper + 1, greatest(c.by_event, c.used) + ${MOST_ACCEPTANCES}), updated_at = now()`,
};
