import { sendToKitchen } from '#commerce/dining/kitchen-tickets.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { World } from '#testing/world.js';
import {
  assignModifierGroups,
  changeModifier,
  changeTable,
  createModifierGroup,
  createTableCodes,
  createTables,
  getTableBill,
  listKitchen,
  listModifierGroups,
  listTables,
  moveTicket,
  removeModifierGroup,
  removeTable,
  replaceModifierGroup,
} from './dining.contract.js';
import { getOrder } from './orders.contract.js';

const appId = 'wx00000000000000d1';
const toppings = {
  name: '加料',
  minChoices: 0,
  maxChoices: 2,
  modifiers: [
    { name: '卤蛋', priceFen: 300 },
    { name: '牛肉', priceFen: 800 },
  ],
};

let world: World;
let tenants: TenantDatabase;
let api: ApiClient;
let merchantId: string;

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  const agency = await world.agency();
  api = agency.api;
  merchantId = (await world.merchant(agency)).id;
  await rows(`insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised') returning id`, [
    merchantId,
    newId(),
    appId,
  ]);
});
afterAll(async () => {
  await tenants.close();
  await world.stop();
});

const params = () => ({ merchantId });
const tenantId = () => asId<TenantId>(merchantId);

async function rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return tenants.transaction(tenantId(), (tx) => tx.query<Row>(sql, values));
}

async function refusal(call: Promise<unknown>): Promise<{ status: number; code: string; pointers: string[] }> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProblemAnswer)) throw new Error(`not refused: ${String(error)}`);
  const { problem, status } = error;
  return { status, code: problem.code, pointers: (problem.errors ?? []).map((fault) => fault.pointer) };
}

async function table(name: string): Promise<string> {
  const { items } = await api.call(createTables, {
    params: params(),
    body: { tables: [{ area: '大厅', name, seats: 4 }] },
  });
  return items[0]?.id ?? '';
}

/** A paid order of a bowl of noodles, in the kitchen; orders are the runtime's to place. */
async function ticket(
  delivery: 'dineIn' | 'takeaway' | 'local' = 'takeaway',
  tableId: string | null = null,
): Promise<string> {
  const [orderId, shopperId] = [newId<string>(), newId<string>()];
  const line = {
    skuId: newId(),
    productId: newId(),
    title: '牛肉面',
    optionValues: ['大份'],
    imageUrl: null,
    priceFen: 3100,
  };
  const lines = [
    { ...line, quantity: 1, totalFen: 3100, modifiers: [{ id: newId(), group: '加料', name: '卤蛋', priceFen: 300 }] },
  ];
  await tenants.transaction(tenantId(), async (tx) => {
    await tx.execute(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, $3, $2::text)`, [
      merchantId,
      shopperId,
      appId,
    ]);
    await tx.execute(
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
         total_fen, delivery, expires_at, paid_at, table_id, dining)
       values ($1, $2::uuid, $2::text, $3, $4, $2::text, '', 'paid', $5, 3100, 0, 3100, $6, now(), now(), $7, $8)`,
      [
        merchantId,
        orderId,
        appId,
        shopperId,
        JSON.stringify(lines),
        delivery,
        tableId,
        JSON.stringify({
          table: tableId && { id: tableId, area: '大厅', name: 'A1' },
          pickupAt: null,
          guests: 2,
          distanceMeters: null,
        }),
      ],
    );
    await tx.execute(
      `insert into payment (tenant_id, id, order_id, app_id, mch_id, out_trade_no, amount_fen, state, transaction_id)
       values ($1, $2, $3::uuid, $4, '1900000001', $3::text, 3100, 'succeeded', '42')`,
      [merchantId, newId(), orderId, appId],
    );
    await sendToKitchen(tx, orderId);
  });
  return orderId;
}

const move = (orderId: string, state: 'accepted' | 'ready' | 'done') =>
  api.call(moveTicket, { params: { merchantId, orderId }, body: { state } });

describe('tables', () => {
  test('are made many at once, changed, closed, and made again without a twin', async () => {
    const wish = {
      params: params(),
      body: {
        tables: [
          { area: '露台', name: 'T2', seats: 2 },
          { name: '包间', seats: 10 },
        ],
      },
    };
    const made = await api.call(createTables, wish);
    const again = await api.call(createTables, wish);
    const tableId = made.items[0]?.id ?? '';
    const changed = await api.call(changeTable, {
      params: { merchantId, tableId },
      body: { state: 'closed', seats: 3 },
    });

    expect(again.items.map(({ id }) => id)).toEqual(made.items.map(({ id }) => id));
    expect(changed).toMatchObject({ area: '露台', name: 'T2', seats: 3, state: 'closed' });
    const { items } = await api.call(listTables, { params: params() });
    expect(items.filter(({ id }) => id === tableId)).toEqual([changed]);
  });

  test('get a code each, leading to the table, the same one however often it is asked for', async () => {
    const tableId = await table('C1');
    const codes = await api.call(createTableCodes, { params: { merchantId, appId } });
    const again = await api.call(createTableCodes, { params: { merchantId, appId } });

    expect(codes.items).toContainEqual(expect.objectContaining({ kind: 'table', target: tableId, label: '大厅 C1' }));
    expect(again.items.map(({ code }) => code).sort()).toEqual(codes.items.map(({ code }) => code).sort());
  });

  test('are removed when nobody has ordered at them, and stay otherwise', async () => {
    const [empty, used] = [await table('D1'), await table('D2')];
    await ticket('dineIn', used);

    await api.call(removeTable, { params: { merchantId, tableId: empty } });
    expect(await refusal(api.call(removeTable, { params: { merchantId, tableId: used } }))).toMatchObject({
      status: 409,
      code: 'dining_table.in_use',
    });
    const { items } = await api.call(listTables, { params: params() });
    expect(items.map(({ id }) => id)).not.toContain(empty);
  });

  test('show what they have eaten, in several orders', async () => {
    const tableId = await table('E1');
    await ticket('dineIn', tableId);
    await ticket('dineIn', tableId);
    const refunded = await ticket('dineIn', tableId);
    await rows(`update shop_order set state = 'refunded' where id = $1 returning id`, [refunded]);

    const bill = await api.call(getTableBill, { params: { merchantId, tableId } });
    expect([bill.items.length, bill.totalFen]).toEqual([2, 6200]);
  });

  test.each<[string, object, string[]]>([
    ['no seats', { name: 'X', seats: 0 }, ['/tables/0/seats']],
    ['no name', { name: '  ', seats: 2 }, ['/tables/0/name']],
    ['an endless name', { name: 'x'.repeat(21), seats: 2 }, ['/tables/0/name']],
    ['text for seats', { name: 'X', seats: '4' }, ['/tables/0/seats']],
    ['more than is known', { name: 'X', seats: 2, vip: true }, ['/tables/0/vip']],
  ])('with %s are refused', async (_name, wish, pointers) => {
    const call = api.call(createTables, {
      params: params(),
      body: { tables: [wish as { name: string; seats: number }] },
    });
    expect(await refusal(call)).toEqual({ status: 400, code: 'request.invalid', pointers });
  });

  test('cannot take another’s name', async () => {
    await table('F1');
    const tableId = await table('F2');
    const call = api.call(changeTable, { params: { merchantId, tableId }, body: { name: 'F1' } });

    expect(await refusal(call)).toMatchObject({ status: 409, code: 'dining_table.name_taken' });
  });
});

describe('extras', () => {
  test('are made, replaced by name, sold out, given to dishes and removed', async () => {
    const made = await api.call(createModifierGroup, { params: params(), body: toppings });
    const egg = made.modifiers[0]?.id ?? '';
    const soldOut = await api.call(changeModifier, {
      params: { merchantId, modifierId: egg },
      body: { soldOut: true },
    });
    const replaced = await api.call(replaceModifierGroup, {
      params: { merchantId, groupId: made.id },
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
    await rows(
      `insert into product (tenant_id, id, handle, title, price_fen, max_price_fen) values ($1, $2, 'noodles', '面', 1, 1) returning id`,
      [merchantId, productId],
    );
    const assign = (groupIds: string[]) =>
      api.call(assignModifierGroups, { params: { merchantId, productId }, body: { groupIds } });
    expect((await assign([made.id])).items).toMatchObject([{ id: made.id, productIds: [productId] }]);
    expect(await refusal(assign([newId()]))).toMatchObject({ status: 404, code: 'modifier_group.not_found' });
    await api.call(removeModifierGroup, { params: { merchantId, groupId: made.id } });
    expect((await api.call(listModifierGroups, { params: params() })).items).toEqual([]);
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
    const call = api.call(createModifierGroup, { params: params(), body: body as typeof toppings });
    const refused = await refusal(call);
    expect([refused.status, refused.pointers]).toEqual([400, expect.arrayContaining(pointers)]);
  });

  test('have one group of a name', async () => {
    const body = { ...toppings, name: '辣度' };
    await api.call(createModifierGroup, { params: params(), body });
    expect(await refusal(api.call(createModifierGroup, { params: params(), body }))).toMatchObject({
      status: 409,
      code: 'modifier_group.name_taken',
    });
  });
});

describe('the kitchen', () => {
  test('sees orders in their turn with all a cook needs, and hands them over to WeChat when they are done', async () => {
    const [first, second] = [await ticket('takeaway'), await ticket('local')];
    const list = await api.call(listKitchen, { params: params(), query: { limit: 100 } });
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
    const read = (orderId: string) => api.call(getOrder, { params: { merchantId, orderId } });
    expect(await read(first)).toMatchObject({
      fulfilment: 'shipped',
      shipments: [{ kind: 'pickup' }],
      dining: { ticket: { state: 'done' } },
    });
    expect(await read(second)).toMatchObject({ fulfilment: 'shipped', shipments: [{ kind: 'local' }] });
    const done = await api.call(listKitchen, { params: params(), query: { state: 'done' } });
    expect(done.items.map(({ id }) => id)).toEqual([first, second]);
  });

  test('a tap that comes twice moves once; a step back or over is refused', async () => {
    const orderId = await ticket('dineIn');
    const twins = await Promise.all([move(orderId, 'accepted'), move(orderId, 'accepted')]);
    expect(twins.map(({ state }) => state)).toEqual(['accepted', 'accepted']);
    expect(await rows(`select 1 from audit_entry where subject_id = $1`, [orderId])).toHaveLength(1);

    expect(await refusal(move(orderId, 'done'))).toMatchObject({ status: 409, code: 'kitchen.move_refused' });
    await move(orderId, 'ready');
    expect(await refusal(move(orderId, 'accepted'))).toMatchObject({ status: 409, code: 'kitchen.move_refused' });
    const over = await Promise.all([move(orderId, 'done'), move(orderId, 'done')]);
    expect(over.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(await rows('select 1 from shipment where order_id = $1', [orderId])).toHaveLength(1);
  });

  test('a hand-over that was entered by hand is no obstacle, and one that was cut short is taken up again', async () => {
    const orderId = await ticket('takeaway');
    await move(orderId, 'ready');
    await move(orderId, 'done');
    // As after a crash between the two steps.
    await rows(`update kitchen_ticket set state = 'ready', done_at = null where order_id = $1 returning order_id`, [
      orderId,
    ]);

    expect(await move(orderId, 'done')).toMatchObject({ state: 'done' });
    expect(await rows('select 1 from shipment where order_id = $1', [orderId])).toHaveLength(1);
  });

  test('does not cook what has been refunded', async () => {
    const orderId = await ticket();
    await rows(`update shop_order set state = 'refunded' where id = $1 returning id`, [orderId]);

    const { items } = await api.call(listKitchen, { params: params(), query: { limit: 100 } });
    expect(items.map(({ id }) => id)).not.toContain(orderId);
    expect(await refusal(move(orderId, 'accepted'))).toMatchObject({ status: 409, code: 'kitchen.move_refused' });
  });

  test('tells a shopper who takes away that it is ready, once, when they wanted to be told', async () => {
    const orderId = await ticket('takeaway');
    await rows(
      `insert into message_template (tenant_id, app_id, purpose, wechat_template_id, state, fields)
       values ($1, $2, 'pickupReady', 'T1', 'ready', '[]') returning app_id`,
      [merchantId, appId],
    );
    await rows(
      `insert into message_consent (tenant_id, shopper_id, wechat_template_id, by_shopper)
       select tenant_id, shopper_id, 'T1', 1 from shop_order where id = $1 returning shopper_id`,
      [orderId],
    );
    await move(orderId, 'ready');
    await move(orderId, 'ready');

    expect(await rows(`select purpose from message where order_id = $1`, [orderId])).toEqual([
      { purpose: 'pickupReady' },
    ]);
  });

  test('gives each its own number under contention', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => ticket()));
    const numbers = await rows<{ number: number }>('select number from kitchen_ticket where order_id = any($1)', [ids]);
    expect(new Set(numbers.map((row) => row.number)).size).toBe(12);
  });
});

// Neighbours, strangers and merchants that are not there: access/endpoints.db-spec.ts asks every endpoint.
describe('what is not there', () => {
  const id = newId<string>();
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'table',
      () => api.call(changeTable, { params: { merchantId, tableId: id }, body: { seats: 1 } }),
      'dining_table.not_found',
    ],
    ['bill', () => api.call(getTableBill, { params: { merchantId, tableId: id } }), 'dining_table.not_found'],
    ['group', () => api.call(removeModifierGroup, { params: { merchantId, groupId: id } }), 'modifier_group.not_found'],
    [
      'modifier',
      () => api.call(changeModifier, { params: { merchantId, modifierId: id }, body: { soldOut: true } }),
      'modifier.not_found',
    ],
    [
      'dish',
      () => api.call(assignModifierGroups, { params: { merchantId, productId: id }, body: { groupIds: [] } }),
      'product.not_found',
    ],
    ['ticket', () => move(id, 'accepted'), 'kitchen.ticket_not_found'],
    [
      'applet',
      () => api.call(createTableCodes, { params: { merchantId, appId: 'wx00000000000000ff' } }),
      'applet.not_found',
    ],
  ])('is a 404: %s', async (_name, call, code) => {
    expect(await refusal(call())).toMatchObject({ status: 404, code });
  });
});
