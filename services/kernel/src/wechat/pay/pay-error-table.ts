import type { wechatProblems } from '../../problems/catalogue/wechat.js';
import type { WechatActor, WechatRetry } from '../error-rules.js';

export interface PayRule {
  readonly problem: keyof typeof wechatProblems;
  readonly retry: Exclude<WechatRetry, 'refreshToken'>;
  readonly actor: WechatActor;
  readonly zh: string;
  readonly en: string;
}

function rule(
  problem: PayRule['problem'],
  retry: PayRule['retry'],
  actor: WechatActor,
  zh: string,
  en: string,
): PayRule {
  return { problem, retry, actor, zh, en };
}

/** Failures without a code of WeChat Pay's. */
export const localPayCodes = {
  network: 'LOCAL_NETWORK',
  timeout: 'LOCAL_TIMEOUT',
  unexpectedAnswer: 'LOCAL_UNEXPECTED_ANSWER',
  unverified: 'LOCAL_UNVERIFIED',
  undecipherable: 'LOCAL_UNDECIPHERABLE',
} as const;

const unavailable = (zh: string, en: string) => rule('wechat_pay.unavailable', 'backoff', 'nobody', zh, en);
const setup = (zh: string, en: string) => rule('wechat_pay.account_misconfigured', 'later', 'merchant', zh, en);
const frequency = rule(
  'wechat_pay.rate_limited',
  'backoff',
  'nobody',
  '调用过于频繁，稍后会自动重试。',
  'Too many calls; tried again shortly.',
);
const unknownOrder = rule(
  'wechat_pay.order_unknown',
  'never',
  'nobody',
  '微信支付没有该订单或退款单。',
  'WeChat Pay has no such order or refund.',
);
const paid = rule('wechat_pay.order_paid', 'never', 'nobody', '该订单已支付。', 'The order is paid already: query it.');
const closed = rule(
  'wechat_pay.order_closed',
  'never',
  'nobody',
  '订单已关闭，请重新下单。',
  'The order is closed: use a new order number.',
);

const differs = rule(
  'wechat_pay.order_number_used',
  'never',
  'platform',
  '同一订单号的支付参数与首次请求不一致，请重新下单。',
  'The order number was sent before with other values: use a new one, or the values of the first time.',
);
const foreignPayer = rule(
  'wechat_pay.payer_mismatch',
  'never',
  'nobody',
  '付款用户与小程序不匹配，请重新进入小程序。',
  'The openid does not belong to this AppID.',
);

/** Codes of WeChat Pay v3 (`shared/wechat/wechat-pay-v3.md` §8), written without underscores because old spellings still occur. */
export const payErrorTable: Readonly<Record<string, PayRule>> = {
  LOCALNETWORK: unavailable('暂时无法连接微信支付，请稍后再试。', 'WeChat Pay cannot be reached at the moment.'),
  LOCALTIMEOUT: unavailable('微信支付响应超时，请稍后再试。', 'WeChat Pay did not answer in time.'),
  LOCALUNEXPECTEDANSWER: rule(
    'wechat_pay.unexpected_answer',
    'never',
    'platform',
    '微信支付返回了无法识别的内容。',
    'WeChat Pay sent an answer this version does not understand.',
  ),
  LOCALUNVERIFIED: rule(
    'wechat_pay.unexpected_answer',
    'backoff',
    'merchant',
    '微信支付的应答未通过验签，请检查平台公钥与公钥ID。',
    'The answer is not signed with the configured key: check the WeChat Pay public key and its id.',
  ),
  LOCALUNDECIPHERABLE: setup(
    '无法用 APIv3 密钥解密微信支付的数据，请检查 APIv3 密钥。',
    'What WeChat Pay sent cannot be decrypted: check the APIv3 key.',
  ),
  PARAMERROR: rule(
    'wechat_pay.request_rejected',
    'never',
    'platform',
    '支付参数有误，请联系平台技术支持。',
    'A parameter was refused.',
  ),
  INVALIDREQUEST: rule(
    'wechat_pay.refused',
    'never',
    'platform',
    '支付请求不符合业务规则，请核对订单后重试。',
    'A business rule was broken, e.g. an order number was sent again with other values.',
  ),
  APPIDMCHIDNOTMATCH: setup(
    '商户号与小程序未绑定，请在商户平台绑定 AppID。',
    'The merchant number is not bound to this AppID: bind it in the merchant platform.',
  ),
  MCHNOTEXISTS: setup('商户号不存在，请检查商户号。', 'The merchant number does not exist.'),
  SIGNERROR: setup(
    '签名校验失败，请检查商户私钥、证书序列号与服务器时间。',
    'The signature was refused: check private key, certificate serial number and the clock of the server.',
  ),
  NOAUTH: setup('商户号未开通该产品权限，请在商户平台开通。', 'The merchant has not opened this product.'),
  ACCOUNTERROR: setup(
    '商户账户异常，请登录商户平台查看。',
    'The merchant account has a fault: see the merchant platform.',
  ),
  ORDERCLOSED: closed,
  ORDERPAID: paid,
  OUTTRADENOUSED: rule(
    'wechat_pay.order_number_used',
    'never',
    'platform',
    '商户订单号已被使用。',
    'The order number was used already.',
  ),
  RULELIMIT: rule(
    'wechat_pay.refused',
    'never',
    'nobody',
    '该交易受微信支付规则限制。',
    'A rule of WeChat Pay limits this transaction.',
  ),
  TRADEERROR: rule(
    'wechat_pay.refused',
    'never',
    'nobody',
    '交易失败，请更换支付方式或稍后再试。',
    'The transaction failed.',
  ),
  NOTENOUGH: rule(
    'wechat_pay.balance_too_low',
    'later',
    'merchant',
    '商户余额不足，充值后会自动重试退款。',
    'The merchant balance is too low: top it up; the same refund is tried again.',
  ),
  USERACCOUNTABNORMAL: rule(
    'wechat_pay.refused',
    'never',
    'merchant',
    '用户账户异常，请通过其他方式退款。',
    'The account of the user has a fault: refund by other means.',
  ),
  REQUESTBLOCKED: rule(
    'wechat_pay.refused',
    'never',
    'merchant',
    '微信支付拦截了该请求，请登录商户平台查看。',
    'WeChat Pay blocked the request: see the merchant platform.',
  ),
  ORDERNOTEXIST: unknownOrder,
  RESOURCENOTEXISTS: unknownOrder,
  NOSTATEMENTEXIST: rule(
    'wechat_pay.bill_missing',
    'never',
    'nobody',
    '该日没有账单：当天没有交易，或日期有误。',
    'There is no bill: nothing happened that day, or the date is wrong.',
  ),
  STATEMENTCREATING: rule(
    'wechat_pay.bill_not_ready',
    'later',
    'nobody',
    '账单生成中，稍后会自动重试。',
    'The bill is being written; it is fetched again later.',
  ),
  FREQUENCYLIMITED: frequency,
  RATELIMITEXCEEDED: frequency,
  SYSTEMERROR: unavailable(
    '微信支付系统繁忙，请稍后再试。',
    'WeChat Pay has a system error; the same request may be sent again.',
  ),
  OPENIDMISMATCH: foreignPayer,
  USERPAYING: rule('wechat_pay.refused', 'later', 'nobody', '用户正在支付中。', 'The user is paying at this moment.'),
};

const serverError = unavailable('微信支付服务异常，请稍后再试。', 'WeChat Pay answered with a server error.');
const unknownRule = rule(
  'wechat_pay.refused',
  'never',
  'platform',
  '微信支付拒绝了该操作，请提供错误编号联系技术支持。',
  'WeChat Pay refused with a code this version does not know.',
);

/** Some refusals share the code INVALID_REQUEST; the number at the end of Request-ID tells them apart (§8). */
const byInternalNumber: Readonly<Record<string, PayRule>> = {
  268449538: paid,
  268498689: paid,
  268447914: closed,
  268512771: unknownOrder,
  268447840: frequency,
  268498688: differs,
};

export interface PayFailure {
  readonly httpStatus: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string | null;
}

export function payRuleOf(failure: PayFailure): PayRule {
  const internal = byInternalNumber[failure.requestId?.split('-').at(-1) ?? ''];
  if (internal) return internal;
  // The one refusal that is only told in words: today's API answers it with PARAM_ERROR or INVALID_REQUEST.
  if (/openid/i.test(failure.message) && failure.message.includes('不匹配')) return foreignPayer;
  const named = payErrorTable[failure.code.replaceAll('_', '').toUpperCase()];
  if (named) return named;
  if (failure.httpStatus === 429) return frequency;
  return failure.httpStatus >= 500 ? serverError : unknownRule;
}
