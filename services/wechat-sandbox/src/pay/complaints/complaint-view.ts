import { encryptField } from '../../crypto/pay-signing.js';
import type { PayMerchant } from '../../state/pay.model.js';
import type { ComplaintEvent, PayComplaint } from '../../state/pay-complaint.model.js';
import type { World } from '../../world.js';
import { orderKey, refundsOf } from '../pay-index.js';
import { rfc3339 } from '../rfc3339.js';

/** A complaint as list and detail show it [U]. The phone is encrypted with the asking merchant's own certificate. */
export function complaintView(world: World, asking: PayMerchant, complaint: PayComplaint): object {
  const certificate = asking.certificates.findLast(({ revokedAt }) => revokedAt === null);
  return {
    complaint_id: complaint.complaintId,
    complaint_time: rfc3339(complaint.createdAt),
    complaint_detail: complaint.detail,
    complainted_mchid: complaint.complaintedMchid,
    complaint_state: complaint.state,
    ...(certificate && { payer_phone: encryptField(complaint.payerPhone, certificate.publicKeyPem) }),
    payer_openid: complaint.payerOpenid,
    complaint_order_info: [
      {
        transaction_id: complaint.transactionId,
        out_trade_no: complaint.outTradeNo,
        amount: complaint.amountFen,
      },
    ],
    complaint_full_refunded: isFullyRefunded(world, complaint),
    incoming_user_response: complaint.hasUserResponse,
    user_complaint_times: complaint.userComplaintTimes,
    problem_description: { REFUND: '申请退款', SERVICE_NOT_WORK: '服务权益未生效', OTHERS: '其他类型' }[
      complaint.problemType
    ],
    problem_type: complaint.problemType,
    ...(complaint.applyRefundFen !== null && { apply_refund_amount: complaint.applyRefundFen }),
  };
}

export const historyView = (event: ComplaintEvent): object => ({
  log_id: event.logId,
  operator: event.operator,
  operate_time: rfc3339(event.happenedAt),
  operate_type: event.operateType,
  operate_details: event.details,
  ...(event.images.length > 0 && { image_list: event.images }),
});

function isFullyRefunded(world: World, { mchid, outTradeNo }: PayComplaint): boolean {
  const order = world.state.pay.orders[orderKey(mchid, outTradeNo)];
  if (!order) return false;
  const refunded = refundsOf(world, order).filter(({ status }) => status === 'SUCCESS');
  return refunded.reduce((sum, { refundFen }) => sum + refundFen, 0) >= order.totalFen;
}
