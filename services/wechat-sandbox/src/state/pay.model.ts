import type { BillFault, FundEntry } from './pay-books.model.js';
import type { PayComplaint } from './pay-complaint.model.js';
import type { PlatformKeys } from './pay-keys.model.js';
import type { SharingOrder, SharingReceiver, SharingReturn } from './pay-sharing.model.js';

export interface PayState {
  /** Keys of WeChat Pay itself, made once on first use; a merchant whose keys were rotated has its own. */
  platform: PlatformKeys | null;
  merchants: Record<string, PayMerchant>;
  /** Keyed by `mchid:out_trade_no`; mchid is the one that signs (the partner's in partner mode). */
  orders: Record<string, PayOrder>;
  /** Keyed by `mchid:out_refund_no`. */
  refunds: Record<string, PayRefund>;
  /** Keyed by id, oldest first. */
  notices: Record<string, PayNotice>;
  /** Keyed by `mchid:sub_mchid:type:account`. */
  receivers: Record<string, SharingReceiver>;
  /** Keyed by `mchid:out_order_no`. */
  sharings: Record<string, SharingOrder>;
  /** Keyed by `mchid:out_return_no`. */
  sharingReturns: Record<string, SharingReturn>;
  /** Keyed by complaint_id. */
  complaints: Record<string, PayComplaint>;
  /** Where a merchant wants to hear of complaints, by mchid. */
  complaintUrls: Record<string, string>;
  /** Movements of every merchant's account, oldest first, keyed by 资金流水单号. */
  funds: Record<string, FundEntry>;
  billFaults: BillFault[];
}

/** How answers and notices to a merchant are signed; see wechat-pay-v3.md §3.2. */
export type VerificationMode = 'publicKey' | 'certificate' | 'migration';

/** `direct` signs for itself, `partner` (服务商) signs for the `sub` merchants (特约商户) that accepted it; wechat-pay-v3.md §1. */
export type MerchantKind = 'direct' | 'partner' | 'sub';

export interface PayMerchant {
  mchid: string;
  name: string;
  kind: MerchantKind;
  /** Partners that may act for a sub merchant; empty for the others. */
  partners: string[];
  /** Bound AppIDs; of a sub merchant those its partner configured as sub_appid. */
  appids: string[];
  /** null = none set: no notice is sent. */
  apiV3Key: string | null;
  /** Of the newest API certificate; null for a sub merchant, which never signs. */
  serialNo: string | null;
  certificates: MerchantCertificate[];
  mode: VerificationMode;
  /** Its own keys of WeChat Pay after a rotation; null = the shared ones. */
  keys: PlatformKeys | null;
  migrationStartedAt: number | null;
  /** Share of notices signed with the public key during migration; null = by the day (wechat-pay-v3.md §3.2). */
  noticePublicKeyPercent: number | null;
  noticesSigned: number;
  /** Everything booked so far. */
  ledgerFen: number;
  /** Refuses what the account cannot pay. */
  isBalanceChecked: boolean;
  /** Largest share of an order that may go to others, in basis points. */
  maxSharingRatio: number | null;
  /** Where refund notices go whose request named no address (set on the merchant platform). */
  refundNotifyUrl: string | null;
}

export interface MerchantCertificate {
  serialNo: string;
  publicKeyPem: string;
  createdAt: number;
  revokedAt: number | null;
}

export interface PayOrder {
  mchid: string;
  /** Direct: the payer's AppID; partner: sp_appid ('' when the call named none). */
  appid: string;
  subMchid: string | null;
  subAppid: string | null;
  outTradeNo: string;
  /** The body of the first request as canonical JSON: re-entry must repeat it. */
  fingerprint: string;
  description: string;
  attach: string | null;
  notifyUrl: string;
  totalFen: number;
  /** Under `appid`; '' when the order names only sub_openid. */
  openid: string;
  /** Under `subAppid`. */
  subOpenid: string | null;
  deviceId: string | null;
  prepayIds: { value: string; expiresAt: number }[];
  payableUntilAt: number;
  state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';
  transactionId: string | null;
  /** Asked for with settle_info.profit_sharing. */
  isShared: boolean;
  /** Still held for profit sharing. */
  frozenFen: number;
  createdAt: number;
  paidAt: number | null;
}

export interface PayRefund {
  mchid: string;
  subMchid: string | null;
  refundId: string;
  outRefundNo: string;
  outTradeNo: string;
  transactionId: string;
  fingerprint: string;
  refundFen: number;
  totalFen: number;
  /** Fee given back to the merchant with this refund. */
  feeFen: number;
  /** What came out of the money held for profit sharing. */
  fromFrozenFen: number;
  from: { account: 'AVAILABLE' | 'UNAVAILABLE'; amount: number }[] | null;
  fundsAccount: 'AVAILABLE' | 'UNSETTLED';
  goodsDetail: object[] | null;
  channel: 'ORIGINAL' | 'BALANCE' | 'OTHER_BALANCE' | 'OTHER_BANKCARD';
  receivedAccount: string;
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
  originalType: 'transaction' | 'refund' | 'complaint';
  plaintext: string;
  /** `held` waits for the next notice; `unsent` has no APIv3 key to be sealed with. */
  state: 'pending' | 'held' | 'delivered' | 'failed' | 'lost' | 'unsent';
  attempts: number;
  lastAnswer: string | null;
  copies: number;
  /** Wrongly signed copies sent before the true one, and how many of them were answered with 200 or 204. */
  forged: number;
  forgedAccepted: number;
  createdAt: number;
}
