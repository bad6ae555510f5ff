import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { newId, type ShipmentId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ShippingClient } from '#kernel/wechat/shipping-client.js';
import { ExpressCompaniesAcrossTenants } from './express-companies-across-tenants.js';
import { type OrderOfShop, OrderWorld } from './paid-orders.fixture.js';
import { Receipts } from './receipts.js';
import { type ShipmentWish, Shipments } from './shipments.js';
import { ShippingListener } from './shipping-listener.js';
import { ShippingUpload } from './shipping-upload.js';
import { TradeManagement } from './trade-management.js';
import { dropUpload } from './upload-plan.js';
import { UploadRetry } from './upload-retry.js';

const UPLOAD = '/wxa/sec/order/upload_shipping_info';
const GET_ORDER = '/wxa/sec/order/get_order';
const by = { actor: { kind: 'system', name: 'test' } as const };
const express: ShipmentWish = { kind: 'express', companyId: 'SF', trackingNo: 'SF1' };

let world: OrderWorld;
let fleet: FleetDatabase;
let shipments: Shipments;
let upload: ShippingUpload;
let receipts: Receipts;
let trade: TradeManagement;
let listener: ShippingListener;
let client: ShippingClient;

beforeAll(async () => {
  world = await OrderWorld.start();
  fleet = await FleetDatabase.connect(world.database.access);
  client = new ShippingClient(world.calls);
  shipments = new Shipments(world.tenants, new ExpressCompaniesAcrossTenants(fleet, client));
  trade = new TradeManagement(world.tenants, client);
  upload = new ShippingUpload(world.tenants, client, trade);
  receipts = new Receipts(world.tenants, client);
  listener = new ShippingListener(world.tenants);
});
beforeEach(() => {
  world.wechat.reset();
  answers('/wxa/sec/order/is_trade_managed', { is_trade_managed: true });
  answers('/wxa/sec/order/is_trade_management_confirmation_completed', { completed: true });
  answers('/cgi-bin/express/delivery/open_msg/get_delivery_list', {
    count: 2,
    delivery_list: [
      { delivery_id: 'SF', delivery_name: '顺丰速运' },
      { delivery_id: 'YTO', delivery_name: '圆通速递' },
    ],
  });
  answers(UPLOAD, {});
});
afterAll(async () => {
  await fleet.close();
  await world.stop();
});

function answers(path: string, body: object): void {
  world.wechat.on(path, () => ({ body: { errcode: 0, errmsg: 'ok', ...body } }));
}

const ship = (order: OrderOfShop, wish: ShipmentWish = express, key = newId<string>()) =>
  shipments.ship(order.tenantId, order.orderId, key, wish, by);
const run = ({ tenantId, orderId }: OrderOfShop) => upload.handle({ tenantId, orderId });
/** As if the time of the next attempt had come. */
const itIsTime = (order: OrderOfShop) => world.rows(order, 'update shipping_upload set next_attempt_at = now()');
const uploads = () => world.wechat.received(UPLOAD).map(({ body }) => JSON.parse(body) as Record<string, unknown>);

interface UploadRow {
  readonly state: string;
  readonly revision: number;
  readonly complete_uploads: number;
  readonly in_doubt: boolean;
  readonly problem: { readonly code: string } | null;
  readonly waits: boolean;
}
async function row(order: OrderOfShop): Promise<UploadRow | undefined> {
  const [found] = await world.rows<UploadRow>(
    order,
    `select state, revision, complete_uploads, in_doubt, problem, next_attempt_at > now() as waits from shipping_upload`,
  );
  return found;
}
async function fulfilment(order: OrderOfShop): Promise<string | undefined> {
  return (await world.rows<{ fulfilment: string }>(order, 'select fulfilment from shop_order'))[0]?.fulfilment;
}
async function refusal(call: Promise<unknown>): Promise<[string, string[]]> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Problem)) throw new Error(`not refused: ${String(error)}`);
  return [error.code, (error.options.errors ?? []).map(({ pointer }) => pointer)];
}
function atWechat(order: OrderOfShop, order_state: number, shipping?: object): void {
  answers(GET_ORDER, { order: { transaction_id: order.transactionId, order_state, ...(shipping && { shipping }) } });
}
const told = (trackingNos: string[], finish_shipping = true) => ({
  delivery_mode: 1,
  logistics_type: 1,
  finish_shipping,
  shipping_list: trackingNos.map((tracking_no) => ({ tracking_no, express_company: 'SF' })),
});

const correct = async (order: OrderOfShop, trackingNo: string) => {
  const [parcel] = await world.rows<{ id: ShipmentId }>(order, 'select id from shipment');
  return shipments.correct(order.tenantId, order.orderId, parcel?.id ?? '', { companyId: 'SF', trackingNo }, by);
};

describe('a parcel', () => {
  test('with everything ships the order, and WeChat is told in one piece', async () => {
    const order = await world.order();

    await ship(order);
    expect([await fulfilment(order), await row(order), await world.jobs(order, 'shipping.upload')]).toMatchObject([
      'shipped',
      { state: 'due', waits: true },
      1,
    ]);
    await run(order);
    await run(order);

    expect(await row(order)).toMatchObject({ state: 'uploaded', complete_uploads: 1, in_doubt: false, problem: null });
    expect(uploads()).toMatchObject([
      {
        order_key: { order_number_type: 2, transaction_id: order.transactionId },
        delivery_mode: 1,
        payer: { openid: order.openId },
        shipping_list: [
          {
            tracking_no: 'SF1',
            express_company: 'SF',
            item_desc: '明前龙井 50 克 ×2，白瓷盖碗 ×1',
            contact: { receiver_contact: '138****8000' },
          },
        ],
      },
    ]);
  });

  test('tapped twice is one; the same key for something else is refused', async () => {
    const order = await world.order();
    const key = newId<string>();

    await Promise.all([ship(order, express, key), ship(order, express, key)]);

    expect(await world.rows(order, 'select id from shipment')).toHaveLength(1);
    expect(await refusal(ship(order, { ...express, trackingNo: 'SF2' }, key))).toEqual([
      'shipment.idempotency_conflict',
      [],
    ]);
    expect(await refusal(ship(order))).toEqual(['order.nothing_to_ship', []]);
  });

  test('after parcel is told of: split, and complete with the last', async () => {
    const order = await world.order();
    const [tea = '', bowl = ''] = order.skus;

    await ship(order, { ...express, lines: [{ skuId: tea, quantity: 1 }] });
    await run(order);
    expect([await fulfilment(order), await row(order)]).toMatchObject(['partly', { complete_uploads: 0 }]);
    await ship(order, { kind: 'express', companyId: 'YTO', trackingNo: 'Y2', lines: [{ skuId: tea, quantity: 1 }] });
    await ship(order, { kind: 'express', companyId: 'YTO', trackingNo: 'Y3' });
    await run(order);

    expect([await fulfilment(order), await row(order)]).toMatchObject([
      'shipped',
      { complete_uploads: 1, revision: 3 },
    ]);
    expect(uploads()).toMatchObject([
      { delivery_mode: 2, is_all_delivered: false, shipping_list: [{ tracking_no: 'SF1' }] },
      {
        delivery_mode: 2,
        is_all_delivered: true,
        shipping_list: [{ tracking_no: 'SF1' }, { tracking_no: 'Y2' }, { tracking_no: 'Y3', item_desc: '白瓷盖碗 ×1' }],
      },
    ]);
    const [last] = await world.rows<{ lines: object[] }>(order, 'select lines from shipment order by id desc limit 1');
    expect(last?.lines).toEqual([{ skuId: bowl, quantity: 1 }]);
  });

  test.each<[string, Partial<ShipmentWish>, string[]]>([
    ['of no company', { companyId: undefined as never }, ['/companyId']],
    ['of a company WeChat does not know', { companyId: 'NOBODY' }, ['/companyId']],
    ['without a number', { trackingNo: undefined as never }, ['/trackingNo']],
    ['with a courier for a local delivery', { kind: 'local' }, ['/companyId']],
    [
      'as a pick-up of an order to be delivered',
      { kind: 'pickup', companyId: undefined as never, trackingNo: undefined as never },
      ['/kind'],
    ],
    ['with goods of another order', { lines: [{ skuId: newId(), quantity: 1 }] }, ['/lines/0']],
  ])('%s is refused', async (_what, change, pointers) => {
    const order = await world.order();
    const wish = Object.fromEntries(
      Object.entries({ ...express, ...change }).filter(([, value]) => value !== undefined),
    );
    expect(await refusal(ship(order, wish as unknown as ShipmentWish))).toEqual(['shipment.invalid', pointers]);
    expect(await row(order)).toBeUndefined();
  });

  test('with more than is left, or a part of a local delivery, is refused', async () => {
    const order = await world.order();
    const [tea = ''] = order.skus;
    const tooMany = [
      { skuId: tea, quantity: 2 },
      { skuId: tea, quantity: 1 },
    ];
    expect(await refusal(ship(order, { ...express, lines: tooMany }))).toEqual(['shipment.invalid', ['/lines/1']]);
    expect(await refusal(ship(order, { kind: 'local', lines: [{ skuId: tea, quantity: 1 }] }))).toEqual([
      'shipment.invalid',
      ['/lines'],
    ]);
  });

  test.each(['pending', 'closed', 'refunded'])(
    'of a %s order is refused, and one with a refund under way too',
    async (state) => {
      expect(await refusal(ship(await world.order({ state })))).toEqual(['order.not_shippable', []]);

      const order = await world.order();
      await world.rows(
        order,
        `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, requested_by)
       select tenant_id, $1, order_id, id, 'R1', 1998, 'x', 'processing', '{}' from payment returning id`,
        [newId()],
      );
      expect(await refusal(ship(order))).toEqual(['order.not_shippable', []]);
    },
  );

  test('the sixteenth is refused, and an order of a neighbour does not exist', async () => {
    const order = await world.order();
    const [tea = ''] = order.skus;
    await world.rows(
      order,
      `insert into shipment (tenant_id, id, order_id, idempotency_key, request_hash, kind, company_id, tracking_no, lines, shipped_by)
       select tenant_id, gen_random_uuid(), id, n::text, '', 'express', 'SF', n::text, '[]', '{}' from shop_order, generate_series(1, 15) n
       returning id`,
    );
    expect(await refusal(ship(order, { ...express, lines: [{ skuId: tea, quantity: 1 }] }))).toEqual([
      'shipment.too_many',
      [],
    ]);
    const neighbour = await world.order();
    expect(await refusal(ship({ ...order, tenantId: neighbour.tenantId }))).toEqual(['order.not_found', []]);
  });
});

describe('a correction', () => {
  test('is told once: WeChat takes one after the first', async () => {
    const order = await world.order();
    await ship(order);
    await run(order);

    await correct(order, 'SF2');
    await correct(order, 'SF2');
    await correct(order, 'SF3');
    await run(order);
    expect(await row(order)).toMatchObject({ state: 'uploaded', complete_uploads: 2 });
    expect(uploads().map((body) => body['shipping_list'])).toMatchObject([
      [{ tracking_no: 'SF1' }],
      [{ tracking_no: 'SF3' }],
    ]);

    expect(await refusal(correct(order, 'SF4'))).toEqual(['shipment.already_corrected', []]);
    await correct(order, 'SF3');
  });

  test('made while the upload was under way is told after it', async () => {
    const order = await world.order();
    await ship(order);
    world.wechat.on(UPLOAD, async () => {
      await correct(order, 'SF2');
      return { body: { errcode: 0 } };
    });

    await run(order);
    expect(await row(order)).toMatchObject({ state: 'due', complete_uploads: 1, in_doubt: false });
    answers(UPLOAD, {});
    await run(order);

    expect(await row(order)).toMatchObject({ state: 'uploaded', complete_uploads: 2 });
    expect(uploads().at(-1)).toMatchObject({ shipping_list: [{ tracking_no: 'SF2' }] });
  });

  test('of a pick-up, or of a parcel that is not there, is refused', async () => {
    const order = await world.order({ delivery: 'pickup' });
    await ship(order, { kind: 'pickup' });
    expect(await refusal(correct(order, 'SF2'))).toEqual(['shipment.invalid', ['/trackingNo']]);
    const change = { companyId: 'SF', trackingNo: 'SF2' };
    expect(await refusal(shipments.correct(order.tenantId, order.orderId, newId(), change, by))).toEqual([
      'shipment.not_found',
      [],
    ]);
  });
});

describe('the upload', () => {
  test('whose answer was lost is asked for, not repeated', async () => {
    const order = await world.order();
    await ship(order);
    world.wechat.on(UPLOAD, () => ({ drop: true }));
    await expect(run(order)).rejects.toMatchObject({ retry: 'backoff' });
    expect(await row(order)).toMatchObject({ state: 'due', in_doubt: true, waits: true });

    atWechat(order, 2, told(['SF1']));
    await itIsTime(order);
    await run(order);

    expect(await row(order)).toMatchObject({ state: 'uploaded', complete_uploads: 1, in_doubt: false });
    expect(uploads()).toHaveLength(1);
  });

  test('is made by one worker at a time: what was corrected meanwhile follows it', async () => {
    const order = await world.order();
    await ship(order);
    let callsMeanwhile = -1;
    world.wechat.on(UPLOAD, async () => {
      answers(UPLOAD, {});
      await correct(order, 'SF2');
      await run(order);
      callsMeanwhile = uploads().length;
      return { body: { errcode: 0, errmsg: 'ok' } };
    });

    await run(order);
    expect(callsMeanwhile).toBe(1);
    expect(await row(order)).toMatchObject({ state: 'due', in_doubt: false });
    await run(order);

    expect([await row(order), uploads().length]).toMatchObject([{ state: 'uploaded', complete_uploads: 2 }, 2]);
  });

  test('that never arrived is repeated', async () => {
    const order = await world.order();
    await ship(order);
    world.wechat.on(UPLOAD, () => ({ body: { errcode: -1, errmsg: 'system error' } }));
    await expect(run(order)).rejects.toMatchObject({ errcode: -1 });

    // A question that is refused does not end the doubt.
    world.wechat.on(GET_ORDER, () => ({ body: { errcode: 45011, errmsg: 'rate' } }));
    await itIsTime(order);
    await expect(run(order)).rejects.toMatchObject({ errcode: 45011 });
    expect(await row(order)).toMatchObject({ in_doubt: true });

    atWechat(order, 1);
    answers(UPLOAD, {});
    await itIsTime(order);
    await run(order);
    expect([await row(order), uploads().length]).toMatchObject([{ state: 'uploaded', in_doubt: false }, 2]);
  });

  test('of an order that WeChat does not know yet waits; after a quarter of an hour the merchant must act', async () => {
    const [young, old] = [await world.order(), await world.order({ paid: `now() - interval '20 minutes'` })];
    world.wechat.on(UPLOAD, () => ({ body: { errcode: 10060001, errmsg: '支付单不存在' } }));
    for (const order of [young, old]) {
      await ship(order);
      await run(order);
    }

    expect(await row(young)).toMatchObject({ state: 'due', waits: true, in_doubt: false });
    expect(await row(old)).toMatchObject({ state: 'refused', problem: { code: 'wechat.shipping_order_unknown' } });

    answers(UPLOAD, {});
    await new UploadRetry(world.tenants).retry(old.tenantId, old.orderId);
    await run(old);
    expect(await row(old)).toMatchObject({ state: 'uploaded', problem: null });
    expect(await refusal(new UploadRetry(world.tenants).retry(old.tenantId, old.orderId))).toEqual([
      'shipping_upload.not_refused',
      [],
    ]);
  });

  test.each([
    [10060005, 'refused', 'wechat.shipping_refused'],
    [61007, 'refused', 'wechat.permission_missing'],
    [268485216, 'refused', 'wechat.request_rejected'],
    [45009, 'due', 'wechat.quota_exhausted'],
    [10060023, 'uploaded', undefined],
  ])('answered with %i is %s', async (errcode, state, code) => {
    const order = await world.order();
    await ship(order);
    world.wechat.on(UPLOAD, () => ({ body: { errcode, errmsg: 'no' } }));

    await run(order);

    const found = await row(order);
    expect([found?.state, found?.problem?.code]).toEqual([state, code]);
  });

  test.each([
    ['shipped in WeChat’s own console', 10060002, 2, told(['ELSE']), { state: 'uploaded' }, 'shipped'],
    ['confirmed already', 10060004, 3, told(['SF1']), { state: 'unneeded' }, 'received'],
    ['refunded at WeChat', 10060004, 5, undefined, { state: 'unneeded' }, 'shipped'],
    ['shipped anew too often', 10060003, 2, told(['ELSE']), { state: 'refused' }, 'shipped'],
  ])('of an order that was %s', async (_what, errcode, orderState, shipping, upload_, goods) => {
    const order = await world.order();
    await ship(order);
    world.wechat.on(UPLOAD, () => ({ body: { errcode, errmsg: 'no' } }));
    atWechat(order, orderState, shipping);

    await run(order);

    expect([await row(order), await fulfilment(order)]).toMatchObject([upload_, goods]);
  });

  test('is not made for a refunded order, nor where WeChat does not manage the trade', async () => {
    const refunded = await world.order();
    await ship(refunded);
    await world.rows(refunded, `update shop_order set state = 'refunded' returning id`);
    await run(refunded);
    const dropped = await world.order();
    await ship(dropped);
    await world.tenants.transaction(dropped.tenantId, (tx) => dropUpload(tx, dropped.orderId));
    await run(dropped);
    const free = await world.order();
    answers('/wxa/sec/order/is_trade_managed', { is_trade_managed: false });
    await ship(free);
    await run(free);

    for (const order of [refunded, dropped, free]) expect(await row(order)).toMatchObject({ state: 'unneeded' });
    expect(uploads()).toEqual([]);
  });

  test('asks for trade management once a day', async () => {
    const order = await world.order();
    for (let count = 0; count < 3; count++) expect(await trade.isManaged(order.tenantId, order.appId)).toBe(true);
    expect(world.wechat.received('/wxa/sec/order/is_trade_managed')).toHaveLength(1);
    await world.rows(order, `update applet_trade set checked_at = now() - interval '25 hours' returning app_id`);
    await trade.isManaged(order.tenantId, order.appId);
    expect(world.wechat.received('/wxa/sec/order/is_trade_managed')).toHaveLength(2);
  });
});

describe('the receipt', () => {
  const confirm = ({ tenantId, shopperId, orderId }: OrderOfShop) => receipts.confirm(tenantId, shopperId, orderId);

  test('is what WeChat says, not what the mini-program says', async () => {
    const order = await world.order();
    expect(await refusal(confirm(order))).toEqual(['order.receipt_not_open', []]);
    await ship(order);
    expect(await refusal(confirm(order))).toEqual(['order.receipt_not_open', []]);
    await run(order);

    atWechat(order, 2, told(['SF1']));
    await confirm(order);
    expect(await fulfilment(order)).toBe('shipped');
    atWechat(order, 3, told(['SF1']));
    await confirm(order);
    await confirm(order);

    expect(await fulfilment(order)).toBe('received');
    expect(await world.rows(order, `select cause from order_event where cause = 'received'`)).toHaveLength(1);
  });

  test('of another shopper’s order does not exist, and WeChat’s silence is told', async () => {
    const order = await world.order();
    await ship(order);
    await run(order);
    expect(await refusal(receipts.confirm(order.tenantId, newId(), order.orderId))).toEqual(['order.not_found', []]);
    world.wechat.on(GET_ORDER, () => ({ status: 502 }));
    expect(await refusal(confirm(order))).toEqual(['wechat.unavailable', []]);
  });

  test('is the shopper’s word where WeChat does not manage the trade', async () => {
    answers('/wxa/sec/order/is_trade_managed', { is_trade_managed: false });
    const order = await world.order();
    await ship(order);
    await run(order);
    await confirm(order);
    expect(await fulfilment(order)).toBe('received');
  });
});

describe('WeChat’s events', () => {
  const event = { dedupKey: 'x', createdAt: new Date('2026-03-03T00:00:00Z'), userName: 'gh_1' };
  const reminded = (order: OrderOfShop) =>
    listener.handle(order.tenantId, order.appId, {
      ...event,
      kind: 'shippingReminded',
      transactionId: order.transactionId,
      outTradeNo: order.outTradeNo,
      paidAt: new Date(),
      message: '请尽快发货',
    });
  const settled = (order: OrderOfShop, confirmedBy: 'shopper' | 'time' | null, settledAt: Date | null) =>
    listener.handle(order.tenantId, order.appId, {
      ...event,
      kind: 'orderSettlement',
      transactionId: order.transactionId,
      outTradeNo: order.outTradeNo,
      confirmedBy,
      settledAt,
    });

  test('a reminder is noted, and an upload we thought needless is made', async () => {
    answers('/wxa/sec/order/is_trade_managed', { is_trade_managed: false });
    const order = await world.order();
    await ship(order);
    await run(order);
    expect(await row(order)).toMatchObject({ state: 'unneeded' });

    answers('/wxa/sec/order/is_trade_managed', { is_trade_managed: true });
    expect(await reminded(order)).toBeNull();
    expect(await reminded(order)).toBeNull();
    await run(order);

    expect(await row(order)).toMatchObject({ state: 'uploaded' });
    const [noted] = await world.rows<{ at: Date }>(order, 'select shipping_reminded_at as at from shop_order');
    expect(noted?.at).toEqual(event.createdAt);
  });

  test('a settlement books the receipt once, whatever comes first', async () => {
    const order = await world.order();
    await ship(order);
    const settledAt = new Date('2026-03-04T00:00:00Z');

    expect(await settled(order, null, null)).toBe('known before');
    expect(await settled(order, 'time', settledAt)).toBeNull();
    expect(await settled(order, 'shopper', settledAt)).toBe('known before');

    const [found] = await world.rows(order, 'select fulfilment, received_by, settled_at from shop_order');
    expect(found).toEqual({ fulfilment: 'received', received_by: 'time', settled_at: settledAt });
  });

  test('an order of another applet is not touched, and an event without AppID is put aside', async () => {
    const [order, other] = [await world.order(), await world.order()];
    expect(await reminded({ ...order, appId: other.appId })).toBe('no such order');
    expect(await settled({ ...order, tenantId: other.tenantId }, 'time', null)).toBe('no such order');
    expect(await listener.handle(order.tenantId, null, { ...event, kind: 'tradeControlled', message: 'x' })).toBe(
      'without AppID',
    );
  });

  test('a restriction of payment is shown, the latest one', async () => {
    const order = await world.order();
    const controlled = (message: string, createdAt: Date) =>
      listener.handle(order.tenantId, order.appId, { ...event, createdAt, kind: 'tradeControlled', message });

    await controlled('支付功能受限', event.createdAt);
    await controlled('旧消息', new Date('2026-03-02T00:00:00Z'));

    expect(await trade.view(order.tenantId, order.appId)).toMatchObject({
      control: '支付功能受限',
      controlledAt: event.createdAt,
      managed: null,
    });
    expect(await refusal(trade.view(order.tenantId, 'wxffffffffffffffff'))).toEqual(['applet.unknown', []]);
  });
});

describe('delivery companies', () => {
  test('are asked for once, kept, and found by name or id', async () => {
    await world.order();
    await fleet.execute('delete from platform.express_company');
    const companies = new ExpressCompaniesAcrossTenants(fleet, client);

    expect(
      await Promise.all([companies.search('圆通', 10), companies.search('yto', 10), companies.search('', 1)]),
    ).toEqual([[{ id: 'YTO', name: '圆通速递' }], [{ id: 'YTO', name: '圆通速递' }], [{ id: 'SF', name: '顺丰速运' }]]);
    expect([await companies.find('SF'), await companies.find('NOBODY')]).toEqual([
      { id: 'SF', name: '顺丰速运' },
      null,
    ]);
    // Another program, or this one after a restart, reads the table.
    expect(await new ExpressCompaniesAcrossTenants(fleet, client).search('顺丰', 10)).toHaveLength(1);
    expect(world.wechat.received('/cgi-bin/express/delivery/open_msg/get_delivery_list')).toHaveLength(1);
  });

  test('grown old stay in use while WeChat is silent, and are replaced afterwards', async () => {
    await fleet.execute(`update platform.express_company set refreshed_at = now() - interval '2 days'`);
    world.wechat.on('/cgi-bin/express/delivery/open_msg/get_delivery_list', () => ({ status: 502 }));
    expect(await new ExpressCompaniesAcrossTenants(fleet, client).search('SF', 10)).toHaveLength(1);

    answers('/cgi-bin/express/delivery/open_msg/get_delivery_list', {
      delivery_list: [{ delivery_id: 'JD', delivery_name: '京东物流' }],
    });
    expect(await new ExpressCompaniesAcrossTenants(fleet, client).search('', 10)).toEqual([
      { id: 'JD', name: '京东物流' },
    ]);
  });

  test('that nobody can be asked about are not at hand', async () => {
    await fleet.execute('delete from platform.express_company');
    answers('/cgi-bin/express/delivery/open_msg/get_delivery_list', { delivery_list: [] });
    const companies = new ExpressCompaniesAcrossTenants(fleet, client);
    expect(await refusal(companies.search('', 10))).toEqual(['express_company.unavailable', []]);
    expect(await companies.find('SF')).toBeUndefined();
  });
});
