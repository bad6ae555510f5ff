import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  assignModifierGroups,
  changeModifier,
  changeTable,
  createModifierGroup,
  createTableCodes,
  createTables,
  getTableBill,
  listModifierGroups,
  listTables,
  moveTicket,
  removeModifierGroup,
  removeTable,
  replaceModifierGroup,
} from './dining.contract.js';
import { diningAppId, paidDish } from './dining.fixture.js';

const toppings = {
  name: '加料',
  minChoices: 0,
  maxChoices: 2,
  modifiers: [
    { name: '卤蛋', priceFen: 300 },
    { name: '牛肉', priceFen: 800 },
  ],
};

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  await shop.addApplet(diningAppId);
});
afterAll(() => shop.stop());

async function table(name: string): Promise<string> {
  const { items } = await shop.api.call(createTables, {
    params: shop.params,
    body: { tables: [{ area: '大厅', name, seats: 4 }] },
  });
  return items[0]?.id ?? '';
}

describe('tables', () => {
  test('are made many at once, changed, closed, and made again without a twin', async () => {
    const wish = {
      params: shop.params,
      body: {
        tables: [
          { area: '露台', name: 'T2', seats: 2 },
          { name: '包间', seats: 10 },
        ],
      },
    };
    const made = await shop.api.call(createTables, wish);
    const again = await shop.api.call(createTables, wish);
    const tableId = made.items[0]?.id ?? '';
    const changed = await shop.api.call(changeTable, {
      params: { ...shop.params, tableId },
      body: { state: 'closed', seats: 3 },
    });

    expect(again.items.map(({ id }) => id)).toEqual(made.items.map(({ id }) => id));
    expect(changed).toMatchObject({ area: '露台', name: 'T2', seats: 3, state: 'closed' });
    const { items } = await shop.api.call(listTables, { params: shop.params });
    expect(items.filter(({ id }) => id === tableId)).toEqual([changed]);
  });

  test('get a code each, leading to the table, the same one however often it is asked for', async () => {
    const tableId = await table('C1');
    const codes = await shop.api.call(createTableCodes, { params: { ...shop.params, appId: diningAppId } });
    const again = await shop.api.call(createTableCodes, { params: { ...shop.params, appId: diningAppId } });

    expect(codes.items).toContainEqual(expect.objectContaining({ kind: 'table', target: tableId, label: '大厅 C1' }));
    expect(again.items.map(({ code }) => code).sort()).toEqual(codes.items.map(({ code }) => code).sort());
  });

  test('are removed when nobody has ordered at them, and stay otherwise', async () => {
    const [empty, used] = [await table('D1'), await table('D2')];
    await paidDish(shop, 'dineIn', used);

    await shop.api.call(removeTable, { params: { ...shop.params, tableId: empty } });
    expect(await refusal(shop.api.call(removeTable, { params: { ...shop.params, tableId: used } }))).toMatchObject({
      status: 409,
      code: 'dining_table.in_use',
    });
    const { items } = await shop.api.call(listTables, { params: shop.params });
    expect(items.map(({ id }) => id)).not.toContain(empty);
  });

  test('show what they have eaten, in several orders', async () => {
    const tableId = await table('E1');
    await paidDish(shop, 'dineIn', tableId);
    await paidDish(shop, 'dineIn', tableId);
    const refunded = await paidDish(shop, 'dineIn', tableId);
    await shop.rows(`update shop_order set state = 'refunded' where id = $1 returning id`, [refunded]);

    const bill = await shop.api.call(getTableBill, { params: { ...shop.params, tableId } });
    expect([bill.items.length, bill.totalFen]).toEqual([2, 6200]);
  });

  test.each<[string, object, string[]]>([
    ['no seats', { name: 'X', seats: 0 }, ['/tables/0/seats']],
    ['no name', { name: '  ', seats: 2 }, ['/tables/0/name']],
    ['an endless name', { name: 'x'.repeat(21), seats: 2 }, ['/tables/0/name']],
    ['text for seats', { name: 'X', seats: '4' }, ['/tables/0/seats']],
    ['more than is known', { name: 'X', seats: 2, vip: true }, ['/tables/0/vip']],
  ])('with %s are refused', async (_name, wish, pointers) => {
    const call = shop.api.call(createTables, {
      params: shop.params,
      body: { tables: [wish as { name: string; seats: number }] },
    });
    expect(await refusal(call)).toEqual({ status: 400, code: 'request.invalid', pointers });
  });

  test('cannot take another’s name', async () => {
    await table('F1');
    const tableId = await table('F2');
    const call = shop.api.call(changeTable, { params: { ...shop.params, tableId }, body: { name: 'F1' } });

    expect(await refusal(call)).toMatchObject({ status: 409, code: 'dining_table.name_taken' });
  });
});

describe('extras', () => {
  test('are made, replaced by name, sold out, given to dishes and removed', async () => {
    const made = await shop.api.call(createModifierGroup, { params: shop.params, body: toppings });
    const egg = made.modifiers[0]?.id ?? '';
    const soldOut = await shop.api.call(changeModifier, {
      params: { ...shop.params, modifierId: egg },
      body: { soldOut: true },
    });
    const replaced = await shop.api.call(replaceModifierGroup, {
      params: { ...shop.params, groupId: made.id },
      body: {
        ...toppings,
        modifiers: [
          { name: '青菜', priceFen: 200 },
          { name: '卤蛋', priceFen: 350 },
        ],
      },
    });

    expect(soldOut.modifiers[0]).toMatchObject({ name: '卤蛋', soldOut: true });
    // Beef is gone, the egg is the same egg, still sold out and dearer.
    expect(replaced.modifiers).toEqual([
      { id: expect.any(String) as string, name: '青菜', priceFen: 200, soldOut: false },
      { id: egg, name: '卤蛋', priceFen: 350, soldOut: true },
    ]);

    const productId = newId<string>();
    await shop.rows(
      `insert into product (tenant_id, id, handle, title, price_fen, max_price_fen) values ($1, $2, 'noodles', '面', 1, 1) returning id`,
      [shop.merchantId, productId],
    );
    const assign = (groupIds: string[]) =>
      shop.api.call(assignModifierGroups, { params: { ...shop.params, productId }, body: { groupIds } });
    expect((await assign([made.id])).items).toMatchObject([{ id: made.id, productIds: [productId] }]);
    expect(await refusal(assign([newId()]))).toMatchObject({ status: 404, code: 'modifier_group.not_found' });
    await shop.api.call(removeModifierGroup, { params: { ...shop.params, groupId: made.id } });
    expect((await shop.api.call(listModifierGroups, { params: shop.params })).items).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['more to choose than there is', { ...toppings, maxChoices: 3 }, ['/maxChoices']],
    ['a least above the most', { ...toppings, minChoices: 2, maxChoices: 1 }, ['/minChoices']],
    [
      'a name that stands twice',
      { ...toppings, modifiers: [toppings.modifiers[0], { name: ' 卤蛋 ' }] },
      ['/modifiers/1/name'],
    ],
    ['a price below nothing', { ...toppings, modifiers: [{ name: 'x', priceFen: -1 }] }, ['/modifiers/0/priceFen']],
    ['nothing to choose', { ...toppings, modifiers: [] }, ['/modifiers']],
  ])('with %s are refused', async (_name, body, pointers) => {
    const call = shop.api.call(createModifierGroup, { params: shop.params, body: body as typeof toppings });
    const refused = await refusal(call);
    expect([refused.status, refused.pointers]).toEqual([400, expect.arrayContaining(pointers)]);
  });

  test('have one group of a name', async () => {
    const body = { ...toppings, name: '辣度' };
    await shop.api.call(createModifierGroup, { params: shop.params, body });
    expect(await refusal(shop.api.call(createModifierGroup, { params: shop.params, body }))).toMatchObject({
      status: 409,
      code: 'modifier_group.name_taken',
    });
  });
});

// Neighbours, strangers and merchants that are not there: access/endpoints.db-spec.ts asks every endpoint.
describe('what is not there', () => {
  const id = newId<string>();
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'table',
      () => shop.api.call(changeTable, { params: { ...shop.params, tableId: id }, body: { seats: 1 } }),
      'dining_table.not_found',
    ],
    ['bill', () => shop.api.call(getTableBill, { params: { ...shop.params, tableId: id } }), 'dining_table.not_found'],
    [
      'group',
      () => shop.api.call(removeModifierGroup, { params: { ...shop.params, groupId: id } }),
      'modifier_group.not_found',
    ],
    [
      'modifier',
      () => shop.api.call(changeModifier, { params: { ...shop.params, modifierId: id }, body: { soldOut: true } }),
      'modifier.not_found',
    ],
    [
      'dish',
      () => shop.api.call(assignModifierGroups, { params: { ...shop.params, productId: id }, body: { groupIds: [] } }),
      'product.not_found',
    ],
    [
      'ticket',
      () => shop.api.call(moveTicket, { params: { ...shop.params, orderId: id }, body: { state: 'accepted' } }),
      'kitchen.ticket_not_found',
    ],
    [
      'applet',
      () => shop.api.call(createTableCodes, { params: { ...shop.params, appId: 'wx00000000000000ff' } }),
      'applet.not_found',
    ],
  ])('is a 404: %s', async (_name, call, code) => {
    expect(await refusal(call())).toMatchObject({ status: 404, code });
  });
});
