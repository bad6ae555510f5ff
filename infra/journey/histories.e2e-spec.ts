import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sample } from 'fast-check';
import { startSystem, type System } from '#infra/embedded/system.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { ApiClient } from '#kernel/http/client.js';
import { createRefund } from '../../services/control-plane/src/commerce/orders.contract.js';
import { changeSku } from '../../services/control-plane/src/commerce/products.contract.js';
import { enterDraw } from '../../services/runtime/src/draws/draws.contract.js';
import { placeGroupOrder } from '../../services/runtime/src/group-buys/group-buys.contract.js';
import { signIn as signInDaily } from '../../services/runtime/src/membership/membership.contract.js';
import { cancelOrder, payOrder, placeOrder, quoteOrder } from '../../services/runtime/src/orders/orders.contract.js';
import { claimCoupon } from '../../services/runtime/src/promotions/promotions.contract.js';
import { topUp } from '../../services/runtime/src/stored-value/stored-value.contract.js';
import { Books } from './books.js';
import { gatherCrowd, type PersonInCrowd } from './crowd.fixture.js';
import { aStep, type BuyStep, type Step } from './history-steps.fixture.js';
import { type HistoryShop, openHistoryShop } from './history-shop.fixture.js';
import type { JourneyContext } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { SecondRuntime } from './second-runtime.fixture.js';
import { travel, until } from './station.js';
import { authorise } from './stations/authorise.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { importGoods } from './stations/import-products.js';
import { payAccounts } from './stations/pay-accounts.js';
import { signIn } from './stations/sign-in.js';
import { crashPostgres, persist, unlessDone } from './stubborn.fixture.js';

const OPERATIONS = 10_000;
const PEOPLE = 24;
const CRASHES = ['worker', 'runtime', 'second', 'postgres', 'control-plane', 'runtime', 'worker', 'second'] as const;
/** Told when the test fails, to be given back by hand. */
const SEED = Number(process.env['HISTORY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe(`a random history of ${OPERATIONS} operations (HISTORY_SEED=${SEED})`, () => {
  let system: System;
  let dataDir: string;
  let second: SecondRuntime;
  let books: Books;
  let journey: JourneyContext;
  let people: PersonInCrowd[];
  let shop: HistoryShop;
  let operations = 0;
  const losses: string[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-history-'));
    const env = { ORDER_LIFETIME_SECONDS: '20', PAY_RECHECK_SECONDS: '2' };
    system = await startSystem({ dataDir, ports: 'random', env, onLoss: (_, sentence) => void losses.push(sentence) });
    second = await SecondRuntime.start(system);
    books = Books.of(system.programEnv['DATABASE_URL'] ?? '', system.urls.sandbox);
    const { controlPlane: controlPlaneUrl, runtime: runtimeUrl, sandbox: sandboxUrl } = system.urls;
    const accounts = { operator: system.logins.operator, agency: { name: 'Histories', ...system.logins.agency } };
    const clients = path.join(projectRoot(), 'infra/journey/data/one-client.csv');
    journey = prepareJourney({ controlPlaneUrl, runtimeUrl, sandboxUrl, accounts }, clients, []);
    const reports = await travel(
      [signIn, importClients, authorise, importGoods, payAccounts, configure],
      journey,
      () => undefined,
    );
    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    shop = await openHistoryShop(journey, books);
    const runtimes = [journey.runtime, new ApiClient({ baseUrl: second.url })];
    people = await gatherCrowd(journey, shop.params.appId, runtimes, PEOPLE);
  }, 180_000);

  afterAll(async () => {
    await second.stop();
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const isOver = () => operations >= OPERATIONS;

  /** One operation that changes something; whoever is away is waited for, a refusal is an answer. */
  const act = async <T>(work: () => Promise<T>): Promise<T | null> => {
    operations += 1;
    return persist(work).catch(unlessDone);
  };

  const buy = async ({ client }: PersonInCrowd, step: BuyStep) => {
    const { params } = shop;
    const lines = step.lines.map(({ sku, quantity }) => ({ skuId: shop.skus[sku]?.id ?? '', quantity }));
    const wish = {
      lines,
      delivery: 'pickup' as const,
      coupons: step.coupons,
      usePoints: step.points,
      useBalance: step.balance,
    };
    const quoted = await act(() => client.call(quoteOrder, { params, body: wish }));
    if (!quoted) return;
    const headers = { 'idempotency-key': randomUUID() };
    const body = { ...wish, expectedTotalFen: quoted.totalFen, expectedPayableFen: quoted.payableFen };
    const tap = () => act(() => client.call(placeOrder, { params, headers, body }));
    const [order, twin] = step.doubleTap ? await Promise.all([tap(), tap()]) : [await tap(), null];
    if (order && twin) expect(twin.id).toBe(order.id);
    if (order) await end(client, step.end, order.id, order.payableFen);
  };

  const end = async (client: ApiClient, how: BuyStep['end'], orderId: string, payableFen: number) => {
    const params = { ...shop.params, orderId };
    if (how === 'cancel') await act(() => client.call(cancelOrder, { params }));
    if (how === 'leave' || how === 'cancel') return;
    if (payableFen > 0) {
      const cashier = await act(() => client.call(payOrder, { params }));
      if (cashier) await act(() => journey.sandbox.pay(shop.params.appId, cashier));
    }
    if (how === 'pay') return;
    // Whatever has come of it by then: a refund that is refused is an answer too.
    const body =
      how === 'refundAll' ? { reason: '不想要了' } : { reason: '少了一件', lines: [{ line: 0, quantity: 1 }] };
    await act(() => journey.agency.call(createRefund, { params: { ...shop.merchant, orderId }, body }));
    if (how === 'refundTwice')
      await act(() => journey.agency.call(createRefund, { params: { ...shop.merchant, orderId }, body }));
  };

  const take = async (who: PersonInCrowd, step: Step): Promise<void> => {
    const { client } = who;
    const { params, merchant } = shop;
    const headers = { 'idempotency-key': randomUUID() };
    switch (step.kind) {
      case 'buy':
        return buy(who, step);
      case 'claim': {
        const couponId = shop.couponIds[step.which] ?? '';
        await act(() => client.call(claimCoupon, { params: { ...params, couponId }, headers }));
        return;
      }
      case 'draw':
        await act(() => client.call(enterDraw, { params: { ...params, drawId: shop.drawId }, headers }));
        return;
      case 'signIn':
        await act(() => client.call(signInDaily, { params, body: {} }));
        return;
      case 'restock': {
        const skuId = shop.skus[step.sku]?.id ?? '';
        await act(() =>
          journey.agency.call(changeSku, { params: { ...merchant, skuId }, body: { stock: step.stock } }),
        );
        return;
      }
      case 'topUp': {
        const body = { amountFen: shop.topUp.amountFen, expectedBonusFen: shop.topUp.bonusFen };
        const order = await act(() => client.call(topUp, { params, headers, body }));
        if (order) await end(client, step.end, order.orderId, shop.topUp.amountFen);
        return;
      }
      case 'group': {
        const [open] = await persist(() =>
          books.rows<{ id: string }>(
            `select id from buying_group where state = 'open' and places < size and ends_at > now() order by id desc limit 1`,
          ),
        );
        const { skuId, priceFen, groupBuyId } = shop.group;
        const wish = { skuId, quantity: 1, delivery: 'pickup' as const, expectedTotalFen: priceFen };
        const body = open && step.join ? { ...wish, groupId: open.id } : wish;
        const order = await act(() =>
          client.call(placeGroupOrder, { params: { ...params, groupBuyId }, headers, body }),
        );
        if (order) await end(client, step.end, order.id, order.payableFen);
        return;
      }
      default:
        return step satisfies never;
    }
  };

  const crash = async (victim: (typeof CRASHES)[number]) => {
    if (victim === 'postgres') return crashPostgres(books);
    if (victim === 'second') return second.crash();
    await system.kill(victim, 'SIGKILL');
    return system.restart(victim);
  };

  test('with every process killed on the way leaves all books in order', async () => {
    const steps = sample(aStep, { numRuns: OPERATIONS, seed: SEED });
    const lanes = people.map(async (who, lane) => {
      for (let turn = lane; !isOver(); turn += PEOPLE) await take(who, steps[turn % steps.length] ?? { kind: 'draw' });
    });
    const crashes = (async () => {
      for (const [index, victim] of CRASHES.entries()) {
        const from = (OPERATIONS / (CRASHES.length + 1)) * (index + 1);
        await until(async () => (operations >= from ? true : null), {
          seconds: 120,
          sentence: () => `Nobody could shop any more before the ${victim} was killed.`,
        });
        await crash(victim);
      }
    })();
    await Promise.all([...lanes, crashes]);

    let faults: string[] = [];
    await until(
      async () => {
        faults = await books.faults();
        return faults.length === 0 ? true : null;
      },
      { seconds: 150, sentence: () => `The books do not agree:\n${faults.slice(0, 40).join('\n')}` },
    );
    expect(losses).toEqual([]);
    expect(operations).toBeGreaterThanOrEqual(OPERATIONS);
    const [seen] = await books.rows<Record<string, number>>(SEEN);
    // A history in which something never happened would show nothing of it.
    expect(Object.entries(seen ?? {}).filter(([, count]) => count === 0)).toEqual([]);
  }, 900_000);
});

const SEEN = `
  select count(*) filter (where state = 'paid')::int as paid, count(*) filter (where state = 'closed')::int as closed,
    count(*) filter (where state = 'refunded')::int as refunded, count(*) filter (where state = 'paid' and refunded_fen > 0)::int as "partly refunded",
    count(*) filter (where balance_fen > 0)::int as "paid by balance", count(*) filter (where points_spent > 0)::int as "with points",
    count(*) filter (where jsonb_array_length(coupons) > 0)::int as "with coupons", count(*) filter (where purpose = 'top_up' and state = 'paid')::int as "top-ups",
    (select count(*)::int from flash_sale_entry where delta < 0) as "given back to the sale", (select count(*)::int from draw_entry) as tries,
    (select count(*)::int from buying_group where state = 'complete') as groups
  from shop_order`;
