import { OrderClosing } from '#commerce/orders/order-closing.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import {
  cancelBooking,
  getBooking,
  getService,
  getStaff,
  listFreeTimes,
  listServices,
} from '../src/bookings/bookings.contract.js';
import { cancelOrder, getOrder, payOrder } from '../src/orders/orders.contract.js';
import { getStorefront } from '../src/shop-window/shop-window.contract.js';
import { book, chinaTime, salonOf } from './booking-world.js';
import { DEPOSIT, refused, SalonScene } from './salon-scene.js';

let scene: SalonScene;

beforeAll(async () => {
  scene = await SalonScene.open({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 1 });
});
afterAll(() => scene.world.stop());
beforeEach(() => {
  scene.day += 2;
});

async function freeTimes(serviceId: string, staffId?: string): Promise<string[]> {
  const { days } = await scene.world.client().call(listFreeTimes, {
    params: { ...scene.params, serviceId },
    query: { from: scene.at('12:00').slice(0, 10), days: 1, ...(staffId !== undefined && { staffId }) },
  });
  return days[0]?.times.map((time) => time.startsAt) ?? [];
}

describe('what can be booked', () => {
  test('is shown to everybody: services, who does them, and when', async () => {
    const client = scene.world.client();
    const { services, staff } = await client.call(listServices, { params: scene.params });
    const service = await client.call(getService, {
      params: { ...scene.params, serviceId: scene.salon.service('cut') },
    });
    const person = await client.call(getStaff, { params: { ...scene.params, staffId: scene.salon.staff('lin') } });

    expect(services.map(({ title }) => title)).toEqual(['剪发', '洗吹', '流瑜伽']);
    expect(staff.map(({ name }) => name)).toEqual(['林一', '莫言', '苏苏']);
    expect(service.staff.map(({ name }) => name)).toEqual(['林一', '莫言']);
    expect(person.services.map(({ title }) => title)).toEqual(['剪发', '洗吹']);
    expect(await freeTimes(scene.salon.service('cut'))).toContain(scene.at('09:00'));
  });

  test.each([
    ['a day that does not exist', { from: '2026-02-31' }, 400],
    ['a day that is none', { from: 'tomorrow' }, 400],
    ['too many days', { days: 32 }, 400],
    ['no places', { places: 0 }, 400],
    ['nobody who works here', { staffId: newId<string>() }, 404],
  ])('has no times for %s', async (_, query, status) => {
    const call = scene.world
      .client()
      .call(listFreeTimes, { params: { ...scene.params, serviceId: scene.salon.service('cut') }, query });
    await expect(call).rejects.toMatchObject({ status });
  });

  test('stands on the home page in the sections that show services', async () => {
    const fresh = await salonOf(scene.world, {}, [
      { id: 'all', type: 'bookingEntrance', settings: { limit: 2 } },
      { id: 'none', type: 'bookingEntrance', settings: { category: 'nails', limit: 'many' } },
    ]);
    const { home } = await scene.world.client().call(getStorefront, { params: { appId: fresh.shop.appId } });

    expect(home.sections.map(({ services }) => services?.map(({ title }) => title))).toEqual([['剪发', '洗吹'], []]);
  });

  test('is nothing of a neighbour’s', async () => {
    const neighbour = await salonOf(scene.world);
    const there = { appId: neighbour.shop.appId };
    const client = scene.world.client();

    await expect(
      client.call(getService, { params: { ...there, serviceId: scene.salon.service('cut') } }),
    ).rejects.toMatchObject(refused(404, 'service.not_found'));
    await expect(
      client.call(getStaff, { params: { ...there, staffId: scene.salon.staff('lin') } }),
    ).rejects.toMatchObject(refused(404, 'staff.not_found'));
    await expect(
      client.call(listFreeTimes, { params: { ...there, serviceId: scene.salon.service('cut') }, query: {} }),
    ).rejects.toMatchObject(refused(404, 'service.not_found'));
  });
});

describe('a booking', () => {
  test('holds its place until the deposit is paid, and is booked by the payment’s notice', async () => {
    const client = await scene.world.shopper(scene.shop);
    const held = await book(client, scene.salon, scene.cut());
    const order = await client.call(getOrder, { params: { ...scene.params, orderId: held.order?.id ?? '' } });

    expect(held).toMatchObject({ state: 'held', priceFen: 12_800, paidFen: DEPOSIT, staff: { name: '林一' } });
    expect(order).toMatchObject({ delivery: 'booking', totalFen: DEPOSIT, lines: [{ title: '剪发', quantity: 1 }] });
    expect(order.lines[0]?.optionValues.slice(1)).toEqual(['林一', '定金']);
    expect(await freeTimes(scene.salon.service('cut'), scene.salon.staff('lin'))).not.toContain(scene.cut().startsAt);

    await scene.pay(client, order.id);
    const read = await client.call(getBooking, { params: { ...scene.params, bookingId: held.id } });
    expect(read.state).toBe('booked');
    expect(read.timeline.map(({ state, cause }) => [state, cause])).toEqual([
      ['held', 'placed'],
      ['booked', 'order_paid'],
    ]);
  });

  test('without a deposit is booked at once and has no order', async () => {
    const client = await scene.world.shopper(scene.shop);
    const wish = { serviceId: scene.salon.service('wash'), startsAt: scene.at('10:00'), expectedTotalFen: 0 };

    expect(await book(client, scene.salon, wish)).toMatchObject({
      state: 'booked',
      order: null,
      paidFen: 0,
      priceFen: 5800,
    });
  });

  test('made twice with one key is one booking; with another content it is a conflict', async () => {
    const client = await scene.world.shopper(scene.shop);
    const key = newId<string>();
    const answers = await Promise.all([1, 2, 3].map(() => book(client, scene.salon, scene.cut(), key)));

    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await scene.taken()).toBe(1);
    await expect(book(client, scene.salon, scene.cut('14:00'), key)).rejects.toMatchObject(
      refused(409, 'booking.idempotency_conflict'),
    );
  });

  test('by anyone goes to who is free, and to nobody when nobody is', async () => {
    const client = await scene.world.shopper(scene.shop);
    const first = await book(client, scene.salon, scene.anyone());
    const second = await book(client, scene.salon, scene.anyone());

    expect([first.staff.name, second.staff.name].sort()).toEqual(['林一', '莫言']);
    await expect(book(client, scene.salon, scene.anyone('10:30'))).rejects.toMatchObject({
      ...refused(409, 'booking.time_unavailable'),
      problem: { errors: [{ pointer: '/startsAt' }] },
    });
  });

  test('of forty for the last place of two people exactly two succeed', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => scene.world.shopper(scene.shop)));
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        book(clients[index % 20] as ApiClient, scene.salon, scene.anyone()).then(
          () => 'booked',
          (error: unknown) => (error instanceof ProblemAnswer ? error.problem.code : 'failed'),
        ),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(2);
    expect(new Set(outcomes)).toEqual(new Set(['booked', 'booking.time_unavailable']));
    await scene.expectPlacesToMatch();
  });

  test('of many for times that overlap never two stand beside each other', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => scene.world.shopper(scene.shop)));
    const clocks = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30'];
    await Promise.allSettled(clients.map((client, index) => book(client, scene.salon, scene.cut(clocks[index]))));

    const overlaps = await scene.world.rows(
      scene.shop,
      `select a.id from booking_session a join booking_session b on a.staff_id = b.staff_id and a.id < b.id
         and tstzrange(a.starts_at, a.busy_until) && tstzrange(b.starts_at, b.busy_until) where a.taken > 0 and b.taken > 0`,
    );
    expect(overlaps).toEqual([]);
    expect(await scene.taken()).toBeGreaterThanOrEqual(3);
  });

  test('of a class fills its places one by one and no further', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => scene.world.shopper(scene.shop)));
    const wish = { serviceId: scene.salon.service('class'), startsAt: scene.at('10:00'), expectedTotalFen: 9000 };
    const outcomes = await Promise.allSettled(clients.map((client) => book(client, scene.salon, wish)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await scene.taken()).toBe(3);
  });

  test.each([
    ['outside the hours', () => scene.cut('08:00'), 409, 'booking.time_unavailable'],
    ['between the steps', () => scene.cut('10:10'), 409, 'booking.time_unavailable'],
    ['in the past', () => ({ ...scene.cut(), startsAt: chinaTime(-1, '10:00') }), 409, 'booking.time_unavailable'],
    ['at another price', () => ({ ...scene.cut(), expectedTotalFen: 1 }), 409, 'booking.price_changed'],
    [
      'with somebody who does something else',
      () => scene.cut('10:00', scene.salon.staff('su')),
      404,
      'staff.not_found',
    ],
    ['for what is not offered', () => ({ ...scene.cut(), serviceId: newId<string>() }), 404, 'service.not_found'],
    ['for no day', () => ({ ...scene.cut(), startsAt: 'soon' }), 400, 'request.invalid'],
    ['for no places', () => ({ ...scene.cut(), places: 0 }), 400, 'request.invalid'],
    [
      'for more than there are',
      () => ({ ...scene.cut(), places: 2, expectedTotalFen: 6000 }),
      409,
      'booking.time_unavailable',
    ],
    ['with an unknown member', () => ({ ...scene.cut(), priceFen: 1 }), 400, 'request.invalid'],
  ])('%s is refused and takes nothing', async (_, wish, status, code) => {
    const client = await scene.world.shopper(scene.shop);

    await expect(book(client, scene.salon, wish())).rejects.toMatchObject(refused(status, code));
    expect(await scene.taken()).toBe(0);
  });

  test('is one of five at most, also when they are made at the same moment', async () => {
    const client = await scene.world.shopper(scene.shop);
    const clocks = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00'];
    const outcomes = await Promise.allSettled(clocks.map((clock) => book(client, scene.salon, scene.cut(clock))));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(outcomes.filter(({ status }) => status === 'rejected')[0]).toMatchObject({
      reason: refused(409, 'booking.too_many'),
    });
  });

  test('that nobody pays is over with its order, and its place is free', async () => {
    const client = await scene.world.shopper(scene.shop);
    const held = await book(client, scene.salon, scene.cut());
    await scene.world.rows(
      scene.shop,
      `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning 1`,
      [held.order?.id],
    );
    const job = { tenantId: scene.shop.tenantId, orderId: held.order?.id as OrderId };
    const closing = scene.world.app.get(OrderClosing);
    await Promise.all([closing.handle(job), closing.handle(job)]);

    const read = await client.call(getBooking, { params: { ...scene.params, bookingId: held.id } });
    expect(read.state).toBe('expired');
    expect(await scene.taken()).toBe(0);
    await expect(book(await scene.world.shopper(scene.shop), scene.salon, scene.cut())).resolves.toMatchObject({
      state: 'held',
    });
  });

  test('paid after its time was up stays expired, and the money goes back', async () => {
    const client = await scene.world.shopper(scene.shop);
    const held = await book(client, scene.salon, scene.cut());
    const orderId = held.order?.id ?? '';
    await client.call(payOrder, { params: { ...scene.params, orderId } });
    await scene.world.rows(
      scene.shop,
      `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning 1`,
      [orderId],
    );
    await scene.world.app.get(OrderClosing).handle({ tenantId: scene.shop.tenantId, orderId: orderId as OrderId });
    await book(await scene.world.shopper(scene.shop), scene.salon, scene.cut());
    await scene.world.tellPaid(scene.shop, orderId);

    const read = await client.call(getBooking, { params: { ...scene.params, bookingId: held.id } });
    expect(read).toMatchObject({ state: 'expired', order: { state: 'closed', refundingFen: DEPOSIT } });
    expect(await scene.refundsOf(orderId)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    expect(await scene.taken()).toBe(1);
  });

  test('that is held is given up with its order, whichever of the two the shopper cancels', async () => {
    const client = await scene.world.shopper(scene.shop);
    const one = await book(client, scene.salon, scene.cut('10:00'));
    const two = await book(client, scene.salon, scene.cut('12:00'));
    await client.call(cancelOrder, { params: { ...scene.params, orderId: one.order?.id ?? '' } });
    const cancelled = await client.call(cancelBooking, { params: { ...scene.params, bookingId: two.id } });

    expect((await client.call(getBooking, { params: { ...scene.params, bookingId: one.id } })).state).toBe('cancelled');
    expect(cancelled).toMatchObject({ state: 'cancelled', order: { state: 'closed' } });
    expect(await scene.taken()).toBe(0);
  });

  test('whose placing is interrupted leaves nothing behind', async () => {
    const client = await scene.world.shopper(scene.shop);
    // The last step of placing fails, after the place, the order and the booking were written.
    await scene.failingAt('placed', () =>
      expect(book(client, scene.salon, scene.cut())).rejects.toMatchObject({ status: 500 }),
    );

    expect(await scene.taken()).toBe(0);
    await expect(book(client, scene.salon, scene.cut())).resolves.toMatchObject({ state: 'held' });
  });
});
