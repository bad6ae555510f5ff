import { openMerchant, type Paid, pay, ReleasedApp } from './released-app.js';
import { eventually, type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
let merchant: Json;
let paid: Paid;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox, {}, { released: false });
  merchant = await openMerchant(sandbox, app.appid);
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  paid = await pay(app, merchant, 'wang');
});

const settings = (change: Json) => sandbox.knob('PUT', '/sandbox/settings', change);
const DAY = 86_400;
const advance = (seconds: number) => app.advance(seconds);
let clock = Date.now();
/** Always later than the one before, as updates require. */
const uploadTime = () => new Date((clock += 1000) + 8 * 3_600_000).toISOString().replace('Z', '+08:00');
const parcel = (trackingNo = 'YT1', changes: Json = {}): Json => ({
  tracking_no: trackingNo,
  express_company: 'YTO',
  item_desc: '武夷岩茶*1',
  ...changes,
});
const shipment = (changes: Json = {}): Json => ({
  order_key: { order_number_type: 2, transaction_id: paid.transactionId },
  logistics_type: 1,
  delivery_mode: 1,
  shipping_list: [parcel()],
  upload_time: uploadTime(),
  payer: { openid: paid.openid },
  ...changes,
});
const upload = (changes: Json = {}) => app.errcode('/wxa/sec/order/upload_shipping_info', shipment(changes));
const order = async () =>
  (await app.post('/wxa/sec/order/get_order', { transaction_id: paid.transactionId }))['order'] as Json;

describe('reporting a shipment', () => {
  it('is done once, may be corrected once, and not after that', async () => {
    expect(await order()).toMatchObject({
      order_state: 1,
      paid_amount: 1280,
      openid: paid.openid,
      description: '武夷岩茶',
    });
    expect(await upload()).toBe(0);
    expect(await order()).toMatchObject({
      order_state: 2,
      shipping: { finish_shipping: true, finish_shipping_count: 1, shipping_list: [{ tracking_no: 'YT1' }] },
    });
    expect(await upload()).toBe(10060023);
    expect(await upload({ shipping_list: [parcel('YT2')], upload_time: '2020-01-01T00:00:00.000+08:00' })).toBe(
      268485216,
    );
    expect(await upload({ shipping_list: [parcel('YT2')] })).toBe(0);
    expect(await upload({ shipping_list: [parcel('YT3')] })).toBe(10060003);
    expect(await order()).toMatchObject({
      shipping: { finish_shipping_count: 2, shipping_list: [{ tracking_no: 'YT2' }] },
    });
  });

  it('may name the order by the merchant’s numbers', async () => {
    const key = { order_number_type: 1, mchid: paid.mchid, out_trade_no: paid.outTradeNo };

    expect(await upload({ order_key: { ...key, mchid: '1600000000' } })).toBe(10060001);
    expect(await upload({ order_key: key })).toBe(0);
    const query = { merchant_id: paid.mchid, merchant_trade_no: paid.outTradeNo };
    expect(await app.post('/wxa/sec/order/get_order', query)).toMatchObject({ order: { order_state: 2 } });
    expect(await app.errcode('/wxa/sec/order/get_order', { merchant_id: paid.mchid })).toBe(10060014);
  });

  it('may come in parcels until all are sent', async () => {
    const split = (list: Json[], isAll: boolean) =>
      upload({ delivery_mode: 2, is_all_delivered: isAll, shipping_list: list });

    expect(await split([parcel('A')], false)).toBe(0);
    expect(await order()).toMatchObject({ order_state: 1, shipping: { finish_shipping: false } });
    expect(await split([parcel('B')], true)).toBe(0);
    expect(await order()).toMatchObject({ order_state: 2, shipping: { finish_shipping_count: 1 } });
    expect(((await order())['shipping'] as Json)['shipping_list']).toHaveLength(2);
    expect(await upload({ shipping_list: [parcel('C')] })).toBe(0);
    expect(await split([parcel('D')], true)).toBe(10060003);
  });

  it.each<[string, () => Json, number]>([
    ['no order_key', () => ({ order_key: undefined }), 268485194],
    ['another number type', () => ({ order_key: { order_number_type: 3 } }), 268485194],
    ['no transaction id', () => ({ order_key: { order_number_type: 2 } }), 268485195],
    ['no merchant', () => ({ order_key: { order_number_type: 1, out_trade_no: 'x' } }), 268485196],
    ['no trade number', () => ({ order_key: { order_number_type: 1, mchid: '1' } }), 268485197],
    ['an unknown order', () => ({ order_key: { order_number_type: 2, transaction_id: '4200' } }), 10060001],
    ['another way of sending', () => ({ logistics_type: 5 }), 10060005],
    ['another mode', () => ({ delivery_mode: 3 }), 268485224],
    ['parcels without courier', () => ({ delivery_mode: 2, logistics_type: 4, is_all_delivered: true }), 10060006],
    ['parcels without is_all_delivered', () => ({ delivery_mode: 2 }), 10060007],
    ['two parcels at once', () => ({ shipping_list: [parcel(), parcel('b')] }), 268485228],
    ['no parcel', () => ({ delivery_mode: 2, is_all_delivered: true, shipping_list: [] }), 10060014],
    [
      '16 parcels',
      () => ({ delivery_mode: 2, is_all_delivered: true, shipping_list: Array(16).fill(parcel()) }),
      10060024,
    ],
    ['no tracking number', () => ({ shipping_list: [parcel('')] }), 268485226],
    ['no company', () => ({ shipping_list: [parcel('a', { express_company: undefined })] }), 268485227],
    ['an unknown company', () => ({ shipping_list: [parcel('a', { express_company: 'NONE' })] }), 10060014],
    [
      'a company of 129 letters',
      () => ({ shipping_list: [parcel('a', { express_company: 'x'.repeat(129) })] }),
      10060025,
    ],
    ['a tracking number of 129', () => ({ shipping_list: [parcel('x'.repeat(129))] }), 10060026],
    ['no description', () => ({ shipping_list: [parcel('a', { item_desc: '' })] }), 10060008],
    ['a description of 121', () => ({ shipping_list: [parcel('a', { item_desc: '字'.repeat(121) })] }), 10060009],
    ['SF without contact', () => ({ shipping_list: [parcel('a', { express_company: 'SF' })] }), 10060014],
    [
      'a contact in the clear',
      () => ({ shipping_list: [parcel('a', { contact: { receiver_contact: '13800138000' } })] }),
      10060014,
    ],
    ['a time without milliseconds', () => ({ upload_time: '2026-11-22T10:00:00+08:00' }), 268485216],
    ['a time without zone', () => ({ upload_time: '2026-11-22T10:00:00.000' }), 268485216],
    ['no payer', () => ({ payer: undefined }), 10060014],
    ['another payer', () => ({ payer: { openid: 'o' } }), 10060031],
  ])('is refused with %s', async (_name, changes, code) => {
    expect(await upload(changes())).toBe(code);
    expect(await order()).toMatchObject({ order_state: 1 });
  });

  it('takes a masked contact for SF, and needs no number for a pick-up', async () => {
    const sf = parcel('SF1', { express_company: 'SF', contact: { receiver_contact: '138****8000' } });
    expect(await upload({ shipping_list: [sf] })).toBe(0);
    paid = await pay(app, merchant, 'wang');
    expect(await upload({ logistics_type: 4, shipping_list: [{ item_desc: '到店自提' }] })).toBe(0);
  });

  it('does not know an order right after its payment, when the setting says so, nor another account’s', async () => {
    await settings({ shippingUnknownMs: 60_000_000 });
    expect(await upload()).toBe(10060001);
    await settings({ shippingUnknownMs: 0 });
    expect(await upload()).toBe(0);
    const other = await ReleasedApp.of(sandbox, {}, { released: false });
    expect(await other.errcode('/wxa/sec/order/get_order', { transaction_id: paid.transactionId })).toBe(10060001);
  });

  it('is refused once the money is back or the account is controlled', async () => {
    await sandbox.pay(merchant, 'POST', '/v3/refund/domestic/refunds', {
      transaction_id: paid.transactionId,
      out_refund_no: `r${paid.outTradeNo}`,
      amount: { refund: 1280, total: 1280, currency: 'CNY' },
    });
    await eventually(order, ({ order_state: state }) => state === 5);
    expect(await upload()).toBe(10060004);

    paid = await pay(app, merchant, 'wang');
    await app.knob('POST', '/trade-control', { controlled: true });
    expect(await app.pushed('wxa_trade_controlled')).toContain('<msg>');
    expect(await upload()).toBe(10060004);
    await app.knob('POST', '/trade-control', { controlled: false });
  });

  it('takes combined orders whole or not at all', async () => {
    const first = paid;
    const second = await pay(app, merchant, 'wang');
    const sub = (transactionId: string) => ({
      order_key: { order_number_type: 2, transaction_id: transactionId },
      logistics_type: 1,
      delivery_mode: 1,
      shipping_list: [parcel()],
    });
    const combined = (subOrders: Json[]) =>
      app.errcode('/wxa/sec/order/upload_combined_shipping_info', shipment({ sub_orders: subOrders }));

    expect(await combined([sub(first.transactionId), sub('4200')])).toBe(10060001);
    expect(await order()).toMatchObject({ order_state: 1 });
    expect(await combined([sub(first.transactionId), sub(first.transactionId)])).toBe(10060014);
    expect(await combined([sub(first.transactionId), sub(second.transactionId)])).toBe(0);
    expect(await order()).toMatchObject({ order_state: 2 });
  });
});

describe('after the shipment', () => {
  it('the shopper confirms, and the money is settled', async () => {
    await upload();
    expect(await app.pushed('trade_manage_order_settlement')).toContain('<estimated_settlement_time>');
    const before = (await app.pushes('trade_manage_order_settlement')).length;
    await app.knob('POST', '/shipments/confirm', { transactionId: paid.transactionId });

    const settled = await app.pushed('trade_manage_order_settlement', before + 1);
    expect(settled).toContain(`<transaction_id><![CDATA[${paid.transactionId}]]>`);
    expect(settled).toContain('<confirm_receive_method>1</confirm_receive_method>');
    expect(await order()).toMatchObject({ order_state: 4 });
    expect(await upload({ shipping_list: [parcel('late')] })).toBe(10060002);
  });

  it.each([
    ['ten days for a courier', 1, parcel(), 10],
    ['two days for a pick-up', 4, { item_desc: 'x' }, 2],
  ])('time confirms: %s', async (_name, logisticsType, item, days) => {
    await settings({ timeScale: 1 });
    await upload({ logistics_type: logisticsType, shipping_list: [item] });
    await advance(days * DAY - 60);
    expect(await order()).toMatchObject({ order_state: 2 });
    await advance(120);
    await eventually(order, ({ order_state: state }) => state !== 2);
    await advance(60);
    expect(await eventually(order, ({ order_state: state }) => state === 4)).toBeDefined();
    await settings({ timeScale: 100 });
  });

  it('a complaint holds the settlement back', async () => {
    await upload();
    await app.knob('POST', '/shipments/complaint', { transactionId: paid.transactionId, open: true });
    await app.knob('POST', '/shipments/confirm', { transactionId: paid.transactionId });
    expect(await order()).toMatchObject({ order_state: 6, in_complaint: true });
    await app.knob('POST', '/shipments/complaint', { transactionId: paid.transactionId, open: false });
    expect(await eventually(order, ({ order_state: state }) => state === 4)).toMatchObject({ in_complaint: false });
  });

  it('the shop may remind of the receipt once', async () => {
    const notify = (changes: Json = {}) =>
      app.errcode('/wxa/sec/order/notify_confirm_receive', {
        transaction_id: paid.transactionId,
        received_time: Math.floor(Date.now() / 1000) + 2,
        ...changes,
      });

    expect(await notify()).toBe(10060028);
    await upload();
    expect(await notify({ received_time: 1 })).toBe(10060029);
    expect(await notify()).toBe(0);
    expect(await notify()).toBe(10060030);
    paid = await pay(app, merchant, 'wang');
    await upload({ logistics_type: 4, shipping_list: [{ item_desc: 'x' }] });
    expect(await notify()).toBe(10060032);
  });
});

describe('an account under shipping management', () => {
  it('is reminded of what it has not shipped within 48 hours, but not of pre-sales', async () => {
    await settings({ timeScale: 1 });
    paid = await pay(app, merchant, 'li');
    const preSale = await pay(app, merchant, 'li');
    const special = (changes: Json) =>
      app.errcode('/wxa/sec/order/opspecialorder', { order_id: preSale.transactionId, type: 1, ...changes });
    const inDays = (days: number) => Math.floor(Date.now() / 1000) + days * DAY;
    expect(await special({ order_id: '4200', delay_to: inDays(20) })).toBe(268546000);
    expect(await special({ type: 3 })).toBe(268546001);
    expect(await special({ delay_to: inDays(14) })).toBe(268546002);
    expect(await special({ delay_to: inDays(331) })).toBe(268546002);
    expect(await special({ delay_to: inDays(20) })).toBe(0);

    await advance(2 * DAY + 1);
    await eventually(
      () => app.pushes('trade_manage_remind_shipping'),
      (texts) => texts.some((text) => text.includes(paid.transactionId)),
    );
    expect((await app.pushes('trade_manage_remind_shipping')).join()).not.toContain(preSale.transactionId);
    await settings({ timeScale: 100 });
  });

  it('needs set 142', async () => {
    const other = await ReleasedApp.of(sandbox, {}, { released: false, permissions: [18] });

    expect(await other.errcode('/wxa/sec/order/upload_shipping_info', {})).toBe(61007);
    expect(await other.errcode('/wxa/sec/order/is_trade_managed', { appid: other.appid })).toBe(0);
  });
});
