import { verify } from 'node:crypto';
import { newPayParties, signAsPlatform } from '../testing/pay-keys.js';
import { type ReceivedCall, type RecordedAnswer, RecordedWechat } from '../testing/recorded-wechat.js';
import { PayClient } from './pay-client.js';
import { localPayCodes } from './pay-error-table.js';
import { requestMessage } from './pay-signer.js';
import { PayTransport } from './pay-transport.js';

const parties = newPayParties();
const { account } = parties;
const JSAPI = '/v3/pay/transactions/jsapi';
const REFUNDS = '/v3/refund/domestic/refunds';

function signed(body: object | '', status = 200): RecordedAnswer {
  const text = body === '' ? '' : JSON.stringify(body);
  return { status, body: text, headers: { 'content-type': 'application/json', ...signAsPlatform(parties, text) } };
}

function failed(status: number, code: string, requestId?: string): RecordedAnswer {
  return { status, body: { code, message: '…' }, ...(requestId && { headers: { 'request-id': requestId } }) };
}

describe('WeChat Pay', () => {
  let wechat: RecordedWechat;
  let pay: PayClient;
  const order = {
    outTradeNo: 'T0001-abc',
    description: '玫瑰🌹花束',
    totalFen: 1998,
    openId: 'o1',
    notifyUrl: 'https://shop.example.com/pay/wechat/notice',
  };

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
    pay = new PayClient(new PayTransport(wechat.settings, { backoffMs: 1, timeoutMs: 20_000 }));
  });
  beforeEach(() => wechat.reset());
  afterAll(() => wechat.stop());

  const isSignedByMerchant = (call: ReceivedCall | undefined): boolean => {
    const values = Object.fromEntries(
      [...(call?.headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const request = { method: call?.method as 'GET', pathAndQuery: call?.pathAndQuery ?? '', body: call?.body ?? '' };
    const message = requestMessage(request, values['timestamp'] ?? '', values['nonce_str'] ?? '');
    return verify(
      'sha256',
      Buffer.from(message),
      parties.merchantPublicKey,
      Buffer.from(values['signature'] ?? '', 'base64'),
    );
  };

  test('prepay sends exactly the documented members, signed, and names the key of the answer', async () => {
    wechat.on(JSAPI, () => signed({ prepay_id: 'wx2611' }));

    const prepayId = await pay.prepay(account, { ...order, expiresAt: new Date('2026-11-26T02:34:56.789Z') });

    expect(prepayId).toBe('wx2611');
    const call = wechat.calls[0];
    expect(JSON.parse(call?.body ?? '')).toEqual({
      appid: account.appId,
      mchid: account.mchId,
      description: '玫瑰花束',
      out_trade_no: 'T0001-abc',
      time_expire: '2026-11-26T10:34:56+08:00',
      notify_url: order.notifyUrl,
      amount: { total: 1998, currency: 'CNY' },
      payer: { openid: 'o1' },
    });
    expect(call?.headers).toMatchObject({
      'wechatpay-serial': account.platformPublicKeyId,
      accept: 'application/json',
      'content-type': 'application/json',
    });
    expect(call?.headers['user-agent']).toBeTruthy();
    expect(isSignedByMerchant(call)).toBe(true);
  });

  test('an answer with a wrong, old or missing signature is not believed', async () => {
    const text = JSON.stringify({ prepay_id: 'wx2611' });
    const forged = signAsPlatform(newPayParties(), text);
    const old = signAsPlatform(parties, text, { now: Date.now() - 400_000 });
    for (const headers of [forged, old, {}]) {
      wechat.on(JSAPI, () => ({ body: text, headers }));
      await expect(pay.prepay(account, order)).rejects.toMatchObject({ code: localPayCodes.unverified });
    }
  });

  test('a server error and a cut connection are tried again with the same values; refusals are not', async () => {
    wechat.onSequence(JSAPI, failed(500, 'SYSTEM_ERROR'), { drop: true }, signed({ prepay_id: 'wx2611' }));
    expect(await pay.prepay(account, order)).toBe('wx2611');
    expect(new Set(wechat.calls.map(({ body }) => body)).size).toBe(1);

    for (const [answer, problem] of [
      [failed(400, 'PARAM_ERROR'), 'wechat_pay.request_rejected'],
      [failed(403, 'OUT_TRADE_NO_USED'), 'wechat_pay.order_number_used'],
      [failed(400, 'INVALID_REQUEST', '08F7-268498689'), 'wechat_pay.order_paid'],
      [failed(400, 'ORDER_CLOSED'), 'wechat_pay.order_closed'],
      [failed(429, 'FREQUENCY_LIMITED'), 'wechat_pay.rate_limited'],
    ] as const) {
      wechat.reset();
      wechat.on(JSAPI, () => answer);
      await expect(pay.prepay(account, order)).rejects.toMatchObject({ problem });
      expect(wechat.calls).toHaveLength(1);
    }
  });

  test('a time-out is an error that may be tried again later', async () => {
    const hasty = new PayClient(new PayTransport(wechat.settings, { timeoutMs: 60 }));
    wechat.on(JSAPI, () => ({ hang: true }));

    await expect(hasty.prepay(account, order)).rejects.toMatchObject({ code: localPayCodes.timeout, retry: 'backoff' });
  });

  test('an order is queried by its number; unpaid, paid, unknown', async () => {
    const path = '/v3/pay/transactions/out-trade-no/T0001-abc';
    const unpaid = { appid: account.appId, mchid: account.mchId, out_trade_no: 'T0001-abc', trade_state: 'NOTPAY' };
    wechat.on(path, () => signed(unpaid));
    expect(await pay.queryOrder(account, 'T0001-abc')).toMatchObject({
      tradeState: 'NOTPAY',
      transactionId: null,
      totalFen: null,
    });
    expect(wechat.calls[0]).toMatchObject({ method: 'GET', query: { mchid: account.mchId } });
    expect(isSignedByMerchant(wechat.calls[0])).toBe(true);

    wechat.on(path, () =>
      signed({ ...unpaid, trade_state: 'SUCCESS', transaction_id: '42', amount: { total: 1998, payer_total: 1900 } }),
    );
    expect(await pay.queryOrder(account, 'T0001-abc')).toMatchObject({
      tradeState: 'SUCCESS',
      transactionId: '42',
      totalFen: 1998,
    });

    for (const code of ['ORDER_NOT_EXIST', 'ORDERNOTEXIST']) {
      wechat.on(path, () => failed(404, code));
      expect(await pay.queryOrder(account, 'T0001-abc')).toBeNull();
    }
  });

  test('an answer about another order is not believed', async () => {
    wechat.on('/v3/pay/transactions/out-trade-no/T0001-abc', () =>
      signed({ appid: account.appId, mchid: account.mchId, out_trade_no: 'T0002', trade_state: 'SUCCESS' }),
    );

    await expect(pay.queryOrder(account, 'T0001-abc')).rejects.toMatchObject({ code: localPayCodes.unexpectedAnswer });
  });

  test('close answers 204, signed over an empty body', async () => {
    const path = '/v3/pay/transactions/out-trade-no/T0001-abc/close';
    wechat.on(path, () => signed('', 204));
    await pay.closeOrder(account, 'T0001-abc');
    expect(wechat.calls[0]?.body).toBe(`{"mchid":"${account.mchId}"}`);

    wechat.on(path, () => ({ status: 204 }));
    await expect(pay.closeOrder(account, 'T0001-abc')).rejects.toMatchObject({ code: localPayCodes.unverified });
  });

  test('a refund is asked for and queried by its own number', async () => {
    const answer = {
      refund_id: '5030',
      out_refund_no: 'R0001',
      transaction_id: '42',
      out_trade_no: 'T0001-abc',
      status: 'PROCESSING',
      amount: { total: 1998, refund: 500 },
    };
    wechat.on(REFUNDS, () => signed(answer));

    const refund = await pay.refund(account, {
      outTradeNo: 'T0001-abc',
      outRefundNo: 'R0001',
      refundFen: 500,
      totalFen: 1998,
      reason: '七天无理由',
      notifyUrl: order.notifyUrl,
    });

    expect(refund).toMatchObject({ status: 'PROCESSING', refundFen: 500, refundedAt: null });
    expect(JSON.parse(wechat.calls[0]?.body ?? '')).toEqual({
      out_trade_no: 'T0001-abc',
      out_refund_no: 'R0001',
      reason: '七天无理由',
      notify_url: order.notifyUrl,
      amount: { refund: 500, total: 1998, currency: 'CNY' },
    });

    wechat.on(`${REFUNDS}/R0001`, () =>
      signed({ ...answer, status: 'SUCCESS', success_time: '2026-11-26T10:34:56+08:00' }),
    );
    expect(await pay.queryRefund(account, 'R0001')).toMatchObject({
      status: 'SUCCESS',
      refundedAt: new Date('2026-11-26T02:34:56Z'),
    });
    wechat.on(`${REFUNDS}/R0001`, () => failed(404, 'RESOURCE_NOT_EXISTS'));
    expect(await pay.queryRefund(account, 'R0001')).toBeNull();
  });

  test('a refund the balance cannot bear is to be tried later by the merchant', async () => {
    wechat.on(REFUNDS, () => failed(403, 'NOT_ENOUGH'));

    await expect(
      pay.refund(account, { outTradeNo: 'T0001-abc', outRefundNo: 'R0001', refundFen: 1, totalFen: 1998 }),
    ).rejects.toMatchObject({ problem: 'wechat_pay.balance_too_low', retry: 'later', actor: 'merchant' });
  });

  test('calls one after the other share a connection, refused ones too; bursts reuse what is open', async () => {
    wechat.on(JSAPI, () => signed({ prepay_id: 'wx2611' }));
    wechat.on(`${REFUNDS}/R0001`, () => failed(404, 'RESOURCE_NOT_EXISTS'));
    const before = wechat.connections;

    for (let call = 0; call < 25; call += 1) {
      await pay.prepay(account, order);
      await pay.queryRefund(account, 'R0001');
    }
    const afterSequence = wechat.connections - before;
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => pay.prepay(account, order)));
    const afterAll = wechat.connections - before;

    expect(afterSequence).toBeLessThanOrEqual(2);
    // A burst may start while the last connections of the one before are being given back.
    expect(afterAll).toBeLessThanOrEqual(60);
  });

  test('no error carries a key', async () => {
    wechat.on(JSAPI, () => failed(401, 'SIGN_ERROR'));

    const error: unknown = await pay.prepay(account, order).catch((reason: unknown) => reason);

    const told = `${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`;
    expect(told).toContain('SIGN_ERROR');
    expect(told).not.toContain(account.apiV3Key);
    expect(told).not.toContain('PRIVATE KEY');
    expect(told).not.toContain('signature=');
  });
});
