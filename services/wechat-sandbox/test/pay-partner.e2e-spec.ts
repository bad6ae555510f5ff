import { chinaDay, headersOf, isSignedBy, json, openNotice, PayWorld } from './pay-world.js';
import type { Json } from './started-sandbox.js';

const world = new PayWorld();
let partner: Json = {};
let spAppid = '';
let spOpenid = '';
let sub = '';
let subAppid = '';
let subOpenid = '';
beforeAll(async () => {
  await world.start();
  spAppid = await world.account('服务商');
  spOpenid = await world.shopperOf(spAppid);
  subAppid = await world.account('山居茶铺');
  subOpenid = await world.shopperOf(subAppid);
  partner = await world.open({ appids: [spAppid], kind: 'partner' });
  sub = String((await openSub([partner['mchid']]))['mchid']);
});
afterAll(() => world.stop());

const openSub = (partners: unknown[]) => world.open({ appids: [subAppid], kind: 'sub', partners });
const JSAPI = '/v3/pay/partner/transactions/jsapi';
const newOrder = (changes: Json = {}): Json => {
  const { appid: _appid, mchid: _mchid, ...order } = world.newOrder();
  return {
    ...order,
    sp_appid: spAppid,
    sp_mchid: partner['mchid'],
    sub_appid: subAppid,
    sub_mchid: sub,
    payer: { sub_openid: subOpenid },
    ...changes,
  };
};
const prepay = (order: Json, path = JSAPI, who = partner) => world.post(path, order, {}, who);
const who = (changes: Json = {}): string =>
  new URLSearchParams({ sp_mchid: String(partner['mchid']), sub_mchid: sub, ...changes }).toString();
const query = (order: Json, changes: Json = {}) =>
  world.sandbox.pay(
    partner,
    'GET',
    `/v3/pay/partner/transactions/out-trade-no/${String(order['out_trade_no'])}?${who(changes)}`,
  );
const pay = (prepayId: unknown, changes: Json = {}) =>
  world.sandbox.knob(
    'POST',
    `/sandbox/pay/transactions/${String(prepayId)}/pay`,
    world.cashier(String(prepayId), { appId: subAppid, ...changes }, partner),
  );
async function paidOrder(changes: Json = {}): Promise<{ order: Json; transactionId: string }> {
  const order = newOrder(changes);
  const { prepay_id: prepayId } = await json(prepay(order));
  return { order, transactionId: String((await pay(prepayId))['transactionId']) };
}
const refused = async (answer: Promise<Response>) => {
  const response = await answer;
  return { ...(await json(response)), number: response.headers.get('request-id')?.split('-').at(-1) };
};

describe('a partner’s order', () => {
  it('is paid in the sub merchant’s mini-program with the partner’s key, and told with both merchants', async () => {
    const { order, transactionId } = await paidOrder({ attach: 'T1' });

    const { eventType, resource } = openNotice(await world.noticeAt(order['notify_url']), partner);

    expect(eventType).toBe('TRANSACTION.SUCCESS');
    expect(resource).toMatchObject({
      sp_appid: spAppid,
      sp_mchid: partner['mchid'],
      sub_appid: subAppid,
      sub_mchid: sub,
      out_trade_no: order['out_trade_no'],
      transaction_id: transactionId,
      trade_state: 'SUCCESS',
      payer: { sp_openid: spOpenid, sub_openid: subOpenid },
    });
    expect(resource).not.toHaveProperty('mchid');
    expect(await json(query(order))).toEqual(resource);
    const byId = `/v3/pay/partner/transactions/id/${transactionId}?${who()}`;
    expect(await json(world.sandbox.pay(partner, 'GET', byId))).toEqual(resource);
  });

  it('for an sp_openid is paid in the partner’s own mini-program', async () => {
    const order = newOrder({ payer: { sp_openid: spOpenid } });
    const { prepay_id: prepayId } = await json(prepay(order));

    expect(await pay(prepayId)).toMatchObject({ errMsg: expect.stringContaining('another AppID') });
    expect(await pay(prepayId, { appId: spAppid, openid: spOpenid })).toMatchObject({ errMsg: 'requestPayment:ok' });
  });

  it('can be made for mini-programs without an sp_appid', async () => {
    const { sp_appid: _spAppid, ...order } = newOrder();

    expect(await json(prepay(order))).toMatchObject({ code: 'PARAM_ERROR' });
    const { prepay_id: prepayId } = await json(prepay(order, '/v3/pay/partner/transactions/miniprogram'));
    expect(await pay(prepayId)).toMatchObject({ errMsg: 'requestPayment:ok' });
  });

  it('is closed with 204 by its sub merchant only', async () => {
    const order = newOrder();
    await prepay(order);
    const other = String((await openSub([partner['mchid']]))['mchid']);
    const path = `/v3/pay/partner/transactions/out-trade-no/${String(order['out_trade_no'])}/close`;
    const close = (subMchid: string) =>
      world.post(path, { sp_mchid: partner['mchid'], sub_mchid: subMchid }, {}, partner);

    expect(await refused(close(other))).toMatchObject({ code: 'INVALID_REQUEST', number: '268447845' });
    const closed = await close(sub);
    expect(closed.status).toBe(204);
    expect(isSignedBy(headersOf(closed), '', String(partner['platformPublicKeyPem']))).toBe(true);
    expect(await json(query(order))).toMatchObject({ trade_state: 'CLOSED' });
  });

  it('cannot have the number of another sub merchant’s order', async () => {
    const other = String((await openSub([partner['mchid']]))['mchid']);
    const order = newOrder();
    await prepay(order);

    const answer = await prepay({ ...order, sub_mchid: other });

    expect([answer.status, (await json(answer))['code']]).toEqual([403, 'OUT_TRADE_NO_USED']);
    expect(await refused(query(order, { sub_mchid: other }))).toMatchObject({ number: '268447845' });
  });

  it.each<[string, () => Promise<Json> | Json, string, string]>([
    ['no sub merchant', () => ({ sub_mchid: undefined }), 'PARAM_ERROR', '268443704'],
    ['itself as sub merchant', () => ({ sub_mchid: partner['mchid'] }), 'PARAM_ERROR', '268443705'],
    ['an unknown sub merchant', () => ({ sub_mchid: '1699999999' }), 'MCH_NOT_EXISTS', '0'],
    ['a merchant that is no sub', () => ({ sub_mchid: world.merchant['mchid'] }), 'INVALID_REQUEST', '268443701'],
    [
      'another partner’s sub merchant',
      async () => {
        const stranger = await world.open({ appids: [spAppid], kind: 'partner' });
        return { sub_mchid: (await openSub([stranger['mchid']]))['mchid'] };
      },
      'INVALID_REQUEST',
      '268443701',
    ],
    ['a foreign sp_appid', () => ({ sp_appid: subAppid }), 'APPID_MCHID_NOT_MATCH', '268445527'],
    ['a foreign sub_appid', () => ({ sub_appid: spAppid }), 'APPID_MCHID_NOT_MATCH', '268445527'],
    ['no payer', () => ({ payer: {} }), 'PARAM_ERROR', '268501013'],
    ['two payers', () => ({ payer: { sp_openid: spOpenid, sub_openid: subOpenid } }), 'PARAM_ERROR', '268501013'],
    ['sub_openid without sub_appid', () => ({ sub_appid: undefined }), 'PARAM_ERROR', '268435461'],
    ['an openid of the other account', () => ({ payer: { sub_openid: spOpenid } }), 'INVALID_REQUEST', '0'],
    ['another sp_mchid than the header', () => ({ sp_mchid: '1600000000' }), 'PARAM_ERROR', '268435461'],
    ['the fields of a direct order', () => ({ appid: subAppid }), 'PARAM_ERROR', '270924358'],
  ])('is refused with %s', async (_name, changes, code, number) => {
    expect(await refused(prepay(newOrder(await changes())))).toMatchObject({ code, number });
  });

  it('is not for direct merchants, nor direct orders for partners', async () => {
    const direct = await prepay(newOrder({ sp_mchid: world.merchant['mchid'] }), JSAPI, world.merchant);
    const byPartner = await world.prepay(world.newOrder({ mchid: partner['mchid'] }), {}, partner);

    expect([direct.status, byPartner.status]).toEqual([403, 403]);
    expect(await json(direct)).toMatchObject({ code: 'NO_AUTH' });
  });
});

describe('a partner’s refund', () => {
  it('names the sub merchant, and its notice both', async () => {
    const { order } = await paidOrder();
    const notifyUrl = `${world.sandbox.receiverUrl}/refund/${String(order['out_trade_no'])}`;
    const body = world.refundOf(order, 300, { sub_mchid: sub, notify_url: notifyUrl });
    const path = '/v3/refund/domestic/refunds';
    const { sub_mchid: _sub, ...without } = body;
    expect(await refused(world.post(path, without, {}, partner))).toMatchObject({ number: '268443704' });

    expect(await world.ask('POST', path, body, partner)).toMatchObject({ status: 'PROCESSING' });

    const { resource } = openNotice(await world.noticeAt(notifyUrl), partner);
    expect(resource).toMatchObject({ sp_mchid: partner['mchid'], sub_mchid: sub, refund_status: 'SUCCESS' });
    const number = String(body['out_refund_no']);
    expect(await world.ask('GET', `${path}/${number}?sub_mchid=${sub}`, undefined, partner)).toMatchObject({
      status: 'SUCCESS',
    });
    expect(await world.ask('GET', `${path}/${number}`, undefined, partner)).toMatchObject({ code: 'PARAM_ERROR' });
  });

  it('can be told as the sample shows it', async () => {
    await world.settings({ payPartnerRefundNotice: 'mchid' });
    const { order } = await paidOrder();
    const notifyUrl = `${world.sandbox.receiverUrl}/refund/${String(order['out_trade_no'])}`;
    const body = world.refundOf(order, 300, { sub_mchid: sub, notify_url: notifyUrl });
    await world.ask('POST', '/v3/refund/domestic/refunds', body, partner);

    expect(openNotice(await world.noticeAt(notifyUrl), partner).resource).toMatchObject({ mchid: partner['mchid'] });
    await world.settings({ payPartnerRefundNotice: 'sp_mchid' });
  });
});

it('a partner’s bill has all its sub merchants, or the one it names', async () => {
  const other = String((await openSub([partner['mchid']]))['mchid']);
  const first = await paidOrder();
  const second = await paidOrder({ sub_mchid: other });
  const day = chinaDay(Date.now());
  await world.advance(86_400);
  const day1 = chinaDay(Date.now() - 86_400_000);
  expect(day1 < day).toBe(true);
  const bill = async (extra: string): Promise<string> => {
    const offer = await world.ask('GET', `/v3/bill/tradebill?bill_date=${day1}${extra}`, undefined, partner);
    const path = String(offer['download_url']).slice(world.sandbox.url.length);
    return (await world.sandbox.pay(partner, 'GET', path)).text();
  };

  const all = await bill('');
  const one = await bill(`&sub_mchid=${other}`);

  expect(all).toContain(first.transactionId);
  expect(all).toContain(`\`${String(partner['mchid'])},\`${other},`);
  expect(one).toContain(second.transactionId);
  expect(one).not.toContain(first.transactionId);
  expect(
    await world.ask('GET', `/v3/bill/tradebill?bill_date=${day1}&sub_mchid=1699999999`, undefined, partner),
  ).toMatchObject({ code: 'MCH_NOT_EXISTS' });
});
