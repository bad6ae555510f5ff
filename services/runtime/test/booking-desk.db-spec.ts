import { getBooking } from '../src/bookings/bookings.contract.js';
import { getOrder, requestRefund } from '../src/orders/orders.contract.js';
import { book } from './booking-world.js';
import { author, DEPOSIT, SalonScene } from './salon-scene.js';

let scene: SalonScene;

beforeAll(async () => {
  scene = await SalonScene.open({ cancelHours: 12, leadMinutes: 0, horizonDays: 90, rescheduleLimit: 1 });
});
afterAll(() => scene.world.stop());
beforeEach(() => {
  scene.day += 2;
});

describe('at the desk', () => {
  test('a booking is moved past the hours, marked, and its order handed over once', async () => {
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    const moved = await scene.desk.move(scene.shop.tenantId, id, { startsAt: scene.at('20:00') }, author);
    await expect(scene.desk.mark(scene.shop.tenantId, id, 'no_show', author)).rejects.toMatchObject({
      code: 'booking.not_begun',
    });
    await scene.desk.mark(scene.shop.tenantId, id, 'arrived', author);
    await scene.desk.mark(scene.shop.tenantId, id, 'arrived', author);
    const done = await scene.desk.mark(scene.shop.tenantId, id, 'done', author);

    expect(moved.startsAt).toBe(scene.at('20:00'));
    expect(done.state).toBe('done');
    const handed = await client.call(getOrder, { params: { ...scene.params, orderId: order?.id ?? '' } });
    expect(handed).toMatchObject({ fulfilment: 'shipped', shipments: [{ kind: 'virtual', lines: [{ quantity: 1 }] }] });
    expect(handed.shipments).toHaveLength(1);
    await expect(
      scene.desk.cancel(scene.shop.tenantId, id, { refund: true, reason: 'x' }, author),
    ).rejects.toMatchObject({
      code: 'booking.not_changeable',
    });
  });

  test('a booking is cancelled with or without the money', async () => {
    const client = await scene.world.shopper(scene.shop);
    const [one, two] = [await scene.booked(client, scene.cut('10:00')), await scene.booked(client, scene.cut('12:00'))];
    await scene.desk.cancel(scene.shop.tenantId, one.id, { refund: true, reason: '店休' }, author);
    await scene.desk.cancel(scene.shop.tenantId, two.id, { refund: false, reason: '爽约' }, author);

    expect(await scene.refundsOf(one.order?.id)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    expect(await scene.refundsOf(two.order?.id)).toEqual([]);
    expect(await scene.taken()).toBe(0);
    expect(await scene.fulfilmentOf(client, one.order?.id)).toBe('unfulfilled');
    expect(await scene.fulfilmentOf(client, two.order?.id)).toBe('shipped');
  });

  test('cancelling answers what the shopper has asked for', async () => {
    const client = await scene.world.shopper(scene.shop);
    const [one, two] = [await scene.booked(client, scene.cut('10:00')), await scene.booked(client, scene.cut('12:00'))];
    for (const { order } of [one, two])
      await client.call(requestRefund, {
        params: { ...scene.params, orderId: order?.id ?? '' },
        body: { reason: '不想去了' },
      });
    await scene.desk.cancel(scene.shop.tenantId, one.id, { refund: true, reason: '店休' }, author);
    await scene.desk.cancel(scene.shop.tenantId, two.id, { refund: false, reason: '爽约' }, author);

    expect(await scene.refundsOf(one.order?.id)).toEqual([{ state: 'approved', amount_fen: DEPOSIT }]);
    expect(await scene.refundsOf(two.order?.id)).toEqual([{ state: 'declined', amount_fen: DEPOSIT }]);
    expect(await scene.fulfilmentOf(client, one.order?.id)).toBe('unfulfilled');
    expect(await scene.fulfilmentOf(client, two.order?.id)).toBe('shipped');
  });

  test('the deposit of somebody who never came is the shop’s: its order is handed over', async () => {
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    await scene.world.rows(
      scene.shop,
      `update booking set starts_at = now() - interval '1 hour', ends_at = now() where id = $1 returning 1`,
      [id],
    );

    expect((await scene.desk.mark(scene.shop.tenantId, id, 'no_show', author)).state).toBe('no_show');
    expect(await scene.fulfilmentOf(client, order?.id)).toBe('shipped');
  });

  test('the whole refund of an order gives its place back', async () => {
    const client = await scene.world.shopper(scene.shop);
    const { id, order } = await scene.booked(client);
    await scene.world.rows(
      scene.shop,
      `update shop_order set state = 'refunded', refunded_fen = total_fen where id = $1 returning 1`,
      [order?.id],
    );

    expect((await client.call(getBooking, { params: { ...scene.params, bookingId: id } })).state).toBe('cancelled');
    expect(await scene.taken()).toBe(0);
  });

  test('the calendar shows a day in order', async () => {
    const client = await scene.world.shopper(scene.shop);
    await book(client, scene.salon, scene.cut('14:00'));
    await book(client, scene.salon, scene.cut('09:00'));
    const from = scene.at('12:00').slice(0, 10);
    const rows = await scene.desk.calendar(scene.shop.tenantId, { from, days: 1, staffId: scene.salon.staff('lin') });

    expect(rows.map(({ startsAt }) => startsAt)).toEqual([scene.at('09:00'), scene.at('14:00')]);
    expect(await scene.desk.calendar(scene.shop.tenantId, { from, days: 1, staffId: scene.salon.staff('mo') })).toEqual(
      [],
    );
  });
});
