import { Memberships } from '#commerce/membership/memberships.js';
import type { ProgrammeDraft } from '#commerce/membership/programme.js';
import { ProgrammeAdmin } from '#commerce/membership/programme-admin.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import type { ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId, type ShopperId } from '#kernel/identity/ids.js';
import { refusedWith } from '#testing/refusal.js';
import { getMembership, listPointsEntries, signIn } from '../src/membership/membership.contract.js';
import { cancelOrder, placeOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { getProfile } from '../src/profiles/profiles.contract.js';
import { refundNotice } from './loopback-wechat.js';
import { merchant, PayingScene } from './paying-scene.js';

let scene: PayingScene;

beforeAll(async () => {
  scene = await PayingScene.open();
  await promise();
});
afterAll(() => scene.world.stop());

const silver = { name: '银卡会员', fromFen: 1, percentOff: 0, multiplierPercent: 100 };
const gold = { name: '金卡会员', fromFen: 1_000_000, percentOff: 5, multiplierPercent: 200 };

const promise = (more: Partial<ProgrammeDraft> = {}) =>
  new ProgrammeAdmin(scene.world.tenants).replace(
    scene.shop.tenantId,
    {
      enabled: true,
      pointsPerYuan: 1,
      pointsPerYuanOff: 100,
      mostPercent: 50,
      validMonths: 12,
      signInPoints: [5, 10, 20],
      tiers: [silver, gold],
      ...more,
    },
    { actor: merchant, requestId: 'test' },
  );
const view = (client: ApiClient) => client.call(getMembership, { params: scene.params });
const entries = (client: ApiClient, cursor?: string) =>
  client.call(listPointsEntries, { params: scene.params, query: cursor === undefined ? {} : { cursor } });
const signedIn = (client: ApiClient) => client.call(signIn, { params: scene.params, body: {} });
const shopper = () => scene.world.shopper(scene.shop);
const address = { name: '王小二', phone: '13800000000', region: '浙江省 杭州市 西湖区', detail: '龙井路 1 号' };

async function give(client: ApiClient, points: number): Promise<void> {
  const { id } = await client.call(getProfile, { params: scene.params });
  await scene.world.rows(scene.shop, `select give_points($1, $2, $3, 'adjustment', $4, 'x')`, [
    scene.shop.tenantId,
    id,
    points,
    newId(),
  ]);
}

describe('an order that is paid', () => {
  test('promises points, brings them when its goods arrive, and takes them back when money does', async () => {
    const { orderId, totalFen } = await scene.paid();
    const [{ shipping } = { shipping: 0 }] = await scene.world.rows<{ shipping: number }>(
      scene.shop,
      'select shipping_fen as shipping from shop_order where id = $1',
      [orderId],
    );
    const goodsFen = totalFen - shipping;
    const expected = Math.floor(goodsFen / 100);
    expect(await view(scene.client)).toMatchObject({ points: 0, pendingPoints: expected, tier: null, growthFen: 0 });

    await scene.world.rows(
      scene.shop,
      `update shop_order set fulfilment = 'received', received_at = now() where id = $1 returning id`,
      [orderId],
    );
    expect(await view(scene.client)).toMatchObject({
      points: expected,
      pendingPoints: 0,
      growthFen: goodsFen,
      tier: { name: '银卡会员' },
      next: { name: '金卡会员', missingFen: 1_000_000 - goodsFen },
    });

    await new RefundRequests(scene.world.tenants).create(scene.shop.tenantId, orderId, {
      reason: '协商',
      actor: merchant,
    });
    const { id, out_refund_no: outRefundNo } = await scene.refundOf(orderId);
    await scene.stepRefund(id);
    const refund = scene.world.wechat.refunds.get(outRefundNo);
    if (!refund) throw new Error('WeChat was not asked');
    const notice = scene.world.wechat.notice(scene.shop.payAccount, 'REFUND.SUCCESS', refundNotice(refund));
    for (let time = 0; time < 2; time += 1) expect(await scene.post('refunds', notice)).toBe(204);

    expect(await view(scene.client)).toMatchObject({ points: 0, pendingPoints: 0, growthFen: 0, tier: null });
    const { items } = await entries(scene.client);
    expect(items.map(({ delta, reason, orderId: of }) => [delta, reason, of])).toEqual([
      [-expected, 'earned_back', orderId],
      [expected, 'earned', orderId],
    ]);
    expect(items[0]?.orderNumber).toMatch(/^\w+$/);
  });
});

describe('points at checkout', () => {
  const lines = () => [{ skuId: scene.skuId, quantity: 1 }];
  const quoted = (client: ApiClient, usePoints = true) =>
    client.call(quoteOrder, { params: scene.params, body: { lines: lines(), delivery: 'express', usePoints } });
  const placed = (client: ApiClient, expectedTotalFen: number) =>
    client.call(placeOrder, {
      params: scene.params,
      headers: { 'idempotency-key': newId<string>() },
      body: { lines: lines(), delivery: 'express', address, expectedTotalFen, usePoints: true },
    });

  test('take off what they are worth, leave with the order, and come back when it is given up', async () => {
    const client = await shopper();
    await give(client, 730);

    const plain = await quoted(client, false);
    const { totalFen, pointsSpent, pointsFen } = await quoted(client);
    expect([plain.totalFen - totalFen, pointsSpent, pointsFen]).toEqual([730, 730, 730]);
    const order = await placed(client, totalFen);
    expect((await view(client)).points).toBe(0);
    await client.call(cancelOrder, { params: { ...scene.params, orderId: order.id } });

    expect((await view(client)).points).toBe(730);
    expect((await entries(client)).items.map(({ delta, reason, orderId }) => [delta, reason, orderId])).toEqual([
      [730, 'order_closed', order.id],
      [-730, 'order', order.id],
      [730, 'adjustment', null],
    ]);
  });

  test('go to one of ten orders that want all of them; the others are told the new price', async () => {
    const client = await shopper();
    await give(client, 500);
    const { totalFen } = await quoted(client);

    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => placed(client, totalFen)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as ProblemAnswer] : []));
    expect(new Set(refused.map(({ problem }) => problem.code))).toEqual(new Set(['order.price_changed']));
    expect((await view(client)).points).toBe(0);
  });

  test('make the member price of a tier', async () => {
    const client = await shopper();
    const { totalFen, shippingFen } = await quoted(client, false);
    await promise({ tiers: [{ ...gold, fromFen: 0, percentOff: 10 }] });

    const member = await quoted(client, false);

    const goodsFen = totalFen - shippingFen;
    expect(member.totalFen - member.shippingFen).toBe(goodsFen - Math.floor(goodsFen / 10));
    await promise();
  });
});

describe('signing in', () => {
  test('counts once a day, with twenty fingers too', async () => {
    const client = await shopper();

    const answers = await Promise.all(Array.from({ length: 20 }, () => signedIn(client)));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ streak: 1, points: 5 });
    const { points, signIn: shown } = await view(client);
    expect(points).toBe(5);
    expect(shown).toMatchObject({ today: true, streak: 1, nextPoints: 10, days: [answers[0]?.day] });
    expect((await entries(client)).items).toHaveLength(1);
  });

  test('goes by days in China: midnight begins a new one, and a day left out begins again', async () => {
    const client = await shopper();
    const { id: shopperId } = await client.call(getProfile, { params: scene.params });
    const memberships = scene.world.app.get(Memberships);
    const member = { tenantId: scene.shop.tenantId, shopperId: shopperId as ShopperId };
    const at = (moment: string) => memberships.signIn(member, new Date(moment));

    expect(await at('2026-03-01T15:59:59Z')).toEqual({ day: '2026-03-01', streak: 1, points: 5 });
    expect(await at('2026-03-01T16:00:00Z')).toEqual({ day: '2026-03-02', streak: 2, points: 10 });
    expect(await at('2026-03-03T01:00:00Z')).toEqual({ day: '2026-03-03', streak: 3, points: 20 });
    expect(await at('2026-03-04T01:00:00Z')).toEqual({ day: '2026-03-04', streak: 4, points: 20 });
    expect(await memberships.view(member, new Date('2026-03-05T01:00:00Z'))).toMatchObject({
      signIn: {
        today: false,
        streak: 4,
        nextPoints: 20,
        days: ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'],
      },
    });
    expect(await memberships.view(member, new Date('2026-03-06T01:00:00Z'))).toMatchObject({
      signIn: { today: false, streak: 0, nextPoints: 5 },
    });
    expect(await at('2026-03-06T01:00:00Z')).toEqual({ day: '2026-03-06', streak: 1, points: 5 });
    // A process whose clock is behind.
    expect(await at('2026-03-05T01:00:00Z')).toEqual({ day: '2026-03-06', streak: 1, points: 5 });
  });

  test('is not there where the merchant wants none', async () => {
    const client = await shopper();
    await promise({ signInPoints: [] });

    expect((await view(client)).signIn).toBeNull();
    expect(await refusedWith(signedIn(client))).toMatchObject({ status: 404, problem: { code: 'membership.off' } });
    await promise();
  });
});

test('movements are paged, newest first, and none is shown twice or left out', async () => {
  const client = await shopper();
  for (let n = 1; n <= 45; n += 1) await give(client, n);

  const deltas: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await entries(client, cursor);
    deltas.push(...page.items.map(({ delta }) => delta));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);

  expect(deltas).toEqual(Array.from({ length: 45 }, (_, n) => 45 - n));
  expect((await refusedWith(entries(client, 'nonsense'))).status).toBe(400);
});

test('points that end at the turn of the month are told beforehand', async () => {
  const client = await shopper();
  const { id } = await client.call(getProfile, { params: scene.params });
  await scene.world.rows(
    scene.shop,
    `with given as (insert into shopper_account (tenant_id, shopper_id, kind, amount) values ($1, $2, 'points', 70) returning 1)
     insert into account_entry (tenant_id, shopper_id, kind, id, delta, reason, reference_id, created_at)
     select $1, $2, 'points', gen_random_uuid(), delta, 'sign_in', gen_random_uuid(), now() - make_interval(days => days)
     from (values (50, 360), (30, 10), (-10, 5)) as entry (delta, days) returning id`,
    [scene.shop.tenantId, id],
  );

  const { points, ending } = await view(client);

  expect(points).toBe(70);
  expect(ending).toEqual({ points: 40, on: expect.stringMatching(/^\d{4}-\d\d-01$/) });
});

describe('the membership', () => {
  test('is nobody’s without a log-in, and nobody else’s with one', async () => {
    const nobody = scene.world.client();
    const other = await scene.world.shop();
    const stranger = await scene.world.shopper(other);

    for (const call of [view, entries, signedIn]) {
      expect((await refusedWith(call(nobody))).status).toBe(401);
      expect((await refusedWith(call(stranger))).status).toBe(401);
    }
  });

  test('is not there where the merchant has none', async () => {
    const other = await scene.world.shop();
    const client = await scene.world.shopper(other);

    const asked = client.call(getMembership, { params: { appId: other.appId } });
    expect(await refusedWith(asked)).toMatchObject({ status: 404, problem: { code: 'membership.off' } });
  });

  test('takes no word of the client’s for it', async () => {
    const client = await shopper();
    const body: object = { points: 1000 };
    const sent = client.call(signIn, { params: scene.params, body });

    expect((await refusedWith(sent)).status).toBe(400);
  });
});
