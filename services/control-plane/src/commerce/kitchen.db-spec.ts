import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import { listKitchen, moveTicket } from './dining.contract.js';
import { diningAppId, paidDish } from './dining.fixture.js';
import { getOrder } from './orders.contract.js';

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  await shop.addApplet(diningAppId);
});
afterAll(() => shop.stop());

const move = (orderId: string, state: 'accepted' | 'ready' | 'done') =>
  shop.api.call(moveTicket, { params: { ...shop.params, orderId }, body: { state } });

describe('the kitchen', () => {
  test('sees orders in their turn with all a cook needs, and hands them over to WeChat when they are done', async () => {
    const [first, second] = [await paidDish(shop, 'takeaway'), await paidDish(shop, 'local')];
    const list = await shop.api.call(listKitchen, { params: shop.params, query: { limit: 100 } });
    const order = list.items.map(({ id }) => id).filter((id) => id === first || id === second);

    expect(order).toEqual([first, second]);
    expect(list.items.find(({ id }) => id === first)).toMatchObject({
      state: 'waiting',
      delivery: 'takeaway',
      guests: 2,
      lines: [{ title: '牛肉面', optionValues: ['大份'], quantity: 1, modifiers: [{ name: '卤蛋' }] }],
    });
    for (const state of ['accepted', 'ready', 'done'] as const) await move(first, state);
    for (const state of ['ready', 'done'] as const) await move(second, state);
    const read = (orderId: string) => shop.api.call(getOrder, { params: { ...shop.params, orderId } });
    expect(await read(first)).toMatchObject({
      fulfilment: 'shipped',
      shipments: [{ kind: 'pickup' }],
      dining: { ticket: { state: 'done' } },
    });
    expect(await read(second)).toMatchObject({ fulfilment: 'shipped', shipments: [{ kind: 'local' }] });
    const done = await shop.api.call(listKitchen, { params: shop.params, query: { state: 'done' } });
    expect(done.items.map(({ id }) => id)).toEqual([first, second]);
  });

  test('a tap that comes twice moves once; a step back or over is refused', async () => {
    const orderId = await paidDish(shop, 'dineIn');
    const twins = await Promise.all([move(orderId, 'accepted'), move(orderId, 'accepted')]);
    expect(twins.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect(await shop.rows(`select 1 from audit_entry where subject_id = $1`, [orderId])).toHaveLength(1);

    expect(await refusal(move(orderId, 'done'))).toMatchObject({ status: 409, code: 'kitchen.move_refused' });
    await move(orderId, 'ready');
    expect(await refusal(move(orderId, 'accepted'))).toMatchObject({ status: 409, code: 'kitchen.move_refused' });
    const over = await Promise.all([move(orderId, 'done'), move(orderId, 'done')]);
    expect(over.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(await shop.rows('select 1 from shipment where order_id = $1', [orderId])).toHaveLength(1);
  });

  test('a hand-over that was entered by hand is no obstacle, and one that was cut short is taken up again', async () => {
    const orderId = await paidDish(shop, 'takeaway');
    await move(orderId, 'ready');
    await move(orderId, 'done');
    // As after a crash between the two steps.
    await shop.rows(
      `update kitchen_ticket set state = 'ready', done_at = null where order_id = $1 returning order_id`,
      [orderId],
    );

    expect(await move(orderId, 'done')).toMatchObject({ state: 'done' });
    expect(await shop.rows('select 1 from shipment where order_id = $1', [orderId])).toHaveLength(1);
  });

  test('does not cook what has been refunded', async () => {
    const orderId = await paidDish(shop);
    await shop.rows(`update shop_order set state = 'refunded' where id = $1 returning id`, [orderId]);

    const { items } = await shop.api.call(listKitchen, { params: shop.params, query: { limit: 100 } });
    expect(items.map(({ id }) => id)).not.toContain(orderId);
    expect(await refusal(move(orderId, 'accepted'))).toMatchObject({ status: 409, code: 'kitchen.move_refused' });
  });

  test('tells a shopper who takes away that it is ready, once, when they wanted to be told', async () => {
    const orderId = await paidDish(shop, 'takeaway');
    await shop.rows(
      `insert into message_template (tenant_id, app_id, purpose, wechat_template_id, state, fields)
       values ($1, $2, 'pickupReady', 'T1', 'ready', '[]') returning app_id`,
      [shop.merchantId, diningAppId],
    );
    await shop.rows(
      `insert into message_consent (tenant_id, shopper_id, wechat_template_id, by_shopper)
       select tenant_id, shopper_id, 'T1', 1 from shop_order where id = $1 returning shopper_id`,
      [orderId],
    );
    await move(orderId, 'ready');
    await move(orderId, 'ready');

    expect(await shop.rows(`select purpose from message where order_id = $1`, [orderId])).toEqual([
      { purpose: 'pickupReady' },
    ]);
  });

  test('gives each its own number under contention', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => paidDish(shop)));
    const numbers = await shop.rows<{ number: number }>('select number from kitchen_ticket where order_id = any($1)', [
      ids,
    ]);
    expect(new Set(numbers.map((row) => row.number)).size).toBe(12);
  });
});
