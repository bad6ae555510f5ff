import { PenaltyListener } from '#hosting/conduct/penalty-listener.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { type AppId, asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { World, type WorldAgency } from '#testing/world.js';
import { listMerchantAudit } from '../audit/audit.contract.js';
import { acknowledgePenalty, listAttention, listPenalties, resolvePenalty } from './conduct.contract.js';

let world: World;
let tenants: TenantDatabase;
let agency: WorldAgency;
let merchantId: string;
let other: WorldAgency;

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  agency = await world.agency();
  other = await world.agency();
  merchantId = (await world.merchant(agency)).id;
});
afterAll(async () => {
  await tenants.close();
  await world.stop();
});

const appId = asId<AppId>('wx0123456789abcdef');
const punish = (detail: Record<string, unknown>, key: string = newId(), tenant = merchantId) =>
  new PenaltyListener(tenants).handle(asId<TenantId>(tenant), appId, {
    kind: 'punished',
    dedupKey: key,
    createdAt: new Date(),
    userName: 'gh_1',
    detail,
  });
const list = async (api: ApiClient = agency.api) => (await api.call(listPenalties, { params: { merchantId } })).items;
const statusOf = (call: Promise<unknown>) =>
  call.then(
    () => 200,
    (error: unknown) => (error instanceof ProblemAnswer ? error.status : error),
  );

describe('violations', () => {
  test('become a row with their deadline, once however often WeChat repeats them', async () => {
    const detail = { rule: '虚假宣传', deadline: '2030-01-02 10:00:00' };

    expect(await punish(detail, 'same')).toBeNull();
    expect(await punish(detail, 'same')).toBe('known already');

    expect(await list()).toMatchObject([
      { appId, summary: '虚假宣传', detail, deadlineAt: '2030-01-02T02:00:00.000Z', state: 'open' },
    ]);
    const { items } = await agency.api.call(listMerchantAudit, { params: { merchantId } });
    expect(items[0]).toMatchObject({ action: 'penalty.raised', actor: { kind: 'wechat' } });
  });

  test('are acknowledged, then resolved with a note, and each step is in the log; resolved ones stay so', async () => {
    const [penalty] = await list();
    const params = { merchantId, penaltyId: penalty?.id ?? '' };

    expect(await agency.api.call(acknowledgePenalty, { params })).toMatchObject({ state: 'acknowledged' });
    expect(await agency.api.call(acknowledgePenalty, { params })).toMatchObject({ state: 'acknowledged' });
    expect(await agency.api.call(resolvePenalty, { params, body: { note: '已整改' } })).toMatchObject({
      state: 'resolved',
      note: '已整改',
    });
    expect(await statusOf(agency.api.call(acknowledgePenalty, { params }))).toBe(409);

    const { items } = await agency.api.call(listMerchantAudit, { params: { merchantId } });
    expect(items.map(({ action }) => action)).toEqual(['penalty.resolved', 'penalty.acknowledged', 'penalty.raised']);
  });

  test("stand in the agency's list of what needs hands, the most urgent first, and in no other agency's", async () => {
    const second = (await world.merchant(agency)).id;
    await punish({ title: 'later', deadline: 2_000_000_000 }, newId(), second);
    await punish({ title: 'without' });
    await punish({ title: 'sooner', deadline: 1_900_000_000 });
    await tenants.transaction(asId<TenantId>(second), (tx) =>
      tx.execute(
        `insert into complaint (tenant_id, id, app_id, complaint_id, state, detail, answer_by) values ($1, $2, $3, 'c', 'pending', 'broken', '2032-01-01')`,
        [second, newId(), appId],
      ),
    );

    const { items } = await agency.api.call(listAttention);

    expect(items.map(({ summary, merchantId: of }) => [summary, of])).toEqual([
      ['sooner', merchantId],
      ['broken', second],
      ['later', second],
      ['without', merchantId],
    ]);
    expect((await other.api.call(listAttention)).items).toEqual([]);
    expect((await world.operator.call(listAttention)).items).toHaveLength(4);
  });

  test('are nobody else’s: 401 for a stranger, 404 for the neighbour and for what is not there', async () => {
    const [penalty] = await list();
    const params = { merchantId, penaltyId: penalty?.id ?? '' };
    for (const [api, status] of [
      [world.stranger, 401],
      [other.api, 404],
    ] as const) {
      expect(await statusOf(api.call(listPenalties, { params: { merchantId } }))).toBe(status);
      expect(await statusOf(api.call(acknowledgePenalty, { params }))).toBe(status);
      expect(await statusOf(api.call(resolvePenalty, { params, body: {} }))).toBe(status);
    }
    expect(await statusOf(world.stranger.call(listAttention))).toBe(401);
    expect(await statusOf(agency.api.call(acknowledgePenalty, { params: { ...params, penaltyId: newId() } }))).toBe(
      404,
    );
    const theirs = (await world.merchant(other)).id;
    const crossed = { ...params, merchantId: theirs };
    expect(await statusOf(other.api.call(acknowledgePenalty, { params: crossed }))).toBe(404);
  });

  test.each([{ note: '' }, { note: 'x'.repeat(201) }, { note: 5 }, { other: 1 }])('%j is a 400', async (body) => {
    const params = { merchantId, penaltyId: newId() };
    expect(await statusOf(agency.api.call(resolvePenalty, { params, body: body as { note: string } }))).toBe(400);
  });
});
