import { randomBytes, randomInt } from 'node:crypto';
import { KnobError } from '../../protocol/knob-error.js';
import type { PayOrder } from '../../state/pay.model.js';
import type { ComplaintEvent, PayComplaint, ProblemType } from '../../state/pay-complaint.model.js';
import type { World } from '../../world.js';
import { sendNotice } from '../notices/notices.js';
import { payerOf } from '../orders/cashier.js';
import { holderOf } from '../pay-index.js';

const HOUR_MS = 3_600_000;

export type ComplaintAction =
  | 'CREATE_COMPLAINT'
  | 'CONTINUE_COMPLAINT'
  | 'USER_RESPONSE'
  | 'RESPONSE_BY_PLATFORM'
  | 'SELLER_REFUND'
  | 'MERCHANT_RESPONSE'
  | 'MERCHANT_CONFIRM_COMPLETE'
  | 'MERCHANT_APPROVE_REFUND'
  | 'MERCHANT_REJECT_REFUND'
  | 'USER_CANCEL_COMPLAINT';

/** A shopper complains about a paid order; the merchant has `settings.payComplaintAnswerHours` to answer [U]. */
export function complain(
  world: World,
  order: PayOrder,
  wanted: { problemType: ProblemType; text: string; applyRefundFen?: number; phone?: string },
): PayComplaint {
  const { transactionId } = order;
  if (transactionId === null) throw new KnobError(409, `The order ${order.outTradeNo} is not paid.`);
  const now = Date.now();
  const complaint: PayComplaint = {
    complaintId: `2002${new Date(now + 8 * HOUR_MS).toISOString().replace(/\D/g, '').slice(0, 14)}${randomInt(10 ** 9, 10 ** 10)}`,
    mchid: order.mchid,
    complaintedMchid: holderOf(order),
    transactionId,
    outTradeNo: order.outTradeNo,
    amountFen: order.totalFen,
    payerOpenid: payerOf(order).openid,
    payerPhone: wanted.phone ?? '13800138000',
    detail: wanted.text,
    problemType: wanted.problemType,
    applyRefundFen: wanted.applyRefundFen ?? (wanted.problemType === 'REFUND' ? order.totalFen : null),
    state: 'PENDING',
    hasUserResponse: false,
    userComplaintTimes: 1,
    history: [],
    createdAt: now,
    answerDueAt: now + (world.knobs.payComplaintAnswerHours * HOUR_MS) / world.knobs.timeScale,
    answeredAt: null,
  };
  world.state.pay.complaints[complaint.complaintId] = complaint;
  record(complaint, '投诉人', 'USER_CREATE_COMPLAINT', wanted.text);
  tell(world, complaint, 'CREATE_COMPLAINT');
  return complaint;
}

/** The shopper writes again, complains again about the same order, or takes the complaint back. */
export function continueComplaint(
  world: World,
  complaint: PayComplaint,
  action: 'reply' | 'again' | 'cancel',
  text: string,
): void {
  if (complaint.state === 'PROCESSED' && action !== 'again') {
    throw new KnobError(409, `The complaint ${complaint.complaintId} is settled already.`);
  }
  if (action === 'cancel') {
    complaint.state = 'PROCESSED';
    complaint.hasUserResponse = false;
    record(complaint, '投诉人', 'USER_CANCEL_COMPLAINT', text);
    return tell(world, complaint, 'USER_CANCEL_COMPLAINT');
  }
  complaint.hasUserResponse = true;
  if (action === 'reply') {
    record(complaint, '投诉人', 'USER_RESPONSE', text);
    return tell(world, complaint, 'USER_RESPONSE');
  }
  complaint.userComplaintTimes += 1;
  complaint.state = 'PENDING';
  complaint.answeredAt = null;
  complaint.answerDueAt = Date.now() + (world.knobs.payComplaintAnswerHours * HOUR_MS) / world.knobs.timeScale;
  record(complaint, '投诉人', 'USER_CONTINUE_COMPLAINT', text);
  return tell(world, complaint, 'CONTINUE_COMPLAINT');
}

export function record(
  complaint: PayComplaint,
  operator: ComplaintEvent['operator'],
  operateType: string,
  details: string,
  images: string[] = [],
): void {
  const logId = randomBytes(16).toString('hex');
  complaint.history.push({ logId, operator, operateType, details, images, happenedAt: Date.now() });
}

/** Told to the address that the signing merchant registered; nobody registered, nobody is told. */
export function tell(world: World, complaint: PayComplaint, action: ComplaintAction): void {
  const url = world.state.pay.complaintUrls[complaint.mchid];
  if (url === undefined) return;
  const isNew = action === 'CREATE_COMPLAINT';
  sendNotice(world, {
    mchid: complaint.mchid,
    eventType: isNew ? 'COMPLAINT.CREATE' : 'COMPLAINT.STATE_CHANGE',
    summary: isNew ? '产生新投诉' : '投诉单状态变化',
    url,
    originalType: 'complaint',
    plaintext: JSON.stringify({ complaint_id: complaint.complaintId, action_type: action }),
  });
}
