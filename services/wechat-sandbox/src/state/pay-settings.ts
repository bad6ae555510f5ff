import { type TProperties, Type } from 'typebox';
import { choice, count, flag, ms } from './setting-schemas.js';

/** Limits of WeChat Pay as wechat-pay-v3.md §3.2, §5, §7, §8, §9 and §10 name them. Delays are divided by `timeScale`. */
export const payProperties = {
  payRefundIntervalMs: ms(60_000, 'between two refunds of one order'),
  payMaxRefunds: count(50, 'refunds of one order'),
  payRefundableDays: count(365, 'how long after its payment an order can be refunded'),
  payCloseAfterMs: ms(0, 'an order younger than this cannot be closed (older documents: five minutes)'),
  paySharingMs: ms(1000, 'how long a share or its return takes'),
  payShareAfterMs: ms(60_000, 'from the payment to the first share'),
  payMaxSharingRatio: count(3000, 'largest part of an order that may be shared, in basis points'),
  payPersonalMonthlyFen: count(20_000_000, 'what a person receives in shares a month (RECEIVER_RECEIPT_LIMIT)'),
  payAutoUnfreezeDays: count(30, 'after so many days the rest of a shared order is released'),
  payBillFromHour: Type.Integer({
    minimum: 0,
    maximum: 24,
    default: 0,
    description: 'hour in China from which yesterday’s bill is ready (STATEMENT_CREATING before); WeChat: 10',
  }),
  payBillMonths: count(3, 'how many months back bills are given'),
  payRefuseReplayedNonce: flag(true, 'a nonce_str works once (SIGN_ERROR)'),
  payRefuseUnknownSerial: flag(true, 'unconfirmed: a Wechatpay-Serial that is unknown is refused (PARAM_ERROR)'),
  payResubmitRefreshesExpiry: flag(
    true,
    'unconfirmed: an identical prepay makes an order payable whose time_expire is over',
  ),
  payPartnerRefundNotice: choice(['sp_mchid', 'mchid'], {
    default: 'sp_mchid',
    description:
      'unconfirmed: whether a partner’s refund notice names sp_mchid and sub_mchid, or mchid as the sample does',
  }),
  payMigrationPercents: Type.Array(Type.Number({ minimum: 0, maximum: 100 }), {
    minItems: 1,
    maxItems: 100,
    default: [0.1, 1, 5, 10, 20, 50, 100],
    description: 'share of notices signed with the public key on each day of a migration',
  }),
  payComplaintAnswerHours: count(24, 'unconfirmed: how long a merchant has to answer a complaint'),
  payRatePerSecond: Type.Record(Type.String({ maxLength: 40 }), Type.Integer({ minimum: 0 }), {
    default: {
      prepay: 600,
      query: 1800,
      refund: 150,
      failedRefund: 6,
      refundQuery: 300,
      sharing: 300,
      sharingQuery: 500,
      sharingReturn: 100,
    },
    description:
      'calls a second and merchant by kind; 429 FREQUENCY_LIMITED beyond; a kind not named keeps its default',
  }),
} satisfies TProperties;
