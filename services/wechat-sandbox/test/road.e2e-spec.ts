import { cashierMessage, signRsa, unseal, verifyRsa, responseMessage } from '../src/crypto/pay-signing.js';
import { eventually, type Json, sampleExtJson, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

it('goes the whole road: ticket, authorisation, code, audit, release, log-in, payment, refund', async () => {
  const { appid, token } = await sandbox.authorizedApp();
  expect(await sandbox.pushed('authorized', appid)).toContain(`<AuthorizerAppid><![CDATA[${appid}]]>`);

  const templateId = await sandbox.template();
  const committed = await sandbox.post(`/wxa/commit?access_token=${token}`, {
    template_id: templateId,
    ext_json: sampleExtJson(appid),
    user_version: '1.0.0',
    user_desc: '首个版本',
  });
  expect(committed).toEqual({ errcode: 0, errmsg: 'ok' });
  await eventually(
    () => sandbox.get(`/wxa/security/get_code_privacy_info?access_token=${token}`),
    ({ errcode }) => errcode === 0,
  );
  const submitted = await sandbox.post(`/wxa/submit_audit?access_token=${token}`, { version_desc: '无需登录即可浏览' });
  expect(submitted).toMatchObject({ errcode: 0, auditid: expect.any(Number) });
  expect(await sandbox.pushed('weapp_audit_success', appid)).toContain('<SuccTime>');
  expect(
    await sandbox.post(`/wxa/get_auditstatus?access_token=${token}`, { auditid: submitted['auditid'] }),
  ).toMatchObject({ status: 0 });
  expect(await sandbox.post(`/wxa/release?access_token=${token}`, {})).toEqual({ errcode: 0, errmsg: 'ok' });
  expect(await sandbox.post(`/wxa/getversioninfo?access_token=${token}`, {})).toMatchObject({
    release_info: { release_version: '1.0.0' },
  });

  const { code, openid } = await sandbox.knob('POST', `/sandbox/apps/${appid}/login-code`, { user: 'shopper-1' });
  const session = await sandbox.get(
    `/sns/component/jscode2session?appid=${appid}&js_code=${String(code)}&grant_type=authorization_code&component_appid=${sandbox.componentAppid}&component_access_token=${await sandbox.componentToken()}`,
  );
  expect(session).toEqual({ openid, session_key: expect.stringMatching(/^[A-Za-z0-9+/]{22}==$/) });

  const merchant = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
  const order = {
    appid,
    mchid: merchant['mchid'],
    description: '明前龙井 50g',
    out_trade_no: 'XP20260001',
    notify_url: `${sandbox.receiverUrl}/pay`,
    amount: { total: 12_800, currency: 'CNY' },
    payer: { openid },
  };
  const prepaid = (await (await sandbox.pay(merchant, 'POST', '/v3/pay/transactions/jsapi', order)).json()) as Json;
  const prepayId = String(prepaid['prepay_id']);
  const timeStamp = String(Math.floor(Date.now() / 1000));
  const cashier = { appId: appid, timeStamp, nonceStr: 'n0nce', package: `prepay_id=${prepayId}`, signType: 'RSA' };
  const paySign = signRsa(
    cashierMessage(appid, timeStamp, 'n0nce', cashier.package),
    String(merchant['privateKeyPem']),
  );
  const paid = await sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay`, { ...cashier, paySign });
  expect(paid).toMatchObject({ errMsg: 'requestPayment:ok', outTradeNo: 'XP20260001' });

  const notice = await sandbox.receiver.find(({ path }) => path === '/pay');
  const {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': signature,
  } = notice.headers;
  const message = responseMessage(String(timestamp), String(nonce), notice.body);
  expect(notice.headers['wechatpay-serial']).toBe(merchant['platformPublicKeyId']);
  expect(verifyRsa(message, String(signature), String(merchant['platformPublicKeyPem']))).toBe(true);
  const { resource } = JSON.parse(notice.body) as { resource: Parameters<typeof unseal>[0] };
  expect(JSON.parse(unseal(resource, String(merchant['apiV3Key'])))).toMatchObject({
    out_trade_no: 'XP20260001',
    trade_state: 'SUCCESS',
    amount: { total: 12_800, payer_total: 12_800 },
    payer: { openid },
  });

  const refunded = await sandbox.pay(merchant, 'POST', '/v3/refund/domestic/refunds', {
    transaction_id: paid['transactionId'],
    out_refund_no: 'R1',
    amount: { refund: 2800, total: 12_800, currency: 'CNY' },
    notify_url: `${sandbox.receiverUrl}/refund`,
  });
  expect(await refunded.json()).toMatchObject({ status: 'PROCESSING', amount: { refund: 2800 } });
  const refundNotice = await sandbox.receiver.find(({ path }) => path === '/refund');
  expect(JSON.parse(refundNotice.body)).toMatchObject({ event_type: 'REFUND.SUCCESS' });
});
