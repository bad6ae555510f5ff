import { BookingDesk } from '#commerce/bookings/booking-desk.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { ContentCheckStep } from '#commerce/content-checks/content-check-step.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import {
  cancelBooking,
  getBooking,
  listFreeTimes,
  placeBooking,
  rescheduleBooking,
} from '../src/bookings/bookings.contract.js';
import { book, bookingOf, chinaTime, type Salon, salonOf } from './booking-world.js';
import { RuntimeWorld } from './runtime-world.js';
import { answering, authorise, TEXT_CHECK, verdict } from './wechat-of-applet.js';

let world: RuntimeWorld;
let salon: Salon;
let day = 0;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  salon = await salonOf(world, { cancelHours: 12, leadMinutes: 0, horizonDays: 90 });
  await authorise(world, salon.shop);
});
afterAll(() => world.stop());
beforeEach(() => {
  day += 2;
});

const params = () => ({ appId: salon.shop.appId });
/** Paid at the shop: booked at once. */
const wash = (clock = '10:00') => ({
  serviceId: salon.service('wash'),
  staffId: salon.staff('lin'),
  startsAt: chinaTime(day, clock),
  expectedTotalFen: 0,
});
const refused = (status: number, code: string) => ({ status, problem: { code } });
const at = (client: ApiClient, startsAt: string) => book(client, salon, { ...wash(), startsAt });

describe('times beyond every calendar', () => {
  const beyond = ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59-23:59'];

  test.each(['0000-01-01', '9999-12-31', '2026-02-30'])('are no days to ask for: %s', async (from) => {
    const question = { params: { ...params(), serviceId: salon.service('wash') }, query: { from, days: 31 } };

    await expect(world.client().call(listFreeTimes, question)).rejects.toMatchObject(refused(400, 'request.invalid'));
  });

  test.each([
    // What is no time at all is refused at the door.
    ['0000-01-01T00:00:00Z', 400, 'request.invalid'],
    ['9999-12-31T23:59:59-23:59', 400, 'request.invalid'],
    ['0001-01-01T00:00:00Z', 409, 'booking.time_unavailable'],
    ['9999-12-31T23:59:59Z', 409, 'booking.time_unavailable'],
    ['9999-12-31T23:59:59-12:00', 409, 'booking.time_unavailable'],
  ])('are not free: %s', async (startsAt, status, code) => {
    const client = await world.shopper(salon.shop);
    const { id } = await book(client, salon, wash());
    const reschedule = () =>
      client.call(rescheduleBooking, { params: { ...params(), bookingId: id }, body: { startsAt } });

    await expect(at(client, startsAt)).rejects.toMatchObject(refused(status, code));
    await expect(reschedule()).rejects.toMatchObject(refused(status, code));
  });

  test.each(beyond)('are not moved to by the shop either: %s', async (startsAt) => {
    const client = await world.shopper(salon.shop);
    const { id } = await book(client, salon, wash('12:00'));
    const author = { actor: { kind: 'member', id: 'm', name: 'owner' }, requestId: 'r' } as const;
    const moved = new BookingDesk(world.tenants).move(salon.shop.tenantId, id, { startsAt }, author);

    await expect(moved).rejects.toMatchObject({ code: 'request.invalid' });
    expect((await client.call(getBooking, { params: { ...params(), bookingId: id } })).startsAt).toBe(
      wash('12:00').startsAt,
    );
  });
});

test('a booking whose time has come is not given up by its shopper any more', async () => {
  const client = await world.shopper(salon.shop);
  const { id } = await book(client, salon, wash());
  await world.rows(
    salon.shop,
    `update booking set starts_at = now() - interval '1 minute', ends_at = now() + interval '1 hour' where id = $1 returning 1`,
    [id],
  );

  const cancel = client.call(cancelBooking, { params: { ...params(), bookingId: id } });

  await expect(cancel).rejects.toMatchObject(refused(409, 'booking.begun'));
  expect((await client.call(getBooking, { params: { ...params(), bookingId: id } })).state).toBe('booked');
});

test('a key that an order has under a like name is a conflict, and leaves no place taken', async () => {
  const shop = salon.shop;
  const client = await world.shopper(shop);
  const key = newId<string>();
  const [first] = await world.rows<{ id: string }>(
    shop,
    `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen, shipping_fen,
       total_fen, delivery, created_at, expires_at)
     select tenant_id, gen_random_uuid(), 'twin', app_id, id, 'booking:' || $1, '', 'pending', '[]', 1, 0, 1, 'pickup', now(), now() + interval '1 hour'
     from shopper order by created_at desc limit 1 returning id`,
    [key],
  );
  const cut = { serviceId: salon.service('cut'), staffId: salon.staff('mo'), startsAt: chinaTime(day, '10:00') };

  const placed = client.call(placeBooking, bookingOf(salon, { ...cut, expectedTotalFen: 3000 }, key));

  expect(first?.id).toBeDefined();
  await expect(placed).rejects.toMatchObject(refused(409, 'booking.idempotency_conflict'));
  await book(client, salon, { ...cut, expectedTotalFen: 3000 });
});

test('a held note of a booking without an order comes to it once WeChat agrees', async () => {
  const client = await world.shopper(salon.shop);
  answering(world, { [TEXT_CHECK]: 'down' });
  const wish = bookingOf(salon, wash());
  const { id, note } = await client.call(placeBooking, { ...wish, body: { ...wish.body, note: '靠窗的位置' } });
  answering(world, { [TEXT_CHECK]: verdict('pass') });
  const due = await world.rows<{ id: string }>(
    salon.shop,
    `update content_check set next_attempt_at = now() where next_attempt_at is not null returning id`,
  );
  const { app, tenants } = world;
  const step = new ContentCheckStep(
    tenants,
    app.get(ContentSecurityClient),
    app.get(ObjectStore),
    app.get(CommerceSettings),
  );
  for (const check of due) await step.handle({ tenantId: salon.shop.tenantId, checkId: check.id });

  expect(note).toBeNull();
  expect((await client.call(getBooking, { params: { ...params(), bookingId: id } })).note).toBe('靠窗的位置');
});
