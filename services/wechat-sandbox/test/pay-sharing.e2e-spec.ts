import { encryptField } from '../src/crypto/pay-signing.js';
import { json, PayWorld } from './pay-world.js';
import { eventually, type Json } from './started-sandbox.js';

const world = new PayWorld();
let receiver: Json = {};
beforeAll(async () => {
  await world.start();
  receiver = await world.open({ appids: [], name: '供应商甲' });
  await world.settings({ payShareAfterMs: 0 });
  expect(await addReceiver()).toMatchObject({ account: receiver['mchid'], relation_type: 'SUPPLIER' });
});
afterAll(() => world.stop());

const encrypted = (text: string): string => encryptField(text, String(world.merchant['platformPublicKeyPem']));
const addReceiver = (changes: Json = {}) =>
  world.ask('POST', '/v3/profitsharing/receivers/add', {
    appid: world.appid,
    type: 'MERCHANT_ID',
    account: receiver['mchid'],
    name: encrypted('供应商甲'),
    relation_type: 'SUPPLIER',
    ...changes,
  });
const sharedOrder = () => world.paidOrder({ settle_info: { profit_sharing: true } });
const share = (amountFen: number, changes: Json = {}): Json => ({
  type: 'MERCHANT_ID',
  account: receiver['mchid'],
  amount: amountFen,
  description: '分给供应商',
  ...changes,
});
const request = (transactionId: string, receivers: Json[], changes: Json = {}): Json => ({
  appid: world.appid,
  transaction_id: transactionId,
  out_order_no: world.number('S'),
  receivers,
  unfreeze_unsplit: false,
  ...changes,
});
const send = (body: Json) => world.ask('POST', '/v3/profitsharing/orders', body);
const finished = (body: Json) =>
  eventually(
    () =>
      world.ask(
        'GET',
        `/v3/profitsharing/orders/${String(body['out_order_no'])}?transaction_id=${String(body['transaction_id'])}`,
      ),
    ({ state }) => state === 'FINISHED',
  );
const unsplit = async (transactionId: string) =>
  (await world.ask('GET', `/v3/profitsharing/transactions/${transactionId}/amounts`))['unsplit_amount'];
const ledgerOf = async (mchid: unknown) =>
  ((await world.sandbox.knob('GET', '/sandbox/pay/merchants'))['items'] as Json[]).find(
    (merchant) => merchant['mchid'] === mchid,
  )?.['ledgerFen'];

describe('a share', () => {
  it('is found by the number of its order', async () => {
    const { order, transactionId } = await sharedOrder();
    const body = request(transactionId, [share(100)]);
    const other = request((await sharedOrder()).transactionId, [share(100)]);
    for (const one of [body, other]) {
      await send(one);
      await finished(one);
    }

    const query = `mchid=${String(world.merchant['mchid'])}&outTradeNo=${String(order['out_trade_no'])}`;
    expect(await world.sandbox.knob('GET', `/sandbox/pay/sharings?${query}`)).toMatchObject({
      items: [{ outOrderNo: body['out_order_no'], outTradeNo: order['out_trade_no'] }],
    });
  });

  it('is being processed, then paid; the rest stays until it is unfrozen', async () => {
    const before = await ledgerOf(receiver['mchid']);
    const { transactionId } = await sharedOrder();
    expect(await unsplit(transactionId)).toBe(994);
    const body = request(transactionId, [share(200, { name: encrypted('供应商甲') })]);

    expect(await send(body)).toMatchObject({ state: 'PROCESSING', receivers: [{ result: 'PENDING' }] });
    expect(await unsplit(transactionId)).toBe(794);
    expect(await finished(body)).toMatchObject({
      out_order_no: body['out_order_no'],
      receivers: [{ result: 'SUCCESS', amount: 200, finish_time: expect.any(String) }],
    });

    expect(await ledgerOf(receiver['mchid'])).toBe(Number(before) + 200);
    const unfreeze = { transaction_id: transactionId, out_order_no: world.number('S'), description: '解冻' };
    expect(await world.ask('POST', '/v3/profitsharing/orders/unfreeze', unfreeze)).toMatchObject({
      receivers: [{ account: world.merchant['mchid'], amount: 794 }],
    });
    await finished(unfreeze);
    expect(await unsplit(transactionId)).toBe(0);
    expect(await send(request(transactionId, [share(1)]))).toMatchObject({ code: 'NOT_ENOUGH' });
  });

  it('sent again is the same share; changed it is refused', async () => {
    const { transactionId } = await sharedOrder();
    const body = request(transactionId, [share(100, { name: encrypted('供应商甲') })]);
    const first = await send(body);

    const again = await send({ ...body, receivers: [share(100, { name: encrypted('供应商甲') })] });

    expect(again['order_id']).toBe(first['order_id']);
    expect(await send({ ...body, receivers: [share(101)] })).toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it.each<[string, () => Json[], Json, number, string]>([
    ['more than 30 percent', () => [share(301)], {}, 403, 'RULE_LIMIT'],
    ['more than there is', () => [share(995)], {}, 403, 'NOT_ENOUGH'],
    ['nobody', () => [], {}, 400, 'PARAM_ERROR'],
    ['51 receivers', () => Array.from({ length: 51 }, () => share(1)), {}, 400, 'PARAM_ERROR'],
    ['a receiver twice', () => [share(1), share(2)], {}, 400, 'PARAM_ERROR'],
    ['a receiver that was not added', () => [share(1, { account: '1699999999' })], {}, 400, 'INVALID_REQUEST'],
    ['another name', () => [share(1, { name: encrypted('供应商乙') })], {}, 400, 'PARAM_ERROR'],
    ['a fraction', () => [share(0.5)], {}, 400, 'PARAM_ERROR'],
    ['an appid that is not bound', () => [share(1)], { appid: 'wx00' }, 400, 'APPID_MCHID_NOT_MATCH'],
    ['a sub merchant', () => [share(1)], { sub_mchid: '1900000109' }, 400, 'PARAM_ERROR'],
  ])('is refused for %s', async (_name, receivers, changes, status, code) => {
    const { transactionId } = await sharedOrder();

    const answer = await world.post('/v3/profitsharing/orders', request(transactionId, receivers(), changes));

    expect([answer.status, (await json(answer))['code']]).toEqual([status, code]);
  });

  it('needs an order made for it, and a minute since the payment', async () => {
    const { transactionId: plain } = await world.paidOrder();
    const { transactionId } = await sharedOrder();
    await world.settings({ payShareAfterMs: 6_000_000 });

    expect(await send(request(plain, [share(1)]))).toMatchObject({ message: '非分账订单不支持分账' });
    expect(await send(request(transactionId, [share(1)]))).toMatchObject({ code: 'INVALID_REQUEST' });
    await world.advance(60);
    expect(await send(request(transactionId, [share(1)]))).toMatchObject({ state: 'PROCESSING' });
    await world.settings({ payShareAfterMs: 0 });
  });

  it('adds up over several requests', async () => {
    const { transactionId } = await sharedOrder();
    await send(request(transactionId, [share(200)]));

    expect(await send(request(transactionId, [share(101)]))).toMatchObject({ code: 'RULE_LIMIT' });
    expect(await send(request(transactionId, [share(100)]))).toMatchObject({ state: 'PROCESSING' });
  });

  it('that cannot be paid is CLOSED with its reason though the order is FINISHED', async () => {
    const { transactionId } = await sharedOrder();
    const fail = (failReason: string | null) =>
      world.sandbox.knob('POST', '/sandbox/pay/sharing-receivers/fail', {
        mchid: world.merchant['mchid'],
        type: 'MERCHANT_ID',
        account: receiver['mchid'],
        failReason,
      });
    await fail('ACCOUNT_ABNORMAL');
    const body = request(transactionId, [share(100)], { unfreeze_unsplit: true });
    await send(body);

    expect(await finished(body)).toMatchObject({ receivers: [{ result: 'CLOSED', fail_reason: 'ACCOUNT_ABNORMAL' }] });
    expect(await unsplit(transactionId)).toBe(0);
    await fail(null);
  });

  it('to a person is closed beyond what a person may receive in a month', async () => {
    const person = { type: 'PERSONAL_OPENID', account: world.openid };
    await addReceiver({ ...person, name: undefined, relation_type: 'STAFF' });
    await world.settings({ payPersonalMonthlyFen: 150 });
    const { transactionId } = await sharedOrder();
    const first = request(transactionId, [share(100, person)]);
    const second = request(transactionId, [share(51, person)]);

    await send(first);
    expect(await finished(first)).toMatchObject({ receivers: [{ result: 'SUCCESS' }] });
    await send(second);

    expect(await finished(second)).toMatchObject({
      receivers: [{ result: 'CLOSED', fail_reason: 'RECEIVER_RECEIPT_LIMIT' }],
    });
  });

  it('is let go by itself after thirty days', async () => {
    const { transactionId } = await sharedOrder();
    await world.advance(31 * 86_400);

    expect(await unsplit(transactionId)).toBe(0);
  });

  it('takes part in refunds: held money pays first', async () => {
    const { order, transactionId } = await sharedOrder();

    await world.refund(order, 500);

    expect(await unsplit(transactionId)).toBe(497);
    const beyond = {
      amount: { refund: 500, total: 1000, currency: 'CNY', from: [{ account: 'UNAVAILABLE', amount: 501 }] },
    };
    expect(await world.refund(order, 500, beyond)).toMatchObject({ code: 'PARAM_ERROR' });
  });
});

describe('a return', () => {
  const back = (body: Json, amountFen: number): Json => ({
    out_order_no: body['out_order_no'],
    out_return_no: world.number('B'),
    return_mchid: receiver['mchid'],
    amount: amountFen,
    description: '退货',
  });
  const settled = (wanted: Json) =>
    eventually(
      () =>
        world.ask(
          'GET',
          `/v3/profitsharing/return-orders/${String(wanted['out_return_no'])}?out_order_no=${String(wanted['out_order_no'])}`,
        ),
      ({ result }) => result !== 'PROCESSING',
    );

  it('gives a share back, never more than was shared, and fails without money', async () => {
    const { transactionId } = await sharedOrder();
    const body = request(transactionId, [share(200)]);
    await send(body);
    await finished(body);
    const first = back(body, 150);

    expect(await world.ask('POST', '/v3/profitsharing/return-orders', first)).toMatchObject({ result: 'PROCESSING' });
    expect(await settled(first)).toMatchObject({ result: 'SUCCESS', amount: 150 });
    expect(await world.ask('POST', '/v3/profitsharing/return-orders', first)).toMatchObject({ result: 'SUCCESS' });
    expect(await world.ask('POST', '/v3/profitsharing/return-orders', back(body, 51))).toMatchObject({
      code: 'INVALID_REQUEST',
    });
    const path = `/sandbox/pay/merchants/${String(receiver['mchid'])}`;
    await world.sandbox.knob('PATCH', path, { balanceFen: 10 });
    const second = back(body, 50);
    await world.ask('POST', '/v3/profitsharing/return-orders', second);
    expect(await settled(second)).toMatchObject({ result: 'FAILED', fail_reason: 'BALANCE_NOT_ENOUGH' });
    await world.sandbox.knob('PATCH', path, { balanceFen: null });
  });
});

describe('a partner', () => {
  it('shares its sub merchant’s orders within that merchant’s ratio', async () => {
    const partner = await world.open({ appids: [world.appid], kind: 'partner' });
    const sub = await world.open({ appids: [world.appid], kind: 'sub', partners: [partner['mchid']] });
    const ask = (method: 'GET' | 'POST', path: string, body?: Json) => world.ask(method, path, body, partner);
    const subMchid = { sub_mchid: sub['mchid'] };
    const path = `/sandbox/pay/merchants/${String(sub['mchid'])}`;
    await world.sandbox.knob('PATCH', path, { maxSharingRatio: 1000 });
    expect(await ask('GET', `/v3/profitsharing/merchant-configs/${String(sub['mchid'])}`)).toEqual({
      ...subMchid,
      max_ratio: 1000,
    });
    const added = await ask('POST', '/v3/profitsharing/receivers/add', {
      ...subMchid,
      appid: world.appid,
      type: 'MERCHANT_ID',
      account: receiver['mchid'],
      name: encryptField('供应商甲', String(partner['platformPublicKeyPem'])),
      relation_type: 'SUPPLIER',
    });
    expect(added).toMatchObject(subMchid);
    const { appid, mchid: _mchid, payer: _payer, ...order } = world.newOrder({ settle_info: { profit_sharing: true } });
    const { prepay_id: prepayId } = await world.ask(
      'POST',
      '/v3/pay/partner/transactions/jsapi',
      { ...order, ...subMchid, sp_appid: appid, sp_mchid: partner['mchid'], payer: { sp_openid: world.openid } },
      partner,
    );
    const paid = await world.sandbox.knob('POST', `/sandbox/pay/transactions/${String(prepayId)}/pay-now`, {});
    const body = (amountFen: number) => request(String(paid['transactionId']), [share(amountFen)], subMchid);

    expect(await ask('POST', '/v3/profitsharing/orders', body(101))).toMatchObject({ code: 'RULE_LIMIT' });
    expect(await ask('POST', '/v3/profitsharing/orders', body(100))).toMatchObject({
      ...subMchid,
      state: 'PROCESSING',
    });
    expect(
      await ask('POST', '/v3/profitsharing/orders', request(String(paid['transactionId']), [share(1)])),
    ).toMatchObject({
      code: 'PARAM_ERROR',
    });
    expect(await world.ask('GET', `/v3/profitsharing/merchant-configs/${String(sub['mchid'])}`)).toMatchObject({
      code: 'NO_AUTH',
    });
  });

  it('may take a receiver off again; then a share is refused', async () => {
    const { transactionId } = await sharedOrder();
    const whom = { appid: world.appid, type: 'MERCHANT_ID', account: receiver['mchid'] };
    expect(await world.ask('POST', '/v3/profitsharing/receivers/delete', whom)).toMatchObject({
      account: receiver['mchid'],
    });

    expect(await send(request(transactionId, [share(1)]))).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
