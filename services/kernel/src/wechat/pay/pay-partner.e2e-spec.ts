import { createVerify } from 'node:crypto';
import { newPayParties, signAsPlatform } from '../testing/pay-keys.js';
import { type RecordedAnswer, RecordedWechat } from '../testing/recorded-wechat.js';
import type { PayAccount } from './pay-account.js';
import { PayClient } from './pay-client.js';
import { localPayCodes } from './pay-error-table.js';
import { cashierMessage } from './pay-signer.js';
import { type PayCallOutcome, PayTransport } from './pay-transport.js';

const parties = newPayParties();
const account: PayAccount = {
  ...parties.account,
  mchId: '1900000109',
  appId: 'wxsub0000000000001',
  partner: { appId: 'wxsp00000000000001', subMchId: '1900000777' },
};
const TRANSACTIONS = '/v3/pay/partner/transactions';
const paid = {
  sp_appid: 'wxsp00000000000001',
  sp_mchid: '1900000109',
  sub_appid: 'wxsub0000000000001',
  sub_mchid: '1900000777',
  out_trade_no: 'T0001-abc',
  transaction_id: '4200000001',
  trade_state: 'SUCCESS',
  success_time: '2026-11-26T10:34:56+08:00',
  payer: { sub_openid: 'o1' },
  amount: { total: 1998, payer_total: 1998, currency: 'CNY' },
};

function signed(body: object | '', status = 200): RecordedAnswer {
  const text = body === '' ? '' : JSON.stringify(body);
  return { status, body: text, headers: { 'content-type': 'application/json', ...signAsPlatform(parties, text) } };
}

describe('WeChat Pay in partner mode', () => {
  let wechat: RecordedWechat;
  let pay: PayClient;
  const observed: PayCallOutcome[] = [];

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
    const options = {
      backoffMs: 1,
      timeoutMs: 2_000,
      observe: (outcome: PayCallOutcome) => void observed.push(outcome),
    };
    pay = new PayClient(new PayTransport(wechat.settings, options));
  });
  beforeEach(() => wechat.reset());
  afterAll(() => wechat.stop());

  test('prepay names provider and sub merchant, and the payer under the sub merchant’s mini-program', async () => {
    wechat.on(`${TRANSACTIONS}/jsapi`, () => signed({ prepay_id: 'wx2611' }));

    await pay.prepay(account, {
      outTradeNo: 'T0001-abc',
      description: '花束',
      totalFen: 1998,
      openId: 'o1',
      notifyUrl: 'https://shop.example.com/pay',
      profitSharing: true,
    });

    expect(JSON.parse(wechat.calls[0]?.body ?? '')).toEqual({
      sp_appid: 'wxsp00000000000001',
      sub_appid: 'wxsub0000000000001',
      sp_mchid: '1900000109',
      sub_mchid: '1900000777',
      description: '花束',
      out_trade_no: 'T0001-abc',
      notify_url: 'https://shop.example.com/pay',
      settle_info: { profit_sharing: true },
      amount: { total: 1998, currency: 'CNY' },
      payer: { sub_openid: 'o1' },
    });
    // The signing merchant is never the sub merchant.
    expect(wechat.calls[0]?.headers.authorization).toContain('mchid="1900000109"');
  });

  test('the cashier is signed for the sub merchant’s mini-program with the provider’s key', () => {
    const cashier = pay.cashierArguments(account, 'wx2611');
    const message = cashierMessage('wxsub0000000000001', cashier.timeStamp, cashier.nonceStr, 'wx2611');

    const verifier = createVerify('sha256').update(message);
    expect(verifier.verify(parties.merchantPublicKey, cashier.paySign, 'base64')).toBe(true);
  });

  test('query and close carry both numbers; an answer about another sub merchant is not believed', async () => {
    const path = `${TRANSACTIONS}/out-trade-no/T0001-abc`;
    wechat.on(path, () => signed(paid));
    wechat.on(`${path}/close`, () => signed('', 204));

    expect(await pay.queryOrder(account, 'T0001-abc')).toMatchObject({
      appId: 'wxsub0000000000001',
      mchId: '1900000109',
      subMchId: '1900000777',
      payerOpenId: 'o1',
    });
    expect(wechat.calls[0]?.query).toEqual({ sp_mchid: '1900000109', sub_mchid: '1900000777' });
    await pay.closeOrder(account, 'T0001-abc');
    expect(JSON.parse(wechat.calls[1]?.body ?? '')).toEqual({ sp_mchid: '1900000109', sub_mchid: '1900000777' });

    wechat.on(path, () => signed({ ...paid, sub_mchid: '1900000778' }));
    await expect(pay.queryOrder(account, 'T0001-abc')).rejects.toMatchObject({ code: localPayCodes.unexpectedAnswer });
    // An unpaid order's answer may leave the mini-program out.
    wechat.on(path, () => signed({ ...paid, sub_appid: undefined, trade_state: 'NOTPAY' }));
    expect(await pay.queryOrder(account, 'T0001-abc')).toMatchObject({ appId: null, tradeState: 'NOTPAY' });
  });

  test('refunds share the direct path and add the sub merchant', async () => {
    const refund = {
      refund_id: '5030000001',
      out_refund_no: 'R0001',
      transaction_id: '4200000001',
      out_trade_no: 'T0001-abc',
      status: 'PROCESSING',
      amount: { refund: 500, total: 1998 },
    };
    wechat.on('/v3/refund/domestic/refunds', () => signed(refund));
    wechat.on('/v3/refund/domestic/refunds/R0001', () => signed(refund));

    await pay.refund(account, { outTradeNo: 'T0001-abc', outRefundNo: 'R0001', refundFen: 500, totalFen: 1998 });
    await pay.queryRefund(account, 'R0001');

    expect(JSON.parse(wechat.calls[0]?.body ?? '')).toMatchObject({
      sub_mchid: '1900000777',
      out_trade_no: 'T0001-abc',
    });
    expect(wechat.calls[1]?.query).toEqual({ sub_mchid: '1900000777' });
  });

  test('every attempt is told to whoever measures, under a name without numbers', () => {
    const names = new Set(observed.map(({ path }) => path));

    expect(names).toContain(`${TRANSACTIONS}/out-trade-no/{no}/close`);
    expect([...names].some((name) => name.includes('T0001'))).toBe(false);
    expect(observed.every(({ code, durationMs }) => code === 'OK' && durationMs >= 0)).toBe(true);
  });
});
