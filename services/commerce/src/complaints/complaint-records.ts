import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, newId } from '#kernel/identity/ids.js';
import type { PayComplaint } from '#kernel/wechat/pay/complaint-client.js';

/** WeChat Pay wants an answer within a day [U: from its public documents]. */
const ANSWER_HOURS = 24;

/** Remembers that there is such a complaint; the job `complaint.step` then asks what it is about. @returns the row's id */
export async function noteComplaint(tx: TenantTransaction, appId: AppId, complaintId: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `insert into complaint (tenant_id, id, app_id, complaint_id, next_attempt_at) values ($1, $2, $3, $4, now() + interval '30 seconds')
     on conflict (tenant_id, complaint_id) do update set attempts = 0, updated_at = now(),
       next_attempt_at = case complaint.answer_state when 'sending' then complaint.next_attempt_at
         else least(complaint.next_attempt_at, excluded.next_attempt_at) end
     returning id`,
    [tx.tenantId, newId(), appId, complaintId],
  );
  if (!row) throw new Error('The complaint was not stored.');
  await tx.enqueue('complaint.step', { tenantId: tx.tenantId, complaintId: row.id });
  return row.id;
}

/** What WeChat Pay says of a complaint, and the order it is about. */
export async function recordComplaint(tx: TenantTransaction, id: string, told: PayComplaint): Promise<void> {
  const [about] = told.orders;
  const [payment] = await tx.query<{ order_id: string; out_trade_no: string }>(
    `select order_id, out_trade_no from payment where tenant_id = $1 and (out_trade_no = $2 or transaction_id = $3) limit 1`,
    [tx.tenantId, about?.outTradeNo ?? null, about?.transactionId ?? null],
  );
  await tx.execute(
    `update complaint set state = $3, mch_id = $4, order_id = $5, out_trade_no = $6, transaction_id = $7, amount_fen = $8, problem_type = $9,
       detail = $10, refund_wanted_fen = $11, fully_refunded = $12, times = $13, complained_at = $14,
       answer_by = $14::timestamptz + make_interval(hours => $15), updated_at = now()
     where tenant_id = $1 and id = $2`,
    [
      tx.tenantId,
      id,
      told.state,
      told.mchId,
      payment?.order_id ?? null,
      about?.outTradeNo ?? payment?.out_trade_no ?? null,
      about?.transactionId ?? null,
      about?.amountFen ?? null,
      told.problemType,
      told.detail,
      told.refundWantedFen,
      told.isFullyRefunded,
      told.times,
      told.complainedAt,
      ANSWER_HOURS,
    ],
  );
}
