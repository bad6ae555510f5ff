import { type ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { RecordedWechat } from '#kernel/wechat/testing/recorded-wechat.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  announcePickup,
  correctShipment,
  createShipment,
  getTradeManagement,
  retryShippingUpload,
  searchExpressCompanies,
} from './fulfilment.contract.js';
import { getMessageTemplates, provisionMessageTemplates, switchMessageTemplate } from './messages.contract.js';
import { getOrder, listOrders } from './orders.contract.js';

const appId = 'wx00000000000000f1';

let wechat: RecordedWechat;
let shop: MerchantWorld;

beforeAll(async () => {
  wechat = await RecordedWechat.start();
  shop = await MerchantWorld.start({ env: { WECHAT_API_URL: wechat.url } });
  await shop.addApplet(appId);
});
afterAll(async () => {
  await shop.stop();
  await wechat.stop();
});

/** A paid order of two pieces of one article. */
async function paidOrder(paidAt = 'now()', delivery = 'express'): Promise<{ orderId: string; skuId: string }> {
  const [orderId, shopperId, skuId] = [newId<string>(), newId<string>(), newId<string>()];
  const line = {
    skuId,
    productId: newId(),
    title: '茶',
    optionValues: [],
    imageUrl: null,
    priceFen: 500,
    quantity: 2,
    totalFen: 1000,
  };
  await shop.tenants.transaction(shop.tenantId, async (tx) => {
    await tx.execute(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, $3, $2::text)`, [
      shop.merchantId,
      shopperId,
      appId,
    ]);
    await tx.execute(
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
         total_fen, delivery, expires_at, paid_at)
       values ($1, $2::uuid, $2::text, $3, $4, $2::text, '', 'paid', $5, 1000, 0, 1000, $6, now(), ${paidAt})`,
      [shop.merchantId, orderId, appId, shopperId, JSON.stringify([line]), delivery],
    );
    await tx.execute(
      `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
       values ($1, $2, $3::uuid, $4, '1900000001', $3::text, 1000, 'succeeded', '42')`,
      [shop.merchantId, newId(), orderId, appId],
    );
  });
  return { orderId, skuId };
}

const parcel = (orderId: string, body: object, key = newId<string>()) =>
  shop.api.call(createShipment, {
    params: { ...shop.params, orderId },
    headers: { 'idempotency-key': key },
    body: body as { kind: 'express' },
  });
const express = { kind: 'express', companyId: 'YTO', trackingNo: 'YT1' };

describe('shipments', () => {
  test('go out, are shown with the order, and are corrected', async () => {
    const { orderId, skuId } = await paidOrder();
    const key = newId<string>();
    const lines = [{ skuId, quantity: 1 }];

    const first = await parcel(orderId, { ...express, lines, note: '轻放' }, key);
    const again = await parcel(orderId, { ...express, lines, note: '轻放' }, key);
    const rest = await parcel(orderId, { ...express, trackingNo: 'YT2' });

    expect([first.fulfilment, first.shipping.shipBy === null]).toEqual(['partly', false]);
    expect(again.shipments).toEqual(first.shipments);
    expect(rest).toMatchObject({
      fulfilment: 'shipped',
      shipments: [
        { trackingNo: 'YT1', note: '轻放', lines },
        { trackingNo: 'YT2', lines },
      ],
      shipping: { shipBy: null, upload: { state: 'due', problem: null } },
    });
    expect(await shop.rows(`select action from audit_entry where subject_id = $1`, [orderId])).toHaveLength(2);

    const shipmentId = rest.shipments[0]?.id ?? '';
    const corrected = await shop.api.call(correctShipment, {
      params: { ...shop.params, orderId, shipmentId },
      body: { companyId: 'YTO', trackingNo: 'YT9' },
    });
    expect(corrected.shipments[0]).toMatchObject({ trackingNo: 'YT9' });
    expect(
      await shop.rows(`select id from outbox where job = 'shipping.upload' and payload ->> 'orderId' = $1`, [orderId]),
    ).toHaveLength(3);
  });

  test.each<[string, object, number, string, string[]]>([
    ['nothing said', {}, 400, 'request.invalid', ['/kind']],
    ['a kind that is none', { kind: 'drone' }, 400, 'request.invalid', ['/kind']],
    ['a Chinese tracking number', { ...express, trackingNo: '圆通1' }, 400, 'request.invalid', ['/trackingNo']],
    [
      'an endless tracking number',
      { ...express, trackingNo: '1'.repeat(129) },
      400,
      'request.invalid',
      ['/trackingNo'],
    ],
    [
      'half a piece',
      { ...express, lines: [{ skuId: newId(), quantity: 1000 }] },
      400,
      'request.invalid',
      ['/lines/0/quantity'],
    ],
    ['an unknown member', { ...express, price: 1 }, 400, 'request.invalid', ['/price']],
    ['no courier', { kind: 'express', trackingNo: '1' }, 422, 'shipment.invalid', ['/companyId']],
    ['a pick-up of goods to be sent', { kind: 'pickup' }, 422, 'shipment.invalid', ['/kind']],
    [
      'goods of nobody',
      { ...express, lines: [{ skuId: newId(), quantity: 1 }] },
      422,
      'shipment.invalid',
      ['/lines/0'],
    ],
  ])('with %s are refused', async (_what, body, status, code, pointers) => {
    const { orderId } = await paidOrder();
    expect(await refusal(parcel(orderId, body))).toEqual({ status, code, pointers });
  });

  test('without a key, with the key of another, and of what is shipped are refused', async () => {
    const { orderId } = await paidOrder();
    const key = newId<string>();
    expect(await refusal(parcel(orderId, express, 'short'))).toMatchObject({ status: 400 });
    await parcel(orderId, express, key);
    expect(await refusal(parcel(orderId, { ...express, trackingNo: 'x' }, key))).toMatchObject({
      status: 409,
      code: 'shipment.idempotency_conflict',
    });
    expect(await refusal(parcel(orderId, express))).toMatchObject({ status: 409, code: 'order.nothing_to_ship' });
    expect(await refusal(shop.api.call(retryShippingUpload, { params: { ...shop.params, orderId } }))).toMatchObject({
      status: 409,
      code: 'shipping_upload.not_refused',
    });
  });

  test('that WeChat will miss are listed: late ones, reminded ones, refused ones', async () => {
    const [young, late, reminded, refused] = [
      await paidOrder(),
      await paidOrder(`now() - interval '37 hours'`),
      await paidOrder(),
      await paidOrder(),
    ];
    await shop.rows('update shop_order set shipping_reminded_at = now() where id = $1 returning id', [
      reminded.orderId,
    ]);
    await parcel(refused.orderId, express);
    await shop.rows(
      `update shipping_upload set state = 'refused', problem = '{"code":"wechat.shipping_refused","title":"微信未接受发货信息","detail":"…"}'
       where order_id = $1 returning order_id`,
      [refused.orderId],
    );

    const { items } = await shop.api.call(listOrders, { params: shop.params, query: { attention: 'shipping' } });

    const ids = items.map((item) => item.id);
    expect(ids).toEqual([refused.orderId, reminded.orderId, late.orderId]);
    expect(ids).not.toContain(young.orderId);
    expect(items[2]?.shipBy).not.toBeNull();
    const shown = await shop.api.call(getOrder, { params: { ...shop.params, orderId: refused.orderId } });
    expect(shown.shipping.upload).toMatchObject({ state: 'refused', problem: { code: 'wechat.shipping_refused' } });
    const retried = await shop.api.call(retryShippingUpload, { params: { ...shop.params, orderId: refused.orderId } });
    expect(retried.shipping.upload).toMatchObject({ state: 'due', problem: null });
    expect(
      await refusal(shop.api.call(listOrders, { params: shop.params, query: { attention: 'x' as 'shipping' } })),
    ).toMatchObject({ status: 400 });
  });

  test('a pick-up is announced and handed over', async () => {
    const { orderId } = await paidOrder('now()', 'pickup');
    expect(await shop.api.call(announcePickup, { params: { ...shop.params, orderId } })).toMatchObject({
      fulfilment: 'unfulfilled',
    });
    expect(await parcel(orderId, { kind: 'pickup' })).toMatchObject({
      fulfilment: 'shipped',
      shipments: [{ kind: 'pickup', trackingNo: null }],
    });
    expect(await refusal(shop.api.call(announcePickup, { params: { ...shop.params, orderId } }))).toMatchObject({
      status: 409,
      code: 'order.not_shippable',
    });
  });
});

test('delivery companies are searched; without WeChat there are none to choose from', async () => {
  expect(await refusal(shop.api.call(searchExpressCompanies, { query: {} }))).toMatchObject({
    status: 503,
    code: 'express_company.unavailable',
  });
  expect(await refusal(shop.world.stranger.call(searchExpressCompanies, { query: {} }))).toMatchObject({ status: 401 });
  expect(await refusal(shop.api.call(searchExpressCompanies, { query: { limit: 0 } }))).toMatchObject({ status: 400 });
});

describe('messages', () => {
  const params = () => ({ ...shop.params, appId });

  test('are listed by purpose, switched, and looked for again', async () => {
    const { items } = await shop.api.call(getMessageTemplates, { params: params() });
    expect(items.map(({ purpose, enabled, state }) => [purpose, enabled, state])).toEqual([
      ['orderPaid', true, 'due'],
      ['orderShipped', true, 'due'],
      ['orderRefunded', true, 'due'],
      ['pickupReady', true, 'due'],
      ['groupComplete', true, 'due'],
      ['invoiceIssued', true, 'due'],
      ['reviewReplied', true, 'due'],
    ]);

    const off = await shop.api.call(switchMessageTemplate, {
      params: { ...params(), purpose: 'orderPaid' },
      body: { enabled: false },
    });
    expect(off.items[0]).toMatchObject({ purpose: 'orderPaid', enabled: false });
    await shop.api.call(provisionMessageTemplates, { params: params() });
    expect(await shop.rows(`select id from outbox where job = 'message-templates.provision'`)).toHaveLength(1);
  });

  test('of a purpose, a switch or an applet that is none are refused', async () => {
    const wrongPurpose = { ...params(), purpose: 'spam' as 'orderPaid' };
    expect(
      await refusal(shop.api.call(switchMessageTemplate, { params: wrongPurpose, body: { enabled: true } })),
    ).toMatchObject({ status: 400 });
    const body = { enabled: 'yes' } as unknown as { enabled: boolean };
    expect(
      await refusal(shop.api.call(switchMessageTemplate, { params: { ...params(), purpose: 'orderPaid' }, body })),
    ).toMatchObject({
      status: 400,
      pointers: ['/enabled'],
    });
    const foreign = { ...params(), appId: 'wxffffffffffffffff' };
    for (const route of [getMessageTemplates, provisionMessageTemplates, getTradeManagement])
      expect(
        await refusal(
          shop.api.call<typeof getMessageTemplates>(route as typeof getMessageTemplates, { params: foreign }),
        ),
      ).toMatchObject({ status: 404, code: 'applet.unknown' });
  });

  test('and trade management is shown as WeChat told of it', async () => {
    expect(await shop.api.call(getTradeManagement, { params: params() })).toEqual({
      managed: null,
      confirmed: null,
      checkedAt: null,
      invitedAt: null,
      invitation: null,
      controlledAt: null,
      control: null,
    });
    await shop.rows(
      `insert into applet_trade (tenant_id, app_id, managed, control) values ($1, $2, true, '支付功能受限') returning app_id`,
      [shop.merchantId, appId],
    );
    expect(await shop.api.call(getTradeManagement, { params: params() })).toMatchObject({
      managed: true,
      control: '支付功能受限',
    });
  });
});

describe('a neighbour and a stranger', () => {
  const id = newId<string>();
  const order = () => ({ ...shop.params, orderId: id });
  const applet = () => ({ ...shop.params, appId });
  const key = { 'idempotency-key': 'abcdefgh' };
  const calls: [string, (client: ApiClient) => Promise<unknown>][] = [
    [
      'shipments.create',
      (client) => client.call(createShipment, { params: order(), headers: key, body: { kind: 'local' } }),
    ],
    [
      'shipments.correct',
      (client) =>
        client.call(correctShipment, {
          params: { ...order(), shipmentId: id },
          body: { companyId: 'YTO', trackingNo: '1' },
        }),
    ],
    ['shipments.retryUpload', (client) => client.call(retryShippingUpload, { params: order() })],
    ['shipments.announcePickup', (client) => client.call(announcePickup, { params: order() })],
    ['applets.getTradeManagement', (client) => client.call(getTradeManagement, { params: applet() })],
    ['messageTemplates.list', (client) => client.call(getMessageTemplates, { params: applet() })],
    ['messageTemplates.provision', (client) => client.call(provisionMessageTemplates, { params: applet() })],
    [
      'messageTemplates.switch',
      (client) =>
        client.call(switchMessageTemplate, {
          params: { ...applet(), purpose: 'orderPaid' },
          body: { enabled: false },
        }),
    ],
  ];

  test.each(calls)('%s: 404 to another agency, 401 to nobody', async (name, call) => {
    expect(await refusal(call(shop.neighbour))).toMatchObject({ status: 404, code: 'merchant.not_found' });
    expect(await refusal(call(shop.world.stranger))).toMatchObject({ status: 401 });
    if (name.startsWith('shipments')) expect(await refusal(call(shop.api))).toMatchObject({ status: 404 });
  });
});
