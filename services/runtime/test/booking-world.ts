import { BookingImporter } from '#commerce/bookings/booking-importer.js';
import { chinaDay } from '#commerce/reconciliation/china-day.js';
import { addDays, dayStartMs } from '#commerce/bookings/china-time.js';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { placeBooking } from '../src/bookings/bookings.contract.js';
import type { RuntimeWorld, TestShop } from './runtime-world.js';

const service = {
  summary: '',
  descriptionHtml: '',
  category: '',
  imageUrl: null,
  bufferMinutes: 0,
  capacity: 1,
  timetable: null,
  state: 'active',
  position: 0,
} as const;
const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, fromMinute: 540, toMinute: 1080 }));
const person = { title: '', bio: '', imageUrl: null, hours, state: 'active', position: 0 } as const;

/** A cut with a deposit by Lin or Mo, one paid at the shop, and a class of three with Su. */
const salon = {
  services: [
    { ...service, handle: 'cut', title: '剪发', priceFen: 12_800, depositFen: 3000, durationMinutes: 60 },
    { ...service, handle: 'wash', title: '洗吹', priceFen: 5800, depositFen: 0, durationMinutes: 30, position: 1 },
    {
      ...service,
      handle: 'class',
      title: '流瑜伽',
      priceFen: 9000,
      depositFen: 9000,
      durationMinutes: 60,
      capacity: 3,
      position: 2,
    },
  ],
  staff: [
    { ...person, handle: 'lin', name: '林一', services: ['cut', 'wash'] },
    { ...person, handle: 'mo', name: '莫言', services: ['cut'], position: 1 },
    { ...person, handle: 'su', name: '苏苏', services: ['class'], position: 2 },
  ],
};

export interface Salon {
  readonly shop: TestShop;
  readonly service: (handle: 'cut' | 'wash' | 'class') => string;
  readonly staff: (handle: 'lin' | 'mo' | 'su') => string;
}

/** A shop where appointments are made. @param settings the `booking` group of its config */
export async function salonOf(
  world: RuntimeWorld,
  settings: object = {},
  sections: readonly object[] = [],
): Promise<Salon> {
  const shop = await world.shop(null);
  await new BookingImporter(world.tenants, world.app.get(Broadcast)).import(shop.tenantId, salon, {
    actor: { kind: 'system', name: 'test' },
    requestId: 'test',
  });
  await republish(world, shop, { booking: settings, home: { sections } });
  const ids = async (table: 'service' | 'staff') =>
    new Map(
      (await world.rows<{ handle: string; id: string }>(shop, `select handle, id from ${table}`)).map(
        ({ handle, id }) => [handle, id],
      ),
    );
  const [services, staff] = [await ids('service'), await ids('staff')];
  return { shop, service: (handle) => services.get(handle) ?? '', staff: (handle) => staff.get(handle) ?? '' };
}

/** Revisions never change: settings come with the next one. */
async function republish(world: RuntimeWorld, shop: TestShop, config: object): Promise<void> {
  const [applet] = await world.rows<{ id: string }>(shop, 'select id from applet');
  await world.publish(shop.tenantId, applet?.id ?? '', 2, config);
}

/** `days` from today at this time in China. */
export function chinaTime(days: number, clock: string): string {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return new Date(dayStartMs(addDays(chinaDay(new Date()), days)) + (hour * 60 + minute) * 60_000).toISOString();
}

export interface Wish {
  readonly serviceId: string;
  readonly staffId?: string;
  readonly startsAt: string;
  readonly places?: number;
  readonly expectedTotalFen: number;
}

export function bookingOf({ shop }: Salon, wish: Wish, key: string = newId()) {
  return {
    params: { appId: shop.appId },
    headers: { 'idempotency-key': key },
    body: { places: 1, ...wish },
  };
}

export async function book(client: ApiClient, salonShop: Salon, wish: Wish, key: string = newId()) {
  return client.call(placeBooking, bookingOf(salonShop, wish, key));
}
