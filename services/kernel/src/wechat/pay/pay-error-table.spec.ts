import { problemCatalogue } from '../../problems/catalogue.js';
import { PayError } from './pay-error.js';
import { localPayCodes, payErrorTable, payRuleOf } from './pay-error-table.js';

// `shared/wechat/wechat-pay-v3.md` §8, old spellings included.
const documented = [
  'PARAM_ERROR',
  'INVALID_REQUEST',
  'APPID_MCHID_NOT_MATCH',
  'MCH_NOT_EXISTS',
  'ORDER_CLOSED',
  'SIGN_ERROR',
  'NO_AUTH',
  'OUT_TRADE_NO_USED',
  'RULE_LIMIT',
  'TRADE_ERROR',
  'ACCOUNT_ERROR',
  'NOT_ENOUGH',
  'USER_ACCOUNT_ABNORMAL',
  'REQUEST_BLOCKED',
  'ORDER_NOT_EXIST',
  'ORDERNOTEXIST',
  'RESOURCE_NOT_EXISTS',
  'FREQUENCY_LIMITED',
  'RATELIMIT_EXCEEDED',
  'SYSTEM_ERROR',
  'SYSTEMERROR',
  'OPENID_MISMATCH',
  'USERPAYING',
  'USER_PAYING',
  'ORDERPAID',
];
const unnamed = { httpStatus: 400, code: 'NOBODY_KNOWS_THIS', message: '', requestId: null };

describe('pay error table', () => {
  test('knows every documented code in every spelling', () => {
    const unknown = payRuleOf(unnamed);
    for (const code of [...documented, ...Object.values(localPayCodes)]) {
      expect([code, payRuleOf({ ...unnamed, code }) === unknown]).toEqual([code, false]);
    }
  });

  test('gives every row a problem of the catalogue and a text in both languages', () => {
    for (const [code, rule] of Object.entries(payErrorTable)) {
      expect([code, rule.problem in problemCatalogue]).toEqual([code, true]);
      expect([code, /\p{Script=Han}/u.test(rule.zh), /^[A-Za-z]/.test(rule.en)]).toEqual([code, true, true]);
    }
  });

  test('a code nobody knows is judged by its HTTP status', () => {
    expect(payRuleOf(unnamed)).toMatchObject({ problem: 'wechat_pay.refused', retry: 'never' });
    expect(payRuleOf({ ...unnamed, httpStatus: 429 })).toMatchObject({ retry: 'backoff' });
    expect(payRuleOf({ ...unnamed, code: '', httpStatus: 502 })).toMatchObject({
      problem: 'wechat_pay.unavailable',
      retry: 'backoff',
    });
  });

  test('the number at the end of Request-ID tells an order that is paid from other refusals', () => {
    const error = new PayError({
      httpStatus: 400,
      code: 'INVALID_REQUEST',
      message: '该订单已支付',
      path: '/v3/pay/transactions/jsapi',
      requestId: '08F78BB0B90610D70118AED2D5BE0120-268498689',
    });

    expect(error.problem).toBe('wechat_pay.order_paid');
    expect(error.toProblem().toDocument('en')).toMatchObject({
      code: 'wechat_pay.order_paid',
      status: 409,
      wechatPay: { code: 'INVALID_REQUEST' },
    });
  });

  test('a payer of another mini-program is told apart by the words, an order sent with other values by its number', () => {
    const refused = { ...unnamed, code: 'INVALID_REQUEST' };

    expect(payRuleOf({ ...refused, message: 'appid和openid不匹配' }).problem).toBe('wechat_pay.payer_mismatch');
    expect(payRuleOf({ ...refused, requestId: '08F7-268498688' }).problem).toBe('wechat_pay.order_number_used');
    expect(payRuleOf(refused).problem).toBe('wechat_pay.refused');
  });
});
