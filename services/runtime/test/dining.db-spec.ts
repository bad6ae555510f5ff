import { readFileSync } from 'node:fs';
import path from 'node:path';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import { addCartLine, getCart, setCartLine } from '../src/carts/carts.contract.js';
import { getDining, getMenu, getTable } from '../src/dining/dining.contract.js';
import { getOrder, listOrders, payOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

const shopAt = { latitude: 30.2741, longitude: 120.1551 };
const nearby = { latitude: 30.2831, longitude: 120.1551 };
const dining = {
  dineIn: { enabled: true },
  takeaway: { enabled: true, packingFen: 100, minimumFen: 1500, preparationMinutes: 15 },
  local: {
    enabled: true,
    packingFen: 200,
    minimumFen: 2000,
    radiusMeters: 3000,
    tiers: [{ withinMeters: 3000, feeFen: 400 }],
  },
  location: shopAt,
};
const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市', detail: '文三路 1 号 501', ...nearby };
const csv = [
  'Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Extras',
  'beef-noodles,红烧牛肉面,<p>慢炖&nbsp;八小时</p><p>x</p>,面,份量,小份,500,22.00,"加料 0-2: 卤蛋 +3, 牛肉 +8, 青菜 +2 | 辣度 1: 不辣, 微辣"',
  'beef-noodles,,,,,大份,500,28.00,',
  'tea,酸梅汤,,饮料,,,500,8.00,',
  'broken,凉拌黄瓜,,小菜,,,500,12.00,加料随便',
].join('\n');

let world: RuntimeWorld;
let shop: TestShop;
let foreign: TestShop;
let client: ApiClient;
let tableId: string;
let small: string;
let large: string;
let tea: string;
/** Ids of modifiers by their names. */
let extra: Record<string, string>;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await restaurant(dining);
  foreign = await restaurant({});
  client = await world.shopper(shop);
  tableId = await newTable(shop, 'A1');
  const skus = await world.rows<{ id: string; price_fen: number }>(shop, 'select id, price_fen from sku');
  const priced = (fen: number) => skus.find((sku) => sku.price_fen === fen)?.id ?? '';
  [small, large, tea] = [priced(2200), priced(2800), priced(800)];
  const modifiers = await world.rows<{ id: string; name: string }>(shop, 'select id, name from modifier');
  extra = Object.fromEntries(modifiers.map(({ id, name }) => [name, id]));
});
afterAll(() => world.stop());

const params = () => ({ appId: shop.appId });
const ids = (...names: string[]) => names.map((name) => extra[name] ?? '');

async function restaurant(settings: object): Promise<TestShop> {
  const made = await world.shop(null);
  const [applet] = await world.rows<{ id: string }>(made, 'select id from applet');
  await world.publish(made.tenantId, applet?.id ?? '', 2, { dining: settings });
  await world.import(made.tenantId, Buffer.from(csv));
  return made;
}

async function newTable({ tenantId }: TestShop, name: string, state = 'open'): Promise<string> {
  const id = newId<string>();
  await world.tenants.transaction(tenantId, (tx) =>
    tx.execute(
      `insert into dining_table (tenant_id, id, area, name, seats, state) values ($1, $2, '大厅', $3, 4, $4)`,
      [tenantId, id, name, state],
    ),
  );
  return id;
}

interface Wish {
  readonly lines: { skuId: string; quantity: number; modifierIds?: string[] }[];
  readonly delivery: 'dineIn' | 'takeaway' | 'local' | 'express';
  readonly tableId?: string;
  readonly pickupAt?: string;
  readonly guests?: number;
  readonly address?: typeof address;
}

async function order(wish: Wish, buyer = client, key = newId<string>()) {
  const { address: to, guests: _, ...rest } = wish;
  const destination = to && { latitude: to.latitude, longitude: to.longitude };
  const quote = await buyer.call(quoteOrder, {
    params: params(),
    body: { ...rest, ...(destination && { destination }) },
  });
  const body = { ...wish, expectedTotalFen: quote.totalFen };
  return buyer.call(placeOrder, { params: params(), headers: { 'idempotency-key': key }, body });
}

async function pay(orderId: string, buyer = client, times = 1): Promise<void> {
  await buyer.call(payOrder, { params: { ...params(), orderId } });
  const [payment] = await world.rows<{ out_trade_no: string }>(
    shop,
    'select out_trade_no from payment where order_id = $1',
    [orderId],
  );
  const trade = world.wechat.confirm(payment?.out_trade_no ?? '');
  const post = () => {
    const { body, headers } = world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade);
    return fetch(`${world.url}/pay/wechat/${shop.appId}/payments`, { method: 'POST', body, headers });
  };
  for (const answer of await Promise.all(Array.from({ length: times }, post))) expect(answer.status).toBe(204);
}

async function refusal(call: Promise<unknown>): Promise<{ status: number; code: string; pointers: string[] }> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemAnswer)) throw new Error(`not refused: ${String(error)}`);
  return {
    status: error.status,
    code: error.problem.code,
    pointers: (error.problem.errors ?? []).map((fault) => fault.pointer),
  };
}

const stockOf = async (skuId: string) =>
  (await world.rows<{ stock: number }>(shop, 'select stock from sku where id = $1', [skuId]))[0]?.stock;

describe('the menu', () => {
  test('is whole in one answer: categories, dishes, variants and extras', async () => {
    const menu = await world.client().call(getMenu, { params: params() });

    expect(menu.categories.map(({ name, dishes }) => [name, dishes.map(({ title }) => title)])).toEqual([
      ['面', ['红烧牛肉面']],
      ['饮料', ['酸梅汤']],
      ['小菜', ['凉拌黄瓜']],
    ]);
    const [noodles] = menu.categories[0]?.dishes ?? [];
    expect(noodles).toMatchObject({ summary: '慢炖 八小时', priceFen: 2200, maxPriceFen: 2800, soldOut: false });
    const groups = noodles?.groupIds.map((id) => menu.modifierGroups.find((group) => group.id === id)?.name);
    expect(groups).toEqual(['加料', '辣度']);
  });

  test('says on what terms is served, and that a shop without settings serves nobody', async () => {
    const offer = await world.client().call(getDining, { params: params() });
    const none = await world.client().call(getDining, { params: { appId: foreign.appId } });

    expect(offer).toMatchObject({ isOpen: true, opensAt: null, dineIn: { enabled: true }, local: { enabled: true } });
    expect(offer.takeaway.times.length).toBeGreaterThan(10);
    expect([none.dineIn.enabled, none.takeaway.enabled, none.local.enabled]).toEqual([false, false, false]);
  });

  test.each(['noodle-house', 'cafe'])('takes the demo menu of %s whole, extras and all', async (name) => {
    const other = await world.shop(null);
    const file = readFileSync(path.join(projectRoot(), `templates/restaurant/demo/${name}.csv`));
    const result = await world.import(other.tenantId, file);
    const menu = await world.client().call(getMenu, { params: { appId: other.appId } });

    expect(result.issues).toEqual([]);
    expect(menu.categories.length).toBeGreaterThanOrEqual(6);
    expect(menu.categories.flatMap(({ dishes }) => dishes).length).toBeGreaterThanOrEqual(24);
    expect(menu.modifierGroups.length).toBeGreaterThanOrEqual(8);
  });

  test('knows a table by its id and by its name, and a neighbour’s not at all', async () => {
    const [byId, byName] = await Promise.all(
      [tableId, 'A1'].map((table) => world.client().call(getTable, { params: { ...params(), table } })),
    );

    expect(byId).toEqual({ id: tableId, area: '大厅', name: 'A1', state: 'open' });
    expect(byName).toEqual(byId);
    const foreigner = world.client().call(getTable, { params: { appId: foreign.appId, table: tableId } });
    expect(await refusal(foreigner)).toMatchObject({ status: 404, code: 'dining_table.not_found' });
  });

  test('importing the same file again changes nothing, and a cell that cannot be read is a warning', async () => {
    const again = await world.import(shop.tenantId, Buffer.from(csv));

    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    expect(again.issues).toMatchObject([{ row: 5, column: 'Extras', code: 'extras.invalid', severity: 'warning' }]);
    expect(await world.rows(shop, 'select id from modifier where id = any($1)', [Object.values(extra)])).toHaveLength(
      5,
    );
  });
});

describe('extras', () => {
  test('make lines of their own in the cart, at their own price', async () => {
    const buyer = await world.shopper(shop);
    const add = (modifierIds: string[]) =>
      buyer.call(addCartLine, { params: params(), body: { skuId: small, quantity: 1, modifierIds } });
    await add(ids('不辣'));
    await add(ids('卤蛋', '微辣'));
    const cart = await add(ids('微辣', '卤蛋'));

    expect(cart.lines.map(({ priceFen, quantity }) => `${quantity} at ${priceFen}`).sort()).toEqual([
      '1 at 2200',
      '2 at 2500',
    ]);
    expect(new Set(cart.lines.map(({ key }) => key)).size).toBe(2);
    expect(cart.subtotalFen).toBe(7200);
    const emptied = await buyer.call(setCartLine, {
      params: { ...params(), skuId: small },
      body: { quantity: 0, modifierIds: ids('微辣', '卤蛋') },
    });
    expect(emptied.lines.map(({ modifiers }) => modifiers.map(({ name }) => name))).toEqual([['不辣']]);
  });

  test.each([
    ['none where one must be chosen', () => [], ['/modifierIds']],
    ['too many', () => ids('不辣', '卤蛋', '牛肉', '青菜'), ['/modifierIds']],
    ['what belongs to no dish', () => [...ids('不辣'), newId<string>()], ['/modifierIds/1']],
  ])('are refused by the cart: %s', async (_name, modifierIds, pointers) => {
    const call = client.call(addCartLine, {
      params: params(),
      body: { skuId: small, quantity: 1, modifierIds: modifierIds() },
    });
    expect(await refusal(call)).toEqual({ status: 400, code: 'request.invalid', pointers });
  });

  test('that are sold out make a line unavailable and an order impossible', async () => {
    const buyer = await world.shopper(shop);
    const modifierIds = ids('不辣', '青菜');
    await buyer.call(addCartLine, { params: params(), body: { skuId: small, quantity: 1, modifierIds } });
    await world.rows(shop, 'update modifier set sold_out = true where id = $1 returning id', [extra['青菜']]);

    const cart = await buyer.call(getCart, { params: params() });
    const refused = await refusal(
      order({ lines: [{ skuId: small, quantity: 1, modifierIds }], delivery: 'takeaway' }, buyer),
    );
    await world.rows(shop, 'update modifier set sold_out = false where id = $1 returning id', [extra['青菜']]);

    expect(cart.lines).toMatchObject([{ available: false }]);
    expect(refused).toEqual({ status: 409, code: 'stock.insufficient', pointers: ['/lines/0/modifierIds/1'] });
  });

  test('are priced here, stand on the order, and lines of one dish draw on one stock', async () => {
    const buyer = await world.shopper(shop);
    const lines = [
      { skuId: small, quantity: 2, modifierIds: ids('微辣', '牛肉', '卤蛋') },
      { skuId: small, quantity: 1, modifierIds: ids('不辣') },
      { skuId: tea, quantity: 1 },
    ];
    for (const line of lines) await buyer.call(addCartLine, { params: params(), body: line });
    await buyer.call(addCartLine, { params: params(), body: { skuId: small, quantity: 1, modifierIds: ids('微辣') } });
    const before = (await stockOf(small)) ?? 0;
    const placed = await order({ lines, delivery: 'dineIn', tableId, guests: 2 }, buyer);
    const read = await buyer.call(getOrder, { params: { ...params(), orderId: placed.id } });

    expect(read).toEqual(placed);
    expect(placed).toMatchObject({ subtotalFen: 2 * 3300 + 2200 + 800, packingFen: 0, shippingFen: 0, totalFen: 9600 });
    expect(placed.lines[0]?.modifiers.map(({ name, priceFen }) => [name, priceFen])).toEqual([
      ['卤蛋', 300],
      ['牛肉', 800],
      ['微辣', 0],
    ]);
    expect(placed.dining).toMatchObject({ table: { name: 'A1', area: '大厅' }, guests: 2, ticket: null });
    expect(await stockOf(small)).toBe(before - 3);
    // What was not ordered stays in the cart.
    const cart = await buyer.call(getCart, { params: params() });
    expect(cart.lines.map(({ modifiers }) => modifiers.map(({ name }) => name))).toEqual([['微辣']]);

    const { tenantId } = shop;
    await world.rows(
      shop,
      `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning id`,
      [placed.id],
    );
    await world.app.get(OrderClosing).handle({ tenantId, orderId: placed.id as OrderId });
    expect(await stockOf(small)).toBe(before);
  });

  test('that became dearer between the look and the tap are a changed price', async () => {
    const body = {
      lines: [{ skuId: small, quantity: 1, modifierIds: ids('不辣', '卤蛋') }],
      delivery: 'dineIn' as const,
      tableId,
    };
    const quote = await client.call(quoteOrder, { params: params(), body });
    await world.rows(shop, 'update modifier set price_fen = 500 where id = $1 returning id', [extra['卤蛋']]);
    const refused = await refusal(
      client.call(placeOrder, {
        params: params(),
        headers: { 'idempotency-key': newId() },
        body: { ...body, expectedTotalFen: quote.totalFen },
      }),
    );
    await world.rows(shop, 'update modifier set price_fen = 300 where id = $1 returning id', [extra['卤蛋']]);

    expect(refused).toMatchObject({ status: 409, code: 'order.price_changed' });
  });
});

describe('orders', () => {
  const noodles = () => [{ skuId: large, quantity: 1, modifierIds: ids('不辣') }];

  test('to take away cost packing, and may be for later', async () => {
    const offer = await client.call(getDining, { params: params() });
    const pickupAt = offer.takeaway.times[3] ?? '';
    const placed = await order({ lines: noodles(), delivery: 'takeaway', pickupAt });

    expect(placed).toMatchObject({
      packingFen: 100,
      shippingFen: 0,
      totalFen: 2900,
      address: null,
      dining: { pickupAt, table: null },
    });
  });

  test('that are brought cost what the distance says, and keep the place', async () => {
    const placed = await order({ lines: noodles(), delivery: 'local', address });

    expect(placed).toMatchObject({ packingFen: 200, shippingFen: 400, totalFen: 3400, address });
    expect(Math.abs((placed.dining?.distanceMeters ?? 0) - 1001)).toBeLessThan(5);
  });

  test.each<[string, () => Partial<Wish>, number, string]>([
    ['for no table', () => ({ delivery: 'dineIn' }), 400, 'request.invalid'],
    [
      'for a table that is not there',
      () => ({ delivery: 'dineIn', tableId: newId<string>() }),
      409,
      'order.table_unavailable',
    ],
    [
      'for too little',
      () => ({ delivery: 'takeaway', lines: [{ skuId: tea, quantity: 1 }] }),
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
    expect(await refusal(order({ lines: noodles(), delivery: 'takeaway', ...wish() }))).toMatchObject({ status, code });
  });

  test('for a neighbour’s table or one that is closed are refused', async () => {
    const theirs = await newTable(foreign, 'B1');
    const closed = await newTable(shop, 'A9', 'closed');

    for (const id of [theirs, closed])
      expect(await refusal(order({ lines: noodles(), delivery: 'dineIn', tableId: id }))).toMatchObject({
        code: 'order.table_unavailable',
      });
  });

  test('of a shop that does not serve like that are refused', async () => {
    const [sku] = await world.rows<{ id: string }>(foreign, 'select id from sku where price_fen = 800');
    const buyer = await world.shopper(foreign);
    const call = buyer.call(quoteOrder, {
      params: { appId: foreign.appId },
      body: { lines: [{ skuId: sku?.id ?? '', quantity: 1 }], delivery: 'takeaway' },
    });

    expect(await refusal(call)).toMatchObject({ status: 422, code: 'order.delivery_unavailable' });
  });

  test('need a log-in', async () => {
    const body = { lines: noodles(), delivery: 'takeaway' as const };
    expect(await refusal(world.client().call(quoteOrder, { params: params(), body }))).toMatchObject({ status: 401 });
  });

  test('tapped twice are one order, and the same key for another table is a conflict', async () => {
    const key = newId<string>();
    const wish = { lines: noodles(), delivery: 'dineIn' as const, tableId };
    const twins = await Promise.all([order(wish, client, key), order(wish, client, key)]);
    const other = await newTable(shop, 'A2');

    expect(twins[0].id).toBe(twins[1].id);
    expect(await refusal(order({ ...wish, tableId: other }, client, key))).toMatchObject({
      code: 'order.idempotency_conflict',
    });
  });
});

describe('a pickup number', () => {
  test('is given when the order is paid, once, however often the notice comes', async () => {
    const placed = await order({ lines: [{ skuId: tea, quantity: 2 }], delivery: 'takeaway' });
    expect(placed.dining?.ticket).toBeNull();
    await pay(placed.id, client, 5);

    const read = await client.call(getOrder, { params: { ...params(), orderId: placed.id } });
    const listed = await client.call(listOrders, { params: params(), query: {} });
    expect(read.dining?.ticket).toMatchObject({ state: 'waiting', readyAt: null });
    expect(read.dining?.ticket?.pickupNumber).toMatch(/^A\d{3}$/);
    expect(listed.items.find((item) => item.id === placed.id)).toMatchObject({
      delivery: 'takeaway',
      ticket: read.dining?.ticket,
    });
    expect(await world.rows(shop, 'select 1 from kitchen_ticket where order_id = $1', [placed.id])).toHaveLength(1);
  });

  test('is never given twice, and none is left out, when twenty pay at once', async () => {
    const buyers = await Promise.all(Array.from({ length: 20 }, () => world.shopper(shop)));
    const orders = await Promise.all(
      buyers.map(async (buyer) => ({
        buyer,
        ...(await order({ lines: [{ skuId: tea, quantity: 1 }], delivery: 'dineIn', tableId }, buyer)),
      })),
    );
    await Promise.all(orders.map(({ id, buyer }) => pay(id, buyer, 2)));

    const numbers = await world.rows<{ number: number }>(shop, 'select number from kitchen_ticket order by number');
    expect(numbers.map((row) => row.number)).toEqual(numbers.map((_, index) => index + 1));
    expect(numbers.length).toBeGreaterThanOrEqual(20);
  });

  test('is not given to goods that are sent', async () => {
    const [sku] = await world.rows<{ id: string }>(foreign, 'select id from sku where price_fen = 800');
    const buyer = await world.shopper(foreign);
    const body = { lines: [{ skuId: sku?.id ?? '', quantity: 1 }], delivery: 'express' as const };
    const there = { appId: foreign.appId };
    const quote = await buyer.call(quoteOrder, { params: there, body });
    const placed = await buyer.call(placeOrder, {
      params: there,
      headers: { 'idempotency-key': newId() },
      body: { ...body, address, expectedTotalFen: quote.totalFen },
    });

    expect([placed.dining, placed.packingFen]).toEqual([null, 0]);
    expect(await world.rows(foreign, 'select 1 from kitchen_ticket')).toEqual([]);
  });
});
