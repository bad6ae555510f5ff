export interface PayState {
  /** Keys of WeChat Pay itself, made once on first use. */
  platform: PlatformKeys | null;
  merchants: Record<string, PayMerchant>;
  /** Keyed by `mchid:out_trade_no`. */
  orders: Record<string, PayOrder>;
  /** Keyed by `mchid:out_refund_no`. */
  refunds: Record<string, PayRefund>;
  notices: PayNotice[];
}

export interface PlatformKeys {
  publicKeyId: string;
  publicKeyPem: string;
  publicKeyPrivatePem: string;
  certificateSerial: string;
  certificatePem: string;
  certificatePrivatePem: string;
  certificateEffectiveTime: string;
  certificateExpireTime: string;
}

/** How answers and notices to a merchant are signed; see wechat-pay-v3.md §3.2. */
export type VerificationMode = 'publicKey' | 'certificate' | 'migration';

export interface PayMerchant {
  mchid: string;
  name: string;
  appids: string[];
  apiV3Key: string;
  serialNo: string;
  publicKeyPem: string;
  mode: VerificationMode;
  balanceFen: number | null;
  noticesSigned: number;
}

export interface PayOrder {
  mchid: string;
  appid: string;
  outTradeNo: string;
  /** The body of the first request as canonical JSON: re-entry must repeat it. */
  fingerprint: string;
  description: string;
  attach: string | null;
  notifyUrl: string;
  totalFen: number;
  openid: string;
  prepayIds: { value: string; expiresAt: number }[];
  payableUntilAt: number;
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';
  transactionId: string | null;
  createdAt: number;
  paidAt: number | null;
}

export interface PayRefund {
  mchid: string;
  refundId: string;
  outRefundNo: string;
  outTradeNo: string;
  transactionId: string;
  fingerprint: string;
  refundFen: number;
  totalFen: number;
  notifyUrl: string | null;
  status: 'PROCESSING' | 'SUCCESS' | 'ABNORMAL' | 'CLOSED';
  createdAt: number;
  settledAt: number | null;
}

export interface PayNotice {
  id: string;
  mchid: string;
  eventType: string;
  summary: string;
  url: string;
  originalType: 'transaction' | 'refund';
  plaintext: string;
  state: 'pending' | 'delivered' | 'failed' | 'lost';
  attempts: number;
  lastAnswer: string | null;
  copies: number;
  createdAt: number;
}
