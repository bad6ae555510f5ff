import { type ApiClient, type CallInput } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  adjustShopperAccount,
  exportAccountEntries,
  getLiability,
  getShopperAccount,
  getStoredValue,
  issueGiftCards,
  listAccountEntries,
  listGiftCardBatches,
  listTopUps,
  replaceStoredValue,
  setGiftCardBatchState,
} from './stored-value.contract.js';

type Settings = Exclude<CallInput<typeof replaceStoredValue>['body'], undefined>;
type Cards = Exclude<CallInput<typeof issueGiftCards>['body'], undefined>;
type Adjustment = Exclude<CallInput<typeof adjustShopperAccount>['body'], undefined>;

const settings = (more: object = {}): Settings => ({
  enabled: true,
  plans: [
    { amountFen: 10_000, bonusFen: 1_000 },
    { amountFen: 30_000, bonusFen: 5_000 },
  ],
  customAmounts: null,
  limitFen: 500_000,
  cardFaces: [10_000],
  terms: '余额可用于店内消费。\n未使用的本金可退。',
  ...more,
});
const cards = (more: object = {}): Cards => ({
  title: '中秋礼品卡',
  faceFen: 20_000,
  cards: 3,
  startsAt: '2026-09-01T00:00:00.000Z',
  endsAt: '2029-09-01T00:00:00.000Z',
  ...more,
});

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
});
afterAll(() => shop.stop());

const save = (more: object = {}) => shop.api.call(replaceStoredValue, { params: shop.params, body: settings(more) });
const issue = (more: object = {}, key: string = newId()) =>
  shop.api.call(issueGiftCards, { params: shop.params, headers: { 'idempotency-key': key }, body: cards(more) });
const adjust = (shopperId: string, more: Partial<Adjustment> = {}, key: string = newId()) =>
  shop.api.call(adjustShopperAccount, {
    params: { ...shop.params, shopperId },
    headers: { 'idempotency-key': key },
    body: { kind: 'balance', deltaFen: 5_000, note: '补偿', ...more },
  });

async function shopper(): Promise<string> {
  const [row] = await shop.rows<{ id: string }>(
    `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, 'wx00000000000000c1', $2::text) returning id`,
    [shop.merchantId, newId()],
  );
  return row?.id ?? '';
}

describe('what a shop offers', () => {
  test('is nothing until it is set, then what was set, with who did it', async () => {
    expect(await shop.api.call(getStoredValue, { params: shop.params })).toMatchObject({ enabled: false, plans: [] });

    expect(await save()).toEqual(settings());
    expect(await save({ enabled: false, plans: [], customAmounts: null })).toMatchObject({ enabled: false });
    await save();

    expect(await shop.api.call(getStoredValue, { params: shop.params })).toEqual(settings());
    const [audit] = await shop.rows<{ before: Settings }>(
      `select before from audit_entry where action = 'stored_value.change' order by id desc limit 1`,
    );
    expect(audit?.before).toMatchObject({ enabled: false });
  });

  test.each<[string, object, string[]]>([
    ['more than a named card may hold', { limitFen: 500_001 }, ['/limitFen']],
    [
      'a plan beyond the limit and no rules',
      { plans: [{ amountFen: 480_000, bonusFen: 20_001 }], terms: '' },
      ['/plans/0', '/terms'],
    ],
    ['a card of more than 1,000 yuan', { cardFaces: [100_001] }, ['/cardFaces/0']],
    ['nothing to choose', { plans: [] }, ['/plans']],
  ])('that the law does not allow is refused with the reason and stays as it was: %s', async (_, more, pointers) => {
    await save();

    expect(await refusal(save(more))).toEqual({ status: 409, code: 'stored_value.unlawful', pointers });
    expect(await shop.api.call(getStoredValue, { params: shop.params })).toEqual(settings());
  });

  test.each<[string, object, string]>([
    ['a negative amount', { plans: [{ amountFen: -1, bonusFen: 0 }] }, '/plans/0/amountFen'],
    ['half a fen', { limitFen: 100.5 }, '/limitFen'],
    ['a member nobody knows', { discount: 1 }, ''],
    ['thirteen plans', { plans: Array.from({ length: 13 }, (_, n) => ({ amountFen: n + 1, bonusFen: 0 })) }, '/plans'],
    ['the same card twice', { cardFaces: [100, 100] }, '/cardFaces'],
    ['a text PostgreSQL cannot keep', { terms: 'a\u0000b' }, '/terms'],
  ])('%s is bad input', async (_, more, pointer) => {
    const refused = await refusal(save(more));
    expect(refused).toMatchObject({ status: 400, code: 'request.invalid' });
    expect((refused.pointers ?? []).some((found) => found.startsWith(pointer))).toBe(true);
  });
});

describe('a shopper’s account', () => {
  test('is corrected by hand, once for each key, with who and why', async () => {
    const shopperId = await shopper();
    const key = newId<string>();

    await Promise.all([1, 2, 3].map(() => adjust(shopperId, {}, key)));
    await adjust(shopperId, { kind: 'bonus', deltaFen: 700, note: '生日' });
    const after = await adjust(shopperId, { deltaFen: -1_500, note: '扣回' });

    expect(after).toEqual({ shopperId, balanceFen: 3_500, bonusFen: 700 });
    expect(await shop.api.call(getShopperAccount, { params: { ...shop.params, shopperId } })).toEqual(after);
    const audits = await shop.rows(
      `select after from audit_entry where action = 'account.adjust' and subject_id = $1`,
      [shopperId],
    );
    expect(audits).toHaveLength(3);
    expect(await refusal(adjust(shopperId, { deltaFen: 1 }, key))).toMatchObject({ code: 'stored_value.key_conflict' });
  });

  test('never falls below nothing, and never grows over the limit', async () => {
    await save();
    const shopperId = await shopper();
    await adjust(shopperId, { deltaFen: 499_000 });

    expect(await refusal(adjust(shopperId, { deltaFen: -499_001 }))).toMatchObject({ code: 'stored_value.not_enough' });
    expect(await refusal(adjust(shopperId, { deltaFen: 1_001 }))).toMatchObject({ code: 'stored_value.limit' });
    const raced = await Promise.allSettled(Array.from({ length: 6 }, () => adjust(shopperId, { deltaFen: -200_000 })));
    expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  test.each<[string, object]>([
    ['nothing', { deltaFen: 0 }],
    ['half a fen', { deltaFen: 0.5 }],
    ['no reason', { note: ' ' }],
    ['points', { kind: 'points' }],
  ])('a correction by %s is bad input', async (_, more) => {
    expect(await refusal(adjust(await shopper(), more))).toMatchObject({ status: 400 });
  });

  test('of nobody is not found', async () => {
    expect(await refusal(adjust(newId()))).toMatchObject({ status: 404, code: 'stored_value.shopper_not_found' });
  });
});

describe('the books', () => {
  test('list every movement, page by page, for one shopper too, and as a file that is no formula', async () => {
    const shopperId = await shopper();
    for (const note of ['一', '=HYPERLINK("x")', '二,"三"']) await adjust(shopperId, { deltaFen: 100, note });
    const query = { shopperId, limit: 2 };

    const first = await shop.api.call(listAccountEntries, { params: shop.params, query });
    const second = await shop.api.call(listAccountEntries, {
      params: shop.params,
      query: { ...query, cursor: first.nextCursor ?? '' },
    });
    const answer = await shop.api.send(exportAccountEntries, { params: shop.params, query: { shopperId } });
    const file = await answer.text();

    expect([...first.items, ...second.items].map(({ note }) => note)).toEqual(['二,"三"', '=HYPERLINK("x")', '一']);
    expect(second.nextCursor).toBeNull();
    expect(file).toContain(`"'=HYPERLINK(""x"")"`);
    expect(file).toContain('"二,""三"""');
    expect(file).toContain(',1.00,adjustment,');
  });

  test('sum up: what is owed is what was entered', async () => {
    const liability = await shop.api.call(getLiability, { params: shop.params });

    expect(liability.balanceFen).toBeGreaterThan(0);
    expect([liability.entriesBalanceFen, liability.entriesBonusFen]).toEqual([
      liability.balanceFen,
      liability.bonusFen,
    ]);
    expect((await shop.api.call(listTopUps, { params: shop.params, query: { limit: 20 } })).items).toEqual([]);
  });
});

describe('gift cards', () => {
  test('are made with codes that are told once, counted, and stopped', async () => {
    const before = await shop.api.call(getLiability, { params: shop.params });
    const key = newId<string>();

    const issued = await issue({}, key);
    const again = await issue({}, key);
    const stopped = await shop.api.call(setGiftCardBatchState, {
      params: { ...shop.params, batchId: issued.id },
      body: { state: 'stopped' },
    });
    const restored = await issue();

    expect(new Set(issued.codes).size).toBe(3);
    expect(again).toMatchObject({ id: issued.id, codes: null });
    expect(stopped).toMatchObject({ state: 'stopped', redeemed: 0, cards: 3 });
    const list = await shop.api.call(listGiftCardBatches, { params: shop.params, query: { limit: 20 } });
    expect(list.items.map(({ id }) => id)).toEqual([restored.id, issued.id]);
    expect(await refusal(issue({ faceFen: 1 }, key))).toMatchObject({ code: 'stored_value.key_conflict' });
    const after = await shop.api.call(getLiability, { params: shop.params });
    expect(after.openCardsFen - before.openCardsFen).toBe(60_000);
    const [audit] = await shop.rows<{ after: unknown }>(
      `select after from audit_entry where action = 'gift_card.issue' order by id desc limit 1`,
    );
    expect(JSON.stringify(audit)).not.toContain(restored.codes?.[0]);
  });

  test.each<[string, object, object]>([
    [
      'worth more than 1,000 yuan, and shorter than three years',
      { faceFen: 100_001, endsAt: '2029-08-31T23:59:59.000Z' },
      { status: 409, code: 'stored_value.unlawful', pointers: ['/faceFen', '/endsAt'] },
    ],
    ['without a name', { title: '' }, { status: 400 }],
    ['of no number', { cards: 0 }, { status: 400 }],
    ['a million of them', { cards: 1_000_000 }, { status: 400 }],
    ['worth nothing', { faceFen: 0 }, { status: 400 }],
    ['at no time', { startsAt: 'soon' }, { status: 400 }],
  ])('%s are refused', async (_, more, expected) => {
    expect(await refusal(issue(more))).toMatchObject(expected);
  });

  test('five thousand are made in one go, all different', async () => {
    const { codes } = await issue({ cards: 5_000 });

    expect(new Set(codes).size).toBe(5_000);
  });
});

test('nobody without a log-in, and no neighbour, sees or changes any of it', async () => {
  const shopperId = await shopper();
  const { id: batchId } = await issue();
  const page = { params: shop.params, query: { limit: 20 } };
  const headers = { 'idempotency-key': newId<string>() };
  const calls = (client: ApiClient) => [
    client.call(getStoredValue, { params: shop.params }),
    client.call(replaceStoredValue, { params: shop.params, body: settings() }),
    client.call(getLiability, { params: shop.params }),
    client.call(listAccountEntries, page),
    client.call(exportAccountEntries, { params: shop.params, query: {} }),
    client.call(listTopUps, page),
    client.call(getShopperAccount, { params: { ...shop.params, shopperId } }),
    client.call(adjustShopperAccount, {
      params: { ...shop.params, shopperId },
      headers,
      body: { kind: 'balance', deltaFen: 1, note: 'x' },
    }),
    client.call(issueGiftCards, { params: shop.params, headers, body: cards() }),
    client.call(listGiftCardBatches, page),
    client.call(setGiftCardBatchState, { params: { ...shop.params, batchId }, body: { state: 'stopped' } }),
  ];
  const statuses = async (client: ApiClient) =>
    Promise.all(calls(client).map(async (call) => (await refusal(call as Promise<unknown>)).status));

  expect(new Set(await statuses(shop.world.stranger))).toEqual(new Set([401]));
  expect(new Set(await statuses(shop.neighbour))).toEqual(new Set([404]));
});
