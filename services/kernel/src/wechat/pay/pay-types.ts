export interface PrepayRequest {
  /** 6 to 32 of `[0-9A-Za-z_\-|*]`, unique per merchant number. */
  readonly outTradeNo: string;
  /** Shortened to 127 bytes, emoji dropped. */
  readonly description: string;
  /** At least 1. */
  readonly totalFen: number;
  /** The shopper under the account's AppID. */
  readonly openId: string;
  /** https, without query. */
  readonly notifyUrl: string;
  /** After it the cashier no longer opens; the order stays unpaid until `close`. */
  readonly expiresAt?: Date;
  /** Comes back in query and notice once paid; at most 128 bytes. */
  readonly attach?: string;
  /** Freezes the money until it has been shared out (§10). */
  readonly profitSharing?: boolean;
}

export type TradeState = 'SUCCESS' | 'REFUND' | 'NOTPAY' | 'CLOSED' | 'REVOKED' | 'USERPAYING' | 'PAYERROR';

/** An order at WeChat Pay, as queried or as noticed. */
export interface PayTransaction {
  /** The mini-program in which was paid: `appid`, in partner mode `sub_appid`; null when a partner's answer leaves it out. */
  readonly appId: string | null;
  /** The signing merchant: `mchid` or `sp_mchid`. */
  readonly mchId: string;
  /** Partner mode only. */
  readonly subMchId: string | null;
  readonly outTradeNo: string;
  /** Null until paid. */
  readonly transactionId: string | null;
  readonly tradeState: TradeState;
  readonly tradeStateDesc: string;
  readonly bankType: string | null;
  readonly attach: string | null;
  readonly paidAt: Date | null;
  readonly payerOpenId: string | null;
  readonly totalFen: number | null;
  /** After discounts of WeChat's. */
  readonly payerTotalFen: number | null;
}

export interface RefundRequest {
  readonly outTradeNo: string;
  /** At most 64 of `[0-9A-Za-z_\-|*@]`; the same one on every repetition. */
  readonly outRefundNo: string;
  readonly refundFen: number;
  /** The order's total, exactly. */
  readonly totalFen: number;
  readonly reason?: string;
  readonly notifyUrl?: string;
}

export type RefundStatus = 'SUCCESS' | 'CLOSED' | 'PROCESSING' | 'ABNORMAL';

export interface PayRefund {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly transactionId: string;
  readonly outTradeNo: string;
  readonly status: RefundStatus;
  readonly refundedAt: Date | null;
  readonly refundFen: number;
  readonly totalFen: number;
}
