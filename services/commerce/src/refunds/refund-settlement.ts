import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { PayRefund } from '#kernel/wechat/pay/pay-types.js';
import { nextCheck, usualTimes } from '../commerce-settings.js';
import { completeShipping } from '../fulfilment/given-back.js';
import { dropUpload } from '../fulfilment/upload-plan.js';
import { writeOrderMessage } from '../messages/order-messages.js';
import { noteOrderEvent, restock } from '../orders/order-ledger.js';
import type { OrderState } from '../orders/order-machine.js';
import { insertConsoleRefund } from './console-refund.js';
import type { RefundedLine } from './refund-lines.js';
import { refundMachine, type RefundState } from './refund-machine.js';

interface RefundRow {
  readonly id: string;
  readonly order_id: string;
  readonly out_refund_no: string;
  readonly state: RefundState;
  readonly amount_fen: number;
  /** What WeChat gives back of it; the rest goes back into the accounts. */
  readonly wechat_fen: number;
  readonly restock: boolean;
  readonly lines: readonly RefundedLine[] | null;
  readonly order_state: OrderState;
  /** A code that was read is no goods any more, whatever was thought when the refund was asked for. */
  readonly is_read: boolean;
  readonly total_fen: number;
  readonly refunded_fen: number;
}

/**
 * Books what WeChat says about a refund, from its notice, its answer, a query or its bill: once, in whatever order they come. One that
 * was not asked for here was made in WeChat's own console; it is taken over.
 * @throws Problem wechat_pay.notice_refused when refund or amount are not ours, or its payment is not booked yet
 */
export async function settleRefund(
  tx: TenantTransaction,
  reported: PayRefund,
  recheckSeconds = usualTimes.payRecheck,
): Promise<void> {
  const known = await lockRefund(tx, reported.outRefundNo);
  // Nothing was given back under this number, and one of ours goes on under another.
  if (!known && reported.status === 'CLOSED') return requireOwnPayment(tx, reported.outTradeNo);
  const refund = known ?? (await adoptRefund(tx, reported));
  if (reported.refundFen !== refund.wechat_fen) {
    throw new Problem('wechat_pay.notice_refused', { params: { reason: 'amount' } });
  }
  if (reported.status === 'SUCCESS') {
    if (refundMachine.canMove(refund.state, 'succeeded')) await succeed(tx, refund, reported);
    return;
  }
  if (refund.state !== 'approved' && refund.state !== 'processing') return;
  if (reported.status === 'PROCESSING') await proceed(tx, refund, reported, recheckSeconds);
  else await fail(tx, refund, reported);
}

/** Books an approved refund of which WeChat has nothing to give back: once. */
export async function settleOwnRefund(tx: TenantTransaction, refundId: string): Promise<void> {
  const refund = await lockRefund(tx, refundId, 'id');
  if (refund?.state !== 'approved' || refund.wechat_fen > 0) return;
  await succeed(tx, refund, { refundId: null, refundedAt: null });
}

async function lockRefund(
  tx: TenantTransaction,
  key: string,
  column: 'out_refund_no' | 'id' = 'out_refund_no',
): Promise<RefundRow | undefined> {
  const [row] = await tx.query<RefundRow>(
    `select r.id, r.order_id, r.state, r.amount_fen, r.wechat_fen, r.out_refund_no, r.restock, r.lines, o.state as order_state, o.total_fen, o.refunded_fen,
       o.delivery = 'virtual' and o.fulfilment <> 'unfulfilled' as is_read
     from shop_order o join refund r on r.tenant_id = o.tenant_id and r.order_id = o.id
     where r.tenant_id = $1 and r.${column} = $2 for update of o, r`,
    [tx.tenantId, key],
  );
  return row;
}

async function adoptRefund(tx: TenantTransaction, reported: PayRefund): Promise<RefundRow> {
  await insertConsoleRefund(tx, reported);
  const refund = await lockRefund(tx, reported.outRefundNo);
  if (!refund) throw new Problem('wechat_pay.notice_refused', { params: { reason: 'refund' } });
  return refund;
}

async function requireOwnPayment(tx: TenantTransaction, outTradeNo: string): Promise<void> {
  const own = await tx.query('select id from payment where tenant_id = $1 and out_trade_no = $2', [
    tx.tenantId,
    outTradeNo,
  ]);
  if (own.length === 0) throw new Problem('wechat_pay.notice_refused', { params: { reason: 'refund' } });
}

async function succeed(
  tx: TenantTransaction,
  refund: RefundRow,
  reported: { readonly refundId: string | null; readonly refundedAt: Date | null },
): Promise<void> {
  await tx.execute(
    `update refund set state = 'succeeded', wechat_refund_id = $3, settled_at = coalesce($4, now()), next_check_at = null, problem = null,
       updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, refund.id, reported.refundId, reported.refundedAt],
  );
  if (refund.wechat_fen > 0)
    await tx.execute(
      `insert into money_entry (tenant_id, id, order_id, amount_fen, reason, reference) values ($1, $2, $3, $4, 'refund', $5)
     on conflict (tenant_id, reason, reference) do nothing`,
      [tx.tenantId, newId(), refund.order_id, -refund.wechat_fen, refund.out_refund_no],
    );
  const complete = refund.order_state === 'paid' && refund.refunded_fen + refund.amount_fen === refund.total_fen;
  await tx.execute(
    `update shop_order set refunded_fen = refunded_fen + $3, state = case when $4 then 'refunded' else state end, updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, refund.order_id, refund.amount_fen, complete],
  );
  const to = complete ? 'refunded' : refund.order_state;
  await noteOrderEvent(tx, refund.order_id, refund.order_state, to, 'refund', {
    refundId: refund.id,
    amountFen: refund.amount_fen,
  });
  if (complete) await dropUpload(tx, refund.order_id);
  await writeOrderMessage(tx, {
    purpose: 'orderRefunded',
    orderId: refund.order_id,
    subjectId: refund.id,
    facts: { at: (reported.refundedAt ?? new Date()).toISOString(), amountFen: refund.amount_fen },
  });
  if (refund.restock && !refund.is_read && (complete || refund.lines)) {
    await restock(tx, refund.order_id, 'refund', refund.lines ?? (await goodsNotGivenBack(tx, refund.order_id)));
  }
  if (refund.lines && !complete) await completeShipping(tx, refund.order_id);
}

/** Those that came back with a refund of their own do not come back with the order. */
async function goodsNotGivenBack(tx: TenantTransaction, orderId: string): Promise<readonly RefundedLine[]> {
  return tx.query<RefundedLine>(
    `select (l.position - 1)::int as line, (l.item ->> 'quantity')::int - coalesce(back.quantity, 0) as quantity
     from shop_order o cross join jsonb_array_elements(o.lines) with ordinality as l (item, position)
     left join (
       select (given ->> 'line')::int as line, sum((given ->> 'quantity')::int)::int as quantity
       from refund r cross join jsonb_array_elements(r.lines) given
       where r.tenant_id = $1 and r.order_id = $2 and r.state = 'succeeded' group by 1
     ) back on back.line = l.position - 1
     where o.tenant_id = $1 and o.id = $2`,
    [tx.tenantId, orderId],
  );
}

async function proceed(
  tx: TenantTransaction,
  refund: RefundRow,
  reported: PayRefund,
  recheckSeconds: number,
): Promise<void> {
  await tx.execute(
    `update refund set state = 'processing', wechat_refund_id = $3, problem = null, updated_at = now(),
       next_check_at = ${nextCheck('created_at', recheckSeconds)}
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, refund.id, reported.refundId],
  );
}

async function fail(tx: TenantTransaction, refund: RefundRow, reported: PayRefund): Promise<void> {
  await tx.execute(
    `update refund set state = 'failed', wechat_refund_id = $3, problem = $4, settled_at = now(), next_check_at = null, updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, refund.id, reported.refundId, JSON.stringify({ code: reported.status })],
  );
  await noteOrderEvent(tx, refund.order_id, refund.order_state, refund.order_state, 'refund_failed', {
    refundId: refund.id,
    status: reported.status,
  });
}
