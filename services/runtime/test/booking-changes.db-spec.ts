import { RefundRequests } from '#commerce/refunds/refund-requests.js';
import type { ApiClient } from '#kernel/http/client.js';
import type { RefundId, ShopperId } from '#kernel/identity/ids.js';
import {
  cancelBooking,
  getBooking,
  listBookings,
  listFreeTimes,
  listTimesToMoveTo,
  placeBooking,
  rescheduleBooking,
} from '../src/bookings/bookings.contract.js';
import { getOrder, requestRefund } from '../src/orders/orders.contract.js';
import { book, bookingOf, salonOf } from './booking-world.js';
import { author, DEPOSIT, refused, SalonScene } from './salon-scene.js';

let scene: SalonScene;

beforeAll(async () => {
  scene = await SalonScene.open({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 1 });
});
afterAll(() => scene.world.stop());
beforeEach(() => {
  scene.day += 2;
});

describe('a booking that is cancelled', () => {
  test('in time gives the deposit back by itself, once, and frees the place', async () => {
    const client = await scene.world.shopper(scene.shop);
    const booking = await scene.booked(client);
    const call = () => client.call(cancelBooking, { params: { ...scene.params, bookingId: booking.id } });
    const outcomes = await Promise.allSettled([call(), call()]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await scene.refundsOf(booking.order?.id)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    const jobs = await scene.world.rows(
      scene.shop,
      `select 1 from outbox o join refund r on r.id::text = o.payload ->> 'refundId' where o.job = 'refund.step' and r.order_id = $1`,
      [booking.order?.id],
    );
    expect(jobs).toHaveLength(1);
    expect(await scene.taken()).toBe(0);
    await expect(call()).rejects.toMatchObject(refused(409, 'booking.not_changeable'));
  });

  test('in time by somebody who had asked for the money before gives it back, once, and not by the merchant’s leave', async () => {
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    const orderId = order?.id ?? '';
    await client.call(requestRefund, { params: { ...scene.params, orderId }, body: { reason: '不想去了' } });
    const cancelled = await client.call(cancelBooking, { params: { ...scene.params, bookingId: id } });

    expect(cancelled).toMatchObject({ state: 'cancelled', order: { refundingFen: DEPOSIT } });
    expect(await scene.refundsOf(orderId)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    const jobs = await scene.world.rows(
      scene.shop,
      `select r.id from outbox o join refund r on r.id::text = o.payload ->> 'refundId' where o.job = 'refund.step' and r.order_id = $1`,
      [orderId],
    );
    expect(jobs).toHaveLength(1);
    const [refund] = jobs as { id: RefundId }[];
    await expect(
      scene.world.app.get(RefundRequests).decline(scene.shop.tenantId, refund?.id as RefundId, author.actor),
    ).rejects.toMatchObject({ code: 'refund.already_decided' });
    expect(await scene.fulfilmentOf(client, orderId)).toBe('unfulfilled');
  });

  test('in time while the money is being asked for gives it back, whichever is first', async () => {
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    const orderId = order?.id ?? '';
    await Promise.allSettled([
      client.call(requestRefund, { params: { ...scene.params, orderId }, body: { reason: '不想去了' } }),
      client.call(cancelBooking, { params: { ...scene.params, bookingId: id } }),
    ]);

    expect(await scene.refundsOf(orderId)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    expect(await scene.taken()).toBe(0);
  });

  test('too late leaves the money to the merchant’s decision', async () => {
    await scene.moveTo({ cancelHours: 720, leadMinutes: 0, horizonDays: 90 });
    const client = await scene.world.shopper(scene.shop);
    const booking = await scene.booked(client);
    const cancelled = await client.call(cancelBooking, { params: { ...scene.params, bookingId: booking.id } });

    expect(cancelled).toMatchObject({ state: 'cancelled', order: { state: 'paid', refundingFen: DEPOSIT } });
    expect(await scene.refundsOf(booking.order?.id)).toEqual([{ state: 'requested', amount_fen: DEPOSIT }]);
    expect(await scene.taken()).toBe(0);
    const other = await scene.booked(client, scene.cut('14:00'));
    const wish = { params: { ...scene.params, bookingId: other.id }, body: { startsAt: scene.at('15:00') } };
    await expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject(refused(409, 'booking.too_late'));
  });
});

describe('when a late shopper’s money is refused', () => {
  const requested = async (orderId = ''): Promise<RefundId> => {
    const sql = `select id from refund where order_id = $1 and state = 'requested'`;
    const [refund] = await scene.world.rows<{ id: RefundId }>(scene.shop, sql, [orderId]);
    return refund?.id as RefundId;
  };
  const decline = async (orderId = '') =>
    scene.world.app.get(RefundRequests).decline(scene.shop.tenantId, await requested(orderId), author.actor);

  test('the order is handed over once, or WeChat would hold the money', async () => {
    await scene.moveTo({ cancelHours: 720, leadMinutes: 0, horizonDays: 90 });
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    await client.call(cancelBooking, { params: { ...scene.params, bookingId: id } });
    expect(await scene.fulfilmentOf(client, order?.id)).toBe('unfulfilled');
    const outcomes = await Promise.allSettled([decline(order?.id), decline(order?.id)]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const handed = await client.call(getOrder, { params: { ...scene.params, orderId: order?.id ?? '' } });
    expect(handed).toMatchObject({ state: 'paid', fulfilment: 'shipped', refundedFen: 0 });
    expect(handed.shipments).toMatchObject([{ kind: 'virtual', lines: [{ quantity: 1 }] }]);
  });

  test('a booking that is still to come is handed over when it is, not before', async () => {
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    const orderId = order?.id ?? '';
    const sql = 'select shopper_id as "shopperId" from shop_order where id = $1';
    const [of] = await scene.world.rows<{ shopperId: ShopperId }>(scene.shop, sql, [orderId]);
    const { tenantId } = scene.shop;
    await scene.world.app.get(RefundRequests).request(tenantId, of?.shopperId as ShopperId, orderId, '不想去了');
    await decline(orderId);
    expect(await scene.fulfilmentOf(client, orderId)).toBe('unfulfilled');

    await scene.desk.mark(scene.shop.tenantId, id, 'arrived', author);
    expect(await scene.fulfilmentOf(client, orderId)).toBe('shipped');
  });
});

describe('a booking that is moved', () => {
  test('has its new place and not its old one, and may be moved no oftener than the shop allows', async () => {
    await scene.moveTo({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 1 });
    const client = await scene.world.shopper(scene.shop);
    const booking = await scene.booked(client);
    const move = (clock: string) =>
      client.call(rescheduleBooking, {
        params: { ...scene.params, bookingId: booking.id },
        body: { startsAt: scene.at(clock) },
      });
    // Half an hour later overlaps the old time.
    const moved = await move('10:30');

    expect(moved).toMatchObject({
      state: 'booked',
      startsAt: scene.at('10:30'),
      staff: { name: '林一' },
      reschedules: 1,
    });
    expect(await scene.taken()).toBe(1);
    const order = await client.call(getOrder, { params: { ...scene.params, orderId: booking.order?.id ?? '' } });
    expect(order.lines[0]?.optionValues[0]).toContain('10:30');
    await expect(move('11:00')).rejects.toMatchObject(refused(409, 'booking.reschedule_limit'));
    await scene.expectPlacesToMatch();
  });

  test('to a time that is taken keeps the old one', async () => {
    const client = await scene.world.shopper(scene.shop);
    const booking = await scene.booked(client, scene.cut('10:00'));
    await book(await scene.world.shopper(scene.shop), scene.salon, scene.cut('14:00'));
    const wish = {
      params: { ...scene.params, bookingId: booking.id },
      body: { startsAt: scene.at('14:00'), staffId: scene.salon.staff('lin') },
    };

    await expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject(refused(409, 'booking.time_unavailable'));
    expect((await client.call(getBooking, { params: wish.params })).startsAt).toBe(scene.at('10:00'));
    await scene.expectPlacesToMatch();
  });

  test('by two who want the same place at the same moment goes to one of them; the other keeps its own', async () => {
    const clients = [await scene.world.shopper(scene.shop), await scene.world.shopper(scene.shop)] as const;
    const [one, two] = await Promise.all([
      scene.booked(clients[0], scene.cut('09:00')),
      scene.booked(clients[1], scene.cut('11:00')),
    ]);
    const body = { startsAt: scene.at('15:00'), staffId: scene.salon.staff('lin') };
    const outcomes = await Promise.allSettled(
      [one, two].map((booking, index) =>
        (clients[index] as ApiClient).call(rescheduleBooking, {
          params: { ...scene.params, bookingId: booking.id },
          body,
        }),
      ),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await scene.taken()).toBe(2);
    await scene.expectPlacesToMatch();
  });

  test('and interrupted on the way keeps its old place and only that', async () => {
    const client = await scene.world.shopper(scene.shop);
    const booking = await scene.booked(client);
    const wish = { params: { ...scene.params, bookingId: booking.id }, body: { startsAt: scene.at('14:00') } };
    await scene.failingAt('rescheduled', () =>
      expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject({ status: 500 }),
    );
    const line = JSON.parse(scene.world.log.find((one) => one.includes('"request failed"')) ?? '{}') as object;
    expect(line).toMatchObject({ problem: 'internal.unexpected', tenantId: scene.shop.tenantId });

    expect((await client.call(getBooking, { params: wish.params })).startsAt).toBe(booking.startsAt);
    expect(await scene.taken()).toBe(1);
    await expect(client.call(rescheduleBooking, wish)).resolves.toMatchObject({ startsAt: wish.body.startsAt });
    await scene.expectPlacesToMatch();
  });

  test('only when it is booked', async () => {
    const client = await scene.world.shopper(scene.shop);
    const held = await book(client, scene.salon, scene.cut());
    const wish = { params: { ...scene.params, bookingId: held.id }, body: { startsAt: scene.at('14:00') } };

    await expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject(refused(409, 'booking.not_changeable'));
  });
});

describe('the times a booking can be moved to', () => {
  const day = () => ({ from: scene.at('12:00').slice(0, 10), days: 1 });
  const clocks = (answer: { days: { times: { startsAt: string }[] }[] }): string[] =>
    answer.days.flatMap(({ times }) => times.map(({ startsAt }) => startsAt));
  const timesFor = async (client: ApiClient, bookingId: string, staffId = scene.salon.staff('lin')) =>
    client.call(listTimesToMoveTo, { params: { ...scene.params, bookingId }, query: { ...day(), staffId } });

  test('are those beside its own as well, and each of them can be taken', async () => {
    await scene.moveTo({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 20 });
    const client = await scene.world.shopper(scene.shop);
    const { id } = await scene.booked(client, scene.cut('10:00'));
    await book(await scene.world.shopper(scene.shop), scene.salon, scene.cut('12:00'));
    const open = await scene.world.client().call(listFreeTimes, {
      params: { ...scene.params, serviceId: scene.salon.service('cut') },
      query: { ...day(), staffId: scene.salon.staff('lin') },
    });
    const offered = clocks(await timesFor(client, id));
    const others = ['09:30', '10:00', '10:30'].map((clock) => scene.at(clock));

    expect(clocks(open)).not.toEqual(expect.arrayContaining([others[0]]));
    expect(offered.filter((time) => !clocks(open).includes(time))).toEqual(others);
    for (const startsAt of offered.slice(0, 8)) {
      const body = { startsAt, staffId: scene.salon.staff('lin') };
      const moved = await client.call(rescheduleBooking, { params: { ...scene.params, bookingId: id }, body });
      expect(moved.startsAt).toBe(startsAt);
      expect(await scene.taken()).toBe(2);
    }
    await scene.expectPlacesToMatch();
  });

  test('in a class count the places of others alone', async () => {
    const classAt = (places: number) => ({
      serviceId: scene.salon.service('class'),
      startsAt: scene.at('10:00'),
      places,
      expectedTotalFen: 9000 * places,
    });
    const client = await scene.world.shopper(scene.shop);
    const two = await book(client, scene.salon, classAt(2));
    const id = two.id;
    await scene.pay(client, two.order?.id ?? '');
    const left = async (bookingId: string) => {
      const { days } = await timesFor(client, bookingId, scene.salon.staff('su'));
      return days.flatMap(({ times }) => times.filter(({ startsAt }) => startsAt < scene.at('11:30')));
    };
    expect((await left(id)).map((time) => time.left)).toEqual([3, 3, 3, 3, 3]);

    await book(await scene.world.shopper(scene.shop), scene.salon, classAt(1));
    expect(await left(id)).toMatchObject([
      { startsAt: scene.at('09:00'), left: 3 },
      { startsAt: scene.at('10:00'), left: 2 },
      { startsAt: scene.at('11:00'), left: 3 },
    ]);
    expect(await scene.taken()).toBe(3);
  });

  test('are shown to its shopper, while it can be moved', async () => {
    const client = await scene.world.shopper(scene.shop);
    const held = await book(client, scene.salon, scene.cut('10:00'));
    const { id } = await scene.booked(client, scene.cut('12:00'));
    const neighbour = await salonOf(scene.world);
    const foreign = { params: { appId: neighbour.shop.appId, bookingId: id } };
    const ask = (query: object) =>
      client.call(listTimesToMoveTo, { params: { ...scene.params, bookingId: id }, query });

    await expect(timesFor(client, held.id)).rejects.toMatchObject(refused(409, 'booking.not_changeable'));
    await expect(timesFor(scene.world.client(), id)).rejects.toMatchObject({ status: 401 });
    const other = timesFor(await scene.world.shopper(scene.shop), id);
    await expect(other).rejects.toMatchObject(refused(404, 'booking.not_found'));
    const stranger = (await scene.world.shopper(neighbour.shop)).call(listTimesToMoveTo, foreign);
    await expect(stranger).rejects.toMatchObject(refused(404, 'booking.not_found'));
    await expect(ask({ staffId: scene.salon.staff('su') })).rejects.toMatchObject(refused(404, 'staff.not_found'));
    for (const query of [{ from: '2026-02-31' }, { days: 32 }, { days: 0 }, { places: 2 }, { staffId: 'lin' }])
      await expect(ask(query)).rejects.toMatchObject(refused(400, 'request.invalid'));
  });
});

describe('a shopper’s bookings', () => {
  test('are listed, those to come before those that are over, and are nobody else’s', async () => {
    const client = await scene.world.shopper(scene.shop);
    const later = await book(client, scene.salon, scene.cut('14:00'));
    const sooner = await book(client, scene.salon, scene.cut('09:00'));
    await client.call(cancelBooking, { params: { ...scene.params, bookingId: later.id } });
    const coming = await client.call(listBookings, { params: scene.params, query: {} });
    const past = await client.call(listBookings, { params: scene.params, query: { which: 'past' } });

    expect(coming.items.map(({ id }) => id)).toEqual([sooner.id]);
    expect(past.items.map(({ id, state }) => [id, state])).toEqual([[later.id, 'cancelled']]);

    const other = await scene.world.shopper(scene.shop);
    const one = { params: { ...scene.params, bookingId: sooner.id } };
    for (const call of [
      other.call(getBooking, one),
      other.call(cancelBooking, one),
      other.call(rescheduleBooking, { ...one, body: { startsAt: scene.at('15:00') } }),
    ])
      await expect(call).rejects.toMatchObject(refused(404, 'booking.not_found'));
    await expect(scene.world.client().call(placeBooking, bookingOf(scene.salon, scene.cut()))).rejects.toMatchObject({
      status: 401,
    });
  });
});
