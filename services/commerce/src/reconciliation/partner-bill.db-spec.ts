import { newId, type ReconciliationId, type TenantId } from '#kernel/identity/ids.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { tradeBillText } from '#kernel/wechat/testing/bill-text.js';
import { PartnerBillsAcrossTenants } from './partner-bill.repository.js';
import { PartnerBillStep } from './partner-bill-step.js';
import { ReconciliationPlanAcrossTenants } from './reconciliation-plan.repository.js';
import { BillWorld, DAY } from './testing/bill-world.js';

const SP = { mchId: '1900000109', appId: 'wxaaaaaaaaaaaaaaaa' };

let world: BillWorld;
beforeEach(async () => {
  world = await BillWorld.start();
  await world.partners.save({ ...world.parties.account, ...SP });
});
afterEach(() => world.stop());

/** A sub merchant of the platform, with one paid order. */
async function subMerchant(subMchId: string, totalFen: number) {
  const tenantId = newId<TenantId>();
  const account: PayAccount = {
    ...world.parties.account,
    mchId: SP.mchId,
    appId: `wx${subMchId.padStart(16, '0')}`,
    partner: { appId: SP.appId, subMchId },
  };
  const accountId = await world.saveAccount(tenantId, account);
  const order = await world.order('paid', totalFen, { tenantId, accountId, account });
  await world.rows(
    `update payment_account set created_at = '2026-11-01' where id = $1 returning id`,
    [accountId],
    tenantId,
  );
  return { tenantId, accountId, billed: { ...world.billed(order), appId: SP.appId, mchId: SP.mchId, subMchId } };
}

const plan = () => new ReconciliationPlanAcrossTenants(world.fleet);
const step = () => new PartnerBillStep(new PartnerBillsAcrossTenants(world.fleet), world.partners, world.bills);

async function reconciliations(tenantId: TenantId) {
  return world.rows<{ id: ReconciliationId; state: string; paid_fen: number }>(
    'select id, state, paid_fen::int from reconciliation',
    [],
    tenantId,
  );
}

test('one bill of the partner is given out to its sub merchants’ tenants, each sees its own; strangers go to the operator', async () => {
  const [one, two] = [await subMerchant('1900000771', 1_000), await subMerchant('1900000772', 2_500)];
  const stranger = { ...one.billed, subMchId: '1900000999', outTradeNo: 'elsewhere-1', amountFen: 700 };
  world.serve('tradebill', tradeBillText([one.billed, two.billed, stranger]));
  await world.fleet.execute(`update platform.pay_partner set created_at = '2026-11-01'`);
  await plan().plan(DAY, 0);
  expect((await plan().dueReconciliations()).map(({ tenant_id }) => tenant_id)).not.toContain(one.tenantId);

  const [billId = ''] = await plan().duePartnerBills();
  await step().handle({ billId });
  // A second delivery of the job changes nothing.
  await step().handle({ billId });

  for (const [{ tenantId }, totalFen] of [
    [one, 1_000],
    [two, 2_500],
  ] as const) {
    const [row] = await reconciliations(tenantId);
    if (!row) throw new Error('no reconciliation');
    await world.step().handle({ tenantId, reconciliationId: row.id }, { signal: new AbortController().signal });
    expect(await reconciliations(tenantId)).toEqual([{ id: row.id, state: 'balanced', paid_fen: totalFen }]);
  }
  expect(world.wechat.received('/v3/bill/tradebill')).toHaveLength(1);
  expect(world.wechat.received('/v3/bill/tradebill')[0]?.query['sub_mchid']).toBeUndefined();
  expect(
    await world.fleet.query(
      'select sub_mch_id, lines, paid_fen::int, refund_fen::int from platform.partner_bill_stranger',
    ),
  ).toEqual([{ sub_mch_id: '1900000999', lines: 1, paid_fen: 700, refund_fen: 0 }]);
});

test('a giving-out that was cut short begins again, and no row is counted twice', async () => {
  const one = await subMerchant('1900000773', 1_000);
  world.serve('tradebill', tradeBillText([one.billed]));
  await world.fleet.execute(`update platform.pay_partner set created_at = '2026-11-01'`);
  await plan().plan(DAY, 0);
  const [billId = ''] = await plan().duePartnerBills();
  const store = new PartnerBillsAcrossTenants(world.fleet);
  store.finish = () => Promise.reject(new Error('killed'));

  await expect(new PartnerBillStep(store, world.partners, world.bills).handle({ billId })).rejects.toThrow('killed');
  await world.fleet.execute('update platform.partner_bill set next_attempt_at = now()');
  await step().handle({ billId });

  const [row] = await reconciliations(one.tenantId);
  await world
    .step()
    .handle(
      { tenantId: one.tenantId, reconciliationId: row?.id as ReconciliationId },
      { signal: new AbortController().signal },
    );
  expect(await reconciliations(one.tenantId)).toMatchObject([{ state: 'balanced', paid_fen: 1_000 }]);
});

test('a day that its merchant starts meanwhile fetches its own bill: no row is counted twice', async () => {
  const one = await subMerchant('1900000774', 1_000);
  world.serve(
    'tradebill',
    tradeBillText([{ ...one.billed, subMchId: '1900000999', outTradeNo: 'till-1' }, one.billed]),
  );
  await world.fleet.execute(`update platform.pay_partner set created_at = '2026-11-01'`);
  await plan().plan(DAY, 0);
  const [billId = ''] = await plan().duePartnerBills();
  const [row] = await reconciliations(one.tenantId);
  const reconciliationId = row?.id as ReconciliationId;
  const run = () =>
    world.step().handle({ tenantId: one.tenantId, reconciliationId }, { signal: new AbortController().signal });
  const real = new PartnerBillsAcrossTenants(world.fleet);
  const store = new PartnerBillsAcrossTenants(world.fleet);
  store.giveOut = async (recipient, lines) => {
    world.serve('tradebill', tradeBillText([one.billed]));
    await world.rows(
      `update reconciliation set state = 'running', attempts = 1 where id = $1 returning id`,
      [reconciliationId],
      one.tenantId,
    );
    await real.giveOut(recipient, lines);
  };
  await new PartnerBillStep(store, world.partners, world.bills).handle({ billId });
  await world.rows(
    `update reconciliation set next_attempt_at = now() where id = $1 returning id`,
    [reconciliationId],
    one.tenantId,
  );

  expect(await world.rows('select line from bill_line', [], one.tenantId)).toEqual([]);
  await run();
  expect(await reconciliations(one.tenantId)).toMatchObject([{ state: 'balanced', paid_fen: 1_000 }]);
});

test('an account that joins while the bill is given out is not told that nothing of it was billed', async () => {
  const one = await subMerchant('1900000775', 1_000);
  world.serve('tradebill', tradeBillText([one.billed]));
  await world.fleet.execute(`update platform.pay_partner set created_at = '2026-11-01'`);
  await plan().plan(DAY, 0);
  const [billId = ''] = await plan().duePartnerBills();
  const store = new PartnerBillsAcrossTenants(world.fleet);
  const finish = store.finish.bind(store);
  let late: Awaited<ReturnType<typeof subMerchant>> | undefined;
  store.finish = async (...all) => {
    late = await subMerchant('1900000776', 2_500);
    await plan().plan(DAY, 0);
    await finish(...all);
  };
  await new PartnerBillStep(store, world.partners, world.bills).handle({ billId });

  const stages = await world.rows('select state, stage from reconciliation', [], late?.tenantId);
  expect(stages).toEqual([{ state: 'due', stage: 'fetch' }]);
});

test('a number that was given up shows its former merchant nothing of what the next one earns', async () => {
  const one = await subMerchant('1900000777', 1_000);
  const { accountId, tenantId } = one;
  await world.rows(`update payment_account set active = false where id = $1 returning id`, [accountId], tenantId);
  const next = { ...one.billed, outTradeNo: 'of-the-next-one', amountFen: 9_900 };
  world.serve('tradebill', tradeBillText([one.billed, next]));
  const reconciliationId = await world.due(DAY, { tenantId, accountId });
  await world.step().handle({ tenantId, reconciliationId }, { signal: new AbortController().signal });

  expect(await reconciliations(tenantId)).toMatchObject([{ state: 'balanced', paid_fen: 1_000 }]);
  expect(await world.rows('select reference from reconciliation_difference', [], tenantId)).toEqual([]);
});

test('days without a worker are planned afterwards, each once, and none before there was an account', async () => {
  await world.rows(`update payment_account set created_at = '2026-11-19T12:00:00+08:00' returning id`);
  await plan().plan(DAY, 6);
  await plan().plan(DAY, 6);

  expect(await world.rows('select day::text from reconciliation order by day')).toEqual([
    { day: '2026-11-19' },
    { day: '2026-11-20' },
    { day: DAY },
  ]);
});
