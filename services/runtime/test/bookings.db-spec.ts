import { Client } from 'pg';
import { BookingDesk } from '#commerce/bookings/booking-desk.js';
import { OrderClosing } from '#commerce/orders/order-closing.js';
import { type ApiClient, ProblemAnswer } from '#kernel/http/client.js';
import { newId, type OrderId } from '#kernel/identity/ids.js';
import {
  cancelBooking,
  getBooking,
  getService,
  getStaff,
  listBookings,
  listFreeTimes,
  listServices,
  placeBooking,
  rescheduleBooking,
} from '../src/bookings/bookings.contract.js';
import { cancelOrder, getOrder, payOrder } from '../src/orders/orders.contract.js';
import { getStorefront } from '../src/shop-window/shop-window.contract.js';
import { book, bookingOf, chinaTime, type Salon, salonOf } from './booking-world.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

const DEPOSIT = 3000;

let world: RuntimeWorld;
let salon: Salon;
let shop: TestShop;
let day = 0;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  await moveTo({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 1 });
});
afterAll(() => world.stop());
// Each test has days of its own, so that none takes another's places.
beforeEach(() => {
  day += 2;
});

/** The tests that follow are in a salon of these settings. */
async function moveTo(settings: object): Promise<void> {
  salon = await salonOf(world, settings);
  shop = salon.shop;
  day = 2;
}

const params = () => ({ appId: shop.appId });
const by = { actor: { kind: 'member', id: 'm', name: 'owner' }, requestId: 'r' } as const;
const desk = () => new BookingDesk(world.tenants);
const cut = (clock = '10:00', staffId: string | undefined = salon.staff('lin')) => ({
  serviceId: salon.service('cut'),
  ...(staffId !== undefined && { staffId }),
  startsAt: chinaTime(day, clock),
  expectedTotalFen: DEPOSIT,
});
const anyone = (clock = '10:00') => {
  const { staffId: _, ...wish } = cut(clock);
  return wish;
};

async function pay(client: ApiClient, orderId: string): Promise<void> {
  await client.call(payOrder, { params: { ...params(), orderId } });
  await tellPaid(orderId);
}

/** WeChat Pay's notice that the shopper has paid. */
async function tellPaid(orderId: string): Promise<void> {
  const [payment] = await world.rows<{ out_trade_no: string }>(
    shop,
    'select out_trade_no from payment where order_id = $1',
    [orderId],
  );
  const trade = world.wechat.confirm(payment?.out_trade_no ?? '');
  const { body, headers } = world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade);
  const answer = await fetch(`${world.url}/pay/wechat/${shop.appId}/payments`, { method: 'POST', body, headers });
  expect(answer.status).toBe(204);
}

async function booked(client: ApiClient, wish = cut()) {
  const booking = await book(client, salon, wish);
  await pay(client, booking.order?.id ?? '');
  return client.call(getBooking, { params: { ...params(), bookingId: booking.id } });
}

/** While this runs, the step of that name cannot be written: what came before it in its transaction has to go as well. */
async function failingAt(cause: string, work: () => Promise<unknown>): Promise<void> {
  const owner = new Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  await owner.query(`alter table booking_event add constraint interrupted check (cause <> '${cause}') not valid`);
  try {
    await work();
  } finally {
    await owner.query('alter table booking_event drop constraint interrupted');
    await owner.end();
  }
}

async function taken(): Promise<number> {
  const [row] = await world.rows<{ n: number }>(
    shop,
    `select coalesce(sum(taken), 0)::int as n from booking_session where starts_at >= $1 and starts_at < $2`,
    [chinaTime(day, '00:00'), chinaTime(day + 2, '00:00')],
  );
  return row?.n ?? -1;
}

/** What a session counts is what its living bookings hold. */
async function expectPlacesToMatch(): Promise<void> {
  const wrong = await world.rows(
    shop,
    `select s.id from booking_session s left join booking b on b.tenant_id = s.tenant_id and b.session_id = s.id and b.state not in ('cancelled', 'expired')
     group by s.tenant_id, s.id, s.taken having s.taken <> coalesce(sum(b.places), 0)`,
  );
  expect(wrong).toEqual([]);
}

async function freeTimes(serviceId: string, staffId?: string): Promise<string[]> {
  const { days } = await world.client().call(listFreeTimes, {
    params: { ...params(), serviceId },
    query: { from: chinaTime(day, '12:00').slice(0, 10), days: 1, ...(staffId !== undefined && { staffId }) },
  });
  return days[0]?.times.map((time) => time.startsAt) ?? [];
}

async function refundOf(orderId: string) {
  return world.rows(shop, 'select state, amount_fen from refund where order_id = $1', [orderId]);
}

const refused = (status: number, code: string) => ({ status, problem: { code } });

describe('what can be booked', () => {
  test('is shown to everybody: services, who does them, and when', async () => {
    const client = world.client();
    const { services, staff } = await client.call(listServices, { params: params() });
    const service = await client.call(getService, { params: { ...params(), serviceId: salon.service('cut') } });
    const person = await client.call(getStaff, { params: { ...params(), staffId: salon.staff('lin') } });

    expect(services.map(({ title }) => title)).toEqual(['剪发', '洗吹', '流瑜伽']);
    expect(staff.map(({ name }) => name)).toEqual(['林一', '莫言', '苏苏']);
    expect(service.staff.map(({ name }) => name)).toEqual(['林一', '莫言']);
    expect(person.services.map(({ title }) => title)).toEqual(['剪发', '洗吹']);
    expect(await freeTimes(salon.service('cut'))).toContain(chinaTime(day, '09:00'));
  });

  test.each([
    ['a day that does not exist', { from: '2026-02-31' }, 400],
    ['a day that is none', { from: 'tomorrow' }, 400],
    ['too many days', { days: 32 }, 400],
    ['no places', { places: 0 }, 400],
    ['nobody who works here', { staffId: newId<string>() }, 404],
  ])('has no times for %s', async (_, query, status) => {
    const call = world
      .client()
      .call(listFreeTimes, { params: { ...params(), serviceId: salon.service('cut') }, query });
    await expect(call).rejects.toMatchObject({ status });
  });

  test('stands on the home page in the sections that show services', async () => {
    const fresh = await salonOf(world, {}, [
      { id: 'all', type: 'bookingEntrance', settings: { limit: 2 } },
      { id: 'none', type: 'bookingEntrance', settings: { category: 'nails', limit: 'many' } },
    ]);
    const { home } = await world.client().call(getStorefront, { params: { appId: fresh.shop.appId } });

    expect(home.sections.map(({ services }) => services?.map(({ title }) => title))).toEqual([['剪发', '洗吹'], []]);
  });

  test('is nothing of a neighbour’s', async () => {
    const neighbour = await salonOf(world);
    const there = { appId: neighbour.shop.appId };
    const client = world.client();

    await expect(
      client.call(getService, { params: { ...there, serviceId: salon.service('cut') } }),
    ).rejects.toMatchObject(refused(404, 'service.not_found'));
    await expect(client.call(getStaff, { params: { ...there, staffId: salon.staff('lin') } })).rejects.toMatchObject(
      refused(404, 'staff.not_found'),
    );
    await expect(
      client.call(listFreeTimes, { params: { ...there, serviceId: salon.service('cut') }, query: {} }),
    ).rejects.toMatchObject(refused(404, 'service.not_found'));
  });
});

describe('a booking', () => {
  test('holds its place until the deposit is paid, and is booked by the payment’s notice', async () => {
    const client = await world.shopper(shop);
    const held = await book(client, salon, cut());
    const order = await client.call(getOrder, { params: { ...params(), orderId: held.order?.id ?? '' } });

    expect(held).toMatchObject({ state: 'held', priceFen: 12_800, paidFen: DEPOSIT, staff: { name: '林一' } });
    expect(order).toMatchObject({ delivery: 'booking', totalFen: DEPOSIT, lines: [{ title: '剪发', quantity: 1 }] });
    expect(order.lines[0]?.optionValues.slice(1)).toEqual(['林一', '定金']);
    expect(await freeTimes(salon.service('cut'), salon.staff('lin'))).not.toContain(cut().startsAt);

    await pay(client, order.id);
    const read = await client.call(getBooking, { params: { ...params(), bookingId: held.id } });
    expect(read.state).toBe('booked');
    expect(read.timeline.map(({ state, cause }) => [state, cause])).toEqual([
      ['held', 'placed'],
      ['booked', 'order_paid'],
    ]);
  });

  test('without a deposit is booked at once and has no order', async () => {
    const client = await world.shopper(shop);
    const wish = { serviceId: salon.service('wash'), startsAt: chinaTime(day, '10:00'), expectedTotalFen: 0 };

    expect(await book(client, salon, wish)).toMatchObject({ state: 'booked', order: null, paidFen: 0, priceFen: 5800 });
  });

  test('made twice with one key is one booking; with another content it is a conflict', async () => {
    const client = await world.shopper(shop);
    const key = newId<string>();
    const answers = await Promise.all([1, 2, 3].map(() => book(client, salon, cut(), key)));

    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await taken()).toBe(1);
    await expect(book(client, salon, cut('14:00'), key)).rejects.toMatchObject(
      refused(409, 'booking.idempotency_conflict'),
    );
  });

  test('by anyone goes to who is free, and to nobody when nobody is', async () => {
    const client = await world.shopper(shop);
    const first = await book(client, salon, anyone());
    const second = await book(client, salon, anyone());

    expect([first.staff.name, second.staff.name].sort()).toEqual(['林一', '莫言']);
    await expect(book(client, salon, anyone('10:30'))).rejects.toMatchObject({
      ...refused(409, 'booking.time_unavailable'),
      problem: { errors: [{ pointer: '/startsAt' }] },
    });
  });

  test('of forty for the last place of two people exactly two succeed', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => world.shopper(shop)));
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        book(clients[index % 20] as ApiClient, salon, anyone()).then(
          () => 'booked',
          (error: unknown) => (error instanceof ProblemAnswer ? error.problem.code : 'failed'),
        ),
      ),
    );

    expect(outcomes.filter((outcome) => outcome === 'booked')).toHaveLength(2);
    expect(new Set(outcomes)).toEqual(new Set(['booked', 'booking.time_unavailable']));
    await expectPlacesToMatch();
  });

  test('of many for times that overlap never two stand beside each other', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => world.shopper(shop)));
    const clocks = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30'];
    await Promise.allSettled(clients.map((client, index) => book(client, salon, cut(clocks[index]))));

    const overlaps = await world.rows(
      shop,
      `select a.id from booking_session a join booking_session b on a.staff_id = b.staff_id and a.id < b.id
         and tstzrange(a.starts_at, a.busy_until) && tstzrange(b.starts_at, b.busy_until) where a.taken > 0 and b.taken > 0`,
    );
    expect(overlaps).toEqual([]);
    expect(await taken()).toBeGreaterThanOrEqual(3);
  });

  test('of a class fills its places one by one and no further', async () => {
    const clients = await Promise.all(Array.from({ length: 5 }, () => world.shopper(shop)));
    const wish = { serviceId: salon.service('class'), startsAt: chinaTime(day, '10:00'), expectedTotalFen: 9000 };
    const outcomes = await Promise.allSettled(clients.map((client) => book(client, salon, wish)));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await taken()).toBe(3);
  });

  test.each([
    ['outside the hours', () => cut('08:00'), 409, 'booking.time_unavailable'],
    ['between the steps', () => cut('10:10'), 409, 'booking.time_unavailable'],
    ['in the past', () => ({ ...cut(), startsAt: chinaTime(-1, '10:00') }), 409, 'booking.time_unavailable'],
    ['at another price', () => ({ ...cut(), expectedTotalFen: 1 }), 409, 'booking.price_changed'],
    ['with somebody who does something else', () => cut('10:00', salon.staff('su')), 404, 'staff.not_found'],
    ['for what is not offered', () => ({ ...cut(), serviceId: newId<string>() }), 404, 'service.not_found'],
    ['for no day', () => ({ ...cut(), startsAt: 'soon' }), 400, 'request.invalid'],
    ['for no places', () => ({ ...cut(), places: 0 }), 400, 'request.invalid'],
    [
      'for more than there are',
      () => ({ ...cut(), places: 2, expectedTotalFen: 6000 }),
      409,
      'booking.time_unavailable',
    ],
    ['with an unknown member', () => ({ ...cut(), priceFen: 1 }), 400, 'request.invalid'],
  ])('%s is refused and takes nothing', async (_, wish, status, code) => {
    const client = await world.shopper(shop);

    await expect(book(client, salon, wish())).rejects.toMatchObject(refused(status, code));
    expect(await taken()).toBe(0);
  });

  test('is one of five at most, also when they are made at the same moment', async () => {
    const client = await world.shopper(shop);
    const clocks = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00'];
    const outcomes = await Promise.allSettled(clocks.map((clock) => book(client, salon, cut(clock))));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(outcomes.filter(({ status }) => status === 'rejected')[0]).toMatchObject({
      reason: refused(409, 'booking.too_many'),
    });
  });

  test('that nobody pays is over with its order, and its place is free', async () => {
    const client = await world.shopper(shop);
    const held = await book(client, salon, cut());
    await world.rows(shop, `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning 1`, [
      held.order?.id,
    ]);
    const job = { tenantId: shop.tenantId, orderId: held.order?.id as OrderId };
    const closing = world.app.get(OrderClosing);
    await Promise.all([closing.handle(job), closing.handle(job)]);

    const read = await client.call(getBooking, { params: { ...params(), bookingId: held.id } });
    expect(read.state).toBe('expired');
    expect(await taken()).toBe(0);
    await expect(book(await world.shopper(shop), salon, cut())).resolves.toMatchObject({ state: 'held' });
  });

  test('paid after its time was up stays expired, and the money goes back', async () => {
    const client = await world.shopper(shop);
    const held = await book(client, salon, cut());
    const orderId = held.order?.id ?? '';
    await client.call(payOrder, { params: { ...params(), orderId } });
    await world.rows(shop, `update shop_order set expires_at = now() - interval '1 second' where id = $1 returning 1`, [
      orderId,
    ]);
    await world.app.get(OrderClosing).handle({ tenantId: shop.tenantId, orderId: orderId as OrderId });
    await book(await world.shopper(shop), salon, cut());
    await tellPaid(orderId);

    const read = await client.call(getBooking, { params: { ...params(), bookingId: held.id } });
    expect(read).toMatchObject({ state: 'expired', order: { state: 'closed', refundingFen: DEPOSIT } });
    expect(await refundOf(orderId)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    expect(await taken()).toBe(1);
  });

  test('that is held is given up with its order, whichever of the two the shopper cancels', async () => {
    const client = await world.shopper(shop);
    const one = await book(client, salon, cut('10:00'));
    const two = await book(client, salon, cut('12:00'));
    await client.call(cancelOrder, { params: { ...params(), orderId: one.order?.id ?? '' } });
    const cancelled = await client.call(cancelBooking, { params: { ...params(), bookingId: two.id } });

    expect((await client.call(getBooking, { params: { ...params(), bookingId: one.id } })).state).toBe('cancelled');
    expect(cancelled).toMatchObject({ state: 'cancelled', order: { state: 'closed' } });
    expect(await taken()).toBe(0);
  });

  test('whose placing is interrupted leaves nothing behind', async () => {
    const client = await world.shopper(shop);
    // The last step of placing fails, after the place, the order and the booking were written.
    await failingAt('placed', () => expect(book(client, salon, cut())).rejects.toMatchObject({ status: 500 }));

    expect(await taken()).toBe(0);
    await expect(book(client, salon, cut())).resolves.toMatchObject({ state: 'held' });
  });
});

describe('a booking that is cancelled', () => {
  test('in time gives the deposit back by itself, once, and frees the place', async () => {
    const client = await world.shopper(shop);
    const booking = await booked(client);
    const call = () => client.call(cancelBooking, { params: { ...params(), bookingId: booking.id } });
    const outcomes = await Promise.allSettled([call(), call()]);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refundOf(booking.order?.id ?? '')).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    const jobs = await world.rows(
      shop,
      `select 1 from outbox o join refund r on r.id::text = o.payload ->> 'refundId' where o.job = 'refund.step' and r.order_id = $1`,
      [booking.order?.id],
    );
    expect(jobs).toHaveLength(1);
    expect(await taken()).toBe(0);
    await expect(call()).rejects.toMatchObject(refused(409, 'booking.not_changeable'));
  });

  test('too late leaves the money to the merchant’s decision', async () => {
    await moveTo({ cancelHours: 720, leadMinutes: 0, horizonDays: 90 });
    const client = await world.shopper(shop);
    const booking = await booked(client);
    const cancelled = await client.call(cancelBooking, { params: { ...params(), bookingId: booking.id } });

    expect(cancelled).toMatchObject({ state: 'cancelled', order: { state: 'paid', refundingFen: DEPOSIT } });
    expect(await refundOf(booking.order?.id ?? '')).toEqual([{ state: 'requested', amount_fen: DEPOSIT }]);
    expect(await taken()).toBe(0);
    const other = await booked(client, cut('14:00'));
    const wish = { params: { ...params(), bookingId: other.id }, body: { startsAt: chinaTime(day, '15:00') } };
    await expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject(refused(409, 'booking.too_late'));
  });
});

describe('a booking that is moved', () => {
  test('has its new place and not its old one, and may be moved no oftener than the shop allows', async () => {
    await moveTo({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 1 });
    const client = await world.shopper(shop);
    const booking = await booked(client);
    const move = (clock: string) =>
      client.call(rescheduleBooking, {
        params: { ...params(), bookingId: booking.id },
        body: { startsAt: chinaTime(day, clock) },
      });
    // Half an hour later overlaps the old time.
    const moved = await move('10:30');

    expect(moved).toMatchObject({
      state: 'booked',
      startsAt: chinaTime(day, '10:30'),
      staff: { name: '林一' },
      reschedules: 1,
    });
    expect(await taken()).toBe(1);
    const order = await client.call(getOrder, { params: { ...params(), orderId: booking.order?.id ?? '' } });
    expect(order.lines[0]?.optionValues[0]).toContain('10:30');
    await expect(move('11:00')).rejects.toMatchObject(refused(409, 'booking.reschedule_limit'));
    await expectPlacesToMatch();
  });

  test('to a time that is taken keeps the old one', async () => {
    const client = await world.shopper(shop);
    const booking = await booked(client, cut('10:00'));
    await book(await world.shopper(shop), salon, cut('14:00'));
    const wish = {
      params: { ...params(), bookingId: booking.id },
      body: { startsAt: chinaTime(day, '14:00'), staffId: salon.staff('lin') },
    };

    await expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject(refused(409, 'booking.time_unavailable'));
    expect((await client.call(getBooking, { params: wish.params })).startsAt).toBe(chinaTime(day, '10:00'));
    await expectPlacesToMatch();
  });

  test('by two who want the same place at the same moment goes to one of them; the other keeps its own', async () => {
    const clients = [await world.shopper(shop), await world.shopper(shop)] as const;
    const [one, two] = await Promise.all([booked(clients[0], cut('09:00')), booked(clients[1], cut('11:00'))]);
    const body = { startsAt: chinaTime(day, '15:00'), staffId: salon.staff('lin') };
    const outcomes = await Promise.allSettled(
      [one, two].map((booking, index) =>
        (clients[index] as ApiClient).call(rescheduleBooking, { params: { ...params(), bookingId: booking.id }, body }),
      ),
    );

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await taken()).toBe(2);
    await expectPlacesToMatch();
  });

  test('and interrupted on the way keeps its old place and only that', async () => {
    const client = await world.shopper(shop);
    const booking = await booked(client);
    const wish = { params: { ...params(), bookingId: booking.id }, body: { startsAt: chinaTime(day, '14:00') } };
    await failingAt('rescheduled', () =>
      expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject({ status: 500 }),
    );

    expect((await client.call(getBooking, { params: wish.params })).startsAt).toBe(booking.startsAt);
    expect(await taken()).toBe(1);
    await expect(client.call(rescheduleBooking, wish)).resolves.toMatchObject({ startsAt: wish.body.startsAt });
    await expectPlacesToMatch();
  });

  test('only when it is booked', async () => {
    const client = await world.shopper(shop);
    const held = await book(client, salon, cut());
    const wish = { params: { ...params(), bookingId: held.id }, body: { startsAt: chinaTime(day, '14:00') } };

    await expect(client.call(rescheduleBooking, wish)).rejects.toMatchObject(refused(409, 'booking.not_changeable'));
  });
});

const handedOver = async (client: Awaited<ReturnType<typeof world.shopper>>, orderId = ''): Promise<string> =>
  (await client.call(getOrder, { params: { ...params(), orderId } })).fulfilment;

describe('at the desk', () => {
  test('a booking is moved past the hours, marked, and its order handed over once', async () => {
    const client = await world.shopper(shop);
    const { id, order } = await booked(client);
    const moved = await desk().move(shop.tenantId, id, { startsAt: chinaTime(day, '20:00') }, by);
    await expect(desk().mark(shop.tenantId, id, 'no_show', by)).rejects.toMatchObject({ code: 'booking.not_begun' });
    await desk().mark(shop.tenantId, id, 'arrived', by);
    await desk().mark(shop.tenantId, id, 'arrived', by);
    const done = await desk().mark(shop.tenantId, id, 'done', by);

    expect(moved.startsAt).toBe(chinaTime(day, '20:00'));
    expect(done.state).toBe('done');
    const handed = await client.call(getOrder, { params: { ...params(), orderId: order?.id ?? '' } });
    expect(handed).toMatchObject({ fulfilment: 'shipped', shipments: [{ kind: 'virtual', lines: [{ quantity: 1 }] }] });
    expect(handed.shipments).toHaveLength(1);
    await expect(desk().cancel(shop.tenantId, id, { refund: true, reason: 'x' }, by)).rejects.toMatchObject({
      code: 'booking.not_changeable',
    });
  });

  test('a booking is cancelled with or without the money', async () => {
    const client = await world.shopper(shop);
    const [one, two] = [await booked(client, cut('10:00')), await booked(client, cut('12:00'))];
    await desk().cancel(shop.tenantId, one.id, { refund: true, reason: '店休' }, by);
    await desk().cancel(shop.tenantId, two.id, { refund: false, reason: '爽约' }, by);

    expect(await refundOf(one.order?.id ?? '')).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    expect(await refundOf(two.order?.id ?? '')).toEqual([]);
    expect(await taken()).toBe(0);
    expect(await handedOver(client, one.order?.id)).toBe('unfulfilled');
    expect(await handedOver(client, two.order?.id)).toBe('shipped');
  });

  test('the deposit of somebody who never came is the shop’s: its order is handed over', async () => {
    const client = await world.shopper(shop);
    const { id, order } = await booked(client);
    await world.rows(
      shop,
      `update booking set starts_at = now() - interval '1 hour', ends_at = now() where id = $1 returning 1`,
      [id],
    );

    expect((await desk().mark(shop.tenantId, id, 'no_show', by)).state).toBe('no_show');
    expect(await handedOver(client, order?.id)).toBe('shipped');
  });

  test('the whole refund of an order gives its place back', async () => {
    const client = await world.shopper(shop);
    const { id, order } = await booked(client);
    await world.rows(
      shop,
      `update shop_order set state = 'refunded', refunded_fen = total_fen where id = $1 returning 1`,
      [order?.id],
    );

    expect((await client.call(getBooking, { params: { ...params(), bookingId: id } })).state).toBe('cancelled');
    expect(await taken()).toBe(0);
  });

  test('the calendar shows a day in order', async () => {
    const client = await world.shopper(shop);
    await book(client, salon, cut('14:00'));
    await book(client, salon, cut('09:00'));
    const from = chinaTime(day, '12:00').slice(0, 10);
    const rows = await desk().calendar(shop.tenantId, { from, days: 1, staffId: salon.staff('lin') });

    expect(rows.map(({ startsAt }) => startsAt)).toEqual([chinaTime(day, '09:00'), chinaTime(day, '14:00')]);
    expect(await desk().calendar(shop.tenantId, { from, days: 1, staffId: salon.staff('mo') })).toEqual([]);
  });
});

describe('a shopper’s bookings', () => {
  test('are listed, those to come before those that are over, and are nobody else’s', async () => {
    const client = await world.shopper(shop);
    const later = await book(client, salon, cut('14:00'));
    const sooner = await book(client, salon, cut('09:00'));
    await client.call(cancelBooking, { params: { ...params(), bookingId: later.id } });
    const coming = await client.call(listBookings, { params: params(), query: {} });
    const past = await client.call(listBookings, { params: params(), query: { which: 'past' } });

    expect(coming.items.map(({ id }) => id)).toEqual([sooner.id]);
    expect(past.items.map(({ id, state }) => [id, state])).toEqual([[later.id, 'cancelled']]);

    const other = await world.shopper(shop);
    const one = { params: { ...params(), bookingId: sooner.id } };
    for (const call of [
      other.call(getBooking, one),
      other.call(cancelBooking, one),
      other.call(rescheduleBooking, { ...one, body: { startsAt: chinaTime(day, '15:00') } }),
    ])
      await expect(call).rejects.toMatchObject(refused(404, 'booking.not_found'));
    await expect(world.client().call(placeBooking, bookingOf(salon, cut()))).rejects.toMatchObject({ status: 401 });
  });
});
