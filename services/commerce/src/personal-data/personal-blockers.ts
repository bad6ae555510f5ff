import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { Text } from '#kernel/problems/problem-table.js';

/** What has to be settled before a shopper can be forgotten; the sentence tells them how. */
export const blockerTexts = {
  orders: {
    zh: '有未完成的订单，请等待收货或先取消',
    en: 'Some orders are not finished: wait until they arrive, or cancel them.',
  },
  refunds: { zh: '有退款正在处理，请等待到账', en: 'A refund is under way: wait until it has arrived.' },
  balance: {
    zh: '账户还有储值余额，或有未送出的礼品卡，请先用完、送出或申请退款',
    en: 'There is money in your balance, or a gift card you have not passed on: use it, or ask for the money back.',
  },
  bookings: { zh: '有未到的预约，请先取消', en: 'An appointment is still to come: cancel it first.' },
  prizes: { zh: '有奖品还没有寄出，请等待寄出', en: 'A prize has not been sent yet: wait for it.' },
} as const satisfies Record<string, Text>;

export type Blocker = keyof typeof blockerTexts;

/** In the order of {@link blockerTexts}; none when nothing stands in the way. */
export async function blockersOf(tx: TenantTransaction, shopperId: string): Promise<Blocker[]> {
  const [row] = await tx.query<Record<Blocker, boolean>>(BLOCKERS, [tx.tenantId, shopperId]);
  return (Object.keys(blockerTexts) as Blocker[]).filter((blocker) => row?.[blocker]);
}

// An order that was sent weeks ago and never confirmed is over for its shopper.
const BLOCKERS = `
  select
    exists (select from shop_order o where o.tenant_id = $1 and o.shopper_id = $2 and (o.state = 'pending'
      or o.state = 'paid' and o.purpose = 'goods' and o.fulfilment <> 'received' and o.updated_at > now() - interval '30 days')) as orders,
    exists (select from refund r join shop_order o on o.tenant_id = r.tenant_id and o.id = r.order_id
      where o.tenant_id = $1 and o.shopper_id = $2 and r.state in ('requested', 'approved', 'processing', 'failed')) as refunds,
    exists (select from shopper_account a where a.tenant_id = $1 and a.shopper_id = $2 and a.kind = 'balance' and a.amount > 0)
      -- one whose code nobody has seen yet is lost without its buyer
      or exists (select from gift_card g where g.tenant_id = $1 and g.buyer_id = $2 and g.state = 'active' and g.code_hash is null) as balance,
    exists (select from booking b where b.tenant_id = $1 and b.shopper_id = $2 and b.state in ('held', 'booked') and b.ends_at > now()) as bookings,
    exists (select from draw_delivery d join draw_entry e on e.tenant_id = d.tenant_id and e.draw_id = d.draw_id and e.number = d.number
      where e.tenant_id = $1 and e.shopper_id = $2 and d.address is not null and d.sent_at is null) as prizes`;
