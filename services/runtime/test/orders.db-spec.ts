import { OrderClosing } from '#commerce/orders/order-closing.js';
import { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { encodeCursor } from '#kernel/http/cursor.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import { refusedWith } from '#testing/refusal.js';
import { addCartLine, getCart, setCartLine } from '../src/carts/carts.contract.js';
import { cancelOrder, getOrder, listOrders, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { runtimeContracts } from '../src/openapi/contracts.js';
import { listProducts } from '../src/shop-window/shop-window.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };

let world: RuntimeWorld;
let shop: TestShop;
let foreign: TestShop;
let skus: { id: string; price_fen: number; stock: number }[];

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  foreign = await world.shop(null);
  skus = await world.rows(
    shop,
    'select id, price_fen, stock from sku where active and stock > 20 order by price_fen, id',
  );
});
afterAll(() => world.stop());

const params = () => ({ appId: shop.appId });
const sku = (index: number) => {
  const found = skus[index];
  if (!found) throw new Error('the demo goods have too few SKUs');
  return found;
};

function order(lines: { skuId: string; quantity: number }[], expectedTotalFen: number, key = newId()) {
  return {
    params: params(),
    headers: { 'idempotency-key': key },
    body: { lines, delivery: 'express' as const, address, expectedTotalFen },
  };
}

async function buy(client: ApiClient, lines: { skuId: string; quantity: number }[], key = newId<string>()) {
  const quote = await client.call(quoteOrder, { params: params(), body: { lines, delivery: 'express' } });
  return client.call(placeOrder, order(lines, quote.totalFen, key));
}

async function expectLedgerToMatch(): Promise<void> {
  const wrong = await world.rows(
    shop,
    `select s.id from sku s left join stock_entry e on e.tenant_id = s.tenant_id and e.sku_id = s.id
     group by s.tenant_id, s.id, s.stock having s.stock <> coalesce(sum(e.delta), 0)`,
  );
  expect(wrong).toEqual([]);
}

describe('a cart', () => {
  test('adds up what is put in, shows today’s price, and forgets what is taken out', async () => {
    const client = await world.shopper(shop);
    await client.call(addCartLine, { params: params(), body: { skuId: sku(0).id, quantity: 2 } });
    const filled = await client.call(addCartLine, { params: params(), body: { skuId: sku(0).id, quantity: 1 } });
    const emptied = await client.call(setCartLine, {
      params: { ...params(), skuId: sku(0).id },
      body: { quantity: 0 },
    });

    expect(filled).toMatchObject({ itemCount: 3, subtotalFen: sku(0).price_fen * 3 });
    expect(emptied).toEqual({ lines: [], itemCount: 0, subtotalFen: 0 });
  });

  test('refuses what is not sold here', async () => {
    const client = await world.shopper(shop);
    const refused = await refusedWith(
      client.call(addCartLine, { params: params(), body: { skuId: newId(), quantity: 1 } }),
    );

    expect(refused).toMatchObject({ status: 404, problem: { code: 'sku.not_found' } });
  });

  test('holds a hundred lines and no more, and is as it was after one more was refused', async () => {
    const client = await world.shopper(shop);
    const add = (index: number, quantity = 1) =>
      client.call(addCartLine, { params: params(), body: { skuId: sku(index).id, quantity } });
    await add(3);
    await world.rows(
      shop,
      `insert into cart_line (tenant_id, shopper_id, sku_id, quantity, modifier_ids)
       select tenant_id, shopper_id, sku_id, 1, array[gen_random_uuid()] from cart_line, generate_series(1, 99) where sku_id = $1`,
      [sku(3).id],
    );

    const refused = await refusedWith(add(0));
    const full = await add(3, 999);
    const emptier = await client.call(setCartLine, {
      params: { ...params(), skuId: sku(3).id },
      body: { quantity: 0 },
    });

    expect(refused).toMatchObject({ status: 409, problem: { code: 'cart.full' } });
    expect(full).toMatchObject({ itemCount: 999 + 99 });
    expect(full.lines.map((line) => line.skuId)).not.toContain(sku(0).id);
    expect(emptier.lines).toHaveLength(99);
  });

  test('is empty of the goods that were ordered', async () => {
    const client = await world.shopper(shop);
    await client.call(addCartLine, { params: params(), body: { skuId: sku(0).id, quantity: 1 } });
    await client.call(addCartLine, { params: params(), body: { skuId: sku(1).id, quantity: 1 } });
    await buy(client, [{ skuId: sku(0).id, quantity: 1 }]);

    const cart = await client.call(getCart, { params: params() });
    expect(cart.lines.map((line) => line.skuId)).toEqual([sku(1).id]);
  });
});

describe('an order', () => {
  test('takes stock, keeps the ledger, and reads back as it was answered', async () => {
    const client = await world.shopper(shop);
    const lines = [
      { skuId: sku(1).id, quantity: 2 },
      { skuId: sku(0).id, quantity: 1 },
    ];
    const placed = await buy(client, lines);
    const read = await client.call(getOrder, { params: { ...params(), orderId: placed.id } });

    expect(read).toEqual(placed);
    expect(placed.totalFen).toBe(placed.subtotalFen + placed.shippingFen);
    expect(placed.subtotalFen).toBe(sku(1).price_fen * 2 + sku(0).price_fen);
    await expectLedgerToMatch();
  });

  test('placed twice with one key is one order', async () => {
    const client = await world.shopper(shop);
    const lines = [{ skuId: sku(2).id, quantity: 1 }];
    const key = newId<string>();
    const quote = await client.call(quoteOrder, { params: params(), body: { lines, delivery: 'express' } });

    const answers = await Promise.all([1, 2, 3].map(() => client.call(placeOrder, order(lines, quote.totalFen, key))));
    const again = await client.call(placeOrder, order(lines, quote.totalFen, key));

    expect(new Set([...answers, again].map((answer) => answer.id)).size).toBe(1);
    const entries = await world.rows(shop, 'select 1 from stock_entry where reference_id = $1', [again.id]);
    expect(entries).toHaveLength(1);
  });

  test('with a used key and another content is a conflict', async () => {
    const client = await world.shopper(shop);
    const key = newId<string>();
    await buy(client, [{ skuId: sku(2).id, quantity: 1 }], key);

    const refused = await refusedWith(client.call(placeOrder, order([{ skuId: sku(2).id, quantity: 2 }], 1, key)));
    expect(refused).toMatchObject({ status: 409, problem: { code: 'order.idempotency_conflict' } });
  });

  test('at another price than the shopper saw is refused with the new quote', async () => {
    const client = await world.shopper(shop);
    const refused = await refusedWith(client.call(placeOrder, order([{ skuId: sku(0).id, quantity: 1 }], 1)));

    expect(refused).toMatchObject({
      status: 409,
      problem: { code: 'order.price_changed', quote: { subtotalFen: sku(0).price_fen } },
    });
  });

  test('for more than there is points at the line', async () => {
    const client = await world.shopper(shop);
    const lines = [
      { skuId: sku(0).id, quantity: 1 },
      { skuId: sku(1).id, quantity: 999 },
    ];
    const refused = await refusedWith(client.call(placeOrder, order(lines, 1)));

    expect(refused).toMatchObject({
      status: 409,
      problem: { code: 'stock.insufficient', errors: [{ pointer: '/lines/1/quantity' }] },
    });
  });

  test.each([
    ['without an address', { address: undefined }, '/address'],
    ['with an unknown field', { price: 1 }, '/price'],
    ['without lines', { lines: [] }, '/lines'],
    ['with a text for a number', { expectedTotalFen: '1' }, '/expectedTotalFen'],
  ])('%s is a 400 with a pointer', async (_name, change, pointer) => {
    const client = await world.shopper(shop);
    const wish = order([{ skuId: sku(0).id, quantity: 1 }], 1);
    const call = client.call(placeOrder, { ...wish, body: { ...wish.body, ...change } as typeof wish.body });

    const refused = await refusedWith(call);
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.[0]?.pointer).toBe(pointer);
  });

  test('of two hundred for the last ten exactly ten succeed', async () => {
    const scarce = sku(3);
    await world.rows(
      shop,
      `with moved as (insert into stock_entry (tenant_id, id, sku_id, delta, reason) values ($1, gen_random_uuid(), $2, $3, 'adjustment'))
       update sku set stock = 10 where id = $2 returning id`,
      [shop.tenantId, scarce.id, 10 - scarce.stock],
    );
    const clients = await Promise.all(Array.from({ length: 20 }, () => world.shopper(shop)));
    const lines = [{ skuId: scarce.id, quantity: 1 }];
    const quote = await (clients[0] as ApiClient).call(quoteOrder, {
      params: params(),
      body: { lines, delivery: 'express' },
    });

    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        (clients[index % 20] as ApiClient).call(placeOrder, order(lines, quote.totalFen)).then(
          () => 'placed',
          (error: unknown) => (error instanceof ProblemAnswer ? error.problem.code : String(error)),
        ),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'placed')).toHaveLength(10);
    expect(new Set(outcomes)).toEqual(new Set(['placed', 'stock.insufficient']));
    expect(await world.rows(shop, 'select stock from sku where id = $1', [scarce.id])).toEqual([{ stock: 0 }]);
    await expectLedgerToMatch();
  });

  test('of many that share goods in opposite order none waits for the other', async () => {
    const client = await world.shopper(shop);
    const one = { skuId: sku(4).id, quantity: 1 };
    const two = { skuId: sku(5).id, quantity: 1 };
    const quote = await client.call(quoteOrder, { params: params(), body: { lines: [one, two], delivery: 'express' } });

    const orders = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        client.call(placeOrder, order(index % 2 === 0 ? [one, two] : [two, one], quote.totalFen)),
      ),
    );
    expect(orders).toHaveLength(16);
  });

  test('that is cancelled gives its goods back once', async () => {
    const client = await world.shopper(shop);
    const placed = await buy(client, [{ skuId: sku(6).id, quantity: 3 }]);
    const cancelled = await client.call(cancelOrder, { params: { ...params(), orderId: placed.id } });
    const refused = await refusedWith(client.call(cancelOrder, { params: { ...params(), orderId: placed.id } }));

    expect(cancelled.state).toBe('closed');
    expect(refused).toMatchObject({ status: 409, problem: { code: 'order.not_cancellable' } });
    expect(await world.rows(shop, 'select stock from sku where id = $1', [sku(6).id])).toEqual([
      { stock: sku(6).stock },
    ]);
    await expectLedgerToMatch();
  });

  test('that nobody pays closes after its time, and not before', async () => {
    const client = await world.shopper(shop);
    const placed = await buy(client, [{ skuId: sku(6).id, quantity: 1 }]);
    const closing = world.app.get(OrderClosing);
    const job = { tenantId: shop.tenantId, orderId: placed.id as OrderId };

    await closing.handle(job);
    expect((await client.call(getOrder, { params: { ...params(), orderId: placed.id } })).state).toBe('pending');

    await world.rows(
      shop,
      `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning id`,
      [placed.id],
    );
    await Promise.all([closing.handle(job), closing.handle(job)]);
    expect((await client.call(getOrder, { params: { ...params(), orderId: placed.id } })).state).toBe('closed');
    await expectLedgerToMatch();
  });

  test('list is newest first and pages without gaps', async () => {
    const client = await world.shopper(shop);
    const ids: string[] = [];
    for (let index = 0; index < 23; index += 1)
      ids.unshift((await buy(client, [{ skuId: sku(7).id, quantity: 1 }])).id);

    const first = await client.call(listOrders, { params: params(), query: {} });
    const second = await client.call(listOrders, { params: params(), query: { cursor: first.nextCursor ?? '' } });

    expect([...first.items, ...second.items].map((item) => item.id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
  });

  test.each([
    ['other kinds of values', [1, newId()]],
    ['texts that are no values', ['NaN', 'x']],
    ['a day that does not exist', ['2026-02-31 00:00:00+00', newId()]],
  ])('a list behind %s is a 400 with a pointer', async (_what, values) => {
    const client = await world.shopper(shop);
    const call = client.call(listOrders, { params: params(), query: { cursor: encodeCursor(values) } });

    await expect(call).rejects.toMatchObject({ status: 400, problem: { errors: [{ pointer: '/query/cursor' }] } });
  });

  test.each(['a\0b', '\ud83d'])('a note that cannot be stored (%j) is a 400 and no order', async (note) => {
    const client = await world.shopper(shop);
    const body = { lines: [{ skuId: sku(7).id, quantity: 1 }], delivery: 'pickup' as const, note, expectedTotalFen: 1 };
    const call = client.call(placeOrder, { params: params(), headers: { 'idempotency-key': newId() }, body });

    await expect(call).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ pointer: '/note', code: 'character' }] },
    });
    expect((await client.call(listOrders, { params: params(), query: {} })).items).toEqual([]);
  });
});

describe('tenants', () => {
  test.each(
    runtimeContracts
      .filter(({ access }) => access.kind === 'shopper')
      .map((contract) => [contract.id, contract] as const),
  )('a token of another shop is refused by %s', async (_id, contract) => {
    const token = await world.token(foreign);
    const address = contract.path.replace(':appId', shop.appId).replaceAll(/:\w+/g, newId());

    for (const headers of [{ authorization: `Bearer ${token}` }, {}]) {
      const answer = await fetch(world.url + address, { method: contract.method, headers });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        401,
        'shopper.login_required',
      ]);
    }
  });

  test.each(runtimeContracts.map((contract) => [contract.id, contract] as const))(
    'an AppID that is not there is refused by %s',
    async (_id, contract) => {
      const address = contract.path
        .replace(':appId', 'wxffffffffffffffff')
        .replaceAll(/:\w+/g, newId())
        .replace('*', 'retail/demo/media/a.svg');
      const answer = await fetch(world.url + address, { method: contract.method });

      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'applet.unknown']);
    },
  );

  test("a neighbour's order and goods do not exist", async () => {
    const neighbour = await world.shop();
    const client = await world.shopper(neighbour);
    const placed = await world.shopper(shop).then((owner) => buy(owner, [{ skuId: sku(0).id, quantity: 1 }]));
    const there = { appId: neighbour.appId };
    const line = { skuId: sku(0).id, quantity: 1 };

    const read = await refusedWith(client.call(getOrder, { params: { ...there, orderId: placed.id } }));
    const cancelled = await refusedWith(client.call(cancelOrder, { params: { ...there, orderId: placed.id } }));
    const added = await refusedWith(client.call(addCartLine, { params: there, body: line }));
    const quoted = await refusedWith(
      client.call(quoteOrder, { params: there, body: { lines: [line], delivery: 'express' } }),
    );

    expect([read, cancelled, added, quoted].map(({ status }) => status)).toEqual([404, 404, 404, 409]);
  });

  test("another shopper's order does not exist either", async () => {
    const placed = await world.shopper(shop).then((owner) => buy(owner, [{ skuId: sku(0).id, quantity: 1 }]));
    const stranger = await world.shopper(shop);

    const refused = await refusedWith(stranger.call(getOrder, { params: { ...params(), orderId: placed.id } }));
    expect(refused).toMatchObject({ status: 404, problem: { code: 'order.not_found' } });
  });

  test('nobody gets in without a token', async () => {
    const client = world.client();

    expect(await refusedWith(client.call(getCart, { params: params() }))).toMatchObject({ status: 401 });
    const { items } = await client.call(listProducts, { params: params(), query: {} });
    expect(items.length).toBeGreaterThan(0);
  });
});
