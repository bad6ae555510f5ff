import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { projectRoot } from '#kernel/config/project-root.js';
import type { ApiClient } from '#kernel/http/client.js';
import { createRefund } from '../../services/control-plane/src/commerce/orders.contract.js';
import {
  getBuildById,
  getSubmissionById,
  requestBuild,
  submitBuild,
} from '../../services/control-plane/src/hosting/releases.contract.js';
import { getOrder, payOrder, placeOrder, quoteOrder } from '../../services/runtime/src/orders/orders.contract.js';
import { login } from '../../services/runtime/src/shoppers/shoppers.contract.js';
import { Books } from './books.js';
import type { JourneyContext } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { SandboxObserver } from './sandbox-observer.js';
import { travel, until } from './station.js';
import { crashPostgres, persist, unlessDone } from './stubborn.fixture.js';
import { authorise } from './stations/authorise.js';
import { build } from './stations/release.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { importGoods } from './stations/import-products.js';
import { payAccounts } from './stations/pay-accounts.js';
import { signIn } from './stations/sign-in.js';
import { templateLibrary } from './stations/template-library.js';

const QUERY_ORDER = '/v3/pay/transactions/out-trade-no/*';
const TURNS_BETWEEN_KILLS = 12;

describe('goods and money', () => {
  let system: System;
  let dataDir: string;
  let sandbox: SandboxObserver;
  let books: Books;
  let journey: JourneyContext;
  let merchantId: string;
  let appId: string;
  /** Programs that ended without having been killed. */
  const losses: string[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-crash-'));
    const env = { SUBMISSION_LEASE_SECONDS: '2', ORDER_LIFETIME_SECONDS: '25', PAY_RECHECK_SECONDS: '2' };
    const onLoss = (_part: string, sentence: string) => void losses.push(sentence);
    system = await startSystem({ dataDir, ports: 'random', env, onLoss });
    sandbox = new SandboxObserver(system.urls.sandbox);
    await sandbox.change({ timeScale: 5, auditRule: 'approve' });
    books = Books.of(system.programEnv['DATABASE_URL'] ?? '', system.urls.sandbox);
    const { controlPlane: controlPlaneUrl, runtime: runtimeUrl, sandbox: sandboxUrl } = system.urls;
    const accounts = { operator: system.logins.operator, agency: { name: 'Crash agency', ...system.logins.agency } };
    journey = prepareJourney(
      { controlPlaneUrl, runtimeUrl, sandboxUrl, accounts },
      path.join(projectRoot(), 'infra/journey/data/one-client.csv'),
      [],
    );
    const stations = [signIn, importClients, authorise, importGoods, payAccounts, templateLibrary, configure, build];
    const reports = await travel(stations, journey, () => undefined);
    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    ({ merchantId = '', appId = '' } = journey.travellers[0] ?? {});
  }, 120_000);

  afterAll(async () => {
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  /** Someone with a phone, who tries again what fails for reasons of ours, with the same request. */
  const shopper = async (name: string) => {
    const client = await persist(async () => {
      const code = await journey.sandbox.loginCode(appId, name);
      return (await journey.runtime.call(login, { params: { appId }, body: { code } })).token;
    });
    return new Shopper(journey, journey.runtime.with({ authorization: `Bearer ${client}` }), appId);
  };

  const anySku = async (atLeast = 100) => {
    const [sku] = await books.rows<{ id: string; stock: number }>(
      'select id, stock from sku where active and stock >= $1 order by id limit 1',
      [atLeast],
    );
    return sku ?? { id: '', stock: 0 };
  };

  const stockOf = async (skuId: string) =>
    (await books.rows<{ stock: number }>('select stock from sku where id = $1', [skuId]))[0]?.stock;

  const becomes = (who: Shopper, orderId: string, state: string, seconds = 60) =>
    until(
      async () => {
        const order = await persist(() => who.client.call(getOrder, { params: { appId, orderId } }));
        return order.state === state ? order : null;
      },
      { seconds, sentence: () => `The order did not become ${state}.` },
    );

  /** What became of an order: paid by its notice or by our query, or closed. */
  const ended = (who: Shopper, orderId: string) =>
    until(
      async () => {
        const { state } = await persist(() => who.client.call(getOrder, { params: { appId, orderId } }));
        return state === 'pending' ? null : state;
      },
      { seconds: 90, sentence: () => 'The order is neither paid nor closed.' },
    );

  const balance = (seconds = 90) => {
    let faults: string[] = [];
    return until(
      async () => {
        faults = await books.faults();
        return faults.length === 0 ? true : null;
      },
      { seconds, sentence: () => `The books do not agree:\n${faults.join('\n')}` },
    );
  };

  const giveBack = (orderId: string) =>
    persist(() =>
      journey.agency.call(createRefund, { params: { merchantId, orderId }, body: { reason: '客户要求退款' } }),
    ).catch(unlessDone);

  test('agree with each other and with WeChat after worker, runtime and PostgreSQL were killed again and again', async () => {
    const { id: skuId } = await anySku(20);
    const keys = new Set<string>();
    let turns = 0;
    const over = new AbortController();
    const storm = Array.from({ length: 6 }, async (_, index) => {
      const who = await shopper(`storm ${index}`);
      for (let turn = index; !over.signal.aborted; turn += 1) {
        turns += 1;
        const key = randomUUID();
        const order = await who.order([{ skuId, quantity: 1 }], key).catch(unlessDone);
        if (!order) continue;
        keys.add(key);
        // One in five is never paid.
        if (turn % 5 === 0) continue;
        await who.pay(order.id);
        if (turn % 2 === 0 && (await ended(who, order.id)) === 'paid') await giveBack(order.id);
      }
    });
    const kills = async () => {
      for (const victim of ['worker', 'runtime', 'postgres', 'worker', 'runtime'] as const) {
        const enough = turns + TURNS_BETWEEN_KILLS;
        await until(async () => (turns >= enough ? true : null), {
          seconds: 60,
          sentence: () => `Nobody could shop any more before the ${victim} was killed.`,
        });
        if (victim === 'postgres') await crashPostgres(books);
        else {
          await system.kill(victim, 'SIGKILL');
          await system.restart(victim);
        }
      }
    };
    await Promise.all([...storm, kills().finally(() => over.abort())]);
    await balance();

    const [counts] = await books.rows<Record<string, number>>(
      `select count(*)::int as orders, count(distinct idempotency_key)::int as keys, count(*) filter (where state = 'paid')::int as paid,
         count(*) filter (where state = 'closed')::int as closed, count(*) filter (where state = 'refunded')::int as refunded
       from shop_order`,
    );
    expect(losses).toEqual([]);
    expect(counts?.['orders']).toBe(counts?.['keys']);
    expect(counts?.['orders']).toBe(keys.size);
    expect(['paid', 'closed', 'refunded'].filter((state) => !counts?.[state])).toEqual([]);
  }, 180_000);

  test('are booked once when the notice is lost, and when it comes twice', async () => {
    const { id: skuId } = await anySku(3);
    const who = await shopper('notices');
    const lost = await who.order([{ skuId, quantity: 1 }]);
    await sandbox.change({ noticeFaults: { lose: 1, double: 0 } });
    await who.pay(lost.id);
    const doubled = await who.order([{ skuId, quantity: 1 }]);
    await sandbox.change({ noticeFaults: { lose: 0, double: 1 } });
    await who.pay(doubled.id);

    await becomes(who, doubled.id, 'paid');
    await becomes(who, lost.id, 'paid');
    await balance();
    const [lostEvent] = await books.rows<{ cause: string }>(
      `select cause from order_event where order_id = $1 and to_state = 'paid'`,
      [lost.id],
    );
    expect(lostEvent?.cause).toBe('query');
  }, 90_000);

  test('are booked once when notices are doubled, reordered, late, forged and probed', async () => {
    const { id: skuId } = await anySku(20);
    const who = await shopper('odd notices');
    const orders = await Promise.all(Array.from({ length: 8 }, () => who.order([{ skuId, quantity: 1 }])));
    const faults = { lose: 0, double: 4, reorder: 2, late: 2, lateSeconds: 15, forge: 6, signTest: 4 };
    await sandbox.change({ noticeFaults: faults });
    await Promise.all(
      orders.map(async ({ id }, index) => {
        await who.pay(id);
        await becomes(who, id, 'paid');
        if (index % 2 === 0) await giveBack(id);
      }),
    );
    await Promise.all(orders.map(({ id }, index) => becomes(who, id, index % 2 === 0 ? 'refunded' : 'paid')));

    // Our queries may be faster than a notice that is late: what it does then counts as well.
    const told = async (orderId: string) => {
      const [payment] = await books.rows<{ out_trade_no: string }>(
        'select out_trade_no from payment where order_id = $1',
        [orderId],
      );
      return sandbox.listNotices(payment?.out_trade_no ?? '');
    };
    const notices = await until(
      async () => {
        const sent = (await Promise.all(orders.map(({ id }) => told(id)))).flat();
        return sent.length === 12 && sent.every(({ state }) => state === 'delivered') ? sent : null;
      },
      { seconds: 30, sentence: () => 'Not every notice was delivered.' },
    );
    expect(await sandbox.openNoticeFaults()).toBe(0);
    expect(notices.reduce((sum, { forged }) => sum + forged, 0)).toBe(6);
    expect(notices.filter(({ forgedAccepted }) => forgedAccepted > 0)).toEqual([]);
    const moves = await books.rows<{ order_id: string; states: string[] }>(
      `select order_id, array_agg(to_state order by created_at) as states from order_event
       where order_id = any($1) and from_state <> to_state group by order_id`,
      [orders.map(({ id }) => id)],
    );
    const movesOf = new Map(moves.map(({ order_id, states }) => [order_id, states]));
    expect(orders.map(({ id }) => movesOf.get(id))).toEqual(
      orders.map((_, index) => (index % 2 === 0 ? ['paid', 'refunded'] : ['paid'])),
    );
    await balance();
    await sandbox.change({ noticeFaults: { double: 0, reorder: 0, late: 0, lateSeconds: 60, forge: 0, signTest: 0 } });
  }, 90_000);

  test('an unpaid order closes and its goods return; what was paid for an order closed meanwhile goes back by itself', async () => {
    const { id: skuId, stock } = await anySku(3);
    const who = await shopper('late');
    const unpaid = await who.order([{ skuId, quantity: 1 }]);
    const late = await who.order([{ skuId, quantity: 1 }]);
    expect(await stockOf(skuId)).toBe(stock - 2);
    // WeChat Pay refuses our keys until the order's time is over, and the notice is lost for good.
    const faults = [{ path: QUERY_ORDER, httpStatus: 401, code: 'SIGN_ERROR', times: 10_000 }];
    await sandbox.change({ noticeFaults: { lose: 1, double: 0 }, faults });
    await who.pay(late.id);
    await becomes(who, unpaid.id, 'closed');
    await becomes(who, late.id, 'closed');
    expect(await stockOf(skuId)).toBe(stock);
    await sandbox.change({ faults: [] });

    const settled = await until(
      async () => {
        const order = await who.client.call(getOrder, { params: { appId, orderId: late.id } });
        return order.refundedFen === order.totalFen ? order : null;
      },
      { seconds: 60, sentence: () => 'The late money was not given back.' },
    );
    expect(settled).toMatchObject({ state: 'closed', refunds: [{ state: 'succeeded' }] });
    await balance();
    expect(await stockOf(skuId)).toBe(stock);
  }, 120_000);

  test('losing the whole queue loses nothing: refund, build and submission come back', async () => {
    const { id: skuId } = await anySku(3);
    const who = await shopper('queue');
    const order = await who.order([{ skuId, quantity: 1 }]);
    await who.pay(order.id);
    await becomes(who, order.id, 'paid');
    await system.kill('worker', 'SIGKILL');
    await giveBack(order.id);
    const params = { merchantId, appId };
    const { id: buildId } = await journey.agency.call(requestBuild, { params, body: {} });
    const built = journey.travellers[0]?.buildId ?? '';
    const { id: submissionId } = await journey.agency.call(submitBuild, {
      params,
      body: { buildId: built, note: 'Browse without logging in.', autoRelease: true },
    });
    // As if all of it had reached the queue, and the queue had been lost. Then the sweepers' time comes.
    await books.rows('delete from outbox');
    // With Redis the queue is empty anyhow: nothing has been handed over since the worker died.
    await books.rows(
      `do $$ begin if to_regclass('bullmq.job') is not null then truncate bullmq.job cascade; end if; end $$`,
    );
    await books.rows(`update refund set next_check_at = now() where state = 'approved'`);
    await books.rows(`update build set created_at = created_at - interval '1 minute' where state = 'queued'`);
    await system.restart('worker');

    await becomes(who, order.id, 'refunded', 60);
    const states = () =>
      Promise.all([
        journey.agency.call(getBuildById, { params: { merchantId, buildId } }),
        journey.agency.call(getSubmissionById, { params: { merchantId, submissionId } }),
      ]);
    await until(
      async () => {
        const [{ state: build }, { state: submission }] = await states();
        return build === 'succeeded' && submission === 'released' ? true : null;
      },
      { seconds: 60, sentence: () => 'Build or submission did not come back.' },
    );
    await balance();
  }, 150_000);
});

class Shopper {
  constructor(
    private readonly journey: JourneyContext,
    readonly client: ApiClient,
    private readonly appId: string,
  ) {}

  async order(lines: readonly { skuId: string; quantity: number }[], key: string = randomUUID()) {
    const params = { appId: this.appId };
    const delivery = 'pickup' as const;
    const body = { lines: [...lines], delivery };
    const { totalFen } = await persist(() => this.client.call(quoteOrder, { params, body }));
    const headers = { 'idempotency-key': key };
    return persist(() =>
      this.client.call(placeOrder, { params, headers, body: { ...body, expectedTotalFen: totalFen } }),
    );
  }

  /** Pays, unless the order's time is over. */
  async pay(orderId: string): Promise<void> {
    const params = { appId: this.appId, orderId };
    const cashier = await persist(() => this.client.call(payOrder, { params })).catch(unlessDone);
    if (cashier) await this.journey.sandbox.pay(this.appId, cashier).catch(unlessDone);
  }
}
