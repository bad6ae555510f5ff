import { WechatAnswer } from '../wechat-answer.js';
import { WechatError } from '../wechat-error.js';
import { localPayError } from './pay-error.js';
import type { PayRefund, PayTransaction, RefundStatus, TradeState } from './pay-types.js';

const tradeStates: readonly TradeState[] = [
  'SUCCESS',
  'REFUND',
  'NOTPAY',
  'CLOSED',
  'REVOKED',
  'USERPAYING',
  'PAYERROR',
];
const refundStatuses: readonly RefundStatus[] = ['SUCCESS', 'CLOSED', 'PROCESSING', 'ABNORMAL'];

/** Reads verified JSON of WeChat Pay. @throws PayError `unexpectedAnswer` naming the field that is missing or of a wrong type. */
export function readPayJson<T>(path: string, text: string, read: (answer: WechatAnswer) => T): T {
  try {
    return read(new WechatAnswer(JSON.parse(text), path));
  } catch (error) {
    if (error instanceof WechatError || error instanceof SyntaxError) {
      throw localPayError('unexpectedAnswer', path, error instanceof WechatError ? error.errmsg : 'not JSON');
    }
    throw error;
  }
}

/** `shared/wechat/wechat-pay-v3.md` §5, direct and partner; of an unpaid order most members are absent. */
export function readTransaction(answer: WechatAnswer): PayTransaction {
  const amount = answer.optionalObject('amount');
  const isPartner = answer.has('sp_mchid');
  const payer = answer.optionalObject('payer');
  return {
    appId: isPartner ? answer.optionalText('sub_appid') || null : answer.filledText('appid'),
    mchId: answer.filledText(isPartner ? 'sp_mchid' : 'mchid'),
    subMchId: isPartner ? answer.filledText('sub_mchid') : null,
    outTradeNo: answer.filledText('out_trade_no'),
    transactionId: answer.optionalText('transaction_id') || null,
    tradeState: oneOf(answer, 'trade_state', tradeStates),
    tradeStateDesc: answer.optionalText('trade_state_desc') ?? '',
    bankType: answer.optionalText('bank_type') || null,
    attach: answer.optionalText('attach') || null,
    paidAt: optionalTime(answer, 'success_time'),
    payerOpenId: payer?.optionalText('openid') || payer?.optionalText('sub_openid') || null,
    totalFen: amount?.optionalInteger('total') ?? null,
    payerTotalFen: amount?.optionalInteger('payer_total') ?? null,
  };
}

/** §7. Answers say `status`, notices `refund_status`. */
export function readRefund(answer: WechatAnswer): PayRefund {
  const amount = answer.object('amount');
  return {
    refundId: answer.filledText('refund_id'),
    outRefundNo: answer.filledText('out_refund_no'),
    transactionId: answer.filledText('transaction_id'),
    outTradeNo: answer.filledText('out_trade_no'),
    status: oneOf(answer, answer.has('refund_status') ? 'refund_status' : 'status', refundStatuses),
    refundedAt: optionalTime(answer, 'success_time'),
    refundFen: amount.integer('refund'),
    totalFen: amount.integer('total'),
  };
}

function oneOf<T extends string>(answer: WechatAnswer, name: string, known: readonly T[]): T {
  const value = known.find((candidate) => candidate === answer.text(name));
  if (value === undefined) throw answer.unexpected(name, `one of ${known.join(', ')}`);
  return value;
}

function optionalTime(answer: WechatAnswer, name: string): Date | null {
  const value = answer.optionalText(name);
  if (!value) return null;
  const time = new Date(value);
  if (Number.isNaN(time.getTime())) throw answer.unexpected(name, 'a time');
  return time;
}
