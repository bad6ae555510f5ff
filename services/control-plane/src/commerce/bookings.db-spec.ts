import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { type ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  addStaffException,
  changeService,
  changeStaff,
  createService,
  createStaff,
  importBookingShop,
  listServices,
  listStaff,
  removeStaffException,
} from './booking-setup.contract.js';
import { cancelBooking, getBooking, getCalendar, markBooking, moveBooking } from './bookings.contract.js';

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
});
afterAll(() => shop.stop());

const cut = { handle: 'cut', title: '剪发', priceFen: 12_800, depositFen: 3000, durationMinutes: 60 };
const hours = [{ weekday: 1, fromMinute: 540, toMinute: 1080 }];

/** A booking of tomorrow morning as a shopper without anything to pay has made it. */
async function booking(): Promise<string> {
  const [shopper, session, id] = [newId(), newId(), newId<string>()];
  const { items: services } = await shop.api.call(listServices, { params: shop.params });
  const { items: staff } = await shop.api.call(listStaff, { params: shop.params });
  const [serviceId, staffId] = [services[0]?.id, staff[0]?.id];
  await shop.rows(
    `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2, 'wx0000000000000001', $3) returning 1`,
    [shop.merchantId, shopper, shopper],
  );
  const [start] = await shop.rows<{ at: Date }>(
    `select date_trunc('hour', now()) + interval '1 day' + (select count(*) from booking_session) * interval '2 hours' as at`,
  );
  await shop.rows(
    `insert into booking_session (tenant_id, id, staff_id, service_id, starts_at, ends_at, busy_until, capacity, taken)
     values ($1, $2, $3, $4, $5::timestamptz, $5::timestamptz + interval '1 hour', $5::timestamptz + interval '1 hour', 1, 1) returning 1`,
    [shop.merchantId, session, staffId, serviceId, start?.at],
  );
  await shop.rows(
    `insert into booking (tenant_id, id, app_id, shopper_id, session_id, service_id, staff_id, starts_at, ends_at, places, state, price_fen, paid_fen,
       idempotency_key, request_hash)
     values ($1, $2, 'wx0000000000000001', $3, $4, $5, $6, $7::timestamptz, $7::timestamptz + interval '1 hour', 1, 'booked', 12800, 0, $8, '') returning 1`,
    [shop.merchantId, id, shopper, session, serviceId, staffId, start?.at, id],
  );
  return id;
}

describe('services and staff', () => {
  test('are made, changed and read back, each change with an audit entry', async () => {
    const service = await shop.api.call(createService, {
      params: shop.params,
      body: {
        ...cut,
        descriptionHtml: '<p onclick="x()">洗剪吹</p><script>1</script>',
        imageUrl: 'template:booking/demo/media/a.svg',
      } as never,
    });
    const staff = await shop.api.call(createStaff, {
      params: shop.params,
      body: { handle: 'lin', name: '林一', hours, serviceIds: [service.id] } as never,
    });
    const changed = await shop.api.call(changeService, {
      params: { ...shop.params, serviceId: service.id },
      body: { state: 'hidden', timetable: [{ weekday: 1, startMinute: 600, staffId: staff.id }] },
    });
    const moved = await shop.api.call(changeStaff, {
      params: { ...shop.params, staffId: staff.id },
      body: { hours: [...hours, { weekday: 2, fromMinute: 0, toMinute: 1440 }] },
    });

    expect(service).toMatchObject({
      descriptionHtml: '<p>洗剪吹</p>',
      imageUrl: 'media/template/booking/demo/media/a.svg',
      capacity: 1,
    });
    expect(changed).toMatchObject({ state: 'hidden', title: '剪发', timetable: [{ staffId: staff.id }] });
    expect(moved).toMatchObject({ name: '林一', serviceIds: [service.id], hours: [{ weekday: 1 }, { weekday: 2 }] });
    expect((await shop.api.call(listServices, { params: shop.params })).items).toEqual([changed]);
    expect(await shop.rows(`select count(*)::int as n from audit_entry where action ~ '^(service|staff)'`)).toEqual([
      { n: 4 },
    ]);
    await shop.api.call(changeService, {
      params: { ...shop.params, serviceId: service.id },
      body: { state: 'active', timetable: null },
    });
  });

  test('have days off and extra hours that can be taken back', async () => {
    const [staff] = (await shop.api.call(listStaff, { params: shop.params })).items;
    const place = { ...shop.params, staffId: staff?.id ?? '' };
    const body = { day: '2099-02-28', kind: 'off', note: '年假' } as never;
    const away = await shop.api.call(addStaffException, { params: place, body });
    const back = await shop.api.call(removeStaffException, {
      params: { ...place, exceptionId: away.exceptions[0]?.id ?? '' },
    });

    expect(away.exceptions).toMatchObject([
      { day: '2099-02-28', kind: 'off', fromMinute: 0, toMinute: 1440, note: '年假' },
    ]);
    expect(back.exceptions).toEqual([]);
    expect(
      await refusal(shop.api.call(removeStaffException, { params: { ...place, exceptionId: newId<string>() } })),
    ).toMatchObject({ status: 404, code: 'staff_exception.not_found' });
    expect(
      await refusal(
        shop.api.call(addStaffException, { params: place, body: { day: '2026-02-30', kind: 'off' } as never }),
      ),
    ).toMatchObject({ status: 400, pointers: ['/day'] });
  });

  test.each([
    ['a deposit above the price', { ...cut, handle: 'x', depositFen: 12_801 }, '/depositFen'],
    ['a price that is no integer', { ...cut, handle: 'x', priceFen: 19.99 }, '/priceFen'],
    ['a negative price', { ...cut, handle: 'x', priceFen: -1 }, '/priceFen'],
    ['no length', { ...cut, handle: 'x', durationMinutes: 0 }, '/durationMinutes'],
    ['a picture over http', { ...cut, handle: 'x', imageUrl: 'http://a.test/a.png' }, '/imageUrl'],
    [
      'a picture outside the template',
      { ...cut, handle: 'x', imageUrl: 'template:booking/../../etc/passwd' },
      '/imageUrl',
    ],
    ['a handle with blanks', { ...cut, handle: 'a b' }, '/handle'],
    ['a title that is blank', { ...cut, handle: 'x', title: '  ' }, '/title'],
    ['an unknown member', { ...cut, handle: 'x', price: 1 }, '/price'],
  ])('are not made with %s', async (_, body, pointer) => {
    const refused = await refusal(shop.api.call(createService, { params: shop.params, body: body as never }));
    expect([refused.status, refused.pointers?.[0]]).toEqual([400, pointer]);
  });

  test.each([
    [
      'hours that end before they begin',
      { hours: [{ weekday: 1, fromMinute: 600, toMinute: 540 }] },
      '/hours/0/toMinute',
    ],
    ['hours that overlap', { hours: [...hours, { weekday: 1, fromMinute: 600, toMinute: 660 }] }, '/hours/1'],
    ['an eighth day', { hours: [{ weekday: 8, fromMinute: 0, toMinute: 60 }] }, '/hours/0/weekday'],
    ['a service of nobody', { serviceIds: [newId<string>()] }, '/serviceIds/0'],
  ])('are not made with %s', async (_, change, pointer) => {
    const body = { handle: 'mo', name: '莫言', hours, serviceIds: [], ...change } as never;
    const refused = await refusal(shop.api.call(createStaff, { params: shop.params, body }));
    expect([refused.status, refused.pointers?.[0]]).toEqual([400, pointer]);
    expect((await shop.api.call(listStaff, { params: shop.params })).items).toHaveLength(1);
  });

  test('have names that nobody else has', async () => {
    expect(await refusal(shop.api.call(createService, { params: shop.params, body: cut as never }))).toMatchObject({
      status: 409,
      code: 'service.handle_taken',
    });
    const twin = { handle: 'lin', name: '林二', hours, serviceIds: [] } as never;
    expect(await refusal(shop.api.call(createStaff, { params: shop.params, body: twin }))).toMatchObject({
      status: 409,
      code: 'staff.handle_taken',
    });
  });
});

describe('a shop in one file', () => {
  const folder = path.join(projectRoot(), 'templates/booking/demo');
  const demos = readdirSync(folder).filter((file) => file.endsWith('.json'));

  test.each(demos)('%s goes in, twice without a change', async (file) => {
    const merchant = await shop.world.merchant(shop.agency);
    const place = { merchantId: merchant.id };
    const body = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as never;
    const first = await shop.api.call(importBookingShop, { params: place, body });
    const before = await shop.api.call(listServices, { params: place });
    const again = await shop.api.call(importBookingShop, { params: place, body });

    expect(first.services).toBeGreaterThanOrEqual(8);
    expect(first.staff).toBeGreaterThanOrEqual(5);
    expect([first.created, again.created]).toEqual([first.services + first.staff, 0]);
    const undated = <Item extends object>(item: Item) => ({ ...item, updatedAt: null });
    expect((await shop.api.call(listServices, { params: place })).items.map(undated)).toEqual(
      before.items.map(undated),
    );
  });

  test('goes in whole or not at all, and says where it is wrong', async () => {
    const merchant = await shop.world.merchant(shop.agency);
    const place = { merchantId: merchant.id };
    const wrong = {
      services: [cut, { ...cut, handle: 'class', timetable: [{ weekday: 1, startMinute: 0, staff: 'nobody' }] }],
      staff: [],
    } as never;
    const strange = { services: [cut], staff: [{ handle: 'a', name: 'a', hours, services: ['cut', 'dye'] }] } as never;
    const twice = { services: [cut, cut], staff: [] } as never;

    for (const [body, pointer] of [
      [wrong, '/services/1/timetable/0/staff'],
      [strange, '/staff/0/services/1'],
      [twice, '/services/1/handle'],
    ] as const)
      expect(await refusal(shop.api.call(importBookingShop, { params: place, body }))).toMatchObject({
        status: 400,
        pointers: [pointer],
      });
    expect((await shop.api.call(listServices, { params: place })).items).toEqual([]);
  });
});

describe('bookings', () => {
  test('are seen in the calendar, moved, marked and cancelled', async () => {
    const [one, two] = [await booking(), await booking()];
    const { startsAt } = await shop.api.call(getBooking, { params: { ...shop.params, bookingId: one } });
    const from = new Date(Date.parse(startsAt) + 8 * 3_600_000).toISOString().slice(0, 10);
    const week = await shop.api.call(getCalendar, { params: shop.params, query: { from, days: 7 } });
    const later = new Date(Date.parse(startsAt) + 30 * 3_600_000).toISOString();
    const moved = await shop.api.call(moveBooking, {
      params: { ...shop.params, bookingId: one },
      body: { startsAt: later },
    });
    const came = await shop.api.call(markBooking, {
      params: { ...shop.params, bookingId: one },
      body: { attendance: 'arrived' },
    });
    const gone = await shop.api.call(cancelBooking, {
      params: { ...shop.params, bookingId: two },
      body: { reason: '店休' } as never,
    });

    expect(week.items.map(({ id }) => id)).toEqual([one, two]);
    expect(moved).toMatchObject({ startsAt: later, timeline: [{ cause: 'moved_by_shop' }] });
    expect([came.state, gone.state]).toEqual(['arrived', 'cancelled']);
    expect(
      await refusal(
        shop.api.call(cancelBooking, { params: { ...shop.params, bookingId: two }, body: { reason: 'x' } as never }),
      ),
    ).toMatchObject({ status: 409, code: 'booking.not_changeable' });
    expect(await shop.rows(`select action from audit_entry where action like 'booking.%' order by id`)).toEqual(
      ['booking.move', 'booking.arrived', 'booking.cancel'].map((action) => ({ action })),
    );
  });

  test.each([
    ['a calendar of no day', () => shop.api.call(getCalendar, { params: shop.params, query: { from: '2026-13-01' } })],
    [
      'a calendar of a year',
      () => shop.api.call(getCalendar, { params: shop.params, query: { from: '2026-01-01', days: 365 } }),
    ],
    [
      'a move to no time',
      async () =>
        shop.api.call(moveBooking, { params: { ...shop.params, bookingId: newId<string>() }, body: { startsAt: 'x' } }),
    ],
    [
      'a mark that is none',
      async () =>
        shop.api.call(markBooking, {
          params: { ...shop.params, bookingId: newId<string>() },
          body: { attendance: 'held' as never },
        }),
    ],
    [
      'a cancelling without a reason',
      async () =>
        shop.api.call(cancelBooking, { params: { ...shop.params, bookingId: newId<string>() }, body: {} as never }),
    ],
  ])('%s is a 400', async (_, call) => {
    expect(await refusal(call())).toMatchObject({ status: 400 });
  });

  test('and all that belongs to them are nobody else’s: 401 for a stranger, 404 for the neighbour', async () => {
    const bookingId = await booking();
    const [service] = (await shop.api.call(listServices, { params: shop.params })).items;
    const [staff] = (await shop.api.call(listStaff, { params: shop.params })).items;
    const [serviceId, staffId] = [service?.id ?? '', staff?.id ?? ''];
    const calls = (client: ApiClient, place: { merchantId: string }) => [
      () => client.call(changeService, { params: { ...place, serviceId }, body: { position: 1 } }),
      () => client.call(changeStaff, { params: { ...place, staffId }, body: { position: 1 } }),
      () =>
        client.call(addStaffException, {
          params: { ...place, staffId },
          body: { day: '2099-01-01', kind: 'off' } as never,
        }),
      () => client.call(removeStaffException, { params: { ...place, staffId, exceptionId: newId<string>() } }),
      () => client.call(getBooking, { params: { ...place, bookingId } }),
      () => client.call(moveBooking, { params: { ...place, bookingId }, body: { startsAt: '2099-01-01T00:00:00Z' } }),
      () => client.call(cancelBooking, { params: { ...place, bookingId }, body: { reason: 'x' } as never }),
      () => client.call(markBooking, { params: { ...place, bookingId }, body: { attendance: 'done' } }),
    ];
    const lists = (client: ApiClient) => [
      () => client.call(listServices, { params: shop.params }),
      () => client.call(createService, { params: shop.params, body: { ...cut, handle: 'planted' } as never }),
      () => client.call(listStaff, { params: shop.params }),
      () =>
        client.call(createStaff, {
          params: shop.params,
          body: { handle: 'planted', name: 'x', hours, serviceIds: [] } as never,
        }),
      () => client.call(importBookingShop, { params: shop.params, body: { services: [], staff: [] } }),
      () => client.call(getCalendar, { params: shop.params, query: { from: '2026-11-23' } }),
    ];

    for (const [client, status] of [
      [shop.world.stranger, 401],
      [shop.neighbour, 404],
    ] as const)
      for (const call of [...lists(client), ...calls(client, shop.params)])
        expect(await refusal(call())).toMatchObject({ status });
    const other = { merchantId: (await shop.world.merchant(shop.agency)).id };
    for (const call of calls(shop.api, other)) expect(await refusal(call())).toMatchObject({ status: 404 });
  });
});
