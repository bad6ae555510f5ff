import { Problem } from '../../problems/problem.js';
import { encryptAsPlatform, newPayParties, signAsPlatform } from '../testing/pay-keys.js';
import type { PayAccount } from './pay-account.js';
import { openPayNotice } from './pay-notice.js';

const parties = newPayParties();
const { account } = parties;

const transaction = {
  appid: account.appId,
  mchid: account.mchId,
  out_trade_no: 'T0001-abc',
  transaction_id: '4200001234202411260000000001',
  trade_type: 'JSAPI',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  attach: '',
  success_time: '2026-11-20T10:34:56+08:00',
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  amount: { total: 1998, payer_total: 1998, currency: 'CNY', payer_currency: 'CNY' },
};

const refund = {
  mchid: account.mchId,
  transaction_id: transaction.transaction_id,
  out_trade_no: transaction.out_trade_no,
  refund_id: '50000000382019052709732678859',
  out_refund_no: 'R0001',
  refund_status: 'SUCCESS',
  success_time: '2026-11-21T10:34:56+08:00',
  user_received_account: '支付用户零钱',
  amount: { total: 1998, refund: 500, payer_total: 1998, payer_refund: 500 },
};

function noticeOf(eventType: string, plain: object | string, key = account.apiV3Key): Buffer {
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain);
  const type = eventType.startsWith('REFUND') ? 'refund' : 'transaction';
  return Buffer.from(
    JSON.stringify({
      id: 'EV-2018022511223320873',
      create_time: '2026-11-20T10:34:57+08:00',
      resource_type: 'encrypt-resource',
      event_type: eventType,
      summary: '支付成功',
      resource: { original_type: type, ...encryptAsPlatform(key, text, type) },
    }),
  );
}

function open(body: Buffer, headers: Record<string, string> = signAsPlatform(parties, body)) {
  return openPayNotice(account, (name) => headers[name], body);
}

function refusalOf(body: Buffer, headers?: Record<string, string>): unknown {
  try {
    open(body, headers);
  } catch (error) {
    if (error instanceof Problem) return [error.code, error.status, error.options.params?.['reason']];
    throw error;
  }
  return 'accepted';
}

const refusedFor = (reason: string) => ['wechat_pay.notice_refused', 401, reason];

describe('payment notices', () => {
  test('a paid order', () => {
    expect(open(noticeOf('TRANSACTION.SUCCESS', transaction))).toEqual({
      kind: 'transaction',
      id: 'EV-2018022511223320873',
      transaction: {
        appId: account.appId,
        mchId: account.mchId,
        outTradeNo: 'T0001-abc',
        transactionId: '4200001234202411260000000001',
        tradeState: 'SUCCESS',
        tradeStateDesc: '支付成功',
        bankType: 'OTHERS',
        attach: null,
        paidAt: new Date('2026-11-20T02:34:56Z'),
        payerOpenId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
        totalFen: 1998,
        payerTotalFen: 1998,
        subMchId: null,
      },
    });
  });

  test('a refund, with or without mchid', () => {
    const { mchid: _, ...withoutMerchant } = refund;
    for (const plain of [refund, withoutMerchant]) {
      expect(open(noticeOf('REFUND.SUCCESS', plain))).toMatchObject({
        kind: 'refund',
        refund: { outRefundNo: 'R0001', status: 'SUCCESS', refundFen: 500, totalFen: 1998 },
      });
    }
  });

  test('an event of another product is handed on as unknown', () => {
    expect(open(noticeOf('COUPON.USE', { stock_id: '1' }))).toMatchObject({ kind: 'unknown', eventType: 'COUPON.USE' });
  });

  test('refuses a wrong signature, an old timestamp, a probe and a notice without signature', () => {
    const body = noticeOf('TRANSACTION.SUCCESS', transaction);
    const headers = signAsPlatform(parties, body);
    const old = signAsPlatform(parties, body, { now: Date.now() - 301_000 });
    const probe = { ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` };

    expect(refusalOf(body, signAsPlatform(newPayParties(), body))).toEqual(refusedFor('signature'));
    expect(refusalOf(Buffer.concat([body, Buffer.from(' ')]), headers)).toEqual(refusedFor('signature'));
    expect(refusalOf(body, old)).toEqual(refusedFor('timestamp'));
    expect(refusalOf(body, probe)).toEqual(refusedFor('probe'));
    expect(refusalOf(body, {})).toEqual(refusedFor('headers'));
  });

  test('refuses what was encrypted with another key, for another merchant or another AppID', () => {
    const foreignKey = 'ffffffffffffffffffffffffffffffff';
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', transaction, foreignKey))).toEqual(refusedFor('decryption'));
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', { ...transaction, mchid: '1900000002' }))).toEqual(
      refusedFor('account'),
    );
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', { ...transaction, appid: 'wx0000000000000000' }))).toEqual(
      refusedFor('account'),
    );
    expect(refusalOf(noticeOf('REFUND.SUCCESS', { ...refund, mchid: '1900000002' }))).toEqual(refusedFor('account'));
  });

  test('refuses a signed body that is not a notice, and amounts that are not whole fen', () => {
    expect(refusalOf(Buffer.from('not json'))).toEqual(refusedFor('body'));
    expect(refusalOf(Buffer.from('[]'))).toEqual(refusedFor('body'));
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', 'not json'))).toEqual(refusedFor('body'));
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', { ...transaction, trade_state: 'MAYBE' }))).toEqual(
      refusedFor('body'),
    );
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', { ...transaction, amount: { total: 19.98 } }))).toEqual(
      refusedFor('body'),
    );
    expect(refusalOf(noticeOf('TRANSACTION.SUCCESS', { ...transaction, success_time: 'yesterday' }))).toEqual(
      refusedFor('body'),
    );
  });
});

describe('notices of a partner', () => {
  const partner: PayAccount = { ...account, partner: { appId: 'wxaaaaaaaaaaaaaaaa', subMchId: '1900000777' } };
  const { appid: _appid, mchid: _mchid, ...common } = transaction;
  const paid = {
    ...common,
    sp_appid: 'wxaaaaaaaaaaaaaaaa',
    sp_mchid: account.mchId,
    sub_appid: account.appId,
    sub_mchid: '1900000777',
  };
  const { mchid: _refundMchid, ...back } = refund;
  const openAs = (body: Buffer, of: PayAccount = partner) => {
    const headers = signAsPlatform(parties, body);
    return openPayNotice(of, (name) => headers[name], body);
  };

  test('name provider and sub merchant, and are refused when either is another', () => {
    expect(openAs(noticeOf('TRANSACTION.SUCCESS', paid))).toMatchObject({
      transaction: { appId: account.appId, mchId: account.mchId, subMchId: '1900000777' },
    });
    for (const change of [
      { sub_mchid: '1900000778' },
      { sp_mchid: '1900000778' },
      { sub_appid: 'wxffffffffffffffff' },
    ]) {
      expect(() => openAs(noticeOf('TRANSACTION.SUCCESS', { ...paid, ...change }))).toThrow('(account)');
    }
  });

  test('are none of a direct merchant, whose notices are none of a partner', () => {
    expect(() => openAs(noticeOf('TRANSACTION.SUCCESS', paid), account)).toThrow('(account)');
    expect(() => openAs(noticeOf('TRANSACTION.SUCCESS', transaction))).toThrow('(account)');
  });

  test.each([
    ['sp_mchid and sub_mchid', { sp_mchid: account.mchId, sub_mchid: '1900000777' }],
    ['mchid as in the sample', { mchid: account.mchId }],
    ['mchid of the sub merchant', { mchid: '1900000777' }],
    ['none', {}],
  ])('about refunds are accepted with %s', (_name, names) => {
    expect(openAs(noticeOf('REFUND.SUCCESS', { ...back, ...names }))).toMatchObject({
      kind: 'refund',
      refund: { outRefundNo: 'R0001' },
    });
  });

  test.each([{ mchid: '1999999999' }, { sub_mchid: '1999999999' }, { sp_mchid: '1999999999' }])(
    'about refunds are refused with %j',
    (names) => {
      expect(() => openAs(noticeOf('REFUND.SUCCESS', { ...back, ...names }))).toThrow('(account)');
    },
  );
});

test('a notice encrypted with the APIv3 key before its last change is still read', () => {
  const body = noticeOf('TRANSACTION.SUCCESS', transaction);
  const headers = signAsPlatform(parties, body);
  const renewed = { ...account, apiV3Key: 'f'.repeat(32), previousApiV3Key: account.apiV3Key };

  expect(openPayNotice(renewed, (name) => headers[name], body)).toMatchObject({ kind: 'transaction' });
});
