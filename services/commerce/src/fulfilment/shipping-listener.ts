import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, OrderId, TenantId } from '#kernel/identity/ids.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import type { EventPush } from '#kernel/wechat/push-types.js';
import { receiveOrder } from './receipt-booking.js';

type Kind = 'shippingReminded' | 'orderSettlement' | 'tradeManagementInvited' | 'tradeControlled';
type Reminded = Extract<EventPush, { readonly kind: 'shippingReminded' }>;
type Settlement = Extract<EventPush, { readonly kind: 'orderSettlement' }>;

interface FoundOrder {
  readonly id: OrderId;
  readonly app_id: AppId;
}

/** Trade management as WeChat reports it (`shared/wechat/login-and-user.md` §9). */
@Injectable()
export class ShippingListener implements PushListener<Kind> {
  readonly kinds = ['shippingReminded', 'orderSettlement', 'tradeManagementInvited', 'tradeControlled'] as const;

  constructor(private readonly database: TenantDatabase) {}

  async handle(
    tenantId: TenantId,
    appId: AppId | null,
    push: Extract<EventPush, { readonly kind: Kind }>,
  ): Promise<string | null> {
    if (appId === null) return 'without AppID';
    return this.database.transaction(tenantId, async (tx) => {
      switch (push.kind) {
        case 'shippingReminded':
          return remind(tx, appId, push);
        case 'orderSettlement':
          return settle(tx, appId, push);
        default:
          return noteTrade(tx, appId, push);
      }
    });
  }
}

/** WeChat misses shipping information: if we thought that it wants none, or told it long ago, it is told again. */
async function remind(tx: TenantTransaction, appId: AppId, push: Reminded): Promise<string | null> {
  const order = await findOrder(tx, appId, push.outTradeNo);
  if (!order) return 'no such order';
  await tx.execute(
    `update shop_order set shipping_reminded_at = coalesce(shipping_reminded_at, $3), updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, order.id, push.createdAt],
  );
  await forgetTrade(tx, appId);
  const wanted = await tx.execute(
    `update shipping_upload set state = 'due', due_since = now(), next_attempt_at = now() + interval '30 seconds', updated_at = now()
     where tenant_id = $1 and order_id = $2 and state = 'unneeded'
       and exists (select 1 from shop_order o where o.tenant_id = $1 and o.id = $2 and o.state = 'paid' and o.fulfilment <> 'received')`,
    [tx.tenantId, order.id],
  );
  if (wanted > 0) await tx.enqueue('shipping.upload', { tenantId: tx.tenantId, orderId: order.id });
  return null;
}

async function settle(tx: TenantTransaction, appId: AppId, push: Settlement): Promise<string | null> {
  const order = await findOrder(tx, appId, push.outTradeNo);
  if (!order) return 'no such order';
  let noted = false;
  if (push.confirmedBy !== null) {
    noted = await receiveOrder(tx, order.id, { by: push.confirmedBy, at: push.createdAt });
  }
  if (push.settledAt !== null) {
    const settled = await tx.execute(
      `update shop_order set settled_at = $3, updated_at = now() where tenant_id = $1 and id = $2 and settled_at is distinct from $3`,
      [tx.tenantId, order.id, push.settledAt],
    );
    noted ||= settled > 0;
  }
  return noted ? null : 'known before';
}

async function noteTrade(
  tx: TenantTransaction,
  appId: AppId,
  { kind, message, createdAt }: Extract<EventPush, { readonly kind: 'tradeManagementInvited' | 'tradeControlled' }>,
): Promise<null> {
  const [at, words] = kind === 'tradeControlled' ? ['controlled_at', 'control'] : ['invited_at', 'invitation'];
  await tx.execute(
    `insert into applet_trade as t (tenant_id, app_id, ${at}, ${words}) values ($1, $2, $3, $4)
     on conflict (tenant_id, app_id) do update set ${at} = excluded.${at}, ${words} = excluded.${words}
     where t.${at} is null or t.${at} <= excluded.${at}`,
    [tx.tenantId, appId, createdAt, message],
  );
  await forgetTrade(tx, appId);
  return null;
}

/** Whether WeChat manages the trade is asked anew. */
async function forgetTrade(tx: TenantTransaction, appId: AppId): Promise<void> {
  await tx.execute('update applet_trade set checked_at = null where tenant_id = $1 and app_id = $2', [
    tx.tenantId,
    appId,
  ]);
}

/** The order's row is locked first, as everywhere. */
async function findOrder(tx: TenantTransaction, appId: AppId, outTradeNo: string): Promise<FoundOrder | undefined> {
  const [order] = await tx.query<FoundOrder>(
    `select o.id, o.app_id from payment p join shop_order o on o.tenant_id = p.tenant_id and o.id = p.order_id
     where p.tenant_id = $1 and p.out_trade_no = $2 and p.app_id = $3 for update of o`,
    [tx.tenantId, outTradeNo, appId],
  );
  return order;
}
