import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type RefundId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import type { PayTransaction } from '#kernel/wechat/pay/pay-types.js';
import { noteOrderEvent } from '../orders/order-ledger.js';
import type { OrderState } from '../orders/order-machine.js';
import { outRefundNo } from '../refunds/refund-number.js';
import { markPaid, type OrderPurpose } from './mark-paid.js';

/** How we learnt of the money. */
export type PaymentSource = 'notice' | 'query' | 'bill';

interface PaymentRow {
  readonly id: string;
  readonly order_id: string;
  readonly app_id: string;
  readonly mch_id: string;
  /** '' unless paid through the platform as a partner. */
  readonly sub_mch_id: string;
  readonly out_trade_no: string;
  readonly amount_fen: number;
  readonly state: string;
  readonly order_state: OrderState;
  readonly purpose: OrderPurpose;
}

/**
 * Books a payment that WeChat says has succeeded: once, however often and in whatever order it is reported. Money for an order
 * that was closed meanwhile is given back at once; it is never kept in silence.
 * @returns false when it was booked before
 * @throws Problem wechat_pay.notice_refused when order, account or amount are not ours
 */
export async function settlePayment(
  tx: TenantTransaction,
  paid: PayTransaction,
  source: PaymentSource,
): Promise<boolean> {
  const payment = await lockPayment(tx, paid.outTradeNo);
  if (!payment) throw new Problem('wechat_pay.notice_refused', { params: { reason: 'order' } });
  if (payment.state === 'succeeded') return false;
  if (!isOurs(payment, paid) || paid.totalFen !== payment.amount_fen) {
    throw new Problem('wechat_pay.notice_refused', { params: { reason: 'amount' } });
  }
  await tx.execute(
    `update payment set state = 'succeeded', transaction_id = $3, succeeded_at = coalesce($4, now()), next_check_at = null, updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, payment.id, paid.transactionId, paid.paidAt],
  );
  await tx.execute(
    `insert into money_entry (tenant_id, id, order_id, amount_fen, reason, reference) values ($1, $2, $3, $4, 'payment', $5)
     on conflict (tenant_id, reason, reference) do nothing`,
    [tx.tenantId, newId(), payment.order_id, payment.amount_fen, payment.out_trade_no],
  );
  if (payment.order_state === 'pending') {
    const { order_id: orderId, purpose, id: subjectId, amount_fen: amountFen } = payment;
    const detail = { transactionId: paid.transactionId };
    await markPaid(tx, { orderId, purpose, source, paidAt: paid.paidAt, subjectId, amountFen, detail });
  } else await giveBack(tx, payment);
  return true;
}

/** A partner's answer may leave the mini-program out; the numbers it never does. */
function isOurs(payment: PaymentRow, { appId, mchId, subMchId }: PayTransaction): boolean {
  const isSameApp = appId === null || appId === payment.app_id;
  return isSameApp && mchId === payment.mch_id && (subMchId ?? '') === payment.sub_mch_id;
}

/** The order's row is locked first, as everywhere: a closing that runs at the same moment waits, or is waited for. */
async function lockPayment(tx: TenantTransaction, outTradeNo: string): Promise<PaymentRow | undefined> {
  const [row] = await tx.query<PaymentRow>(
    `select p.id, p.order_id, p.app_id, p.mch_id, p.sub_mch_id, p.out_trade_no, p.amount_fen, p.state, o.state as order_state, o.purpose
     from shop_order o join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
     where p.tenant_id = $1 and p.out_trade_no = $2 for update of o, p`,
    [tx.tenantId, outTradeNo],
  );
  return row;
}

async function giveBack(tx: TenantTransaction, payment: PaymentRow): Promise<void> {
  const refundId = newId<RefundId>();
  // The goods went back to stock when the order was closed.
  await tx.execute(
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, restock, requested_by, next_check_at)
     values ($1, $2, $3, $4, $5, $6, '订单关闭后到账，自动退款', 'approved', false, $7, now() + interval '2 minutes')`,
    [
      tx.tenantId,
      refundId,
      payment.order_id,
      payment.id,
      outRefundNo(refundId),
      payment.amount_fen,
      JSON.stringify(systemActor('late payment')),
    ],
  );
  await noteOrderEvent(tx, payment.order_id, payment.order_state, payment.order_state, 'paid_late', { refundId });
  await tx.enqueue('refund.step', { tenantId: tx.tenantId, refundId });
}
