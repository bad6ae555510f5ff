import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import { listMessageTemplates, recordSubscriptions } from '../src/messages/messages.contract.js';
import { confirmReceipt, getOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

let world: RuntimeWorld;
let shop: TestShop;
let foreign: TestShop;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  foreign = await world.shop(null);
  await world.rows(
    shop,
    `insert into message_template (tenant_id, app_id, purpose, state, wechat_template_id, fields, enabled)
     values ($1, $2, 'orderPaid', 'ready', 'P1', '[]', true), ($1, $2, 'orderShipped', 'ready', 'P2', '[]', true),
       ($1, $2, 'orderRefunded', 'ready', 'P3', '[]', false), ($1, $2, 'pickupReady', 'due', null, null, true) returning purpose`,
    [shop.tenantId, shop.appId],
  );
});
afterAll(() => world.stop());

const params = () => ({ appId: shop.appId });

describe('subscriptions', () => {
  test('the mini-program learns which templates it may ask about', async () => {
    const everything = await world.client().call(listMessageTemplates, { params: params() });
    const paid = await world.client().call(listMessageTemplates, { params: params(), query: { purpose: 'orderPaid' } });
    const nothing = await world.client().call(listMessageTemplates, { params: { appId: foreign.appId } });

    expect(everything.items).toEqual([
      { purpose: 'orderPaid', templateId: 'P1' },
      { purpose: 'orderShipped', templateId: 'P2' },
    ]);
    expect([paid.items.length, nothing.items]).toEqual([1, []]);
    const spam = { purpose: 'spam' as 'orderPaid' };
    expect(await refusal(world.client().call(listMessageTemplates, { params: params(), query: spam }))).toMatchObject({
      status: 400,
      code: 'request.invalid',
    });
  });

  test('what was accepted is counted for this shopper and no other, in this shop and no other', async () => {
    const client = await world.shopper(shop);
    const answers = { P1: 'accept', P2: 'reject', P3: 'acceptWithAudio', elsewhere: 'accept' };
    await client.call(recordSubscriptions, { params: params(), body: { answers } });
    await client.call(recordSubscriptions, { params: params(), body: { answers: { P1: 'accept' } } });
    await (await world.shopper(foreign)).call(recordSubscriptions, {
      params: { appId: foreign.appId },
      body: { answers: { P1: 'accept' } },
    });

    expect(
      await world.rows(shop, 'select wechat_template_id as id, by_shopper from message_consent order by 1'),
    ).toEqual([
      { id: 'P1', by_shopper: 2 },
      { id: 'P3', by_shopper: 1 },
    ]);
    expect(await world.rows(foreign, 'select 1 from message_consent')).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['a list', { answers: ['P1'] }],
    ['a number', { answers: { P1: 1 } }],
    [
      'six templates',
      { answers: Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`P${index}`, 'accept'])) },
    ],
    ['an endless word', { answers: { P1: 'x'.repeat(33) } }],
    ['an endless id', { answers: { ['P'.repeat(200)]: 'accept' } }],
    ['an unknown member', { answers: {}, shopperId: newId() }],
  ])('%s is refused', async (_what, body) => {
    const client = await world.shopper(shop);
    const sent = body as { answers: Record<string, string> };
    expect(await refusal(client.call(recordSubscriptions, { params: params(), body: sent }))).toMatchObject({
      status: 400,
      code: 'request.invalid',
    });
  });

  test('of nobody, or with the token of another shop, are refused', async () => {
    const body = { answers: { P1: 'accept' } };
    expect(await refusal(world.client().call(recordSubscriptions, { params: params(), body }))).toMatchObject({
      status: 401,
      code: 'shopper.login_required',
    });
    const stranger = await world.shopper(foreign);
    expect((await refusal(stranger.call(recordSubscriptions, { params: params(), body }))).status).toBe(401);
  });
});

describe('a receipt', () => {
  async function paidOrder(client: ApiClient): Promise<string> {
    const [sku] = await world.rows<{ id: string }>(shop, 'select id from sku where active and stock > 20 limit 1');
    const lines = [{ skuId: sku?.id ?? '', quantity: 1 }];
    const quote = await client.call(quoteOrder, { params: params(), body: { lines, delivery: 'express' } });
    const address = { name: '王小二', phone: '13800000000', region: '浙江省', detail: '龙井路 1 号' };
    const { id } = await client.call(placeOrder, {
      params: params(),
      headers: { 'idempotency-key': newId() },
      body: { lines, delivery: 'express', address, expectedTotalFen: quote.totalFen },
    });
    await world.rows(shop, `update shop_order set state = 'paid', paid_at = now() where id = $1 returning id`, [id]);
    await world.rows(
      shop,
      `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
       values ($1, $2, $3::uuid, $4, '1900000001', $3::text, 1, 'succeeded', '42') returning id`,
      [shop.tenantId, newId(), id, shop.appId],
    );
    return id;
  }

  test('opens when WeChat knows of the shipping, and shows what it is confirmed with', async () => {
    const client = await world.shopper(shop);
    const orderId = await paidOrder(client);
    const at = { params: { ...params(), orderId } };
    expect(await client.call(getOrder, at)).toMatchObject({ fulfilment: 'unfulfilled', shipments: [], receipt: null });
    expect(await refusal(client.call(confirmReceipt, at))).toMatchObject({
      status: 409,
      code: 'order.receipt_not_open',
    });

    await world.rows(
      shop,
      `insert into shipment (tenant_id, id, order_id, idempotency_key, request_hash, kind, company_id, company_name, tracking_no, lines, shipped_by)
       values ($1, $2, $3, 'key', '', 'express', 'SF', '顺丰速运', 'SF1', '[]', '{}') returning id`,
      [shop.tenantId, newId(), orderId],
    );
    await world.rows(shop, `update shop_order set fulfilment = 'shipped' where id = $1 returning id`, [orderId]);
    await world.rows(
      shop,
      `insert into shipping_upload (tenant_id, order_id, app_id, state) values ($1, $2, $3, 'uploaded') returning state`,
      [shop.tenantId, orderId, shop.appId],
    );
    expect(await client.call(getOrder, at)).toMatchObject({
      fulfilment: 'shipped',
      shipments: [{ companyName: '顺丰速运', trackingNo: 'SF1' }],
      receipt: { transactionId: '42' },
    });

    await world.rows(shop, `update shipping_upload set state = 'unneeded' where order_id = $1 returning state`, [
      orderId,
    ]);
    const received = await client.call(confirmReceipt, at);
    expect(received).toMatchObject({ fulfilment: 'received', receipt: null });
    expect(received.receivedAt).not.toBeNull();
    expect(await client.call(confirmReceipt, at)).toEqual(received);
  });

  test('of another’s order, of none, and of nobody is refused', async () => {
    const orderId = await paidOrder(await world.shopper(shop));
    const other = await world.shopper(shop);
    expect(await refusal(other.call(confirmReceipt, { params: { ...params(), orderId } }))).toMatchObject({
      status: 404,
      code: 'order.not_found',
    });
    expect((await refusal(other.call(confirmReceipt, { params: { ...params(), orderId: 'x' } }))).status).toBe(400);
    expect((await refusal(world.client().call(confirmReceipt, { params: { ...params(), orderId } }))).status).toBe(401);
    const stranger = await world.shopper(foreign);
    expect(await refusal(stranger.call(confirmReceipt, { params: { appId: foreign.appId, orderId } }))).toMatchObject({
      status: 404,
      code: 'order.not_found',
    });
  });
});
