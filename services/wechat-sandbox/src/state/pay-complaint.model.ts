export type ProblemType = 'REFUND' | 'SERVICE_NOT_WORK' | 'OTHERS';

/** A shopper's complaint about an order (消费者投诉2.0, [U]). */
export interface PayComplaint {
  complaintId: string;
  /** Who signs for it: the merchant itself or its partner. */
  mchid: string;
  complaintedMchid: string;
  transactionId: string;
  outTradeNo: string;
  amountFen: number;
  payerOpenid: string;
  payerPhone: string;
  detail: string;
  problemType: ProblemType;
  applyRefundFen: number | null;
  state: 'PENDING' | 'PROCESSING' | 'PROCESSED';
  /** The shopper said something the merchant has not answered. */
  hasUserResponse: boolean;
  userComplaintTimes: number;
  history: ComplaintEvent[];
  createdAt: number;
  /** The merchant has to have answered until then. */
  answerDueAt: number;
  answeredAt: number | null;
}

export interface ComplaintEvent {
  logId: string;
  operator: '投诉人' | '商户' | '系统';
  operateType: string;
  details: string;
  images: string[];
  happenedAt: number;
}
