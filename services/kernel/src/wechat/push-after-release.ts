import type { PushFields } from './push-fields.js';
import type { EventPush } from './push-types.js';

/** What every event has. */
export type EventFacts = Pick<EventPush, 'dedupKey' | 'createdAt' | 'userName'>;

/** Events about shoppers, their messages and orders, and about violations (`shared/wechat/login-and-user.md` §§4, 5.2, 6.4, 9). */
export function readAfterReleaseEvent(name: string, fields: PushFields, base: EventFacts): EventPush | null {
  switch (name) {
    case 'user_authorization_revoke':
      return {
        kind: 'shopperRevoked',
        ...base,
        openId: fields.text('OpenID'),
        revokeInfo: fields.optionalText('RevokeInfo') ?? '',
      };
    case 'user_authorization_cancellation':
      return { kind: 'shopperCancelled', ...base, openId: fields.text('OpenID') };
    case 'wxa_media_check':
      return { kind: 'mediaChecked', ...base, ...verdictOf(fields) };
    case 'subscribe_msg_popup_event':
      return { kind: 'subscriptionsAnswered', ...base, ...answersOf(fields, 'SubscribeMsgPopupEvent') };
    case 'subscribe_msg_change_event':
      return { kind: 'subscriptionsAnswered', ...base, ...answersOf(fields, 'SubscribeMsgChangeEvent') };
    case 'subscribe_msg_sent_event':
      return {
        kind: 'subscribeMessagesSent',
        ...base,
        openId: fields.text('FromUserName'),
        results: listOf(fields, 'SubscribeMsgSentEvent').map((item) => ({
          templateId: item.text('TemplateId'),
          messageId: item.optionalText('MsgID') ?? '',
          errorCode: item.integer('ErrorCode'),
        })),
      };
    case 'trade_manage_remind_access_api':
      return { kind: 'tradeManagementInvited', ...base, message: fields.optionalText('msg') ?? '' };
    case 'wxa_trade_controlled':
      return { kind: 'tradeControlled', ...base, message: fields.optionalText('msg') ?? '' };
    case 'trade_manage_remind_shipping':
      return {
        kind: 'shippingReminded',
        ...base,
        ...tradeOf(fields),
        paidAt: fields.time('pay_time'),
        message: fields.optionalText('msg') ?? '',
      };
    case 'trade_manage_order_settlement':
      return {
        kind: 'orderSettlement',
        ...base,
        ...tradeOf(fields),
        confirmedBy: confirmations[fields.optionalInteger('confirm_receive_method') ?? 0] ?? null,
        // The estimate that comes with the shipment is not a settlement.
        settledAt: fields.optionalTime('settlement_time'),
      };
    case 'wxa_punish_event':
      return { kind: 'punished', ...base, detail: punishmentOf(fields) };
    default:
      return null;
  }
}

const confirmations: Readonly<Record<number, 'shopper' | 'time'>> = { 1: 'shopper', 2: 'time' };

function tradeOf(fields: PushFields) {
  return {
    transactionId: fields.text('transaction_id'),
    outTradeNo: fields.optionalText('merchant_trade_no') ?? '',
  };
}

/** Without a verdict (WeChat could not fetch the picture, or says something new) nobody knows: "review" asks a person. */
function verdictOf(fields: PushFields) {
  const result = fields.optionalObject('result');
  const suggested = result?.optionalText('suggest');
  const suggestion: 'pass' | 'review' | 'risky' = suggested === 'pass' || suggested === 'risky' ? suggested : 'review';
  return {
    traceId: fields.text('trace_id'),
    errcode: fields.optionalInteger('errcode') ?? 0,
    suggestion,
    label: result?.optionalInteger('label') ?? 0,
  };
}

/** XML nests the list below a name of its own; an account that chose JSON gets it at the top. */
function listOf(fields: PushFields, nest: string): PushFields[] {
  return (fields.optionalObject(nest) ?? fields).objects('List');
}

function answersOf(fields: PushFields, nest: string) {
  return {
    openId: fields.text('FromUserName'),
    answers: listOf(fields, nest).map((item) => ({
      templateId: item.text('TemplateId'),
      accepted: item.optionalText('SubscribeStatusString')?.toLowerCase() === 'accept',
    })),
  };
}

/** Whatever WeChat writes about a violation must reach the merchant: what is not a JSON object is kept as `text`. */
function punishmentOf(fields: PushFields): Readonly<Record<string, unknown>> {
  const nested = fields.optionalObject('detail');
  if (nested) return nested.all;
  const text = fields.optionalText('detail') ?? '';
  try {
    const detail: unknown = JSON.parse(text);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return { ...detail };
  } catch {
    return { text };
  }
  return { text };
}
