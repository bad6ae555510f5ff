import { MembershipWorld } from './membership.fixture.js';
import { PointsEarning } from './points-earning.js';

let world: MembershipWorld;

beforeAll(async () => {
  world = await MembershipWorld.start();
});
afterAll(() => world.stop());
afterEach(() => world.expectBooksToMatch());

describe('an order', () => {
  test('earns when its goods are received, once, for what was paid for goods', async () => {
    const shopper = await world.shopper();
    const order = await world.order(shopper, { totalFen: 12_345, shippingFen: 1000, bonusFen: 300 });

    await world.pay(order);
    await world.ship(order);
    expect(await world.points(shopper)).toBe(0);
    await world.receive(order);
    await world.receive(order);

    expect(await world.entries(shopper)).toEqual([['earned', 110]]);
    expect(await world.membership(shopper)).toMatchObject({ growth: 11_045, owed: 0 });
  });

  test.each([
    ['dineIn', 'paid', 100],
    ['takeaway', 'paid', 100],
    ['virtual', 'paid', 100],
    ['express', 'paid', 0],
    ['pickup', 'paid', 0],
    ['pickup', 'shipped', 100],
    ['booking', 'shipped', 100],
    ['local', 'shipped', 0],
    ['express', 'shipped', 0],
  ])('of kind %s that is %s has earned %i', async (delivery, step, points) => {
    const shopper = await world.shopper();
    const order = await world.order(shopper, { delivery });

    await world.pay(order);
    if (step === 'shipped') await world.ship(order);

    expect(await world.points(shopper)).toBe(points);
  });

  test('that nobody confirms earns fifteen days after it was sent, however often the job runs', async () => {
    const shopper = await world.shopper();
    const order = await world.order(shopper);
    const job = new PointsEarning(world.tenants);
    const { tenantId } = world;
    await world.pay(order);
    await job.handle({ tenantId, orderId: order });
    await world.ship(order);
    await job.handle({ tenantId, orderId: order });
    expect(await world.points(shopper)).toBe(0);

    await world.run(`update order_earning set due_at = now() where tenant_id = $1 and order_id = $2`, [
      tenantId,
      order,
    ]);
    await Promise.all([1, 2, 3].map(() => job.handle({ tenantId, orderId: order })));
    await world.receive(order);

    expect(await world.entries(shopper)).toEqual([['earned', 100]]);
  });

  test('earns by the rules of the moment it was paid, and nothing where there was no programme', async () => {
    const [before, after] = [await world.shopper(), await world.shopper()];
    const first = await world.order(before);
    await world.pay(first);
    await world.promise({ enabled: false });
    const second = await world.order(after);
    await world.pay(second);

    await world.receive(first);
    await world.receive(second);
    await world.promise({});

    expect([await world.points(before), await world.points(after)]).toEqual([100, 0]);
  });

  test('is paid however many points it brings: the largest orders by the most generous rules fit into an account', async () => {
    const tier = { name: '金卡', fromFen: 0, percentOff: 0, multiplierPercent: 1000 };
    await world.promise({ pointsPerYuan: 1000, mostPercent: 0, tiers: [tier] });
    const shopper = await world.shopper();

    for (let orders = 1; orders <= 4; orders += 1) {
      await world.pay(await world.order(shopper, { delivery: 'dineIn', totalFen: 400_000_000 }));
    }

    expect(await world.points(shopper)).toBe(40_000_000);
    await world.promise({});
  });

  test('for money paid in beforehand earns nothing: what is bought with it does', async () => {
    const shopper = await world.shopper();
    await world.received(shopper, { purpose: 'top_up', delivery: 'virtual' });

    expect(await world.points(shopper)).toBe(0);
  });

  test('that is closed gives back the points it took, once', async () => {
    const shopper = await world.shopper();
    await world.received(shopper);
    const order = await world.order(shopper, { pointsSpent: 60 });
    expect(await world.points(shopper)).toBe(40);

    await world.close(order);
    await world.close(order);

    expect(await world.points(shopper)).toBe(100);
  });
});

describe('a refund', () => {
  test('part by part gives back exactly what was spent and takes back exactly what was earned', async () => {
    const shopper = await world.shopper();
    await world.received(shopper);
    const order = await world.received(shopper, { totalFen: 9999, pointsSpent: 77 });
    expect(await world.points(shopper)).toBe(100 - 77 + 99);

    for (const part of [3333, 1, 17, 4000]) await world.refund(order, part);
    await world.expectBooksToMatch();
    await world.refund(order, 9999);

    expect(await world.points(shopper)).toBe(100);
    expect(await world.membership(shopper)).toMatchObject({ growth: 10_000, owed: 0 });
    expect(await world.refund(order, 1)).toBeNull();
  });

  test('before the goods are received leaves less to earn, and nothing when all of it went back', async () => {
    const [one, other] = [await world.shopper(), await world.shopper()];
    const [half, whole] = [await world.order(one), await world.order(other)];
    for (const order of [half, whole]) await world.pay(order);

    await world.refund(half, 5000);
    await world.refund(whole, 10_000);
    await world.receive(half);
    await world.receive(whole);

    expect([await world.points(one), await world.points(other)]).toEqual([50, 0]);
  });

  test('of points that are spent is owed, and kept from the next ones: nobody falls below nothing', async () => {
    const shopper = await world.shopper();
    const first = await world.received(shopper);
    const second = await world.order(shopper, { pointsSpent: 80, totalFen: 1000 });

    await world.refund(first, 10_000);
    expect(await world.points(shopper)).toBe(0);
    expect(await world.membership(shopper)).toMatchObject({ owed: 80 });

    await world.pay(second);
    await world.receive(second);
    expect([await world.points(shopper), (await world.membership(shopper))?.owed]).toEqual([0, 70]);
    await world.refund(second, 1000);
    expect([await world.points(shopper), (await world.membership(shopper))?.owed]).toEqual([0, 0]);
    expect((await world.entries(shopper)).reduce((sum, [, delta]) => sum + delta, 0)).toBe(0);
  });

  test('settled twice in one transaction names each refund once', async () => {
    const shopper = await world.shopper();
    const order = await world.received(shopper, { totalFen: 10_000 });
    await world.tenants.transaction(world.tenantId, async (tx) => {
      for (const refund of ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']) {
        await tx.execute(
          `insert into refund (tenant_id, id, order_id, out_refund_no, amount_fen, balance_fen, reason, state, requested_by)
           values ($1, $2::uuid, $3, $2::text, 2000, 2000, '', 'succeeded', '{}')`,
          [world.tenantId, refund, order],
        );
        await tx.execute('update shop_order set refunded_fen = refunded_fen + 2000 where tenant_id = $1 and id = $2', [
          world.tenantId,
          order,
        ]);
      }
    });

    expect(await world.points(shopper)).toBe(60);
  });
});

test('growth makes tiers, and they earn more and fall again', async () => {
  const { tiers } = await world.promise({
    tiers: [
      { name: '银卡', fromFen: 10_000, percentOff: 2, multiplierPercent: 100 },
      { name: '金卡', fromFen: 30_000, percentOff: 5, multiplierPercent: 150 },
    ],
  });
  const [silver, gold] = tiers.map(({ id }) => id);
  const shopper = await world.shopper();
  const account = async () => {
    const [row] = await world.rows<{ account: unknown }>('select checkout_account($1, $2) as account', [
      world.tenantId,
      shopper,
    ]);
    return row?.account;
  };
  expect(await account()).toBeNull();

  await world.received(shopper, { totalFen: 9999 });
  expect(await account()).toEqual({ points: 99, pointsRule: { pointsPerYuanOff: 100, mostPercent: 50 } });
  await world.received(shopper, { totalFen: 1 });
  expect(await account()).toMatchObject({ tier: { id: silver, name: '银卡', percentOff: 2 } });
  const big = await world.received(shopper, { totalFen: 20_000 });
  expect(await account()).toMatchObject({ tier: { id: gold, percentOff: 5 }, points: 299 });
  const inGold = await world.received(shopper, { totalFen: 10_000 });
  expect(await account()).toMatchObject({ points: 449 });
  expect(await world.membership(shopper)).toMatchObject({ tier: gold, growth: 40_000 });

  await world.refund(big, 20_000);
  expect(await account()).toMatchObject({ tier: { id: silver }, points: 249 });
  await world.refund(inGold, 10_000);
  expect(await account()).toMatchObject({ tier: { id: silver }, points: 99 });

  await world.promise({ enabled: false, tiers });
  expect(await account()).toEqual({ points: 99 });
  await world.promise({});
});

describe('under contention', () => {
  test('twenty orders race for the points of one: as many get them as there are', async () => {
    const shopper = await world.shopper();
    await world.received(shopper, { totalFen: 100_000 });

    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => world.order(shopper, { pointsSpent: 300 })),
    );

    const done = outcomes.filter(({ status }) => status === 'fulfilled');
    const codes = outcomes.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []));
    expect(done).toHaveLength(3);
    expect(new Set(codes)).toEqual(new Set(['XP003']));
    expect(await world.points(shopper)).toBe(100);
  });

  test('refunds, receipts and spending of one member at once keep the books', async () => {
    const shopper = await world.shopper();
    const given = await Promise.all(Array.from({ length: 8 }, () => world.received(shopper, { totalFen: 5000 })));
    const underWay = await Promise.all(Array.from({ length: 8 }, () => world.order(shopper, { totalFen: 3000 })));
    await Promise.all(underWay.map((order) => world.pay(order)));

    const attempts = [
      ...given.map((order) => world.refund(order, 5000)),
      ...underWay.map((order) => world.receive(order)),
      ...Array.from({ length: 8 }, () => world.order(shopper, { pointsSpent: 40 })),
    ];
    const failed = (await Promise.allSettled(attempts)).flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
    );

    expect(failed.filter((code) => code !== 'XP003')).toEqual([]);
    await world.expectBooksToMatch();
  });
});
