import { integer, list, matching, merchantNumber, money, object, text } from '../body-schema.js';

export interface RefundBody {
  sub_mchid?: string;
  transaction_id?: string;
  out_trade_no?: string;
  out_refund_no: string;
  reason?: string;
  notify_url?: string;
  funds_account?: 'AVAILABLE' | 'UNSETTLED';
  amount: {
    refund: number;
    total: number;
    currency: 'CNY';
    from?: { account: 'AVAILABLE' | 'UNAVAILABLE'; amount: number }[];
  };
  goods_detail?: { refund_amount: number }[];
}

/** wechat-pay-v3.md §7. */
export const refundSchema = object(
  {
    sub_mchid: text(32),
    transaction_id: text(32),
    out_trade_no: text(32, 6),
    out_refund_no: merchantNumber,
    reason: text(80),
    notify_url: text(256),
    funds_account: { enum: ['AVAILABLE', 'UNSETTLED'] },
    amount: object(
      {
        refund: money,
        total: money,
        currency: { const: 'CNY' },
        from: list(
          object({ account: { enum: ['AVAILABLE', 'UNAVAILABLE'] }, amount: money }, ['account', 'amount']),
          2,
        ),
      },
      ['refund', 'total', 'currency'],
    ),
    goods_detail: list(
      object(
        {
          merchant_goods_id: text(32),
          wechatpay_goods_id: text(32),
          goods_name: text(256),
          unit_price: integer(),
          refund_amount: integer(),
          refund_quantity: integer(1),
        },
        ['merchant_goods_id', 'unit_price', 'refund_amount', 'refund_quantity'],
      ),
      6000,
    ),
  },
  ['out_refund_no', 'amount'],
);

export interface AbnormalRefundBody {
  sub_mchid?: string;
  out_refund_no: string;
  type: 'USER_BANK_CARD' | 'MERCHANT_BANK_CARD';
  bank_type?: string;
  bank_account?: string;
  real_name?: string;
}

/** Account and name are encrypted; they are needed for the shopper's card only. */
export const abnormalRefundSchema = object(
  {
    sub_mchid: text(32),
    out_refund_no: merchantNumber,
    type: { enum: ['USER_BANK_CARD', 'MERCHANT_BANK_CARD'] },
    bank_type: matching('^[A-Z_]{1,16}$'),
    bank_account: text(1024),
    real_name: text(1024),
  },
  ['out_refund_no', 'type'],
);
