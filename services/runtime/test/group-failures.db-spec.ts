import { DueGroupsAcrossTenants } from '#commerce/group-buys/group-jobs.js';
import { Shipments } from '#commerce/fulfilment/shipments.js';
import { PickupNotices } from '#commerce/fulfilment/pickup-notices.js';
import { ExpressCompaniesAcrossTenants } from '#commerce/fulfilment/express-companies-across-tenants.js';
import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import { newId, type RefundId } from '#kernel/identity/ids.js';
import { ShippingClient } from '#kernel/wechat/shipping-client.js';
import { requestRefund } from '../src/orders/orders.contract.js';
import { author, GroupWorld } from './group-world.js';

let world: GroupWorld;

beforeAll(async () => {
  world = await GroupWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const params = () => ({ appId: world.shop.appId });
const groupIdOf = (order: { groupBuy: { groupId: string } | null }) => order.groupBuy?.groupId ?? '';
const refunds = () => new RefundRequests(world.runtime.tenants);
const due = async () => (await new DueGroupsAcrossTenants(world.runtime.fleet).groups()).map(({ id }) => id);
const stockOf = async (skuId: string) =>
  (await world.rows<{ stock: number }>('select stock from sku where id = $1', [skuId]))[0]?.stock;

describe('a group that did not become complete', () => {
  test('before its time is left alone', async () => {
    const offer = await world.offer();
    const groupId = groupIdOf(await world.buy(await world.shopper(), offer));

    await world.step(groupId);

    expect(await due()).not.toContain(groupId);
    expect(await world.group(groupId)).toMatchObject({ state: 'open' });
  });

  test('gives everybody all of their money back, once however often the job runs, and the goods return', async () => {
    const offer = await world.offer({ size: 3 });
    const stock = await stockOf(offer.sku.id);
    const [anna, ben] = await world.shoppers(2);
    const first = await world.buy(anna!, offer, { quantity: 2 });
    const groupId = groupIdOf(first);
    const second = await world.buy(ben!, offer, { groupId });
    await world.expire(groupId);
    expect(await due()).toContain(groupId);

    await Promise.all([world.step(groupId), world.step(groupId), world.step(groupId)]);
    await world.step(groupId);
    const asked = [await world.refundsOf(first.id), await world.refundsOf(second.id)];
    await world.settleRefunds();
    await world.step(groupId);

    expect(asked).toEqual([
      [{ amount_fen: 2980, state: 'approved', reason: '拼团未成，自动退款' }],
      [{ amount_fen: 1990, state: 'approved', reason: '拼团未成，自动退款' }],
    ]);
    expect(await world.read(anna!, first.id)).toMatchObject({
      state: 'refunded',
      refundedFen: 2980,
      groupBuy: { state: 'failed' },
    });
    expect(await world.group(groupId)).toEqual({ state: 'failed', places: 0, paid: 0, due: false });
    expect(await due()).not.toContain(groupId);
    expect(await stockOf(offer.sku.id)).toBe(stock);
    expect(await world.rows('select sold from group_buy where id = $1', [offer.id])).toEqual([{ sold: 0 }]);
  });

  test('closes who has not paid first: a payment that WeChat knows of still makes it complete', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const groupId = groupIdOf(await world.buy(anna!, offer));
    const order = await world.place(ben!, offer, { groupId });
    world.runtime.wechat.confirm(await world.openCashier(ben!, order.id));
    await world.expire(groupId);

    await world.step(groupId);
    const waiting = await world.group(groupId);
    const jobs = await world.rows<{ job: string }>(`select job from outbox where payload ->> 'orderId' = $1`, [
      order.id,
    ]);
    await world.close(order.id);

    expect(waiting).toMatchObject({ state: 'open', due: true });
    expect(jobs).toEqual([{ job: 'order.close' }]);
    expect(await world.group(groupId)).toEqual({ state: 'complete', places: 2, paid: 2, due: false });
  });

  test('fails when the unpaid order is closed, and pays back the others', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const paid = await world.buy(anna!, offer);
    const groupId = groupIdOf(paid);
    const unpaid = await world.place(ben!, offer, { groupId });
    await world.expire(groupId);

    await world.step(groupId);
    await world.close(unpaid.id);
    await world.step(groupId);
    await world.settleRefunds();

    expect((await world.read(ben!, unpaid.id)).state).toBe('closed');
    expect((await world.read(anna!, paid.id)).state).toBe('refunded');
    expect(await world.group(groupId)).toMatchObject({ state: 'failed', places: 0 });
  });

  test('fails although WeChat cannot be asked, and a payment that comes then goes back as well', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const paid = await world.buy(anna!, offer);
    const groupId = groupIdOf(paid);
    const late = await world.place(ben!, offer, { groupId });
    const payment = await world.openCashier(ben!, late.id);
    await world.expire(groupId, '6 minutes');

    await world.step(groupId);
    const before = await world.group(groupId);
    await world.tell(payment);
    const told = await world.group(groupId);
    await world.step(groupId);
    await world.settleRefunds();

    expect(before).toEqual({ state: 'failed', places: 2, paid: 1, due: true });
    expect(told).toEqual({ state: 'failed', places: 2, paid: 2, due: true });
    for (const [client, order] of [
      [anna!, paid],
      [ben!, late],
    ] as const) {
      expect(await world.read(client, order.id)).toMatchObject({ state: 'refunded', refundedFen: 1990 });
    }
    expect(await world.group(groupId)).toEqual({ state: 'failed', places: 0, paid: 0, due: false });
  });

  test('money for an order that was closed with its group goes back, once', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const groupId = groupIdOf(await world.buy(anna!, offer));
    const late = await world.place(ben!, offer, { groupId });
    const payment = await world.openCashier(ben!, late.id);
    await world.expire(groupId);
    await world.step(groupId);
    await world.close(late.id);
    await world.step(groupId);

    await world.tell(payment);
    await world.step(groupId);

    expect(await world.refundsOf(late.id)).toMatchObject([{ amount_fen: 1990, state: 'approved' }]);
    expect((await world.read(ben!, late.id)).state).toBe('closed');
  });

  test('one order that cannot be worked on does not keep the others from their money', async () => {
    const offer = await world.offer({ size: 4 });
    const clients = await world.shoppers(3);
    const orders = [await world.buy(clients[0]!, offer)];
    const groupId = groupIdOf(orders[0]!);
    for (const client of clients.slice(1)) orders.push(await world.buy(client, offer, { groupId }));
    await world.expire(groupId);
    const [stuck, ...others] = orders.map(({ id }) => id).sort();

    await expect(world.step(groupId, world.failingAt(stuck!))).rejects.toThrow('stuck');

    for (const id of others) expect(await world.refundsOf(id)).toMatchObject([{ amount_fen: 1990, state: 'approved' }]);
    expect(await world.refundsOf(stuck!)).toEqual([]);
    expect(await world.group(groupId)).toMatchObject({ state: 'failed', due: true });
    await world.step(groupId);
    expect(await world.refundsOf(stuck!)).toMatchObject([{ amount_fen: 1990, state: 'approved' }]);
    await world.settleRefunds();
    expect(await world.group(groupId)).toEqual({ state: 'failed', places: 0, paid: 0, due: false });
  });

  test.each([1, 2, 3, 4, 5])('killed at step %i goes on from there', async (survives) => {
    const offer = await world.offer({ size: 4 });
    const clients = await world.shoppers(3);
    const orders = [await world.buy(clients[0]!, offer)];
    const groupId = groupIdOf(orders[0]!);
    for (const client of clients.slice(1)) orders.push(await world.buy(client, offer, { groupId }));
    await world.expire(groupId);

    await expect(world.step(groupId, world.dyingAfter(survives))).rejects.toThrow('killed');
    const left = await world.group(groupId);
    await world.rows(`update buying_group set next_step_at = now() where id = $1 returning id`, [groupId]);
    expect(await due()).toContain(groupId);
    await world.step(groupId);
    await world.settleRefunds();

    expect(left.due).toBe(true);
    for (const [index, order] of orders.entries()) {
      expect(await world.refundsOf(order.id)).toMatchObject([{ amount_fen: 1990, state: 'succeeded' }]);
      expect((await world.read(clients[index]!, order.id)).state).toBe('refunded');
    }
    expect(await world.group(groupId)).toEqual({ state: 'failed', places: 0, paid: 0, due: false });
  });

  test('makes up the rest where the merchant has given back a part, and grants what the shopper has asked for', async () => {
    const offer = await world.offer({ size: 3 });
    const stock = await stockOf(offer.sku.id);
    const [anna, ben] = await world.shoppers(2);
    const partly = await world.buy(anna!, offer);
    const groupId = groupIdOf(partly);
    const wished = await world.buy(ben!, offer, { groupId });
    const { tenantId } = world.shop;
    await refunds().create(tenantId, partly.id, { amountFen: 500, reason: '补偿', actor: author.actor });
    await ben!.call(requestRefund, { params: { ...params(), orderId: wished.id }, body: { reason: '不想等了' } });
    await world.expire(groupId);

    await world.step(groupId);
    await world.settleRefunds();
    await world.step(groupId);

    expect((await world.refundsOf(partly.id)).map((one) => one.amount_fen).sort((a, b) => a - b)).toEqual([500, 1490]);
    expect(await world.refundsOf(wished.id)).toMatchObject([{ amount_fen: 1990, state: 'succeeded' }]);
    expect(await world.group(groupId)).toEqual({ state: 'failed', places: 0, paid: 0, due: false });
    expect(await stockOf(offer.sku.id)).toBe(stock);
  });

  test('and the merchant and the shopper who want the same money at the same moment get it once', async () => {
    const offer = await world.offer();
    const wish = { ...author, reason: '顾客来电' };
    for (let round = 0; round < 6; round += 1) {
      const client = await world.shopper();
      const order = await world.buy(client, offer);
      const groupId = groupIdOf(order);
      await world.expire(groupId);

      await Promise.allSettled([
        refunds().create(world.shop.tenantId, order.id, { ...wish, amountFen: 500 }),
        world.step(groupId),
        client.call(requestRefund, { params: { ...params(), orderId: order.id }, body: { reason: '不想要了' } }),
        refunds().create(world.shop.tenantId, order.id, wish),
        world.step(groupId),
      ]);
      await world.step(groupId);
      await world.settleRefunds();

      expect(await world.read(client, order.id)).toMatchObject({ state: 'refunded', refundedFen: order.totalFen });
      const given = await world.refundsOf(order.id);
      expect(given.reduce((sum, { amount_fen }) => sum + amount_fen, 0)).toBe(order.totalFen);
    }
  });

  test('a refund that WeChat refuses is the merchant’s to try again; the group makes no second one', async () => {
    const offer = await world.offer();
    const client = await world.shopper();
    const order = await world.buy(client, offer);
    const groupId = groupIdOf(order);
    await world.expire(groupId);
    await world.step(groupId);
    await world.rows(
      `update refund set state = 'failed', settled_at = now(), next_check_at = null where order_id = $1 returning id`,
      [order.id],
    );

    await world.step(groupId);
    const [failed] = await world.rows<{ id: RefundId }>('select id from refund where order_id = $1', [order.id]);
    await refunds().approve(world.shop.tenantId, failed!.id, author.actor);
    await world.settleRefunds();

    expect(await world.refundsOf(order.id)).toMatchObject([{ amount_fen: 1990, state: 'succeeded' }]);
    expect((await world.read(client, order.id)).state).toBe('refunded');
  });
});

describe('a member who gets their money back', () => {
  test('frees the place in an open group; a complete group stays complete', async () => {
    const offer = await world.offer({ size: 3 });
    const [anna, ben, cleo, dora] = await world.shoppers(4);
    const groupId = groupIdOf(await world.buy(anna!, offer));
    const left = await world.buy(ben!, offer, { groupId });
    const giveBack = async (orderId: string) => {
      await refunds().create(world.shop.tenantId, orderId, { reason: '协商退款', actor: author.actor });
      await world.settleRefunds();
    };

    await giveBack(left.id);
    const open = await world.group(groupId);
    await world.buy(ben!, offer, { groupId });
    const last = await world.buy(cleo!, offer, { groupId });
    await giveBack(last.id);

    expect(open).toMatchObject({ state: 'open', places: 1, paid: 1 });
    expect(await world.group(groupId)).toEqual({ state: 'complete', places: 2, paid: 2, due: false });
    expect((await world.read(cleo!, last.id)).groupBuy).toMatchObject({ state: 'complete', size: 3, joined: 3 });
    await expect(world.place(dora!, offer, { groupId })).rejects.toMatchObject({
      problem: { code: 'group_buy.group_over' },
    });
  });
});

describe('an order whose group is not complete', () => {
  test('is neither shipped nor announced for pick-up; afterwards it is', async () => {
    const offer = await world.offer();
    const [anna, ben] = await world.shoppers(2);
    const order = await world.buy(anna!, offer);
    await world.rows(`update shop_order set delivery = 'pickup' where id = $1 returning id`, [order.id]);
    const groupId = groupIdOf(order);
    const { tenantId } = world.shop;
    const { fleet, tenants, app } = world.runtime;
    const shipments = new Shipments(tenants, new ExpressCompaniesAcrossTenants(fleet, app.get(ShippingClient)));
    const pickups = new PickupNotices(tenants);
    const ship = () => shipments.ship(tenantId, order.id, newId<string>(), { kind: 'pickup' }, author);

    await expect(ship()).rejects.toMatchObject({ code: 'group_buy.incomplete' });
    await expect(pickups.announce(tenantId, order.id)).rejects.toMatchObject({ code: 'group_buy.incomplete' });
    await world.buy(ben!, offer, { groupId });
    await pickups.announce(tenantId, order.id);
    await ship();

    expect((await world.read(anna!, order.id)).fulfilment).toBe('shipped');
  });
});
