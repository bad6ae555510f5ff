import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSystem, type System } from '#infra/embedded/system.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { ApiClient } from '#kernel/http/client.js';
import { createService, createStaff } from '../../services/control-plane/src/commerce/booking-setup.contract.js';
import { createDraw, publishDraw } from '../../services/control-plane/src/commerce/draws.contract.js';
import { createGroupBuy } from '../../services/control-plane/src/commerce/group-buys.contract.js';
import { changeSku } from '../../services/control-plane/src/commerce/products.contract.js';
import { createCoupon, createFlashSale } from '../../services/control-plane/src/commerce/promotions.contract.js';
import { listFreeTimes, placeBooking } from '../../services/runtime/src/bookings/bookings.contract.js';
import { enterDraw } from '../../services/runtime/src/draws/draws.contract.js';
import { placeGroupOrder } from '../../services/runtime/src/group-buys/group-buys.contract.js';
import { getOrder, payOrder, placeOrder, quoteOrder } from '../../services/runtime/src/orders/orders.contract.js';
import { claimCoupon } from '../../services/runtime/src/promotions/promotions.contract.js';
import { Books } from './books.js';
import { gatherCrowd, type PersonInCrowd, rush } from './crowd.fixture.js';
import type { JourneyContext } from './journey-context.js';
import { prepareJourney } from './journey-input.js';
import { SecondRuntime } from './second-runtime.fixture.js';
import { each, travel, until } from './station.js';
import { authorise } from './stations/authorise.js';
import { configure } from './stations/configure.js';
import { importClients } from './stations/import-clients.js';
import { importGoods } from './stations/import-products.js';
import { payAccounts } from './stations/pay-accounts.js';
import { signIn } from './stations/sign-in.js';

const SHOPPERS = 2_000;
const LAST = 50;
const CONTACT = { name: '林晓', phone: '13800138000' };

interface Article {
  readonly id: string;
  readonly product_id: string;
  readonly price_fen: number;
}

describe(`${SHOPPERS} shoppers at two runtimes for the last ${LAST}`, () => {
  let system: System;
  let dataDir: string;
  let second: SecondRuntime;
  let books: Books;
  let journey: JourneyContext;
  let people: PersonInCrowd[];
  let articles: Article[];
  let merchant: { merchantId: string };
  let shop: { appId: string };
  /** Programs that ended without having been told to. */
  const losses: string[] = [];

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'xiaopu-crowds-'));
    const onLoss = (_part: string, sentence: string) => void losses.push(sentence);
    system = await startSystem({ dataDir, ports: 'random', env: { ORDER_LIFETIME_SECONDS: '900' }, onLoss });
    second = await SecondRuntime.start(system);
    books = Books.of(system.programEnv['DATABASE_URL'] ?? '', system.urls.sandbox);
    const { controlPlane: controlPlaneUrl, runtime: runtimeUrl, sandbox: sandboxUrl } = system.urls;
    const accounts = { operator: system.logins.operator, agency: { name: 'Crowds', ...system.logins.agency } };
    const clients = path.join(projectRoot(), 'infra/journey/data/one-client.csv');
    journey = prepareJourney({ controlPlaneUrl, runtimeUrl, sandboxUrl, accounts }, clients, []);
    const stations = [signIn, importClients, authorise, importGoods, payAccounts, configure];
    const reports = await travel(stations, journey, () => undefined);
    expect(reports.filter(({ result }) => result !== 'ok')).toEqual([]);
    const { merchantId = '', appId = '' } = journey.travellers[0] ?? {};
    merchant = { merchantId };
    shop = { appId };
    articles = await books.rows<Article>(
      `select s.id, s.product_id, s.price_fen from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
       where s.active and p.state = 'active' and s.price_fen > 1000 order by s.id limit 10`,
    );
    people = await gatherCrowd(journey, appId, [journey.runtime, new ApiClient({ baseUrl: second.url })], SHOPPERS);
  }, 300_000);

  afterAll(async () => {
    await second.stop();
    await system.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  const stocked = async (index: number, stock: number) => {
    const article = articles[index];
    if (!article) throw new Error('the shop has too few goods');
    const body = { stock };
    await journey.agency.call(changeSku, { params: { ...merchant, skuId: article.id }, body });
    return article;
  };

  /** Every second one taps twice; both taps must lead to the same order. */
  const buy = async ({ client }: PersonInCrowd, index: number, skuId: string, expectedTotalFen: number) => {
    const body = { lines: [{ skuId, quantity: 1 }], delivery: 'pickup' as const, expectedTotalFen };
    const headers = { 'idempotency-key': randomUUID() };
    const tap = () => client.call(placeOrder, { params: shop, headers, body });
    const orders = await Promise.all(index % 2 === 0 ? [tap(), tap()] : [tap()]);
    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    return orders[0];
  };

  const payAll = async (
    orders: readonly { readonly who: PersonInCrowd; readonly what: { id: string } | undefined }[],
  ) => {
    await each(orders, async ({ who, what }) => {
      const params = { ...shop, orderId: what?.id ?? '' };
      await journey.sandbox.pay(shop.appId, await who.client.call(payOrder, { params }));
      await until(async () => ((await who.client.call(getOrder, { params })).state === 'paid' ? true : null), {
        seconds: 60,
        sentence: () => `Order ${params.orderId} is paid and does not know it.`,
      });
    });
  };

  const stockOf = (skuId: string) =>
    books.rows(
      `select s.stock, (select sum(delta)::int from stock_entry e where e.tenant_id = s.tenant_id and e.sku_id = s.id) as ledger,
         (select count(*)::int from shop_order o where o.tenant_id = s.tenant_id and o.state = 'paid' and o.lines @> jsonb_build_array(jsonb_build_object('skuId', s.id))) as paid
       from sku s where s.id = $1`,
      [skuId],
    );

  test(`articles: exactly ${LAST} orders, all of them paid`, async () => {
    const article = await stocked(0, LAST);
    const { won, refused } = await rush(people, (who, index) => buy(who, index, article.id, article.price_fen));

    expect({ won: won.length, refused }).toEqual({ won: LAST, refused: { 'stock.insufficient': SHOPPERS - LAST } });
    await payAll(won);
    expect(await stockOf(article.id)).toEqual([{ stock: 0, ledger: 0, paid: LAST }]);
  }, 120_000);

  test(`articles at a flash sale's price: no one more, though there are more on the shelf`, async () => {
    const article = await stocked(1, 10_000);
    const salePrice = article.price_fen - 500;
    const { id } = await journey.agency.call(createFlashSale, {
      params: merchant,
      body: {
        title: '整点秒杀',
        ...fromNow(),
        items: [{ skuId: article.id, priceFen: salePrice, total: LAST, perShopper: 1 }],
      },
    });
    await until(
      async () => {
        const [who] = people;
        const body = { lines: [{ skuId: article.id, quantity: 1 }], delivery: 'pickup' as const };
        return (await who?.client.call(quoteOrder, { params: shop, body }))?.totalFen === salePrice ? true : null;
      },
      { seconds: 10, sentence: () => 'The sale does not run.' },
    );
    const { won, refused } = await rush(people, (who, index) => buy(who, index, article.id, salePrice));

    expect({ won: won.length, refused }).toEqual({ won: LAST, refused: { 'order.price_changed': SHOPPERS - LAST } });
    await payAll(won);
    expect(await stockOf(article.id)).toEqual([{ stock: 10_000 - LAST, ledger: 10_000 - LAST, paid: LAST }]);
    const sold = await books.rows(
      `select i.sold, (select sum(delta)::int from flash_sale_entry e where e.sale_id = i.sale_id) as ledger,
         (select count(distinct shopper_id)::int from flash_sale_entry e where e.sale_id = i.sale_id) as people
       from flash_sale_item i where i.sale_id = $1`,
      [id],
    );
    expect(sold).toEqual([{ sold: LAST, ledger: LAST, people: LAST }]);
  }, 120_000);

  test(`coupons: exactly ${LAST} wallets have one`, async () => {
    const terms = {
      title: '满减券',
      kind: 'amount' as const,
      amountFen: 500,
      thresholdFen: 0,
      total: LAST,
      perShopper: 1,
      stackable: false,
      giftable: true,
    };
    const { id: couponId } = await journey.agency.call(createCoupon, {
      params: merchant,
      body: { ...terms, ...fromNow() },
    });
    const { won, refused } = await rush(people, ({ client }) =>
      client.call(claimCoupon, { params: { ...shop, couponId }, headers: { 'idempotency-key': randomUUID() } }),
    );

    expect({ won: won.length, refused: sum(refused) }).toEqual({ won: LAST, refused: SHOPPERS - LAST });
    const held = await books.rows(
      `select c.claimed, count(*)::int as claims, count(distinct k.shopper_id)::int as people,
         (select count(*)::int from coupon_entry e where e.coupon_id = c.id and e.kind = 'claimed') as ledger
       from coupon c join coupon_claim k on k.tenant_id = c.tenant_id and k.coupon_id = c.id where c.id = $1 group by c.tenant_id, c.id`,
      [couponId],
    );
    expect(held).toEqual([{ claimed: LAST, claims: LAST, people: LAST, ledger: LAST }]);
  }, 120_000);

  test(`prizes of a draw: everybody has an entry, ${LAST} have won`, async () => {
    const prizes = [
      { kind: 'goods' as const, title: '保温杯', valueFen: 9_900, weightPpm: 1_000_000, count: LAST },
      { kind: 'thanks' as const, title: '谢谢参与', weightPpm: 0 },
    ];
    const body = {
      title: '周末抽奖',
      rules: '',
      ...fromNow(),
      triesTotal: 1,
      addressDays: 14,
      prizes,
      ...WITHOUT_SHARING,
    };
    const { id: drawId } = await journey.agency.call(createDraw, { params: merchant, body });
    await journey.agency.call(publishDraw, { params: { ...merchant, drawId } });
    const { won, refused } = await rush(people, ({ client }) =>
      client.call(enterDraw, { params: { ...shop, drawId }, headers: { 'idempotency-key': randomUUID() } }),
    );

    expect({ entered: won.length, refused }).toEqual({ entered: SHOPPERS, refused: {} });
    expect(won.filter(({ what }) => what.prize.kind === 'goods')).toHaveLength(LAST);
    const rows = await books.rows(
      `select count(*)::int as entries, count(distinct number)::int as numbers, max(number) as last, count(*) filter (where position = 1)::int as won,
         (select awarded from draw_prize p where p.draw_id = $1 and p.position = 1) as awarded,
         (select count(*)::int from draw_delivery d where d.draw_id = $1) as deliveries
       from draw_entry where draw_id = $1`,
      [drawId],
    );
    expect(rows).toEqual([
      { entries: SHOPPERS, numbers: SHOPPERS, last: SHOPPERS, won: LAST, awarded: LAST, deliveries: LAST },
    ]);
  }, 120_000);

  test(`places of one group: ${LAST} are in, and it is complete`, async () => {
    const article = await stocked(2, 10_000);
    const priceFen = article.price_fen - 500;
    const { id: groupBuyId } = await journey.agency.call(createGroupBuy, {
      params: merchant,
      body: {
        title: '拼团',
        productId: article.product_id,
        size: LAST,
        hours: 2,
        ...fromNow(),
        perShopper: 1,
        items: [{ skuId: article.id, priceFen }],
      },
    });
    const join = ({ client }: PersonInCrowd, groupId?: string) =>
      client.call(placeGroupOrder, {
        params: { ...shop, groupBuyId },
        headers: { 'idempotency-key': randomUUID() },
        body: {
          skuId: article.id,
          quantity: 1,
          delivery: 'pickup',
          expectedTotalFen: priceFen,
          ...(groupId !== undefined && { groupId }),
        },
      });
    const [founder, ...others] = people;
    if (!founder) throw new Error('nobody came');
    const first = await join(founder);
    const groupId = first.groupBuy?.groupId ?? '';
    const { won, refused } = await rush(others, (who) => join(who, groupId));

    expect({ won: won.length, refused: sum(refused) }).toEqual({ won: LAST - 1, refused: SHOPPERS - LAST });
    await payAll([{ who: founder, what: first }, ...won]);
    expect(await books.rows('select state, places, paid from buying_group where id = $1', [groupId])).toEqual([
      { state: 'complete', places: LAST, paid: LAST },
    ]);
    expect(await stockOf(article.id)).toEqual([{ stock: 10_000 - LAST, ledger: 10_000 - LAST, paid: LAST }]);
  }, 120_000);

  test(`places of one appointment: ${LAST} are booked`, async () => {
    const service = await journey.agency.call(createService, {
      params: merchant,
      body: {
        handle: 'class',
        title: '公开课',
        summary: '',
        descriptionHtml: '',
        category: '',
        imageUrl: null,
        priceFen: 0,
        depositFen: 0,
        durationMinutes: 60,
        bufferMinutes: 0,
        capacity: LAST,
        state: 'active',
        position: 0,
        timetable: null,
      },
    });
    const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, fromMinute: 540, toMinute: 1080 }));
    await journey.agency.call(createStaff, {
      params: merchant,
      body: {
        handle: 'teacher',
        name: '林一',
        title: '',
        bio: '',
        imageUrl: null,
        hours,
        state: 'active',
        position: 0,
        serviceIds: [service.id],
      },
    });
    const time = await until(
      async () => {
        const params = { ...shop, serviceId: service.id };
        const { days } = await journey.runtime.call(listFreeTimes, { params, query: { days: 7 } });
        return days.flatMap(({ times }) => times).at(-1) ?? null;
      },
      { seconds: 10, sentence: () => 'The class has no time.' },
    );
    const { won, refused } = await rush(people, ({ client }) =>
      client.call(placeBooking, {
        params: shop,
        headers: { 'idempotency-key': randomUUID() },
        body: { serviceId: service.id, startsAt: time.startsAt, places: 1, contact: CONTACT, expectedTotalFen: 0 },
      }),
    );

    expect({ won: won.length, refused: sum(refused) }).toEqual({ won: LAST, refused: SHOPPERS - LAST });
    const booked = await books.rows(
      `select count(*)::int as bookings, sum(places)::int as places, count(distinct shopper_id)::int as people from booking
       where service_id = $1 and state = 'booked'`,
      [service.id],
    );
    expect(booked).toEqual([{ bookings: LAST, places: LAST, people: LAST }]);
  }, 120_000);

  test('left no program dead, and all books in order', async () => {
    await until(async () => ((await books.faults()).length === 0 ? true : null), {
      seconds: 60,
      sentence: () => 'The books do not agree.',
    });
    expect(losses).toEqual([]);
  }, 90_000);
});

const WITHOUT_SHARING = { look: 'wheel', triesPerShare: 0, maxShareTries: 0 } as const;

function fromNow() {
  const now = Date.now();
  return { startsAt: new Date(now - 60_000).toISOString(), endsAt: new Date(now + 3_600_000).toISOString() };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
