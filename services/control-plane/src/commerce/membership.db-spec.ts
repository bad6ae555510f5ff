import type { ApiClient, CallInput } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  adjustPoints,
  getMember,
  getPointsTotals,
  getProgramme,
  listMemberEntries,
  listMembers,
  replaceProgramme,
} from './membership.contract.js';

type ProgrammeBody = Exclude<CallInput<typeof replaceProgramme>['body'], undefined>;

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  await replace();
});
afterAll(() => shop.stop());

const silver = { name: '银卡会员', fromFen: 0, percentOff: 2, multiplierPercent: 100 };
const gold = { name: '金卡会员', fromFen: 100_000, percentOff: 5, multiplierPercent: 150 };
const wish = (more: object = {}): ProgrammeBody => ({
  enabled: true,
  pointsPerYuan: 1,
  pointsPerYuanOff: 100,
  mostPercent: 50,
  validMonths: 12,
  signInPoints: [1, 2, 3],
  tiers: [],
  ...more,
});
const replace = (more: object = {}) => shop.api.call(replaceProgramme, { params: shop.params, body: wish(more) });
const member = (shopperId: string) => ({ params: { ...shop.params, shopperId } });
const adjust = (shopperId: string, delta: number, key = newId<string>(), reason = '生日礼物') =>
  shop.api.call(adjustPoints, { ...member(shopperId), headers: { 'idempotency-key': key }, body: { delta, reason } });

async function shopper(growthFen?: number): Promise<string> {
  const id = newId<string>();
  await shop.rows(
    `insert into shopper (tenant_id, id, app_id, open_id, nickname) values ($1, $2::uuid, 'wx00000000000000c1', $2::text, '小陶') returning id`,
    [shop.merchantId, id],
  );
  if (growthFen !== undefined)
    await shop.rows(
      'insert into shopper_membership (tenant_id, shopper_id, growth_fen) values ($1, $2, $3) returning shopper_id',
      [shop.merchantId, id, growthFen],
    );
  return id;
}

describe('the programme', () => {
  test('is off until the merchant sets it, and then is what was set, on record', async () => {
    const { id: merchantId } = await shop.world.merchant(shop.agency);
    expect(await shop.api.call(getProgramme, { params: { merchantId } })).toMatchObject({ enabled: false, tiers: [] });

    const set = await replace({ tiers: [{ ...silver, name: ' 银卡会员 ' }, gold], validMonths: null });

    expect(set).toMatchObject({ enabled: true, validMonths: null, tiers: [silver, gold] });
    expect(await shop.api.call(getProgramme, { params: shop.params })).toEqual(set);
    const [audit] = await shop.rows<{ after: unknown }>(
      `select after from audit_entry where action = 'membership.change' order by created_at desc limit 1`,
    );
    expect(audit?.after).toMatchObject({ tiers: [silver, gold] });
  });

  test('keeps the ids of tiers that stay, whatever else changes', async () => {
    const { tiers } = await replace({ tiers: [silver, gold] });

    const again = await replace({
      tiers: [tiers[0], { ...tiers[1], fromFen: 200_000 }, { ...gold, name: '黑卡', fromFen: 300_000 }],
    });

    expect(again.tiers.map(({ id }) => id).slice(0, 2)).toEqual(tiers.map(({ id }) => id));
    expect(new Set(again.tiers.map(({ id }) => id)).size).toBe(3);
  });

  test.each([
    [
      'tiers that do not ascend',
      { tiers: [gold, { ...silver, fromFen: 100_000 }] },
      ['/tiers/1/fromFen', '/tiers/1/percentOff', '/tiers/1/multiplierPercent'],
    ],
    ['a tier of another shop', { tiers: [{ ...silver, id: newId() }] }, ['/tiers/0/id']],
    ['names that stand twice', { tiers: [silver, { ...gold, name: silver.name }] }, ['/tiers/1/name']],
    [
      'eleven tiers',
      { tiers: Array.from({ length: 11 }, (_, n) => ({ ...silver, name: `T${n}`, fromFen: n })) },
      ['/tiers'],
    ],
    ['a blank name', { tiers: [{ ...silver, name: '  ' }] }, ['/tiers/0/name']],
    ['a tier for nothing at all', { tiers: [{ ...silver, percentOff: 91 }] }, ['/tiers/0/percentOff']],
    ['half a point', { pointsPerYuan: 0.5 }, ['/pointsPerYuan']],
    ['points worth nothing', { pointsPerYuanOff: 0 }, ['/pointsPerYuanOff']],
    ['more than all of the goods', { mostPercent: 101 }, ['/mostPercent']],
    ['points that end at once', { validMonths: 0 }, ['/validMonths']],
    ['more given back than paid', { pointsPerYuan: 101 }, ['/pointsPerYuan']],
    ['a huge sign-in', { signInPoints: [1, 1001] }, ['/signInPoints/1']],
    ['a text for a number', { pointsPerYuan: '1' }, ['/pointsPerYuan']],
    ['what nobody knows', { bonus: 1 }, ['/bonus']],
  ])('is refused with %s, and stays as it was', async (_, more, pointers) => {
    const before = await shop.api.call(getProgramme, { params: shop.params });

    const { pointers: named = [], ...refused } = await refusal(replace(more));
    expect(refused).toEqual({ status: 400, code: 'request.invalid' });
    expect([...new Set(named)]).toEqual(pointers);

    expect(await shop.api.call(getProgramme, { params: shop.params })).toEqual(before);
  });

  test('saved from two windows at once is whole', async () => {
    await Promise.all(
      [1, 2, 3, 4].map((n) => replace({ pointsPerYuan: n, tiers: [{ ...silver, name: `银卡 ${n}` }] })),
    );

    const { pointsPerYuan, tiers } = await shop.api.call(getProgramme, { params: shop.params });
    expect(tiers.map(({ name }) => name)).toEqual([`银卡 ${pointsPerYuan}`]);
  });
});

describe('members', () => {
  test('are listed by growth, of one tier or of all, page by page', async () => {
    const { tiers } = await replace({ tiers: [silver, gold] });
    const many: (readonly [string, number])[] = [];
    for (const growth of [50_000, 150_000, 99_999, 100_000, 0, 0]) many.push([await shopper(growth), growth] as const);
    const [low, high] = tiers.map(({ id }) => id);
    const list = async (tier?: string) => {
      const ids: string[] = [];
      let cursor: string | null = null;
      do {
        const query = { limit: 2, ...(tier ? { tier } : {}), ...(cursor ? { cursor } : {}) };
        const page: { items: { id: string }[]; nextCursor: string | null } = await shop.api.call(listMembers, {
          params: shop.params,
          query,
        });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== null);
      return ids;
    };
    const idsOf = (wanted: (growth: number) => boolean) =>
      many
        .filter(([, growth]) => wanted(growth))
        .toSorted(([a, x], [b, y]) => y - x || (a < b ? 1 : -1))
        .map(([id]) => id);

    expect(await list()).toEqual(idsOf(() => true));
    expect(await list(high)).toEqual(idsOf((growth) => growth >= 100_000));
    expect(await list(low)).toEqual(idsOf((growth) => growth < 100_000));
    expect(await shop.api.call(getMember, member(many[1]![0]))).toMatchObject({
      nickname: '小陶',
      growthFen: 150_000,
      points: 0,
      tier: { name: '金卡会员' },
    });
    const unknown = shop.api.call(listMembers, { params: shop.params, query: { limit: 20, tier: newId<string>() } });
    expect(await refusal(unknown)).toMatchObject({ status: 400, pointers: ['/query/tier'] });
  });

  test('are given points and lose them, with a reason, on record and in the totals', async () => {
    const id = await shopper();

    expect(await adjust(id, 500)).toMatchObject({ id, points: 500, pointsOwed: 0 });
    expect(await adjust(id, -120, newId(), '活动规则更正')).toMatchObject({ points: 380 });

    const { items } = await shop.api.call(listMemberEntries, { ...member(id), query: { limit: 20 } });
    expect(items.map(({ delta, reason, note }) => [delta, reason, note])).toEqual([
      [-120, 'adjustment', '活动规则更正'],
      [500, 'adjustment', '生日礼物'],
    ]);
    const audits = await shop.rows(`select after from audit_entry where action = 'points.adjust' and subject_id = $1`, [
      id,
    ]);
    expect(audits).toHaveLength(2);
    const totals = await shop.api.call(getPointsTotals, { params: shop.params });
    expect(totals.points).toBe(totals.byReason.reduce((sum, { points }) => sum + points, 0));
    expect(totals.worthFen).toBe(totals.points);
    expect(totals.byTier.map(({ name }) => name)).toEqual(['银卡会员', '金卡会员']);
  });

  test('get it once, however often it is asked for with one key', async () => {
    const id = await shopper();
    const key = newId<string>();

    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => adjust(id, 50, key)));

    expect(new Set(answers.map(({ points }) => points))).toEqual(new Set([50]));
    expect(await refusal(adjust(id, 60, key))).toMatchObject({ status: 409, code: 'points.key_conflict' });
  });

  test('never have less than nothing, whoever takes at once', async () => {
    const id = await shopper();
    await adjust(id, 100);

    const taken = await Promise.allSettled(Array.from({ length: 10 }, () => adjust(id, -30)));

    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await refusal(adjust(id, -11))).toEqual({ status: 409, code: 'points.insufficient', pointers: undefined });
    expect(await shop.api.call(getMember, member(id))).toMatchObject({ points: 10 });
  });

  test('must exist, and bad input is told', async () => {
    const id = await shopper();
    const body = (delta: unknown, reason: unknown = '更正') =>
      shop.api.call(adjustPoints, {
        ...member(id),
        headers: { 'idempotency-key': newId<string>() },
        body: { delta, reason } as never,
      });

    expect(await refusal(adjust(newId(), 5))).toMatchObject({ status: 404, code: 'membership.member_not_found' });
    expect(await refusal(shop.api.call(getMember, member(id)))).toMatchObject({ status: 404 });
    for (const delta of [0, 1.5, 1_000_001, -1_000_001, '5', null])
      expect(await refusal(body(delta))).toMatchObject({ status: 400, pointers: ['/delta'] });
    for (const reason of ['', '  ', 'x'.repeat(61), '\u0000'])
      expect(new Set((await refusal(body(5, reason))).pointers)).toEqual(new Set(['/reason']));
    expect(await refusal(adjust(id, 5, 'short'))).toMatchObject({ status: 400 });
    expect((await adjust(id, 5, newId(), '🎂 <b>عيد</b>')).points).toBe(5);
  });
});

test('nobody without a log-in, and no neighbour, sees or changes any of it', async () => {
  const id = await shopper(0);
  const calls = (client: ApiClient) => [
    client.call(getProgramme, { params: shop.params }),
    client.call(replaceProgramme, { params: shop.params, body: wish() }),
    client.call(getPointsTotals, { params: shop.params }),
    client.call(listMembers, { params: shop.params, query: { limit: 20 } }),
    client.call(getMember, member(id)),
    client.call(listMemberEntries, { ...member(id), query: { limit: 20 } }),
    client.call(adjustPoints, {
      ...member(id),
      headers: { 'idempotency-key': newId<string>() },
      body: { delta: 5, reason: 'x' },
    }),
  ];
  const statuses = async (client: ApiClient) =>
    Promise.all(calls(client).map(async (call) => (await refusal(call as Promise<unknown>)).status));

  expect(new Set(await statuses(shop.world.stranger))).toEqual(new Set([401]));
  expect(new Set(await statuses(shop.neighbour))).toEqual(new Set([404]));
});
