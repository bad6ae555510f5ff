import { newId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import { getDining } from '../src/dining/dining.contract.js';
import { getOrder, listOrders, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { address, type DiningWish, newTable, RestaurantScene } from './restaurant-scene.js';

let scene: RestaurantScene;

beforeAll(async () => {
  scene = await RestaurantScene.open();
});
afterAll(() => scene.world.stop());

describe('orders', () => {
  const noodles = () => [{ skuId: scene.skus.large, quantity: 1, modifierIds: scene.ids('不辣') }];

  test('to take away cost packing, and may be for later', async () => {
    const offer = await scene.client.call(getDining, { params: scene.params });
    const pickupAt = offer.takeaway.times[3] ?? '';
    const placed = await scene.order({ lines: noodles(), delivery: 'takeaway', pickupAt });

    expect(placed).toMatchObject({
      packingFen: 100,
      shippingFen: 0,
      totalFen: 2900,
      address: null,
      dining: { pickupAt, table: null },
    });
  });

  test('that are brought cost what the distance says, and keep the place', async () => {
    const placed = await scene.order({ lines: noodles(), delivery: 'local', address });

    expect(placed).toMatchObject({ packingFen: 200, shippingFen: 400, totalFen: 3400, address });
    expect(Math.abs((placed.dining?.distanceMeters ?? 0) - 1001)).toBeLessThan(5);
  });

  test.each<[string, () => Partial<DiningWish>, number, string]>([
    ['for no table', () => ({ delivery: 'dineIn' }), 400, 'request.invalid'],
    [
      'for a table that is not there',
      () => ({ delivery: 'dineIn', tableId: newId<string>() }),
      409,
      'order.table_unavailable',
    ],
    [
      'for too little',
      () => ({ delivery: 'takeaway', lines: [{ skuId: scene.skus.tea, quantity: 1 }] }),
      422,
      'order.below_minimum',
    ],
    [
      'for yesterday',
      () => ({ delivery: 'takeaway', pickupAt: '2020-01-01T00:00:00Z' }),
      409,
      'order.pickup_time_unavailable',
    ],
    [
      'to Shanghai',
      () => ({ delivery: 'local', address: { ...address, latitude: 31.2, longitude: 121.4 } }),
      422,
      'order.too_far',
    ],
    ['to nowhere', () => ({ delivery: 'local' }), 400, 'request.invalid'],
    ['off the map', () => ({ delivery: 'local', address: { ...address, latitude: 91 } }), 400, 'request.invalid'],
    ['for a time that is none', () => ({ delivery: 'takeaway', pickupAt: 'soon' }), 400, 'request.invalid'],
  ])('%s are refused', async (_name, wish, status, code) => {
    expect(await refusal(scene.order({ lines: noodles(), delivery: 'takeaway', ...wish() }))).toMatchObject({
      status,
      code,
    });
  });

  test('for a neighbour’s table or one that is closed are refused', async () => {
    const theirs = await newTable(scene.world, scene.foreign, 'B1');
    const closed = await newTable(scene.world, scene.shop, 'A9', 'closed');

    for (const id of [theirs, closed])
      expect(await refusal(scene.order({ lines: noodles(), delivery: 'dineIn', tableId: id }))).toMatchObject({
        code: 'order.table_unavailable',
      });
  });

  test('of a shop that does not serve like that are refused', async () => {
    const [sku] = await scene.world.rows<{ id: string }>(scene.foreign, 'select id from sku where price_fen = 800');
    const buyer = await scene.world.shopper(scene.foreign);
    const call = buyer.call(quoteOrder, {
      params: { appId: scene.foreign.appId },
      body: { lines: [{ skuId: sku?.id ?? '', quantity: 1 }], delivery: 'takeaway' },
    });

    expect(await refusal(call)).toMatchObject({ status: 422, code: 'order.delivery_unavailable' });
  });

  test('need a log-in', async () => {
    const body = { lines: noodles(), delivery: 'takeaway' as const };
    expect(await refusal(scene.world.client().call(quoteOrder, { params: scene.params, body }))).toMatchObject({
      status: 401,
    });
  });

  test('tapped twice are one order, and the same key for another table is a conflict', async () => {
    const key = newId<string>();
    const wish = { lines: noodles(), delivery: 'dineIn' as const, tableId: scene.tableId };
    const twins = await Promise.all([scene.order(wish, scene.client, key), scene.order(wish, scene.client, key)]);
    const other = await newTable(scene.world, scene.shop, 'A2');

    expect(twins[0].id).toBe(twins[1].id);
    expect(await refusal(scene.order({ ...wish, tableId: other }, scene.client, key))).toMatchObject({
      code: 'order.idempotency_conflict',
    });
  });
});

describe('a pickup number', () => {
  test('is given when the order is paid, once, however often the notice comes', async () => {
    const placed = await scene.order({ lines: [{ skuId: scene.skus.tea, quantity: 2 }], delivery: 'takeaway' });
    expect(placed.dining?.ticket).toBeNull();
    await scene.pay(placed.id, scene.client, 5);

    const read = await scene.client.call(getOrder, { params: { ...scene.params, orderId: placed.id } });
    const listed = await scene.client.call(listOrders, { params: scene.params, query: {} });
    expect(read.dining?.ticket).toMatchObject({ state: 'waiting', readyAt: null });
    expect(read.dining?.ticket?.pickupNumber).toMatch(/^A\d{3}$/);
    expect(listed.items.find((item) => item.id === placed.id)).toMatchObject({
      delivery: 'takeaway',
      ticket: read.dining?.ticket,
    });
    expect(
      await scene.world.rows(scene.shop, 'select 1 from kitchen_ticket where order_id = $1', [placed.id]),
    ).toHaveLength(1);
  });

  test('is never given twice, and none is left out, when twenty pay at once', async () => {
    const buyers = await Promise.all(Array.from({ length: 20 }, () => scene.world.shopper(scene.shop)));
    const orders = await Promise.all(
      buyers.map(async (buyer) => ({
        buyer,
        ...(await scene.order(
          { lines: [{ skuId: scene.skus.tea, quantity: 1 }], delivery: 'dineIn', tableId: scene.tableId },
          buyer,
        )),
      })),
    );
    await Promise.all(orders.map(({ id, buyer }) => scene.pay(id, buyer, 2)));

    const numbers = await scene.world.rows<{ number: number }>(
      scene.shop,
      'select number from kitchen_ticket order by number',
    );
    expect(numbers.map((row) => row.number)).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(20);
  });

  test('is not given to goods that are sent', async () => {
    const [sku] = await scene.world.rows<{ id: string }>(scene.foreign, 'select id from sku where price_fen = 800');
    const buyer = await scene.world.shopper(scene.foreign);
    const body = { lines: [{ skuId: sku?.id ?? '', quantity: 1 }], delivery: 'express' as const };
    const there = { appId: scene.foreign.appId };
    const quote = await buyer.call(quoteOrder, { params: there, body });
    const placed = await buyer.call(placeOrder, {
      params: there,
      headers: { 'idempotency-key': newId() },
      body: { ...body, address, expectedTotalFen: quote.totalFen },
    });

    expect([placed.dining, placed.packingFen]).toEqual([null, 0]);
    expect(await scene.world.rows(scene.foreign, 'select 1 from kitchen_ticket')).toEqual([]);
  });
});
