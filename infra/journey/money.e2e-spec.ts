import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chinaDay } from '#commerce/reconciliation/china-day.js';
import { startSystem, type System } from '#infra/embedded/system.js';
import { ProblemAnswer } from '#kernel/http/client.js';
import { getPaymentAccount } from '../../services/control-plane/src/commerce/payment-account.contract.js';
import { savePayPartner } from '../../services/control-plane/src/commerce/pay-partner.contract.js';
import { getOrder } from '../../services/control-plane/src/commerce/orders.contract.js';
import {
  getReconciliation,
  runReconciliation,
} from '../../services/control-plane/src/commerce/reconciliation.contract.js';
import { payOrder } from '../../services/runtime/src/orders/orders.contract.js';
import { Books } from './books.js';
import type { JourneyContext, Traveller, Visit } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { SandboxObserver } from './sandbox-observer.js';
import { travel, until } from './station.js';
import { authorise } from './stations/authorise.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { importGoods } from './stations/import-products.js';
import { payAccounts } from './stations/pay-accounts.js';
import { reconcile } from './stations/reconcile.js';
import { build } from './stations/release.js';
import { browse, fillCart, logInAsShopper, order, pay, refund } from './stations/shop.js';
import { signIn } from './stations/sign-in.js';
import { templateLibrary } from './stations/template-library.js';

const DAY_MS = 86_400_000;
const SOME_PUBLIC_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
  type: 'spki',
  format: 'pem',
}) as string;
const HANGS = { delayMs: 60_000, times: 1 };

/** The road of the money alone: paid directly and through a partner, given back, held against WeChat's bills. */
describe('money', () => {
  let dataDir: string;
  let system: System;
  let journey: JourneyContext;
  let books: Books;
  let sandbox: SandboxObserver;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-money-'));
    // Nobody asks WeChat about a payment: what no notice tells, the bill must.
    const env = { PAY_RECHECK_SECONDS: '600' };
    system = await startSystem({ dataDir, ports: 'random', durable: false, env });
    sandbox = new SandboxObserver(system.urls.sandbox);
    books = Books.of(system.programEnv['DATABASE_URL'] ?? '', system.urls.sandbox);
    journey = prepareJourney(
      {
        controlPlaneUrl: system.urls.controlPlane,
        runtimeUrl: system.urls.runtime,
        sandboxUrl: system.urls.sandbox,
        accounts: { operator: system.logins.operator, agency: { name: 'Money agency', ...system.logins.agency } },
      },
      undefined,
      [],
    );
  }, 60_000);

  afterAll(async () => {
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  test('paid and given back, directly and through a partner, agrees with WeChat’s bills', async () => {
    const shopping = [logInAsShopper, browse, fillCart, order, pay, refund];
    const preparing = [signIn, importClients, authorise, importGoods, payAccounts, templateLibrary, configure, build];
    const reports = await travel([...preparing, ...shopping, reconcile], journey, () => undefined);

    expect(reports.filter(({ result }) => result === 'failed')).toEqual([]);
    const last = reports.at(-1);
    expect(last?.remark).toContain('1 difference(s) repaired');
    process.stdout.write(`${last?.remark} in ${last?.seconds} s\n`);
  }, 120_000);

  test('moved by three programs is seen in the metrics of each', async () => {
    const { controlPlane, runtime, worker } = system.urls;
    const metrics = async (url: string) => (await fetch(`${url}/metrics`)).text();
    const called = (wechatPath: string) =>
      expect.stringMatching(
        new RegExp(`wechat_call_duration_seconds_count\\{.*path="${wechatPath}",outcome="ok".*\\} [1-9]`),
      );

    expect(await metrics(runtime)).toEqual(called('/v3/pay/partner/transactions/jsapi'));
    expect(await metrics(runtime)).toMatch(/wechat_pay_notices_total\{.*kind="payments",outcome="accepted".*\} \d\d/);
    expect(await metrics(worker)).toEqual(called('/v3/bill/tradebill'));
    expect(await metrics(controlPlane)).toEqual(called('/cgi-bin/component/api_component_token'));
  });

  test('takes no partner account of the platform whose keys WeChat refuses, and says which field is wrong', async () => {
    const appId = 'wx00000000000000f1';
    const [own, other] = [await journey.sandbox.openPartnerAccount(appId), await journey.sandbox.openPayAccount(appId)];
    const { mchid: mchId, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem } = own;
    const right = { appId, mchId, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem };
    const pointers = async (change: Partial<typeof right>) => {
      return journey.operator.call(savePayPartner, { body: { ...right, ...change } }).then(
        () => 'taken',
        (error: unknown) =>
          error instanceof ProblemAnswer
            ? [error.status, ...(error.problem.errors ?? []).map(({ pointer }) => pointer)]
            : error,
      );
    };

    expect({
      key: await pointers({ privateKeyPem: other.privateKeyPem }),
      serial: await pointers({ serialNo: other.serialNo }),
      number: await pointers({ mchId: '1999999999' }),
      publicKeyId: await pointers({ platformPublicKeyId: `${own.platformPublicKeyId.slice(0, -1)}X` }),
      publicKey: await pointers({ platformPublicKeyPem: SOME_PUBLIC_KEY }),
    }).toEqual({
      key: [422, '/privateKeyPem', '/serialNo', '/mchId'],
      serial: [422, '/privateKeyPem', '/serialNo', '/mchId'],
      number: [422, '/privateKeyPem', '/serialNo', '/mchId'],
      publicKeyId: [422, '/platformPublicKeyId'],
      publicKey: [422, '/platformPublicKeyPem'],
    });
    expect(await pointers({})).toBe('taken');
  });

  test('that WeChat’s bill tells wrongly waits for a person, and not a fen is booked', async () => {
    const traveller = journey.travellers.at(-1);
    if (!traveller) throw new Error('There is no shop to order in.');
    const { merchantId } = traveller;
    const shopping: JourneyContext = { ...journey, travellers: [traveller], visits: [] };
    await travel([logInAsShopper, browse], shopping, () => undefined);
    const paid: { mchId: string; outTradeNo: string; totalFen: number }[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      const reports = await travel([order, pay], shopping, () => undefined);
      expect(reports.filter(({ result }) => result === 'failed')).toEqual([]);
      const orderId = shopping.visits[0]?.orderId ?? '';
      const { payment, totalFen } = await journey.agency.call(getOrder, { params: { merchantId, orderId } });
      if (payment) paid.push({ ...payment, totalFen });
    }
    const [missing, dearer] = paid;
    if (!missing || !dearer) throw new Error('An order that was paid shows no payment.');
    await journey.sandbox.letDayPass();
    // What was paid a moment ago is a day old at WeChat; so it is here.
    await books.rows(`update payment set succeeded_at = succeeded_at - interval '1 day' where out_trade_no = any($1)`, [
      paid.map(({ outTradeNo }) => outTradeNo),
    ]);
    const { mchId } = missing;
    await sandbox.falsifyBill(mchId, 'missing', missing.outTradeNo);
    await sandbox.falsifyBill(mchId, 'amount', dearer.outTradeNo);
    await sandbox.falsifyBill(mchId, 'extra', 'NEVERWAS');
    const money = () => books.rows('select * from money_entry where tenant_id = $1 order by id', [merchantId]);
    const before = await money();
    expect(before.length).toBeGreaterThanOrEqual(3);

    const params = { merchantId, day: chinaDay(new Date(Date.now() - DAY_MS)) };
    await journey.agency.call(runReconciliation, { params });
    const { items, differences } = await until(
      async () => {
        const current = await journey.agency.call(getReconciliation, { params });
        return current.items.every(({ state }) => state !== 'due' && state !== 'running') ? current : null;
      },
      { seconds: 30, sentence: () => 'The day was not held against the false bill within half a minute.' },
    );

    expect(items.map(({ state, needsPerson, repaired }) => ({ state, needsPerson, repaired }))).toEqual([
      { state: 'differs', needsPerson: 4, repaired: 0 },
    ]);
    const told = differences.map(({ kind, reference, hereFen, thereFen, state, outcome }) =>
      [kind, reference, hereFen, thereFen, state, outcome].join(' '),
    );
    expect(told.filter((line) => !line.startsWith('fund_flow')).sort()).toEqual([
      `payment_amount ${dearer.outTradeNo} ${dearer.totalFen} ${dearer.totalFen + 1} needs_person amounts_differ`,
      `payment_missing_there ${missing.outTradeNo} ${missing.totalFen} 0 needs_person confirmed_but_not_billed`,
      'payment_unknown_here NEVERWAS  100 needs_person unknown_order',
    ]);
    expect(told.filter((line) => line.startsWith('fund_flow'))).toEqual([
      expect.stringMatching(/ needs_person fund_flow_differs$/),
    ]);
    expect(await money()).toEqual(before);
  }, 120_000);

  test('of which no notice ever came is booked by the bill, once, though the worker is killed while it fetches, compares and repairs', async () => {
    const shopping: JourneyContext = {
      ...journey,
      travellers: await directlyPaid(3),
      visits: [],
    };
    await travel([logInAsShopper, browse, order], shopping, () => undefined);
    const { visits } = shopping;
    await sandbox.change({ noticeFaults: { lose: visits.length, double: 0 } });
    for (const visit of visits) await payUnheard(visit);
    await journey.sandbox.letDayPass();
    const orderIds = visits.map(({ orderId }) => orderId);
    const booked = () =>
      books.rows(
        `select o.state, e.cause, (select array_agg(amount_fen) from money_entry m where m.order_id = o.id) = array[o.total_fen] as "isBookedOnce"
         from shop_order o left join order_event e on e.order_id = o.id and e.to_state = 'paid' where o.id = any($1)`,
        [orderIds],
      );
    expect(await booked()).toEqual(orderIds.map(() => ({ state: 'pending', cause: null, isBookedOnce: null })));

    // One hangs at its file, the next at the fund flow, the third while it asks about the payment.
    await sandbox.change({
      faults: [
        { path: '/v3/billdownload/file', ...HANGS },
        { path: '/v3/bill/fundflowbill', ...HANGS },
        { path: '/v3/pay/transactions/out-trade-no/*', ...HANGS },
      ],
    });
    const day = chinaDay(new Date(Date.now() - DAY_MS));
    for (const { traveller } of visits) {
      await journey.agency.call(runReconciliation, { params: { merchantId: traveller.merchantId, day } });
    }
    const days = () =>
      books.rows<{ id: string; state: string; stage: string; laid: boolean }>(
        `select id, state, stage, exists (select from bill_line l where l.reconciliation_id = r.id) as laid from reconciliation r
         where day = $1 and tenant_id = any($2) order by stage, laid`,
        [day, visits.map(({ traveller }) => traveller.merchantId)],
      );
    let seen: object = {};
    await until(
      async () => {
        const open = await sandbox.openFaults();
        seen = { open, days: await days() };
        return open === 0 ? true : null;
      },
      {
        // Less than a hanging answer takes to come.
        seconds: 50,
        sentence: () => `The reconciliations did not come as far as they should: ${JSON.stringify(seen)}`,
      },
    );
    await system.kill('worker', 'SIGKILL');
    const killed = await days();
    expect(killed.map(({ state, stage, laid }) => ({ state, stage, laid }))).toEqual([
      { state: 'running', stage: 'fetch', laid: false },
      { state: 'running', stage: 'fetch', laid: true },
      { state: 'running', stage: 'repair', laid: false },
    ]);
    // A quarter of an hour later nobody can be at it any more.
    await books.rows('update reconciliation set next_attempt_at = now() where id = any($1)', [
      killed.map(({ id }) => id),
    ]);
    await system.restart('worker');
    await until(async () => ((await days()).every(({ state }) => state === 'balanced') ? true : null), {
      seconds: 60,
      sentence: () => 'The days were not balanced after the worker had come back.',
    });

    expect(await booked()).toEqual(orderIds.map(() => ({ state: 'paid', cause: 'bill', isBookedOnce: true })));
    const differences = await books.rows(
      `select kind, state, outcome from reconciliation_difference where reconciliation_id = any($1) and kind like 'payment%'`,
      [killed.map(({ id }) => id)],
    );
    const repaired = { kind: 'payment_open_here', state: 'repaired', outcome: 'payment_booked' };
    expect(differences).toEqual(orderIds.map(() => repaired));
  }, 120_000);

  /** Shops with accounts of their own: a partner's sub merchant has no fund flow, and is asked about elsewhere. */
  async function directlyPaid(count: number): Promise<Traveller[]> {
    const found: Traveller[] = [];
    for (const traveller of journey.travellers) {
      if (found.length === count) break;
      const { merchantId, appId } = traveller;
      const { mode } = await journey.agency.call(getPaymentAccount, { params: { merchantId, appId } });
      if (mode === 'direct') found.push(traveller);
    }
    return found;
  }

  async function payUnheard({ params, shopper, orderId }: Visit): Promise<void> {
    await journey.sandbox.pay(params.appId, await shopper.call(payOrder, { params: { ...params, orderId } }));
  }
});
