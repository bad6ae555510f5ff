import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem } from '#kernel/problems/problem.js';

/**
 * Of an order row called `o` that is a top-up: what can be given back of it, since it has not been spent. A failed refund keeps what it has
 * taken out of the account until it is tried again. Null for other orders.
 */
export const UNSPENT = `case when o.purpose = 'top_up' then greatest(0, least(
    (select coalesce(sum(a.amount), 0) from shopper_account a where a.tenant_id = o.tenant_id and a.shopper_id = o.shopper_id and a.kind = 'balance'),
    o.total_fen - (select coalesce(sum(f.amount_fen), 0) from refund f where f.tenant_id = o.tenant_id and f.order_id = o.id and f.state <> 'declined')
  ))::int end`;

/**
 * A refund that failed goes on with the parts it was made of, under its number; what others have taken since must leave them.
 * @throws Problem refund.parts_taken
 */
export async function requireTenders(
  tx: TenantTransaction,
  refund: { readonly id: string; readonly order_id: string },
): Promise<void> {
  const [left] = await tx.query<{ fits: boolean; left_fen: number }>(
    `select o.total_fen - coalesce(sum(r.amount_fen), 0)::int as left_fen,
       o.balance_fen - coalesce(sum(r.balance_fen), 0) >= mine.balance_fen and o.bonus_fen - coalesce(sum(r.bonus_fen), 0) >= mine.bonus_fen
         and o.total_fen - o.balance_fen - o.bonus_fen - coalesce(sum(r.wechat_fen), 0) >= mine.wechat_fen as fits
     from refund mine
     join shop_order o on o.tenant_id = mine.tenant_id and o.id = mine.order_id
     left join refund r on r.tenant_id = o.tenant_id and r.order_id = o.id and r.state in ('requested', 'approved', 'processing', 'succeeded')
     where mine.tenant_id = $1 and mine.id = $2 and o.state = 'paid'
     group by o.tenant_id, o.id, mine.tenant_id, mine.id`,
    [tx.tenantId, refund.id],
  );
  if (left && !left.fits) throw new Problem('refund.parts_taken', { params: { leftFen: left.left_fen } });
}

/** What the database says of money that is not there any more. @throws Problem top_up.spent, gift_card.redeemed_already */
export function asSpent(error: unknown): never {
  const { driverError } = (error ?? {}) as { driverError?: { code?: string } };
  const code = driverError?.code;
  if (code === 'XP003') throw new Problem('top_up.spent');
  if (code === 'XP004') throw new Problem('gift_card.redeemed_already');
  throw error;
}
