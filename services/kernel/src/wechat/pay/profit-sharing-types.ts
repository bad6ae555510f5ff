export type ReceiverType = 'MERCHANT_ID' | 'PERSONAL_OPENID' | 'PERSONAL_SUB_OPENID';

export type ReceiverRelation =
  | 'STORE'
  | 'STAFF'
  | 'STORE_OWNER'
  | 'PARTNER'
  | 'HEADQUARTER'
  | 'BRAND'
  | 'DISTRIBUTOR'
  | 'USER'
  | 'SUPPLIER'
  | 'SERVICE_PROVIDER'
  | 'CUSTOM';

/** Who may be given a share. */
export interface ReceiverEntry {
  readonly type: ReceiverType;
  /** A merchant number or an openid. */
  readonly account: string;
  /** A merchant's full name, or a person's; encrypted on the way. */
  readonly name?: string;
  readonly relation: ReceiverRelation;
  /** With relation CUSTOM; at most 10 characters. */
  readonly customRelation?: string;
}

/** One share of an order. */
export interface Share {
  readonly type: ReceiverType;
  readonly account: string;
  readonly name?: string;
  readonly amountFen: number;
  /** Shortened to 80 bytes. */
  readonly description: string;
}

export interface SharingRequest {
  readonly transactionId: string;
  /** At most 64; the same one on every repetition. */
  readonly outOrderNo: string;
  /** At most 50. */
  readonly shares: readonly Share[];
  /** Gives what is left to the merchant; nothing can be shared afterwards. */
  readonly unfreezeRest: boolean;
}

export type SharingResult = 'PENDING' | 'SUCCESS' | 'CLOSED';

/** `FINISHED` does not mean that every receiver has the money: look at each. */
export interface SharingOrder {
  readonly orderId: string;
  readonly outOrderNo: string;
  readonly transactionId: string;
  readonly state: 'PROCESSING' | 'FINISHED';
  readonly receivers: readonly {
    readonly type: string;
    readonly account: string;
    readonly amountFen: number;
    readonly result: SharingResult;
    readonly failReason: string | null;
  }[];
}

export interface SharingReturnRequest {
  readonly outOrderNo: string;
  readonly outReturnNo: string;
  /** The merchant who gives back. */
  readonly returnMchId: string;
  readonly amountFen: number;
  readonly description: string;
}

export interface SharingReturn {
  readonly outOrderNo: string;
  readonly outReturnNo: string;
  readonly amountFen: number;
  readonly result: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly failReason: string | null;
}
