/** One movement of a merchant's account: what the fund flow bill lists (wechat-pay-v3.md §9). */
export interface FundEntry {
  mchid: string;
  bookedAt: number;
  account: 'BASIC' | 'OPERATION' | 'FEES';
  /** 微信支付业务单号: transaction, refund or sharing id. */
  businessNo: string;
  flowNo: string;
  /** 业务名称 and 业务类型. */
  name: string;
  type: string;
  /** Above zero comes in, below goes out. */
  amountFen: number;
  /** After this entry. */
  balanceFen: number;
  remark: string;
  /** 业务凭证号: the merchant's own number. */
  voucherNo: string;
}

/** A trade bill that does not tell the truth, so that a reconciliation has something to find. */
export interface BillFault {
  mchid: string;
  kind: 'missing' | 'extra' | 'amount';
  /** null = the first payment of the bill. */
  outTradeNo: string | null;
}
