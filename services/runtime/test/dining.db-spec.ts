import { readFileSync } from 'node:fs';
import path from 'node:path';
import { FlashSaleAdmin } from '#commerce/promotions/flash-sale-admin.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import { refusal } from '#testing/refusal.js';
import { addCartLine, getCart, setCartLine } from '../src/carts/carts.contract.js';
import { getDining, getMenu, getTable } from '../src/dining/dining.contract.js';
import { getOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { menuCsv, RestaurantScene } from './restaurant-scene.js';

let scene: RestaurantScene;

beforeAll(async () => {
  scene = await RestaurantScene.open();
});
afterAll(() => scene.world.stop());

describe('the menu', () => {
  test('is whole in one answer: categories, dishes, variants and extras', async () => {
    const menu = await scene.world.client().call(getMenu, { params: scene.params });

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

  test('has the price of a sale as the quote has it, and the usual one when it is over', async () => {
    const { world, shop, params, client, skus } = scene;
    const sales = new FlashSaleAdmin(world.tenants, world.app.get(Broadcast));
    const hour = 3_600_000;
    const times = {
      startsAt: new Date(Date.now() - hour).toISOString(),
      endsAt: new Date(Date.now() + hour).toISOString(),
    };
    const items = [{ skuId: skus.small, priceFen: 1500, total: 9, perShopper: 2 }];
    const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
    const portions = async () => (await world.client().call(getMenu, { params })).categories[0]?.dishes[0]?.skus;
    const lines = [{ skuId: skus.small, quantity: 1, modifierIds: scene.ids('不辣') }];
    const body = { lines, delivery: 'takeaway' as const };

    const sale = await sales.create(shop.tenantId, { title: '午市', ...times, items }, author);
    const during = await portions();
    const quoted = await client.call(quoteOrder, { params, body });
    await sales.stop(shop.tenantId, sale.id, author);
    const after = await portions();

    expect(during).toMatchObject([
      {
        priceFen: 2200,
        flashSale: { id: sale.id, priceFen: 1500, perShopper: 2, remaining: 9, endsAt: expect.any(String) },
      },
      { priceFen: 2800, flashSale: null },
    ]);
    expect(quoted.lines[0]).toMatchObject({ priceFen: 1500, listPriceFen: 2200 });
    expect(after?.map(({ flashSale }) => flashSale)).toEqual([null, null]);
  });

  test('says on what terms is served, and that a shop without settings serves nobody', async () => {
    const offer = await scene.world.client().call(getDining, { params: scene.params });
    const none = await scene.world.client().call(getDining, { params: { appId: scene.foreign.appId } });

    expect(offer).toMatchObject({ isOpen: true, opensAt: null, dineIn: { enabled: true }, local: { enabled: true } });
    expect(offer.takeaway.times.length).toBeGreaterThan(10);
    expect([none.dineIn.enabled, none.takeaway.enabled, none.local.enabled]).toEqual([false, false, false]);
  });

  test.each(['noodle-house', 'cafe'])('takes the demo menu of %s whole, extras and all', async (name) => {
    const other = await scene.world.shop(null);
    const file = readFileSync(path.join(projectRoot(), `templates/restaurant/demo/${name}.csv`));
    const result = await scene.world.import(other.tenantId, file);
    const menu = await scene.world.client().call(getMenu, { params: { appId: other.appId } });

    expect(result.issues).toEqual([]);
    expect(menu.categories.length).toBeGreaterThanOrEqual(6);
    expect(menu.categories.flatMap(({ dishes }) => dishes).length).toBeGreaterThanOrEqual(24);
    expect(menu.modifierGroups.length).toBeGreaterThanOrEqual(8);
  });

  test('knows a table by its id and by its name, and a neighbour’s not at all', async () => {
    const [byId, byName] = await Promise.all(
      [scene.tableId, 'A1'].map((table) => scene.world.client().call(getTable, { params: { ...scene.params, table } })),
    );

    expect(byId).toEqual({ id: scene.tableId, area: '大厅', name: 'A1', state: 'open' });
    expect(byName).toEqual(byId);
    const foreigner = scene.world
      .client()
      .call(getTable, { params: { appId: scene.foreign.appId, table: scene.tableId } });
    expect(await refusal(foreigner)).toMatchObject({ status: 404, code: 'dining_table.not_found' });
  });

  test('importing the same file again changes nothing, and a cell that cannot be read is a warning', async () => {
    const again = await scene.world.import(scene.shop.tenantId, Buffer.from(menuCsv));

    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    expect(again.issues).toMatchObject([{ row: 5, column: 'Extras', code: 'extras.invalid', severity: 'warning' }]);
    expect(
      await scene.world.rows(scene.shop, 'select id from modifier where id = any($1)', [Object.values(scene.extra)]),
    ).toHaveLength(5);
  });
});

describe('extras', () => {
  test('make lines of their own in the cart, at their own price', async () => {
    const buyer = await scene.world.shopper(scene.shop);
    const add = (modifierIds: string[]) =>
      buyer.call(addCartLine, { params: scene.params, body: { skuId: scene.skus.small, quantity: 1, modifierIds } });
    await add(scene.ids('不辣'));
    await add(scene.ids('卤蛋', '微辣'));
    const cart = await add(scene.ids('微辣', '卤蛋'));

    expect(cart.lines.map(({ priceFen, quantity }) => `${quantity} at ${priceFen}`).sort()).toEqual([
      '1 at 2200',
      '2 at 2500',
    ]);
    expect(new Set(cart.lines.map(({ key }) => key)).size).toBe(2);
    expect(cart.subtotalFen).toBe(7200);
    const emptied = await buyer.call(setCartLine, {
      params: { ...scene.params, skuId: scene.skus.small },
      body: { quantity: 0, modifierIds: scene.ids('微辣', '卤蛋') },
    });
    expect(emptied.lines.map(({ modifiers }) => modifiers.map(({ name }) => name))).toEqual([['不辣']]);
  });

  test.each([
    ['none where one must be chosen', () => [], ['/modifierIds']],
    ['too many', () => scene.ids('不辣', '卤蛋', '牛肉', '青菜'), ['/modifierIds']],
    ['what belongs to no dish', () => [...scene.ids('不辣'), newId<string>()], ['/modifierIds/1']],
  ])('are refused by the cart: %s', async (_name, modifierIds, pointers) => {
    const call = scene.client.call(addCartLine, {
      params: scene.params,
      body: { skuId: scene.skus.small, quantity: 1, modifierIds: modifierIds() },
    });
    expect(await refusal(call)).toEqual({ status: 400, code: 'request.invalid', pointers });
  });

  test('that are sold out make a line unavailable and an order impossible', async () => {
    const buyer = await scene.world.shopper(scene.shop);
    const modifierIds = scene.ids('不辣', '青菜');
    await buyer.call(addCartLine, {
      params: scene.params,
      body: { skuId: scene.skus.small, quantity: 1, modifierIds },
    });
    await scene.world.rows(scene.shop, 'update modifier set sold_out = true where id = $1 returning id', [
      scene.extra['青菜'],
    ]);

    const cart = await buyer.call(getCart, { params: scene.params });
    const refused = await refusal(
      scene.order({ lines: [{ skuId: scene.skus.small, quantity: 1, modifierIds }], delivery: 'takeaway' }, buyer),
    );
    await scene.world.rows(scene.shop, 'update modifier set sold_out = false where id = $1 returning id', [
      scene.extra['青菜'],
    ]);

    expect(cart.lines).toMatchObject([{ available: false }]);
    expect(refused).toEqual({ status: 409, code: 'stock.insufficient', pointers: ['/lines/0/modifierIds/1'] });
  });

  test('are priced here, stand on the order, and lines of one dish draw on one stock', async () => {
    const buyer = await scene.world.shopper(scene.shop);
    const lines = [
      { skuId: scene.skus.small, quantity: 2, modifierIds: scene.ids('微辣', '牛肉', '卤蛋') },
      { skuId: scene.skus.small, quantity: 1, modifierIds: scene.ids('不辣') },
      { skuId: scene.skus.tea, quantity: 1 },
    ];
    for (const line of lines) await buyer.call(addCartLine, { params: scene.params, body: line });
    await buyer.call(addCartLine, {
      params: scene.params,
      body: { skuId: scene.skus.small, quantity: 1, modifierIds: scene.ids('微辣') },
    });
    const before = (await scene.stockOf(scene.skus.small)) ?? 0;
    const placed = await scene.order({ lines, delivery: 'dineIn', tableId: scene.tableId, guests: 2 }, buyer);
    const read = await buyer.call(getOrder, { params: { ...scene.params, orderId: placed.id } });

    expect(read).toEqual(placed);
    expect(placed).toMatchObject({ subtotalFen: 2 * 3300 + 2200 + 800, packingFen: 0, shippingFen: 0, totalFen: 9600 });
    expect(placed.lines[0]?.modifiers.map(({ name, priceFen }) => [name, priceFen])).toEqual([
      ['卤蛋', 300],
      ['牛肉', 800],
      ['微辣', 0],
    ]);
    expect(placed.dining).toMatchObject({ table: { name: 'A1', area: '大厅' }, guests: 2, ticket: null });
    expect(await scene.stockOf(scene.skus.small)).toBe(before - 3);
    // What was not ordered stays in the cart.
    const cart = await buyer.call(getCart, { params: scene.params });
    expect(cart.lines.map(({ modifiers }) => modifiers.map(({ name }) => name))).toEqual([['微辣']]);

    const { tenantId } = scene.shop;
    await scene.world.rows(
      scene.shop,
      `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning id`,
      [placed.id],
    );
    await scene.world.app.get(OrderClosing).handle({ tenantId, orderId: placed.id as OrderId });
    expect(await scene.stockOf(scene.skus.small)).toBe(before);
  });

  test('that became dearer between the look and the tap are a changed price', async () => {
    const body = {
      lines: [{ skuId: scene.skus.small, quantity: 1, modifierIds: scene.ids('不辣', '卤蛋') }],
      delivery: 'dineIn' as const,
      tableId: scene.tableId,
    };
    const quote = await scene.client.call(quoteOrder, { params: scene.params, body });
    await scene.world.rows(scene.shop, 'update modifier set price_fen = 500 where id = $1 returning id', [
      scene.extra['卤蛋'],
    ]);
    const refused = await refusal(
      scene.client.call(placeOrder, {
        params: scene.params,
        headers: { 'idempotency-key': newId() },
        body: { ...body, expectedTotalFen: quote.totalFen },
      }),
    );
    await scene.world.rows(scene.shop, 'update modifier set price_fen = 300 where id = $1 returning id', [
      scene.extra['卤蛋'],
    ]);

    expect(refused).toMatchObject({ status: 409, code: 'order.price_changed' });
  });
});
