import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { chinaDay, PayWorld } from '../pay-world.js';
import type { Json, ReceivedRequest } from '../started-sandbox.js';

/** A refusal as the plugin throws it. */
interface Refusal {
  readonly code?: string;
  readonly response?: { readonly status: number; readonly data: Json };
}

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

/** The stranger's client, given what a merchant has: a private key and WeChat Pay's public key. */
const clientOf = (merchant: Json, keyId = 'platformPublicKeyId', key = 'platformPublicKeyPem'): Wechatpay =>
  new Wechatpay({
    baseURL: world.sandbox.url,
    mchid: String(merchant['mchid']),
    serial: String(merchant['serialNo']),
    privateKey: String(merchant['privateKeyPem']),
    certs: { [String(merchant[keyId])]: String(merchant[key]) },
    headers: { 'Wechatpay-Serial': String(merchant[keyId]) },
  });

const refusalOf = async (work: PromiseLike<unknown>): Promise<Refusal> => {
  try {
    await work;
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('It was not refused.');
};

/** A notice, its signature checked and its contents decrypted by the plugin's own parts. */
function openNotice(notice: ReceivedRequest, merchant: Json): { event: string; resource: Json } {
  const header = (name: string): string => String(notice.headers[`wechatpay-${name}`]);
  const message = Formatter.response(header('timestamp'), header('nonce'), notice.body);
  const key = Rsa.from(String(merchant['platformPublicKeyPem']), Rsa.KEY_TYPE_PUBLIC);
  expect(Rsa.verify(message, header('signature'), key)).toBe(true);
  expect(header('serial')).toBe(merchant['platformPublicKeyId']);
  const { event_type: event, resource } = JSON.parse(notice.body) as {
    event_type: string;
    resource: { ciphertext: string; nonce: string; associated_data: string };
  };
  const { ciphertext, nonce, associated_data: aad } = resource;
  const plain = Aes.AesGcm.decrypt(ciphertext, String(merchant['apiV3Key']), nonce, aad);
  return { event, resource: JSON.parse(plain) as Json };
}

/** wx.requestPayment's arguments, signed by the plugin. */
function cashierOf(prepayId: string, appId: string, merchant: Json): Json {
  const request = {
    appId,
    timeStamp: String(Formatter.timestamp()),
    nonceStr: Formatter.nonce(),
    package: `prepay_id=${prepayId}`,
  };
  const message = Formatter.joinedByLineFeed(request.appId, request.timeStamp, request.nonceStr, request.package);
  return { ...request, signType: 'RSA', paySign: Rsa.sign(message, String(merchant['privateKeyPem'])) };
}

describe('a direct merchant with the plugin', () => {
  const pay = (): Wechatpay => clientOf(world.merchant);
  const mchid = (): string => String(world.merchant['mchid']);

  async function paidOrder(changes: Json = {}): Promise<Json> {
    const order = world.newOrder(changes);
    const { data } = await pay().chain('v3/pay/transactions/jsapi').post<Json>(order);
    const cashier = cashierOf(String(data['prepay_id']), world.appid, world.merchant);
    await world.sandbox.knob('POST', `/sandbox/pay/transactions/${String(data['prepay_id'])}/pay`, cashier);
    return order;
  }

  it('opens an order, sees it unpaid, lets the shopper pay and verifies the notice', async () => {
    const order = world.newOrder({ description: '明前龙井（二百克）' });
    const { status, data } = await pay().chain('v3/pay/transactions/jsapi').post<Json>(order);
    expect(status).toBe(200);

    const query = () =>
      pay()
        .chain('v3/pay/transactions/out-trade-no/{no}')
        .get<Json>({ params: { mchid: mchid() }, no: order['out_trade_no'] });
    expect((await query()).data).toMatchObject({ trade_state: 'NOTPAY' });
    expect((await query()).data).not.toHaveProperty('transaction_id');

    const prepayId = String(data['prepay_id']);
    await world.sandbox.knob(
      'POST',
      `/sandbox/pay/transactions/${prepayId}/pay`,
      cashierOf(prepayId, world.appid, world.merchant),
    );
    const notice = openNotice(await world.noticeAt(order['notify_url']), world.merchant);
    const { data: paid } = await query();

    expect(notice.event).toBe('TRANSACTION.SUCCESS');
    expect(notice.resource).toMatchObject({
      out_trade_no: order['out_trade_no'],
      transaction_id: paid['transaction_id'],
      amount: { total: 1000 },
    });
    const { data: byNumber } = await pay()
      .chain('v3/pay/transactions/id/{id}')
      .get<Json>({ params: { mchid: mchid() }, id: paid['transaction_id'] });
    expect(byNumber).toEqual(paid);
  });

  it('closes an order with 204, whose empty body is signed too', async () => {
    const order = world.newOrder();
    await pay().chain('v3/pay/transactions/jsapi').post(order);

    const { status } = await pay()
      .chain('v3/pay/transactions/out-trade-no/{no}/close')
      .post<Json>({ mchid: mchid() }, { no: order['out_trade_no'] });

    expect(status).toBe(204);
    const refusal = await refusalOf(pay().chain('v3/pay/transactions/jsapi').post(order));
    expect(refusal.response).toMatchObject({ status: 400, data: { code: 'ORDER_CLOSED' } });
  });

  it('refunds, asks for the refund and verifies its notice', async () => {
    const order = await paidOrder();
    const refund = {
      out_trade_no: order['out_trade_no'],
      out_refund_no: world.number('RF'),
      reason: '七天无理由',
      notify_url: `${world.sandbox.receiverUrl}/refund/${String(order['out_trade_no'])}`,
      amount: { refund: 300, total: 1000, currency: 'CNY' },
    };

    const { data } = await pay().chain('v3/refund/domestic/refunds').post<Json>(refund);
    const notice = openNotice(await world.noticeAt(refund.notify_url), world.merchant);
    const { data: queried } = await pay()
      .chain('v3/refund/domestic/refunds/{no}')
      .get<Json>({ no: refund.out_refund_no });

    expect(data).toMatchObject({ status: 'PROCESSING', out_refund_no: refund.out_refund_no });
    expect(notice).toMatchObject({
      event: 'REFUND.SUCCESS',
      resource: { refund_status: 'SUCCESS', refund_id: data['refund_id'] },
    });
    expect(queried).toMatchObject({ status: 'SUCCESS', amount: { refund: 300, total: 1000 } });
  });

  it('downloads the trade bill from the address it is given and finds the digest right', async () => {
    const order = await paidOrder();
    await world.advance(86_400);

    const { data: offer } = await pay()
      .chain('v3/bill/tradebill')
      .get<Json>({ params: { bill_date: chinaDay(Date.now() - 86_400_000), bill_type: 'ALL' } });
    const address = new URL(String(offer['download_url']));
    const { data: bill } = await pay()
      .chain('v3/billdownload/file')
      .get<Buffer>({ params: Object.fromEntries(address.searchParams), responseType: 'arraybuffer' });

    expect(address.pathname).toBe('/v3/billdownload/file');
    expect(createHash('sha1').update(bill).digest('hex')).toBe(offer['hash_value']);
    expect(bill.toString('utf8')).toContain(`\`${String(order['out_trade_no'])}`);
  });

  it('is refused with the documented words when the key is another’s or the number unknown', async () => {
    const other = await world.open({ appids: [world.appid] });
    const impostor = clientOf({ ...world.merchant, privateKeyPem: other['privateKeyPem'] });

    const forged = await refusalOf(impostor.chain('v3/pay/transactions/jsapi').post(world.newOrder()));
    const unknown = await refusalOf(
      pay()
        .chain('v3/pay/transactions/out-trade-no/{no}')
        .get({ params: { mchid: mchid() }, no: 'NOSUCHORDER' }),
    );

    expect(forged.response).toMatchObject({ status: 401, data: { code: 'SIGN_ERROR' } });
    expect(unknown.response).toMatchObject({ status: 404, data: { code: 'ORDER_NOT_EXIST' } });
  });

  it('does not take an answer that another key signed', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const suspicious = clientOf({ ...world.merchant, platformPublicKeyPem: pem });

    const refusal = await refusalOf(suspicious.chain('v3/pay/transactions/jsapi').post(world.newOrder()));

    expect(refusal.code).toBe('EV3_RES_HEADER_SIGNATURE_DIGEST');
  });
});

describe('platform certificates with the plugin', () => {
  it('are downloaded, decrypted with the APIv3 key, and verify their own answer and the next', async () => {
    const merchant = await world.open({ appids: [world.appid], mode: 'certificate' });
    const { data: text, headers } = await clientOf(merchant)
      .chain('v3/certificates')
      .get<string>({ transformResponse: [(body: string) => body] });
    const { data } = JSON.parse(text) as {
      data: {
        serial_no: string;
        encrypt_certificate: { nonce: string; associated_data: string; ciphertext: string };
      }[];
    };
    const certs = Object.fromEntries(
      data.map(({ serial_no: serial, encrypt_certificate: { nonce, associated_data: aad, ciphertext } }) => [
        serial,
        Aes.AesGcm.decrypt(ciphertext, String(merchant['apiV3Key']), nonce, aad),
      ]),
    );
    const header = (name: string): string => String(headers[`wechatpay-${name}`]);
    const signer = certs[header('serial')] ?? '';

    const message = Formatter.response(header('timestamp'), header('nonce'), text);
    expect(Rsa.verify(message, header('signature'), new X509Certificate(signer).publicKey)).toBe(true);
    for (const [serialNo, pem] of Object.entries(certs)) expect(new X509Certificate(pem).serialNumber).toBe(serialNo);

    const [serialNo = '', certificatePem = ''] = Object.entries(certs)[0] ?? [];
    const client = clientOf({ ...merchant, serial: serialNo, pem: certificatePem }, 'serial', 'pem');
    const order = world.newOrder({ mchid: merchant['mchid'] });
    expect((await client.chain('v3/pay/transactions/jsapi').post<Json>(order)).data).toHaveProperty('prepay_id');
  });
});

describe('a partner and its sub merchant with the plugin', () => {
  it('order, payment, notice, query and refund in the sub merchant’s name', async () => {
    const spAppid = await world.account('服务商');
    const partner = await world.open({ appids: [spAppid], kind: 'partner' });
    const sub = await world.open({ appids: [world.appid], kind: 'sub', partners: [partner['mchid']] });
    const client = clientOf(partner);
    const who = { sp_mchid: partner['mchid'], sub_mchid: sub['mchid'] };
    const { appid: _appid, mchid: _mchid, ...shared } = world.newOrder();
    const order: Json = {
      ...shared,
      ...who,
      sp_appid: spAppid,
      sub_appid: world.appid,
      payer: { sub_openid: world.openid },
    };

    const { data } = await client.chain('v3/pay/partner/transactions/jsapi').post<Json>(order);
    const prepayId = String(data['prepay_id']);
    const cashier = cashierOf(prepayId, world.appid, partner);
    await world.sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay`, cashier);
    const notice = openNotice(await world.noticeAt(order['notify_url']), partner);
    const { data: queried } = await client
      .chain('v3/pay/partner/transactions/out-trade-no/{no}')
      .get<Json>({ params: who, no: order['out_trade_no'] });
    const { data: refund } = await client.chain('v3/refund/domestic/refunds').post<Json>({
      sub_mchid: sub['mchid'],
      out_trade_no: order['out_trade_no'],
      out_refund_no: world.number('RP'),
      amount: { refund: 1000, total: 1000, currency: 'CNY' },
    });

    expect(notice).toMatchObject({ event: 'TRANSACTION.SUCCESS', resource: { ...who, sub_appid: world.appid } });
    expect(queried).toMatchObject({ ...who, trade_state: 'SUCCESS', payer: { sub_openid: world.openid } });
    expect(refund).toMatchObject({ status: 'PROCESSING' });
  });
});

describe('profit sharing with the plugin', () => {
  it('encrypts the receiver’s name with the platform’s key so that it is understood, and shares the money', async () => {
    const receiver = await world.open({ appids: [], name: '供应商甲' });
    await world.settings({ payShareAfterMs: 0 });
    const client = clientOf(world.merchant);
    const account = { type: 'MERCHANT_ID', account: receiver['mchid'] };
    const encrypt = (name: string): string =>
      Rsa.encrypt(name, Rsa.from(String(world.merchant['platformPublicKeyPem']), Rsa.KEY_TYPE_PUBLIC));
    const add = (name: string) =>
      client
        .chain('v3/profitsharing/receivers/add')
        .post<Json>({ appid: world.appid, ...account, name: encrypt(name), relation_type: 'SUPPLIER' });
    const order = await world.paidOrder({ settle_info: { profit_sharing: true } });

    expect((await refusalOf(add('另一家'))).response?.status).toBe(400);
    await add('供应商甲');
    const { data } = await client.chain('v3/profitsharing/orders').post<Json>({
      appid: world.appid,
      transaction_id: order.transactionId,
      out_order_no: world.number('PS'),
      receivers: [{ ...account, amount: 100, description: '分给供应商' }],
      unfreeze_unsplit: true,
    });

    expect(data).toMatchObject({ transaction_id: order.transactionId });
    const { data: amounts } = await client
      .chain('v3/profitsharing/transactions/{id}/amounts')
      .get<Json>({ id: order.transactionId });
    expect(amounts).toHaveProperty('unsplit_amount');
  });
});
