import { newId } from '#kernel/identity/ids.js';
import { eventually } from '#testing/eventually.js';
import { refusedWith } from '#testing/refusal.js';
import {
  getGroup,
  getGroupBuy,
  listGroupBuys,
  listOwnGroups,
  placeGroupOrder,
} from '../src/group-buys/group-buys.contract.js';
import { cancelOrder, quoteOrder } from '../src/orders/orders.contract.js';
import { getProduct, getStorefront } from '../src/shop-window/shop-window.contract.js';
import { author, GroupWorld } from './group-world.js';
import { fromNow, outcomes } from './promotions-world.js';

let world: GroupWorld;

beforeAll(async () => {
  world = await GroupWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const params = () => ({ appId: world.shop.appId });
const groupIdOf = (order: { groupBuy: { groupId: string } | null }) => order.groupBuy?.groupId ?? '';
const codeOf = async (call: Promise<unknown>) => (await refusedWith(call)).problem.code;

describe('the page of a product', () => {
  test('says what a group pays while one can be opened, and nothing before, after, when none is left, or next door', async () => {
    const sku = world.sku();
    const at = { params: { ...params(), productId: sku.product_id } };
    const said = async () => (await world.runtime.client().call(getProduct, at)).groupBuy;
    const elsewhere = await world.offer();
    const [anna, ben] = await world.shoppers(2);

    const before = await said();
    const planned = await world.offer({ startsAt: fromNow(3_600_000), endsAt: fromNow(7_200_000) }, sku);
    const whilePlanned = await said();
    const offer = await world.offer({ size: 2, total: 3, perShopper: 1 }, sku);
    const open = await said();
    const groupId = groupIdOf(await world.buy(anna!, offer));
    await world.buy(ben!, offer, { groupId });
    // What others took is seen when the kept answer is given up; a change of the catalogue does so now.
    await world.admin.stop(world.shop.tenantId, elsewhere.id, author);

    expect([before, whilePlanned]).toEqual([null, null]);
    expect(open).toEqual({ id: offer.id, size: 2, priceFen: 990 });
    // One article is left, which does not make a group.
    expect(await said()).toBeNull();
    await world.admin.remove(world.shop.tenantId, planned.id, author);
    // A week later: until then what the group paid is the most that another offer may strike through.
    await world.runtime.rows(
      world.shop,
      `update shop_order set paid_at = paid_at - interval '8 days' where state = 'paid' returning id`,
    );
    const again = await world.offer({}, sku);
    expect(await said()).toMatchObject({ id: again.id });
    await world.admin.stop(world.shop.tenantId, again.id, author);
    expect(await said()).toBeNull();
  });

  test('is right at the second an offer begins and ends, although the answer is kept', async () => {
    const sku = world.sku();
    const at = { params: { ...params(), productId: sku.product_id } };
    const said = async () => (await world.runtime.client().call(getProduct, at)).groupBuy?.priceFen ?? null;
    await world.offer({ startsAt: fromNow(1_000), endsAt: fromNow(2_500) }, sku);

    expect(await said()).toBeNull();
    await eventually(said, (fen) => fen === 990);
    await eventually(said, (fen) => fen === null);
  });
});

describe('a group', () => {
  test('is opened by paying, joined by paying, and complete with its last payment', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);

    const quote = await world.quote(anna!, offer);
    const opened = await world.place(anna!, offer, { expectedTotalFen: quote.totalFen });
    const groupId = groupIdOf(opened);
    const before = await world.group(groupId);
    await world.pay(anna!, opened.id);
    const joined = await world.buy(ben!, offer, { groupId });

    expect(quote).toMatchObject({
      subtotalFen: 990,
      discountFen: 0,
      lines: [{ priceFen: 990, listPriceFen: offer.sku.price_fen, flashSaleId: null }],
    });
    expect(opened.groupBuy).toMatchObject({ groupBuyId: offer.id, state: 'open', size: 2, joined: 0 });
    expect(before).toEqual({ state: 'open', places: 1, paid: 0, due: true });
    expect(joined.groupBuy).toEqual({ ...opened.groupBuy, state: 'complete', joined: 2 });
    expect(await world.group(groupId)).toEqual({ state: 'complete', places: 2, paid: 2, due: false });
    expect(await world.read(anna!, opened.id)).toMatchObject({ state: 'paid', groupBuy: { state: 'complete' } });
  });

  test('waits for nobody’s payment longer than it lasts itself', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const groupId = groupIdOf(await world.buy(anna!, offer));
    await world.rows(`update buying_group set ends_at = now() + interval '2 minutes' where id = $1 returning id`, [
      groupId,
    ]);

    const order = await world.place(ben!, offer, { groupId });

    expect(order.expiresAt).toBe(order.groupBuy?.endsAt);
    expect(Date.parse(order.expiresAt)).toBeLessThan(Date.now() + 121_000);
  });

  test('of three has three places, however many of twenty shoppers want them at once', async () => {
    const offer = await world.offer({ size: 4, perShopper: 1 });
    const [opener, ...others] = await world.shoppers(21);
    const groupId = groupIdOf(await world.buy(opener!, offer));

    const { done, refused } = await outcomes(others.map((client) => world.place(client, offer, { groupId })));

    expect(done).toHaveLength(3);
    expect(new Set(refused)).toEqual(new Set(['group_buy.group_full']));
    expect(await world.group(groupId)).toMatchObject({ state: 'open', places: 4, paid: 1 });
  });

  test('takes nobody twice, and a place that is given back takes the next', async () => {
    const offer = await world.offer({ size: 2 });
    const [anna, ben, cleo] = await world.shoppers(3);
    const groupId = groupIdOf(await world.buy(anna!, offer));

    expect(await codeOf(world.place(anna!, offer, { groupId }))).toBe('group_buy.already_in');
    const held = await world.place(ben!, offer, { groupId });
    expect(await codeOf(world.place(cleo!, offer, { groupId }))).toBe('group_buy.group_full');
    await ben!.call(cancelOrder, { params: { ...params(), orderId: held.id } });
    const last = await world.buy(cleo!, offer, { groupId });

    expect(last.groupBuy).toMatchObject({ state: 'complete', joined: 2 });
    expect(await codeOf(world.place(ben!, offer, { groupId }))).toBe('group_buy.group_over');
  });

  test('is one group and one order, however often and with however many hands the button is tapped', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const key = newId<string>();

    const orders = await Promise.all(Array.from({ length: 6 }, () => world.place(anna!, offer, { key })));
    const groupId = groupIdOf(orders[0]!);
    const otherKey = newId<string>();
    const joins = await Promise.all(
      Array.from({ length: 6 }, () => world.place(ben!, offer, { groupId, key: otherKey })),
    );

    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    expect(new Set(joins.map(({ id }) => id)).size).toBe(1);
    expect(await world.group(groupId)).toMatchObject({ places: 2 });
    expect(await codeOf(world.place(anna!, offer, { key, quantity: 2 }))).toBe('order.idempotency_conflict');
  });

  test('nobody is in any more is over at once', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const order = await world.place(anna!, offer);

    await anna!.call(cancelOrder, { params: { ...params(), orderId: order.id } });

    expect(await world.group(groupIdOf(order))).toEqual({ state: 'failed', places: 0, paid: 0, due: false });
    expect(await codeOf(world.place(ben!, offer, { groupId: groupIdOf(order) }))).toBe('group_buy.group_over');
  });

  test('orders of many groups and their cancelling do not wait for each other for ever', async () => {
    const offer = await world.offer({ size: 3, perShopper: 1 });
    const clients = await world.shoppers(18);
    const groups = (await Promise.all(clients.slice(0, 3).map((client) => world.buy(client, offer)))).map(groupIdOf);

    const { done, refused } = await outcomes(
      clients.slice(3).map(async (client, index) => {
        const order = await world.place(client, offer, { groupId: groups[index % 3]! });
        if (index % 2 === 0) await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });
        return order;
      }),
    );

    expect(done.length).toBeGreaterThanOrEqual(6);
    expect(refused.filter((code) => code !== 'group_buy.group_full')).toEqual([]);
  });
});

describe('the terms of an offer', () => {
  test('a shopper’s limit counts over all groups, also with several hands', async () => {
    const offer = await world.offer({ perShopper: 2 });
    const client = await world.shopper();

    const { done, refused } = await outcomes(Array.from({ length: 6 }, () => world.place(client, offer)));

    expect(done).toHaveLength(2);
    expect(new Set(refused)).toEqual(new Set(['group_buy.limit_reached']));
    expect(await refusedWith(world.quote(client, offer, { quantity: 3 }))).toMatchObject({
      status: 409,
      problem: { code: 'group_buy.limit_reached', errors: [{ pointer: '/quantity' }] },
    });
  });

  test('the contingent is never oversold, and a group is opened only while there is one for everybody', async () => {
    const offer = await world.offer({ size: 2, total: 5, perShopper: 1 });
    const clients = await world.shoppers(12);

    const opening = await outcomes(clients.slice(0, 6).map((client) => world.buy(client, offer)));
    const groups = opening.done.map(groupIdOf);
    const joining = await outcomes(
      clients.slice(6).map((client, index) => world.place(client, offer, { groupId: groups[index % groups.length]! })),
    );

    expect(opening.done).toHaveLength(4);
    expect(joining.done).toHaveLength(1);
    expect(new Set(opening.refused)).toEqual(new Set(['group_buy.sold_out']));
    expect(joining.refused).toContain('group_buy.sold_out');
    expect(await world.rows('select sold from group_buy where id = $1', [offer.id])).toEqual([{ sold: 5 }]);
  });

  test('stock is the shop’s: the last article is sold once, in a group or not', async () => {
    const offer = await world.offer({ perShopper: 1 });
    await world.rows(
      `with taken as (update sku set stock = 2 where id = $1 returning id)
       insert into stock_entry (tenant_id, id, sku_id, delta, reason)
       select tenant_id, gen_random_uuid(), id, 2 - stock, 'adjustment' from sku where id = $1 returning id`,
      [offer.sku.id],
    );
    const clients = await world.shoppers(6);

    const { done, refused } = await outcomes(clients.map((client) => world.place(client, offer)));

    expect(done).toHaveLength(2);
    expect(new Set(refused)).toEqual(new Set(['stock.insufficient']));
  });

  test('neither coupons nor flash sales mix with the group’s price, and the usual order is as dear as ever', async () => {
    const offer = await world.offer();
    const client = await world.shopper();

    const alone = await client.call(quoteOrder, {
      params: params(),
      body: { lines: [{ skuId: offer.sku.id, quantity: 1 }], delivery: 'express' },
    });

    expect(alone.subtotalFen).toBe(offer.sku.price_fen);
    expect((await refusedWith(world.place(client, offer, { expectedTotalFen: alone.totalFen }))).problem).toMatchObject(
      {
        code: 'order.price_changed',
        quote: { subtotalFen: 990, coupons: [], couponOffers: [], notices: [] },
      },
    );
  });

  test('before its time nobody opens a group; stopped, those that are open go on', async () => {
    const planned = await world.offer({ startsAt: fromNow(60_000) });
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const groupId = groupIdOf(await world.buy(anna!, offer));

    await world.admin.stop(world.shop.tenantId, offer.id, author);

    expect(await codeOf(world.place(anna!, planned))).toBe('group_buy.not_running');
    expect(await codeOf(world.place(ben!, offer))).toBe('group_buy.not_running');
    expect((await world.buy(ben!, offer, { groupId })).groupBuy).toMatchObject({ state: 'complete' });
  });

  test.each([
    ['another shop’s offer', { offer: newId<string>() }, 404, 'group_buy.not_found'],
    ['another offer’s group', { groupId: newId<string>() }, 404, 'group_buy.group_not_found'],
    ['goods that are not in it', { sku: newId<string>() }, 400, 'request.invalid'],
    ['none of it', { quantity: 0 }, 400, 'request.invalid'],
    ['half of one', { quantity: 0.5 }, 400, 'request.invalid'],
  ])('an order for %s is refused', async (_name, wrong, status, code) => {
    const offer = await world.offer();
    const client = await world.shopper();
    const {
      offer: id = offer.id,
      sku,
      ...wish
    } = wrong as { offer?: string; sku?: string; quantity?: number; groupId?: string };
    const other = { id, sku: { ...offer.sku, id: sku ?? offer.sku.id } };

    const refused = await refusedWith(world.place(client, other, { expectedTotalFen: 1990, ...wish }));

    expect([refused.status, refused.problem.code]).toEqual([status, code]);
  });

  test('a coupon, an extra or a line list has no place in such an order', async () => {
    const offer = await world.offer();
    const client = await world.shopper();
    const body = { skuId: offer.sku.id, quantity: 1, delivery: 'pickup' as const, expectedTotalFen: 990 };
    for (const more of [{ coupons: 'best' }, { lines: [] }, { delivery: 'dineIn' }]) {
      const call = client.call(placeGroupOrder, {
        params: { ...params(), groupBuyId: offer.id },
        headers: { 'idempotency-key': newId() },
        body: { ...body, ...more } as typeof body,
      });
      expect(await codeOf(call)).toBe('request.invalid');
    }
  });
});

describe('what everybody sees', () => {
  test('a group of which nobody has paid is not shown, nor another shop’s', async () => {
    const offer = await world.offer();
    const client = await world.shopper();
    const held = groupIdOf(await world.place(client, offer));
    const paid = groupIdOf(await world.buy(client, offer));
    const nobody = world.runtime.client();
    const foreign = { appId: world.foreign.appId };

    expect(await refusedWith(nobody.call(getGroup, { params: { ...params(), groupId: held } }))).toMatchObject({
      status: 404,
    });
    expect(await refusedWith(nobody.call(getGroup, { params: { ...foreign, groupId: paid } }))).toMatchObject({
      status: 404,
    });
    expect(await refusedWith(nobody.call(getGroupBuy, { params: { ...foreign, groupBuyId: offer.id } }))).toMatchObject(
      {
        status: 404,
      },
    );
    expect((await nobody.call(listGroupBuys, { params: foreign })).items).toEqual([]);
  });

  test('a shopper’s own groups need a log-in and are nobody else’s', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const order = await world.buy(anna!, offer);

    const mine = await anna!.call(listOwnGroups, { params: params() });

    expect(mine.items).toMatchObject([
      { orderId: order.id, groupId: groupIdOf(order), state: 'taken', group: { state: 'open', size: 2, joined: 1 } },
    ]);
    expect((await ben!.call(listOwnGroups, { params: params() })).items).toEqual([]);
    const nobody = world.runtime.client();
    expect(await refusedWith(nobody.call(listOwnGroups, { params: params() }))).toMatchObject({ status: 401 });
    expect(await refusedWith(world.quote(nobody, offer))).toMatchObject({ status: 401 });
    expect(await refusedWith(world.place(nobody, offer))).toMatchObject({ status: 401 });
    const stranger = await world.runtime.shopper(world.foreign);
    expect(await refusedWith(world.place(stranger, offer))).toMatchObject({ status: 401 });
  });

  test('the offers, the groups one can join with who is in them, and sections', async () => {
    const offer = await world.offer({ title: '三人团', size: 3, endsAt: fromNow(60_000) });
    const [anna, ben] = await world.shoppers(2);
    const order = await world.buy(anna!, offer);
    const groupId = groupIdOf(order);
    await world.rows(
      `update shopper set nickname = '小满姑娘' where id = (select shopper_id from shop_order where id = $1) returning id`,
      [order.id],
    );
    await world.place(ben!, offer, { groupId });
    const nobody = world.runtime.client();
    const [applet] = await world.rows<{ id: string }>('select id from applet');
    await world.runtime.publish(world.shop.tenantId, applet?.id ?? '', 2, {
      home: { sections: [{ id: 'g', type: 'groupBuy', settings: { groupBuyIds: [offer.id] } }] },
    });

    const { items } = await nobody.call(listGroupBuys, { params: params() });
    const detail = await nobody.call(getGroupBuy, { params: { ...params(), groupBuyId: offer.id } });
    const group = await nobody.call(getGroup, { params: { ...params(), groupId } });
    const { home } = await nobody.call(getStorefront, { params: params() });

    const card = {
      id: offer.id,
      productId: offer.productId,
      title: '三人团',
      priceFen: 990,
      listPriceFen: offer.sku.price_fen,
      size: 3,
    };
    expect(items[0]).toMatchObject(card);
    expect(detail).toMatchObject({
      ...card,
      isOpen: true,
      hours: 2,
      perShopper: 5,
      items: [{ skuId: offer.sku.id, priceFen: 990 }],
    });
    expect(group).toMatchObject({ id: groupId, state: 'open', size: 3, joined: 1, free: 1 });
    expect(group.members).toEqual([{ name: '小**', avatarUrl: null, isOpener: true }]);
    expect(detail.groups).toEqual([group]);
    expect(home.sections).toMatchObject([{ id: 'g', groupBuys: [card] }]);
  });
});
