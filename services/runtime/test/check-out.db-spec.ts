import { ShippingRateAdmin } from '#commerce/pricing/shipping-rate-admin.js';
import type { ShippingRates, ShippingZone } from '#commerce/pricing/shipping-rates.js';
import { ProgrammeAdmin } from '#commerce/membership/programme-admin.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { refusedWith } from '#testing/refusal.js';
import { addCartLine } from '../src/carts/carts.contract.js';
import { cancelOrder, getOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { outcomes, PromotionsWorld } from './promotions-world.js';

const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };
const gold = { name: '金卡', fromFen: 0, percentOff: 10, multiplierPercent: 100 };

let world: PromotionsWorld;

beforeAll(async () => {
  world = await PromotionsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const params = () => ({ appId: world.shop.appId });
const linesOf = (...skus: { id: string }[]) => skus.map(({ id }) => ({ skuId: id, quantity: 1 }));

/** A new shopper with so much, and who they are. */
async function holder(has: Record<'balance' | 'bonus' | 'points', number>): Promise<{ client: ApiClient; id: string }> {
  const client = await world.shopper();
  const [row] = await world.rows<{ id: string }>('select id from shopper order by created_at desc, id desc limit 1');
  const id = row?.id ?? '';
  for (const [kind, amount] of Object.entries(has))
    await world.rows(`select move_account($1, $2, $3, $4, 'adjustment', $5)`, [
      world.shop.tenantId,
      id,
      kind,
      amount,
      newId(),
    ]);
  return { client, id };
}

function accountsOf(shopperId: string) {
  return world.rows<{ kind: string; amount: number; entries: string }>(
    `select a.kind, a.amount, (select sum(delta) from account_entry e where e.shopper_id = a.shopper_id and e.kind = a.kind) as entries
     from shopper_account a where a.shopper_id = $1 order by a.kind`,
    [shopperId],
  );
}

async function programme(tiers = [gold]): Promise<void> {
  const rules = { enabled: true, pointsPerYuan: 1, pointsPerYuanOff: 100, mostPercent: 50, validMonths: null };
  await new ProgrammeAdmin(world.runtime.tenants).replace(
    world.shop.tenantId,
    { ...rules, signInPoints: [], tiers },
    author,
  );
}

describe('coupons together', () => {
  test('several stackable ones serve one order, are used up by it, and all of them come back', async () => {
    const client = await world.shopper();
    const lines = linesOf(world.sku(), world.sku());
    const claims = [
      await world.claim(client, await world.coupon({ title: '甲', amountFen: 300, stackable: true })),
      await world.claim(client, await world.coupon({ title: '乙', amountFen: 500, stackable: true })),
    ];

    const order = await world.buy(client, lines);

    expect(order.discountFen).toBe(800);
    expect(new Set(order.coupons.map(({ claimId }) => claimId))).toEqual(new Set(claims.map(({ id }) => id)));
    expect(order.lines.reduce((sum, { netFen }) => sum + netFen, 0)).toBe(order.subtotalFen - 800);
    expect(order.listTotalFen + order.adjustments.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(
      order.totalFen,
    );
    expect(await client.call(getOrder, { params: { ...params(), orderId: order.id } })).toEqual(order);

    await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });
    expect((await world.quote(client, lines)).discountFen).toBe(800);
  });

  test('one of them gone between quote and order: told with the new quote, and nothing is taken', async () => {
    const client = await world.shopper();
    const sku = world.sku();
    const lines = linesOf(sku);
    const [first] = [
      await world.claim(client, await world.coupon({ amountFen: 300, stackable: true })),
      await world.claim(client, await world.coupon({ amountFen: 500, stackable: true })),
    ];
    const { totalFen } = await world.quote(client, lines);
    await world.rows(
      `with ended as (update coupon_claim set expires_at = now() where id = $1 returning 1) select from ended`,
      [first.id],
    );

    const refused = await refusedWith(world.place(client, lines, totalFen));

    expect(refused).toMatchObject({
      status: 409,
      problem: { code: 'order.price_changed', quote: { discountFen: 500, totalFen: totalFen + 300 } },
    });
    expect((await world.quote(client, lines)).discountFen).toBe(500);
  });
});

describe('members, points and balance', () => {
  beforeAll(() => programme());
  afterAll(() => programme([]));

  test('a member’s price stands in cart, quote and order, with its reason', async () => {
    const client = await world.shopper();
    const sku = world.sku();
    const offFen = Math.floor(sku.price_fen / 10);
    const [line] = (await client.call(addCartLine, { params: params(), body: { skuId: sku.id, quantity: 1 } })).lines;

    const order = await world.buy(client, linesOf(sku));

    expect(line).toMatchObject({ priceFen: sku.price_fen - offFen, listPriceFen: sku.price_fen, memberOf: '金卡' });
    expect(order.lines[0]).toMatchObject({
      priceFen: sku.price_fen - offFen,
      adjustments: [{ kind: 'member', title: '金卡', amountFen: -offFen, referenceId: expect.any(String) }],
    });
  });

  test('points and balance are taken with the order and come back when it is cancelled', async () => {
    const { client, id } = await holder({ balance: 500, bonus: 100, points: 200 });
    const lines = linesOf(world.sku());
    const wish = { usePoints: true, useBalance: true };
    const quoted = await world.quote(client, lines, wish);

    expect(quoted).toMatchObject({ pointsSpent: 200, pointsFen: 200, balanceFen: 500, bonusFen: 100 });
    expect(quoted.payableFen).toBe(quoted.totalFen - 600);
    const { totalFen, payableFen: expectedPayableFen } = quoted;
    const order = await world.place(client, lines, totalFen, { ...wish, expectedPayableFen });

    expect(order).toMatchObject({ pointsSpent: 200, balanceFen: 500, bonusFen: 100, state: 'pending' });
    expect((await accountsOf(id)).map(({ amount }) => amount)).toEqual([0, 0, 0]);
    await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });
    expect(await accountsOf(id)).toEqual([
      { kind: 'balance', amount: 500, entries: '500' },
      { kind: 'bonus', amount: 100, entries: '100' },
      { kind: 'points', amount: 200, entries: '200' },
    ]);
  });

  test('an order that the balance pays for is paid at once, and the same key answers it again', async () => {
    const { client, id } = await holder({ balance: 1_000_000, bonus: 0, points: 0 });
    const lines = linesOf(world.sku());
    const { totalFen } = await world.quote(client, lines, { useBalance: true });
    const wish = { useBalance: true, expectedPayableFen: 0, key: newId<string>() };

    const order = await world.place(client, lines, totalFen, wish);
    const again = await world.place(client, lines, totalFen, wish);

    expect(order).toMatchObject({ state: 'paid', payableFen: 0, balanceFen: totalFen });
    expect(again.id).toBe(order.id);
    expect((await accountsOf(id))[0]?.amount).toBe(1_000_000 - totalFen);
  });

  test('twenty orders race for one balance: what it is spent on is never more than it was', async () => {
    const { client, id } = await holder({ balance: 5000, bonus: 0, points: 0 });
    const sku = world.sku();
    const lines = linesOf(sku);
    const { totalFen, payableFen } = await world.quote(client, lines, { useBalance: true });
    const wish = { useBalance: true, expectedPayableFen: payableFen };

    const { done, refused } = await outcomes(
      Array.from({ length: 20 }, () => world.place(client, lines, totalFen, wish)),
    );

    const spentFen = done.reduce((sum, { balanceFen }) => sum + balanceFen, 0);
    expect(done.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(new Set(['order.price_changed']));
    expect(await accountsOf(id)).toMatchObject([{ kind: 'balance', amount: 5000 - spentFen }]);
    expect(done.every((order) => order.payableFen === payableFen)).toBe(true);
  });

  test('who pays from the balance says what is left to pay', async () => {
    const { client } = await holder({ balance: 500, bonus: 0, points: 0 });
    const lines = linesOf(world.sku());
    const { totalFen } = await world.quote(client, lines);

    expect(await refusedWith(world.place(client, lines, totalFen, { useBalance: true }))).toMatchObject({
      status: 400,
      problem: { code: 'request.invalid', errors: [{ pointer: '/expectedPayableFen' }] },
    });
  });
});

describe('what sending costs', () => {
  const zone = (name: string, regions: ShippingZone['regions'], more: Partial<ShippingZone>): ShippingZone => ({
    name,
    regions,
    delivers: true,
    firstUnits: 1000,
    firstFen: 600,
    furtherUnits: 1000,
    furtherFen: 200,
    freeFromFen: null,
    ...more,
  });
  const rates: ShippingRates = {
    basis: 'weight',
    zones: [
      zone('江浙沪', [{ province: '浙江', cities: [] }], {}),
      zone('远方', [{ province: '新疆', cities: [] }], { delivers: false }),
      zone('其他', [], { firstFen: 1500 }),
    ],
  };
  const admin = () => new ShippingRateAdmin(world.runtime.tenants);
  const quoteTo = (client: ApiClient, sku: { id: string }, ...region: string[]) =>
    client.call(quoteOrder, { params: params(), body: { lines: linesOf(sku), delivery: 'express', region } });

  beforeAll(() => admin().replace(world.shop.tenantId, rates, author));
  afterAll(() => admin().remove(world.shop.tenantId, author));

  test('goes by region and weight, in the quote as in the order', async () => {
    const client = await world.shopper();
    const sku = world.sku();
    await world.rows(`with told as (update sku set weight_g = 2500 where id = $1 returning 1) select from told`, [
      sku.id,
    ]);

    const near = await quoteTo(client, sku, '浙江省', '杭州市', '西湖区');
    const far = await quoteTo(client, sku, '广东省', '广州市', '天河区');
    const unknown = await world.quote(client, linesOf(sku));
    const order = await world.place(client, linesOf(sku), near.totalFen);

    expect([near.shippingFen, far.shippingFen, unknown.shippingFen]).toEqual([1000, 1900, 1900]);
    expect(order.shippingFen).toBe(1000);
    expect(await refusedWith(world.place(client, linesOf(sku), unknown.totalFen))).toMatchObject({
      problem: { code: 'order.price_changed', quote: { shippingFen: 1000 } },
    });
  });

  test('an address that is not served is refused by name, in the quote as in the order', async () => {
    const client = await world.shopper();
    const sku = world.sku();
    const refusedQuote = await refusedWith(quoteTo(client, sku, '新疆维吾尔自治区', '喀什地区', '喀什市'));
    const body = { lines: linesOf(sku), delivery: 'express' as const, expectedTotalFen: 1 };
    const refusedOrder = await refusedWith(
      client.call(placeOrder, {
        params: params(),
        headers: { 'idempotency-key': newId<string>() },
        body: { ...body, address: { ...address, region: '新疆 喀什地区 喀什市' } },
      }),
    );

    for (const refused of [refusedQuote, refusedOrder])
      expect(refused).toMatchObject({ status: 422, problem: { code: 'order.region_not_served' } });
    expect(refusedQuote.problem.detail).toContain('新疆');
  });

  test.each([
    ['two parts', ['浙江省', '杭州市'], '/region'],
    ['a number', [1, '杭州市', '西湖区'], '/region/0'],
    ['a text', '浙江省', '/region'],
  ])('a region of %s is a 400', async (_name, region, pointer) => {
    const body = { lines: linesOf({ id: newId() }), delivery: 'express' as const, region: region as string[] };
    const refused = await refusedWith((await world.shopper()).call(quoteOrder, { params: params(), body }));

    expect([refused.status, refused.problem.errors?.[0]?.pointer]).toEqual([400, pointer]);
  });
});

describe('what nobody should send', () => {
  const some = () => newId<string>();

  test.each<[string, object, string]>([
    ['a price of one’s own', { lines: [{ skuId: some(), quantity: 1, priceFen: 1 }] }, '/lines/0/priceFen'],
    ['a discount of one’s own', { discountFen: 1 }, '/discountFen'],
    ['less than one', { lines: [{ skuId: some(), quantity: -1 }] }, '/lines/0/quantity'],
    ['none', { lines: [{ skuId: some(), quantity: 0 }] }, '/lines/0/quantity'],
    ['half a piece', { lines: [{ skuId: some(), quantity: 0.5 }] }, '/lines/0/quantity'],
    ['more than there can be', { lines: [{ skuId: some(), quantity: 1e15 }] }, '/lines/0/quantity'],
    ['a quantity in words', { lines: [{ skuId: some(), quantity: '1' }] }, '/lines/0/quantity'],
    ['no SKU', { lines: [{ quantity: 1 }] }, '/lines/0/skuId'],
    ['something else for a SKU', { lines: [{ skuId: "' or 1=1", quantity: 1 }] }, '/lines/0/skuId'],
    ['a line too many', { lines: Array.from({ length: 51 }, () => ({ skuId: some(), quantity: 1 })) }, '/lines'],
    ['a word for yes', { useBalance: 'yes' }, '/useBalance'],
    ['six coupons', { coupons: Array.from({ length: 6 }, some) }, '/coupons'],
    ['a balance of one’s own', { balanceFen: 1 }, '/balanceFen'],
  ])('%s is a 400 that points at it', async (_name, change, pointer) => {
    const body = { lines: linesOf({ id: some() }), delivery: 'express' as const, ...change };
    const refused = await refusedWith((await world.shopper()).call(quoteOrder, { params: params(), body }));

    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.map((fault) => fault.pointer)).toContain(pointer);
  });

  test('ten thousand lines are not even read', async () => {
    const lines = Array.from({ length: 10_000 }, () => ({ skuId: some(), quantity: 1 }));
    const client = await world.shopper();

    expect((await refusedWith(world.quote(client, lines))).status).toBe(413);
    expect((await refusedWith(world.place(client, lines, 1))).status).toBe(413);
  });

  test('a neighbour’s SKU is not on sale here', async () => {
    const [foreign] = await world.runtime.rows<{ id: string }>(world.foreign, 'select id from sku limit 1');
    const refused = await refusedWith(world.quote(await world.shopper(), linesOf(foreign ?? { id: '' })));

    expect(refused).toMatchObject({ status: 409, problem: { errors: [{ pointer: '/lines/0/skuId' }] } });
  });
});
