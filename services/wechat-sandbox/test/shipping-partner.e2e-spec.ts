import { randomBytes } from 'node:crypto';
import { signRsa } from '../src/crypto/pay-signing.js';
import { ReleasedApp } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
let partner: Json;
let sub: Json;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox, {}, { released: false });
  partner = await sandbox.knob('POST', '/sandbox/pay/merchants', { kind: 'partner', appids: ['wx00000000000000ff'] });
  sub = await sandbox.knob('POST', '/sandbox/pay/merchants', {
    kind: 'sub',
    partners: [partner['mchid']],
    appids: [app.appid],
  });
});
afterAll(() => sandbox.stop());

async function paidOrder(): Promise<{ outTradeNo: string; openid: string }> {
  const openid = await app.openid('wang');
  const outTradeNo = randomBytes(10).toString('hex');
  const answer = await sandbox.pay(partner, 'POST', '/v3/pay/partner/transactions/jsapi', {
    sp_appid: 'wx00000000000000ff',
    sp_mchid: partner['mchid'],
    sub_appid: app.appid,
    sub_mchid: sub['mchid'],
    description: '武夷岩茶',
    out_trade_no: outTradeNo,
    notify_url: `${sandbox.receiverUrl}/pay`,
    amount: { total: 100, currency: 'CNY' },
    payer: { sub_openid: openid },
  });
  const { prepay_id: prepayId } = (await answer.json()) as { prepay_id: string };
  const timeStamp = String(Math.floor(Date.now() / 1000));
  const request = { appId: app.appid, timeStamp, nonceStr: 'n', package: `prepay_id=${prepayId}`, signType: 'RSA' };
  const message = `${request.appId}\n${timeStamp}\nn\n${request.package}\n`;
  const paySign = signRsa(message, String(partner['privateKeyPem']));
  const paid = await sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay`, { ...request, paySign });
  expect(paid).toMatchObject({ errMsg: 'requestPayment:ok' });
  return { outTradeNo, openid };
}

it.each([
  ['any', true, true],
  ['sp', true, false],
  ['sub', false, true],
])('takes the merchant number that the setting says (%s)', async (rule, takesPartner, takesSub) => {
  await sandbox.knob('PUT', '/sandbox/settings', { shippingPartnerMchid: rule });
  const ask = async (outTradeNo: string, mchid: unknown) => {
    const query = { merchant_id: mchid, merchant_trade_no: outTradeNo };
    return (await app.errcode('/wxa/sec/order/get_order', query)) === 0;
  };
  const { outTradeNo } = await paidOrder();

  expect(await ask(outTradeNo, partner['mchid'])).toBe(takesPartner);
  expect(await ask(outTradeNo, sub['mchid'])).toBe(takesSub);
});

it('names both merchants, and wants the payer’s openid of this account', async () => {
  await sandbox.knob('PUT', '/sandbox/settings', { shippingPartnerMchid: 'any' });
  const { outTradeNo, openid } = await paidOrder();
  const query = { merchant_id: partner['mchid'], sub_merchant_id: sub['mchid'], merchant_trade_no: outTradeNo };
  const { order } = (await app.post('/wxa/sec/order/get_order', query)) as { order: Json };
  const upload = (payer: string) =>
    app.errcode('/wxa/sec/order/upload_shipping_info', {
      order_key: { order_number_type: 2, transaction_id: order['transaction_id'] },
      logistics_type: 4,
      delivery_mode: 1,
      shipping_list: [{ item_desc: '自提' }],
      upload_time: '2026-11-22T10:00:00.000+08:00',
      payer: { openid: payer },
    });

  expect(order).toMatchObject({ merchant_id: partner['mchid'], sub_merchant_id: sub['mchid'], openid });
  expect(await app.errcode('/wxa/sec/order/get_order', { ...query, sub_merchant_id: '1600000000' })).toBe(10060001);
  expect(await upload('o')).toBe(10060031);
  expect(await upload(openid)).toBe(0);
});
