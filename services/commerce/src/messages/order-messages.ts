import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { type MessageId, newId } from '#kernel/identity/ids.js';
import type { MessagePurpose } from './message-purposes.js';

/** What the event adds to what the order says: only that is kept with the message. `at` is ISO 8601. */
export interface MessageFacts {
  readonly at: string;
  readonly amountFen?: number;
  readonly company?: string;
  readonly trackingNo?: string;
}

export interface OrderMessage {
  readonly purpose: MessagePurpose;
  readonly orderId: string;
  /** The payment, parcel or refund it tells of: told once. */
  readonly subjectId: string;
  readonly facts: MessageFacts;
}

/**
 * Writes a message to an order's shopper in the transaction of what it tells of, and takes one of the shopper's acceptances for it.
 * Without an acceptance, or with the purpose switched off, nothing is written. @returns whether there is something to send
 */
export async function writeOrderMessage(tx: TenantTransaction, message: OrderMessage): Promise<boolean> {
  const [written] = await tx.query<{ id: MessageId }>(
    `with target as (
       select o.app_id, o.shopper_id, t.wechat_template_id
       from shop_order o join message_template t on t.tenant_id = o.tenant_id and t.app_id = o.app_id
         and t.purpose = $3 and t.enabled and t.state = 'ready'
       where o.tenant_id = $1 and o.id = $2
         and not exists (select 1 from message m where m.tenant_id = $1 and m.purpose = $3 and m.subject_id = $5)
     ), taken as (
       update message_consent c set used = c.used + 1, updated_at = now() from target
       where c.tenant_id = $1 and c.shopper_id = target.shopper_id and c.wechat_template_id = target.wechat_template_id
         and greatest(c.by_shopper, c.by_event) > c.used
       returning target.app_id, target.shopper_id, target.wechat_template_id
     )
     insert into message (tenant_id, id, app_id, shopper_id, order_id, purpose, subject_id, wechat_template_id, content, state, next_attempt_at)
     select $1, $4, app_id, shopper_id, $2, $3, $5, wechat_template_id, $6, 'queued', now() + interval '1 minute' from taken
     on conflict (tenant_id, purpose, subject_id) do nothing
     returning id`,
    [tx.tenantId, message.orderId, message.purpose, newId(), message.subjectId, JSON.stringify(message.facts)],
  );
  if (!written) return false;
  await tx.enqueue('message.send', { tenantId: tx.tenantId, messageId: written.id });
  return true;
}
