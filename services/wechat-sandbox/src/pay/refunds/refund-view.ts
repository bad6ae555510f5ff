import type { PayRefund } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { rfc3339 } from '../rfc3339.js';

/** Answer and query name the state `status`; the notice names it `refund_status`. wechat-pay-v3.md §7. */
export const refundView = (refund: PayRefund): object => ({
  refund_id: refund.refundId,
  out_refund_no: refund.outRefundNo,
  transaction_id: refund.transactionId,
  out_trade_no: refund.outTradeNo,
  channel: refund.channel,
  user_received_account: refund.receivedAccount,
  ...(refund.settledAt !== null && { success_time: rfc3339(refund.settledAt) }),
  create_time: rfc3339(refund.createdAt),
  status: refund.status,
  funds_account: refund.fundsAccount,
  amount: {
    total: refund.totalFen,
    refund: refund.refundFen,
    ...(refund.from !== null && { from: refund.from }),
    payer_total: refund.totalFen,
    payer_refund: refund.refundFen,
    settlement_refund: refund.refundFen,
    settlement_total: refund.totalFen,
    discount_refund: 0,
    currency: 'CNY',
    refund_fee: refund.feeFen,
  },
  ...(refund.goodsDetail !== null && { goods_detail: refund.goodsDetail }),
});

/** The plaintext of a refund's notice. Table and sample disagree about a partner's: `settings.payPartnerRefundNotice`. */
export function refundNoticeView(world: World, refund: PayRefund): object {
  const asSample = { mchid: refund.mchid };
  const asTable = { sp_mchid: refund.mchid, sub_mchid: refund.subMchid };
  return {
    ...(refund.subMchid === null || world.knobs.payPartnerRefundNotice === 'mchid' ? asSample : asTable),
    transaction_id: refund.transactionId,
    out_trade_no: refund.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.settledAt !== null && { success_time: rfc3339(refund.settledAt) }),
    user_received_account: refund.receivedAccount,
    amount: {
      total: refund.totalFen,
      refund: refund.refundFen,
      payer_total: refund.totalFen,
      payer_refund: refund.refundFen,
    },
  };
}
