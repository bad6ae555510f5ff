export type ReceiverType = 'MERCHANT_ID' | 'PERSONAL_OPENID' | 'PERSONAL_SUB_OPENID';

/** Who may receive a share of a merchant's orders; wechat-pay-v3.md §10. */
export interface SharingReceiver {
  mchid: string;
  subMchid: string | null;
  type: ReceiverType;
  account: string;
  name: string | null;
  relationType: string;
  customRelation: string | null;
  /** When set, every share to this receiver is CLOSED for this reason. */
  failReason: string | null;
}

export interface SharingOrder {
  mchid: string;
  subMchid: string | null;
  orderId: string;
  outOrderNo: string;
  transactionId: string;
  fingerprint: string;
  state: 'PROCESSING' | 'FINISHED';
  unfreezeUnsplit: boolean;
  /** An unfreeze has one receiver, the merchant itself. */
  isUnfreeze: boolean;
  receivers: SharingShare[];
  createdAt: number;
}

export interface SharingShare {
  detailId: string;
  type: ReceiverType;
  account: string;
  amountFen: number;
  description: string;
  result: 'PENDING' | 'SUCCESS' | 'CLOSED';
  failReason: string | null;
  createdAt: number;
  finishedAt: number | null;
}

export interface SharingReturn {
  mchid: string;
  subMchid: string | null;
  orderId: string;
  outOrderNo: string;
  transactionId: string;
  returnId: string;
  outReturnNo: string;
  returnMchid: string;
  amountFen: number;
  description: string;
  fingerprint: string;
  result: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  failReason: string | null;
  createdAt: number;
  finishedAt: number | null;
}
