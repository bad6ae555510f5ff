import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, AppletId, MessageId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { localErrcodes } from '#kernel/wechat/error-rules.js';
import { SubscribeMessageClient } from '#kernel/wechat/subscribe-message-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import type { MessagePurpose } from './message-purposes.js';
import { messageText, type TalkedOfOrder } from './message-text.js';
import type { MessageFacts } from './order-messages.js';
import type { MappedField } from './template-matching.js';

interface QueuedMessage extends TalkedOfOrder {
  readonly app_id: AppId;
  readonly applet_id: AppletId;
  readonly open_id: string;
  readonly order_id: string;
  readonly shopper_id: string;
  readonly purpose: MessagePurpose;
  readonly wechat_template_id: string;
  readonly content: MessageFacts;
  readonly fields: readonly MappedField[] | null;
}

const SEND = '/cgi-bin/message/subscribe/send';
const NOT_SUBSCRIBED = 43101;
const TEMPLATE_GONE = 40037;

/**
 * Sends one message, at most once: it is `sending` before WeChat is asked, and what became of it stays unknown when the answer is lost
 * or the worker dies in between. A shopper who is told twice is worse than one who has to look at the order.
 */
@Injectable()
export class MessageSend implements JobHandler<'message.send'> {
  readonly job = 'message.send';

  constructor(
    private readonly database: TenantDatabase,
    private readonly messages: SubscribeMessageClient,
  ) {}

  async handle({ tenantId, messageId }: JobPayload<'message.send'>): Promise<void> {
    await this.giveUpStale(tenantId, messageId);
    const message = await this.claim(tenantId, messageId);
    if (!message) return;
    const values = message.fields && messageText(message.purpose, message.fields, message, message.content);
    if (!values) {
      await this.settle(tenantId, messageId, 'refused', new Problem('wechat.message_refused'));
      return;
    }
    try {
      await this.messages.send(tenantId, message.app_id, {
        openId: message.open_id,
        templateId: message.wechat_template_id,
        page: `pages/order/index?id=${message.order_id}`,
        values,
      });
      await this.settle(tenantId, messageId, 'sent', null);
    } catch (error) {
      await this.notSent(tenantId, messageId, message, error);
    }
  }

  /** The worker that was sending it is gone; whether WeChat got it nobody knows. And a day later nobody wants to hear it. */
  private async giveUpStale(tenantId: TenantId, messageId: MessageId): Promise<void> {
    const documents = (['message.outcome_unknown', 'message.expired'] as const).map((code) =>
      JSON.stringify(new Problem(code).toDocument('zh')),
    );
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update message set state = 'failed', problem = case when state = 'sending' then $3::jsonb else $4::jsonb end,
           next_attempt_at = null, settled_at = now()
         where tenant_id = $1 and id = $2 and ((state = 'sending' and next_attempt_at <= now())
           or (state = 'queued' and created_at < now() - interval '1 day'))`,
        [tenantId, messageId, ...documents],
      ),
    );
  }

  private async claim(tenantId: TenantId, messageId: MessageId): Promise<QueuedMessage | undefined> {
    return this.database.transaction(tenantId, async (tx) => {
      const [message] = await tx.query<QueuedMessage>(
        `update message m set state = 'sending', next_attempt_at = now() + interval '2 minutes'
         from shopper s, shop_order o, applet a
         where m.tenant_id = $1 and m.id = $2 and m.state = 'queued'
           and s.tenant_id = m.tenant_id and s.id = m.shopper_id
           and o.tenant_id = m.tenant_id and o.id = m.order_id
           and a.tenant_id = m.tenant_id and a.app_id = m.app_id
         returning m.app_id, a.id as applet_id, s.open_id, m.order_id, m.shopper_id, m.purpose, m.wechat_template_id, m.content,
           o.number, o.lines, o.total_fen,
           (select t.fields from message_template t where t.tenant_id = m.tenant_id and t.app_id = m.app_id
             and t.purpose = m.purpose and t.wechat_template_id = m.wechat_template_id) as fields,
           (select r.config #>> '{delivery,pickup,address}'
             from storefront f join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id
               and r.revision = f.published_revision
             where f.tenant_id = a.tenant_id and f.applet_id = a.id) as pickup_address`,
        [tenantId, messageId],
      );
      return message;
    });
  }

  private async notSent(
    tenantId: TenantId,
    messageId: MessageId,
    message: QueuedMessage,
    error: unknown,
  ): Promise<void> {
    if (!(error instanceof WechatError) || error.path !== SEND) {
      // The call was not made: no token, no authorisation, no database.
      await this.putBack(tenantId, messageId, error);
    } else if (isDoubtful(error)) {
      await this.settle(tenantId, messageId, 'failed', new Problem('message.outcome_unknown'));
    } else if (error.retry !== 'never') {
      await this.putBack(tenantId, messageId, error);
    } else {
      await this.settle(tenantId, messageId, 'refused', toProblem(error));
      await this.learnFrom(tenantId, message, error.errcode);
    }
  }

  private async putBack(tenantId: TenantId, messageId: MessageId, error: unknown): Promise<void> {
    const problem = error instanceof WechatError ? toProblem(error) : error instanceof Problem ? error : null;
    const minutes = error instanceof WechatError && error.retry === 'backoff' ? 1 : 30;
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update message set state = 'queued', problem = $3, next_attempt_at = now() + make_interval(mins => $4)
         where tenant_id = $1 and id = $2 and state = 'sending'`,
        [tenantId, messageId, problem && JSON.stringify(problem.toDocument('zh')), minutes],
      ),
    );
    if (!problem) throw error;
  }

  private async settle(
    tenantId: TenantId,
    messageId: MessageId,
    state: 'sent' | 'refused' | 'failed',
    problem: Problem | null,
  ): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update message set state = $3, problem = $4, next_attempt_at = null, settled_at = now()
         where tenant_id = $1 and id = $2 and state = 'sending'`,
        [tenantId, messageId, state, problem && JSON.stringify(problem.toDocument('zh'))],
      ),
    );
  }

  private async learnFrom(tenantId: TenantId, message: QueuedMessage, errcode: number): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      if (errcode === NOT_SUBSCRIBED) {
        await tx.execute(
          `update message_consent set used = greatest(by_shopper, by_event, used), updated_at = now()
           where tenant_id = $1 and shopper_id = $2 and wechat_template_id = $3`,
          [tenantId, message.shopper_id, message.wechat_template_id],
        );
      }
      if (errcode !== TEMPLATE_GONE) return;
      const gone = await tx.execute(
        `update message_template set state = 'due', wechat_template_id = null, fields = null, next_attempt_at = now() + interval '2 minutes',
           updated_at = now()
         where tenant_id = $1 and app_id = $2 and wechat_template_id = $3`,
        [tenantId, message.app_id, message.wechat_template_id],
      );
      if (gone > 0) await tx.enqueue('message-templates.provision', { tenantId, appletId: message.applet_id });
    });
  }
}

/** WeChat may have sent it: no answer, or "busy", which it also says about calls that took effect. */
function isDoubtful({ errcode }: WechatError): boolean {
  const doubtful: readonly number[] = [
    -1,
    localErrcodes.network,
    localErrcodes.timeout,
    localErrcodes.httpStatus,
    localErrcodes.unexpectedAnswer,
  ];
  return doubtful.includes(errcode);
}
