import { encryptField } from '../src/crypto/pay-signing.js';
import { json, openNotice, PayWorld } from './pay-world.js';
import { eventually, type Json } from './started-sandbox.js';

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

const REFUNDS = '/v3/refund/domestic/refunds';
const patchMerchant = (change: Json) =>
  world.sandbox.knob('PATCH', `/sandbox/pay/merchants/${String(world.merchant['mchid'])}`, change);
const settle = (outRefundNo: unknown, status: string) =>
  world.sandbox.knob('POST', `/sandbox/pay/refunds/${String(outRefundNo)}/settle`, {
    mchid: world.merchant['mchid'],
    status,
  });
const stateOf = (outRefundNo: unknown) => world.ask('GET', `/v3/refund/domestic/refunds/${String(outRefundNo)}`);

describe('refunds', () => {
  it('are accepted, then settled and told; the order becomes REFUND', async () => {
    const { order } = await world.paidOrder();
    const notifyUrl = `${world.sandbox.receiverUrl}/refund/${String(order['out_trade_no'])}`;
    const accepted = await world.refund(order, 400, { notify_url: notifyUrl });
    expect(accepted).toMatchObject({ status: 'PROCESSING', channel: 'ORIGINAL' });

    const { eventType, resource } = openNotice(await world.noticeAt(notifyUrl), world.merchant);

    expect(eventType).toBe('REFUND.SUCCESS');
    expect(resource).toMatchObject({
      mchid: world.merchant['mchid'],
      refund_status: 'SUCCESS',
      out_refund_no: accepted['out_refund_no'],
      amount: { total: 1000, refund: 400, payer_total: 1000, payer_refund: 400 },
    });
    expect(await stateOf(accepted['out_refund_no'])).toMatchObject({ status: 'SUCCESS' });
    expect(await json(world.query(order['out_trade_no']))).toMatchObject({ trade_state: 'REFUND' });
  });

  it('never add up to more than the order, whatever is repeated', async () => {
    const { order, transactionId } = await world.paidOrder();
    const first = world.refundOf(order, 600);
    const { refund_id: refundId } = await world.ask('POST', REFUNDS, first);

    expect(await world.ask('POST', REFUNDS, first)).toMatchObject({ refund_id: refundId });
    const changed = { ...first, amount: { refund: 1, total: 1000, currency: 'CNY' } };
    expect(await world.ask('POST', REFUNDS, changed)).toMatchObject({ code: 'INVALID_REQUEST' });
    expect(await world.refund(order, 401)).toMatchObject({ code: 'INVALID_REQUEST' });
    const wrongTotal = { amount: { refund: 100, total: 900, currency: 'CNY' } };
    expect(await world.refund(order, 100, wrongTotal)).toMatchObject({ code: 'PARAM_ERROR' });
    const { out_trade_no: _left, ...byId } = world.refundOf(order, 400);
    expect(await world.ask('POST', REFUNDS, { ...byId, transaction_id: transactionId })).toMatchObject({
      out_trade_no: order['out_trade_no'],
    });
  });

  it.each<[string, Json]>([
    ['both numbers of the order', { transaction_id: '4200' }],
    ['no currency', { amount: { refund: 1, total: 1000 } }],
    ['nothing to refund', { amount: { refund: 0, total: 1000, currency: 'CNY' } }],
    ['an unknown field', { refund_desc: 'x' }],
    ['81 characters of reason', { reason: '退'.repeat(81) }],
    ['an unusable number', { out_refund_no: '退款' }],
    ['a notify_url with a query', { notify_url: 'https://shop.example/refund?x=1' }],
    [
      'sources that are not the sum',
      { amount: { refund: 5, total: 1000, currency: 'CNY', from: [{ account: 'AVAILABLE', amount: 4 }] } },
    ],
    [
      'goods beyond the refund',
      { goods_detail: [{ merchant_goods_id: 'G', unit_price: 9, refund_amount: 900, refund_quantity: 1 }] },
    ],
    ['a sub merchant', { sub_mchid: '1900000109' }],
  ])('are refused with %s', async (_name, changes) => {
    const { order } = await world.paidOrder();

    expect(await world.refund(order, 5, changes)).toMatchObject({ code: 'PARAM_ERROR' });
  });

  it('need a paid order and money in the account', async () => {
    const unpaid = world.newOrder();
    await world.prepayIdOf(unpaid);
    const { order } = await world.paidOrder();
    await patchMerchant({ balanceFen: 10 });

    expect((await world.post(REFUNDS, world.refundOf(unpaid, 1))).status).toBe(404);
    expect(await world.refund(order, 100)).toMatchObject({ code: 'NOT_ENOUGH' });
    await patchMerchant({ balanceFen: null });
    expect(await world.refund(order, 100)).toMatchObject({ status: 'PROCESSING' });
  });

  it('of one order are a minute apart, at most fifty, within a year', async () => {
    const { order } = await world.paidOrder();
    await world.settings({ payRefundIntervalMs: 6_000_000 });
    await world.refund(order, 1);

    expect(await world.refund(order, 1)).toMatchObject({ code: 'FREQUENCY_LIMITED' });
    await world.settings({ payRefundIntervalMs: 0, payMaxRefunds: 2 });
    expect(await world.refund(order, 1)).toMatchObject({ status: 'PROCESSING' });
    expect(await world.refund(order, 1)).toMatchObject({ code: 'RULE_LIMIT' });
    await world.settings({ payMaxRefunds: 50 });
    await world.advance(366 * 86_400);
    expect(await world.refund(order, 1)).toMatchObject({ code: 'TRADE_ERROR' });
  });

  it('that fail too often are 429, while those that succeed go on', async () => {
    const { order } = await world.paidOrder();
    await world.settings({ payRatePerSecond: { failedRefund: 0 } });

    expect((await world.post(REFUNDS, world.refundOf(order, 5000))).status).toBe(429);
    expect(await world.refund(order, 5)).toMatchObject({ status: 'PROCESSING' });
    await world.settings({ payRatePerSecond: { failedRefund: 1000 } });
  });

  it('that are closed give the money back, and it can be refunded again', async () => {
    await world.settings({ refundMs: 3_600_000_000 });
    const { order } = await world.paidOrder();
    const balance = async () =>
      ((await world.sandbox.knob('GET', '/sandbox/pay/merchants'))['items'] as Json[])[0]?.['ledgerFen'];
    const before = await balance();
    const notifyUrl = `${world.sandbox.receiverUrl}/refund/${String(order['out_trade_no'])}`;
    const first = await world.refund(order, 1000, { notify_url: notifyUrl });
    expect(await balance()).toBe(Number(before) - 994);

    await settle(first['out_refund_no'], 'CLOSED');

    expect(await balance()).toBe(before);
    expect(openNotice(await world.noticeAt(notifyUrl), world.merchant).eventType).toBe('REFUND.CLOSED');
    expect(await stateOf(first['out_refund_no'])).toMatchObject({ status: 'CLOSED' });
    expect(await world.refund(order, 1000)).toMatchObject({ status: 'PROCESSING' });
    await world.settings({ refundMs: 1000 });
  });
});

describe('an abnormal refund', () => {
  it('is told, then sent to the shopper’s card, whose number only the right key opens', async () => {
    await world.settings({ refundMs: 3_600_000_000 });
    const { order } = await world.paidOrder();
    const notifyUrl = `${world.sandbox.receiverUrl}/refund/${String(order['out_trade_no'])}`;
    const { refund_id: refundId, out_refund_no: number } = await world.refund(order, 100, { notify_url: notifyUrl });
    const path = `/v3/refund/domestic/refunds/${String(refundId)}/apply-abnormal-refund`;
    const key = String(world.merchant['platformPublicKeyPem']);
    const wanted = {
      out_refund_no: number,
      type: 'USER_BANK_CARD',
      bank_type: 'ICBC_DEBIT',
      bank_account: encryptField('6222020200112233', key),
      real_name: encryptField('张三', key),
    };
    expect(await world.ask('POST', path, wanted)).toMatchObject({ code: 'INVALID_REQUEST' });
    await settle(number, 'ABNORMAL');
    expect(openNotice(await world.noticeAt(notifyUrl), world.merchant).eventType).toBe('REFUND.ABNORMAL');

    expect(await world.ask('POST', path, { ...wanted, bank_account: 'AAAA' })).toMatchObject({
      code: 'PARAM_ERROR',
      detail: { field: '/bank_account' },
    });
    expect(await world.ask('POST', path, { out_refund_no: number, type: 'USER_BANK_CARD' })).toMatchObject({
      detail: { field: '/bank_type' },
    });
    await world.settings({ refundMs: 1000 });
    expect(await world.ask('POST', path, wanted)).toMatchObject({
      status: 'PROCESSING',
      channel: 'OTHER_BANKCARD',
      user_received_account: 'ICBC_DEBIT银行卡2233',
    });
    await eventually(
      () => stateOf(number),
      ({ status }) => status === 'SUCCESS',
    );
    expect((await world.post('/v3/refund/domestic/refunds/50000/apply-abnormal-refund', wanted)).status).toBe(404);
  });
});

describe('a refund on the merchant platform', () => {
  it('happens behind the back of the product and is told to the address set there', async () => {
    const { order } = await world.paidOrder();
    const refundNotifyUrl = `${world.sandbox.receiverUrl}/console-refund`;
    await patchMerchant({ refundNotifyUrl });

    const refund = await world.sandbox.knob('POST', '/sandbox/pay/console-refunds', {
      mchid: world.merchant['mchid'],
      outTradeNo: order['out_trade_no'],
      refundFen: 300,
    });

    expect(refund).toMatchObject({ refundFen: 300, outTradeNo: order['out_trade_no'] });
    expect(openNotice(await world.noticeAt(refundNotifyUrl), world.merchant).resource).toMatchObject({
      out_refund_no: refund['outRefundNo'],
    });
    expect(await world.sandbox.knob('POST', '/sandbox/pay/console-refunds', { transactionId: '42' })).toHaveProperty(
      'error',
    );
    await patchMerchant({ refundNotifyUrl: null });
  });
});
