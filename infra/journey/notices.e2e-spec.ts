import { PaymentAccounts } from '#commerce/payments/payment-accounts.js';
import { outTradeNo } from '#commerce/payments/out-trade-no.js';
import { PayPartnersAcrossTenants } from '#commerce/payments/pay-partners.repository.js';
import { PaymentCheck } from '#commerce/payments/payment-check.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { RefundStep } from '#commerce/refunds/refund-step.js';
import { newId, type PaymentId } from '#kernel/identity/ids.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { refundNotice } from '../../services/runtime/test/loopback-wechat.js';
import { RuntimeWorld, type TestShop } from '../../services/runtime/test/runtime-world.js';
import {
  consoleRefundOf,
  forgedPayment,
  forgedRefund,
  layOrders,
  notice,
  numbersOf,
  type PlannedOrder,
  type SignedNotice,
  tradeOf,
} from './notices.fixture.js';

const LANES = 16;
const merchant = { kind: 'system', name: 'test' } as const;

interface Planned {
  readonly kind: 'payments' | 'refunds';
  readonly order: PlannedOrder | null;
  readonly genuine: boolean;
  readonly notice: SignedNotice;
}

let world: RuntimeWorld;

beforeAll(async () => {
  world = await RuntimeWorld.start();
}, 60_000);
afterAll(() => world.stop());

/** A shop whose money comes through the platform as a partner: the platform's keys sign, a sub merchant is paid. */
async function partnerShop(): Promise<TestShop> {
  const shop = await world.shop(null);
  const { appId: _appId, ...keys } = world.wechat.account(shop.appId, '1880000000');
  const partner = { ...keys, appId: 'wx00000000000000bb' };
  await world.app.get(PayPartnersAcrossTenants).save(partner);
  const payAccount = { ...keys, appId: shop.appId, partner: { appId: partner.appId, subMchId: '1770000001' } };
  await world.tenants.transaction(shop.tenantId, (tx) => world.app.get(PaymentAccounts).save(tx, payAccount));
  return { ...shop, payAccount };
}

/** What is odd is spread over all of them. */
function planOrders(count: number): PlannedOrder[] {
  return Array.from({ length: count }, (_, index): PlannedOrder => {
    const paymentId = newId<PaymentId>();
    const totalFen = 100 + ((index * 7_919) % 90_000);
    const fate = index % 20 === 3 ? 'lost' : index % 40 === 7 ? 'late' : index % 20 === 11 ? 'forged' : 'paid';
    const refund = fate !== 'paid' ? null : index % 5 === 0 ? 'shop' : index % 9 === 0 ? 'console' : null;
    const refundFen = index % 2 === 0 ? totalFen : Math.ceil(totalFen / 3);
    return { orderId: newId(), paymentId, outTradeNo: outTradeNo(paymentId), totalFen, fate, refund, refundFen };
  });
}

/** Shuffles the same way every time. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  const result = [...items];
  let state = 42;
  for (let last = result.length - 1; last > 0; last -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = state % (last + 1);
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}

async function post(shop: TestShop, { kind, notice: { body, headers } }: Planned): Promise<number> {
  const answer = await fetch(`${world.url}/pay/wechat/${shop.appId}/${kind}`, { method: 'POST', body, headers });
  await answer.arrayBuffer();
  return answer.status;
}

test('10,000 notices — doubled, out of order, between queries and refunds, a tenth forged — end in exactly the right ledger', async () => {
  await tell(await world.shop(null), 10_000);
}, 300_000);

test('1,000 notices of a sub merchant, whose neighbours the same keys sign for, end in exactly the right ledger', async () => {
  await tell(await partnerShop(), 1_000);
}, 60_000);

async function tell(shop: TestShop, noticeCount: number): Promise<void> {
  const orders = planOrders(Math.floor(noticeCount * 0.34));
  await layOrders(world, shop, orders);
  const told = orders.filter(({ fate }) => fate === 'paid' || fate === 'late');
  for (const order of orders)
    if (order.fate !== 'forged') world.wechat.trades.set(order.outTradeNo, tradeOf(shop, order));

  const genuine = told.flatMap((order): Planned[] => {
    const about = (id?: string): Planned => ({
      kind: 'payments',
      order,
      genuine: true,
      notice: notice(world.wechat, shop.payAccount, tradeOf(shop, order), 'TRANSACTION.SUCCESS', id),
    });
    const id = `EV-${order.outTradeNo}`;
    // The second copy carries the same id, the third another one.
    const payments = [about(id), about(id), ...(order.totalFen % 3 === 0 ? [about()] : [])];
    if (order.refund !== 'console') return payments;
    const back = notice(world.wechat, shop.payAccount, consoleRefundOf(shop, order), 'REFUND.SUCCESS');
    const refund: Planned = { kind: 'refunds', order, genuine: true, notice: back };
    return [...payments, refund, refund];
  });
  const unpaid = orders.filter(({ fate }) => fate === 'forged');
  const shopRefunds = orders.filter(({ refund }) => refund === 'shop').length;
  const forgedCount = noticeCount - genuine.length - 2 * shopRefunds;
  const kept = orders.filter(({ fate, refund }) => fate === 'paid' && refund === null);
  const forged: Planned[] = [];
  // Of money that is there: before its payment a refund would be refused, true or not.
  const forgedRefunds = new Map<string, Planned>();
  for (let index = 0; index < forgedCount; index += 1) {
    const paid = kept[index / 5];
    const order = unpaid[index % unpaid.length] as PlannedOrder;
    const lie = paid ? forgedRefund(world.wechat, shop, paid, index) : forgedPayment(world.wechat, shop, order, index);
    const planned: Planned = { kind: paid ? 'refunds' : 'payments', order: null, genuine: false, notice: lie };
    if (paid) forgedRefunds.set(paid.orderId, planned);
    else forged.push(planned);
  }
  expect(forgedRefunds.size).toBeGreaterThan(forgedCount * 0.19);
  expect(forgedCount).toBeGreaterThan(noticeCount * 0.08);

  const counts = { sent: 0, repeated: 0, accepted: 0, refused: 0, odd: [] as string[] };
  const queue = shuffled([...genuine, ...forged]);
  const lost = orders.filter(({ fate }) => fate === 'lost');
  const begun = new Set<string>();
  const steps = new RefundStep(
    world.tenants,
    world.app.get(PaymentAccounts),
    world.app.get(PayClient),
    world.app.get(CommerceSettings),
  );

  /** The shop gives the money back while other notices go on; WeChat's two notices of it follow at some time. */
  const giveBack = async (order: PlannedOrder) => {
    const { orderId, refundFen } = order;
    const refundId = await world.app
      .get(RefundRequests)
      .create(shop.tenantId, orderId, { amountFen: refundFen, reason: 'x', actor: merchant });
    await steps.handle({ tenantId: shop.tenantId, refundId });
    const refund = world.wechat.refunds.get(refundId.replaceAll('-', ''));
    if (!refund) throw new Error('WeChat was not asked for the refund');
    const back = notice(
      world.wechat,
      shop.payAccount,
      { ...refundNotice(refund), ...numbersOf(shop.payAccount) },
      'REFUND.SUCCESS',
    );
    for (const _ of [1, 2]) {
      queue.splice(Math.floor((queue.length * (order.totalFen % 97)) / 97), 0, {
        kind: 'refunds',
        order,
        genuine: true,
        notice: back,
      });
    }
  };

  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const status = await post(shop, next);
      counts.sent += 1;
      if (!next.genuine) {
        counts.refused += 1;
        if (status < 400 || status >= 500) counts.odd.push(`a forged notice was answered ${status}`);
        continue;
      }
      if (status === 204) counts.accepted += 1;
      else if (status === 401 && next.kind === 'refunds') {
        // The refund was told before its payment; WeChat sends it again.
        counts.repeated += 1;
        queue.push(next);
        if (counts.repeated > noticeCount) throw new Error('a refund is refused for ever');
      } else counts.odd.push(`a true notice of ${next.kind} was answered ${status}`);
      const { order } = next;
      if (!order || status !== 204 || next.kind !== 'payments') continue;
      if (order.totalFen % 50 === 0) await expectDurable(shop, order);
      const lie = forgedRefunds.get(order.orderId);
      if (lie && forgedRefunds.delete(order.orderId))
        queue.splice(Math.floor((queue.length * (order.totalFen % 89)) / 89), 0, lie);
      if (order.refund === 'shop' && !begun.has(order.orderId)) {
        begun.add(order.orderId);
        await giveBack(order);
      }
      const asked = lost.pop();
      if (asked)
        await world.app.get(PaymentCheck).handle({ tenantId: shop.tenantId, paymentId: asked.paymentId as PaymentId });
    }
  };
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);

  expect(counts.odd).toEqual([]);
  expect(counts.sent - counts.repeated).toBe(noticeCount);
  expect(await differences(shop, orders)).toEqual([]);
  process.stdout.write(
    `${noticeCount.toLocaleString('en')} notices${shop.payAccount.partner ? ' in partner mode' : ''}: ${Math.round(counts.sent / seconds)} notices/s on ${LANES} connections, ${((user + system) / 1e6 / (counts.sent / 1000)).toFixed(2)} CPU-s per 1,000 ` +
      `(runtime, its client and WeChat's stand-in in one process; PostgreSQL apart); ${counts.accepted} accepted, ${counts.refused} forged refused, ${counts.repeated} sent again by WeChat\n`,
  );
}

/** Seen from another connection at the moment WeChat has its 204. */
async function expectDurable(shop: TestShop, { orderId, totalFen }: PlannedOrder): Promise<void> {
  const rows = await world.rows<{ amount_fen: number }>(
    shop,
    `select amount_fen from money_entry where order_id = $1 and reason = 'payment'`,
    [orderId],
  );
  expect(rows).toEqual([{ amount_fen: totalFen }]);
}

/** What the books say otherwise than they should, order by order. */
async function differences(shop: TestShop, orders: readonly PlannedOrder[]): Promise<string[]> {
  const rows = await world.rows<{
    id: string;
    state: string;
    refunded_fen: number;
    entries: number[];
    refunds: string[];
  }>(
    shop,
    `select o.id, o.state, o.refunded_fen,
       coalesce((select array_agg(amount_fen order by amount_fen desc) from money_entry m where m.tenant_id = o.tenant_id and m.order_id = o.id), '{}') as entries,
       coalesce((select array_agg(r.origin || ' ' || r.state) from refund r where r.tenant_id = o.tenant_id and r.order_id = o.id), '{}') as refunds
     from shop_order o`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const wrong = orders.filter(
    (order) => JSON.stringify(shape(byId.get(order.orderId))) !== JSON.stringify(expected(order)),
  );
  return wrong
    .slice(0, 10)
    .map(
      (order) => `${order.fate} ${order.refund}: ${JSON.stringify([expected(order), shape(byId.get(order.orderId))])}`,
    );
}

function shape(row: { state: string; refunded_fen: number; entries: number[]; refunds: string[] } | undefined) {
  return row && [row.state, row.refunded_fen, row.entries, row.refunds];
}

function expected({ fate, refund, totalFen, refundFen }: PlannedOrder) {
  if (fate === 'forged') return ['pending', 0, [], []];
  if (fate === 'late') return ['closed', 0, [totalFen], ['shop approved']];
  if (refund === null) return ['paid', 0, [totalFen], []];
  const origin = refund === 'shop' ? 'shop' : 'wechat_console';
  return [refundFen === totalFen ? 'refunded' : 'paid', refundFen, [totalFen, -refundFen], [`${origin} succeeded`]];
}
