import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { PayRefund } from '#kernel/wechat/pay/pay-types.js';

interface Refunded {
  readonly payment_id: string;
  readonly order_id: string;
  readonly payment_state: string;
  readonly amount_fen: number;
  readonly total_fen: number;
  /** By WeChat. */
  readonly refunded_fen: number;
}

const WECHAT: Actor = { kind: 'wechat' };

/**
 * A refund the merchant made in WeChat Pay's console: it is kept as one of origin `wechat_console`, under way; whoever calls books it.
 * @throws Problem wechat_pay.notice_refused when the payment is not ours or not booked, or more would go back than was paid
 */
export async function insertConsoleRefund(tx: TenantTransaction, reported: PayRefund): Promise<void> {
  const [paid] = await tx.query<Refunded>(
    `select p.id as payment_id, p.order_id, p.state as payment_state, p.amount_fen, o.total_fen,
       coalesce((select sum(r.wechat_fen) from refund r where r.tenant_id = p.tenant_id and r.payment_id = p.id and r.state = 'succeeded'), 0)::int
         as refunded_fen
     from shop_order o join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
     where p.tenant_id = $1 and p.out_trade_no = $2 for update of o`,
    [tx.tenantId, reported.outTradeNo],
  );
  if (!paid) throw refused('refund');
  // The payment's own notice may still be on its way; WeChat sends this one again.
  if (paid.payment_state !== 'succeeded') throw refused('payment not booked');
  const isTooMuch = reported.refundFen < 1 || paid.refunded_fen + reported.refundFen > paid.amount_fen;
  if (isTooMuch || reported.totalFen !== paid.amount_fen) throw refused('amount');
  await tx.execute(
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, restock, requested_by, origin,
       wechat_refund_id, next_check_at)
     values ($1, $2, $3, $4, $5, $6, '商户平台退款', 'processing', $7, $8, 'wechat_console', $9, now() + interval '2 minutes')
     on conflict (tenant_id, out_refund_no) do nothing`,
    [
      tx.tenantId,
      newId(),
      paid.order_id,
      paid.payment_id,
      reported.outRefundNo,
      reported.refundFen,
      reported.refundFen === paid.total_fen,
      JSON.stringify(WECHAT),
      reported.refundId,
    ],
  );
}

function refused(reason: string): Problem {
  return new Problem('wechat_pay.notice_refused', { params: { reason } });
}
