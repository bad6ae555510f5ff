import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { ApiClient } from '#kernel/http/client.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { chinaDay } from '#commerce/reconciliation/china-day.js';
import { refusal } from '#testing/refusal.js';
import { World, type WorldAgency } from '#testing/world.js';
import {
  getReconciliation,
  getReconciliationOverview,
  listBilledStrangers,
  listReconciliations,
  runReconciliation,
  settleDifference,
} from './reconciliation.contract.js';

const DAY = chinaDay(new Date(Date.now() - 24 * 3_600_000));

let world: World;
let tenants: TenantDatabase;
let agency: WorldAgency;
let api: ApiClient;
let merchantId: string;
let differenceId: string;

beforeAll(async () => {
  world = await World.start();
  tenants = await TenantDatabase.connect(world.database.access);
  agency = await world.agency();
  api = agency.api;
  merchantId = (await world.merchant(agency)).id;
  differenceId = await unbalancedDay();
});
afterAll(async () => {
  await tenants.close();
  await world.stop();
});

/** A day of 1,999 fen paid, 500 given back and 9 in fees, with one difference that needs a person. */
async function unbalancedDay(): Promise<string> {
  const [accountId, id, difference] = [newId<string>(), newId<string>(), newId<string>()];
  await tenants.transaction(asId<TenantId>(merchantId), async (tx) => {
    await tx.execute(
      `insert into payment_account (tenant_id, id, app_id, mode, mch_id, sub_mch_id) values ($1, $2, 'wx0000000000000001', 'partner', '1900000109', '1900000777')`,
      [merchantId, accountId],
    );
    await tx.execute(
      `insert into reconciliation (tenant_id, id, account_id, day, state, stage, paid_count, paid_fen, refund_count, refund_fen, fee_fen, next_attempt_at, finished_at)
       values ($1, $2, $3, $4, 'differs', 'repair', 1, 1999, 1, 500, 9, null, now())`,
      [merchantId, id, accountId, DAY],
    );
    await tx.execute(
      `insert into reconciliation_difference (tenant_id, id, reconciliation_id, kind, reference, here_fen, there_fen, state, outcome)
       values ($1, $2, $3, 'payment_amount', 'T1', 1999, 1998, 'needs_person', 'amounts_differ')`,
      [merchantId, difference, id],
    );
  });
  return difference;
}

describe('a merchant’s days', () => {
  test('are listed with sums that add up, and what waits for a person', async () => {
    const { items, waiting } = await api.call(listReconciliations, { params: { merchantId }, query: {} });

    expect(items).toMatchObject([
      {
        day: DAY,
        mchId: '1900000777',
        state: 'differs',
        paidFen: 1_999,
        refundFen: 500,
        feeFen: 9,
        netFen: 1_490,
        needsPerson: 1,
      },
    ]);
    expect(waiting).toMatchObject([{ id: differenceId, kind: 'payment_amount', hereFen: 1_999, thereFen: 1_998 }]);
    const older = await api.call(listReconciliations, { params: { merchantId }, query: { before: DAY } });
    expect(older.items).toEqual([]);
  });

  test('show what differed, are settled by a person, and then balanced', async () => {
    const read = await api.call(getReconciliation, { params: { merchantId, day: DAY } });
    expect(read.differences).toMatchObject([{ state: 'needs_person', outcome: 'amounts_differ' }]);

    const params = { merchantId, differenceId };
    expect(await refusal(api.call(settleDifference, { params, body: { note: ' ' } }))).toMatchObject({
      status: 400,
      pointers: ['/note'],
    });
    const settled = await api.call(settleDifference, { params, body: { note: '电话确认' } });
    expect(settled).toMatchObject({ state: 'settled', note: '电话确认' });
    expect(await refusal(api.call(settleDifference, { params, body: { note: 'x' } }))).toMatchObject({
      status: 404,
      code: 'reconciliation.difference_not_found',
    });
    const after = await api.call(getReconciliation, { params: { merchantId, day: DAY } });
    expect(after.items).toMatchObject([{ state: 'balanced', needsPerson: 0 }]);
  });

  test('are run again on request; the same request twice is one job’s work', async () => {
    const again = await api.call(runReconciliation, { params: { merchantId, day: DAY } });
    expect(again.items).toMatchObject([{ state: 'due' }]);
    // What a person has settled stays settled.
    expect(again.differences).toMatchObject([{ state: 'settled' }]);
  });

  test.each(['2026-02-31', '20261121', 'yesterday', "2026-11-21'"])(
    'are asked for by a day: %s is none',
    async (day) => {
      expect(await refusal(api.call(getReconciliation, { params: { merchantId, day } }))).toMatchObject({
        status: 400,
        code: 'request.invalid',
      });
      expect(
        await refusal(api.call(listReconciliations, { params: { merchantId }, query: { before: day } })),
      ).toMatchObject({ status: 400 });
    },
  );

  test.each(['2019-01-01', '2999-01-01'])('%s has no bill', async (day) => {
    expect(await refusal(api.call(runReconciliation, { params: { merchantId, day } }))).toMatchObject({
      status: 422,
      code: 'reconciliation.day_invalid',
    });
  });
});

describe('the overview', () => {
  test('sums an agency’s own merchants, an operator’s all', async () => {
    const other = (await world.agency()).api;
    const mine = await api.call(getReconciliationOverview, { query: {} });
    expect(mine.days).toMatchObject([{ day: DAY, paidFen: 1_999, refundFen: 500, feeFen: 9 }]);
    expect((await world.operator.call(getReconciliationOverview, { query: {} })).days).toEqual(mine.days);
    expect((await other.call(getReconciliationOverview, { query: {} })).days).toEqual([]);
  });

  test('tells the operator, and nobody else, of sub merchants nobody here knows', async () => {
    const fleet = await FleetDatabase.connect(world.database.access, 1);
    const billId = newId();
    await fleet.execute(
      `insert into platform.pay_partner (mch_id, app_id, serial_no, private_key_sealed, api_v3_key_sealed, accepts_certificates) values ('1900000109', 'wx0000000000000009', 'AA', '', '', true)`,
    );
    await fleet.execute(`insert into platform.partner_bill (id, mch_id, day) values ($1, '1900000109', $2)`, [
      billId,
      DAY,
    ]);
    await fleet.execute(`insert into platform.partner_bill_stranger values ($1, '1900000999', 3, 700, 0)`, [billId]);
    await fleet.close();

    const { items } = await world.operator.call(listBilledStrangers, { query: {} });
    expect(items).toEqual([
      { mchId: '1900000109', day: DAY, subMchId: '1900000999', lines: 3, paidFen: 700, refundFen: 0 },
    ]);
    expect(await refusal(api.call(listBilledStrangers, { query: {} }))).toMatchObject({ status: 403 });
  });
});

describe('a neighbour and a stranger', () => {
  const calls: [string, (client: ApiClient) => Promise<unknown>][] = [
    ['list', (client) => client.call(listReconciliations, { params: { merchantId }, query: {} })],
    ['get', (client) => client.call(getReconciliation, { params: { merchantId, day: DAY } })],
    ['run', (client) => client.call(runReconciliation, { params: { merchantId, day: DAY } })],
    [
      'settle',
      (client) => client.call(settleDifference, { params: { merchantId, differenceId }, body: { note: 'x' } }),
    ],
  ];

  test.each(calls)('%s answers 404 to another agency and 401 to nobody', async (_name, call) => {
    expect(await refusal(call((await world.agency()).api))).toMatchObject({ status: 404, code: 'merchant.not_found' });
    expect(await refusal(call(world.stranger))).toMatchObject({ status: 401 });
  });

  test('the overview answers 401 to nobody', async () => {
    expect(await refusal(world.stranger.call(getReconciliationOverview, { query: {} }))).toMatchObject({ status: 401 });
  });
});
