import { Client } from 'pg';
import { BookingDesk } from '#commerce/bookings/booking-desk.js';
import type { ApiClient } from '#kernel/http/client.js';
import { getBooking } from '../src/bookings/bookings.contract.js';
import { getOrder, payOrder } from '../src/orders/orders.contract.js';
import { book, chinaTime, type Salon, salonOf } from './booking-world.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';

export const DEPOSIT = 3000;
export const refused = (status: number, code: string) => ({ status, problem: { code } });
export const author = { actor: { kind: 'member', id: 'm', name: 'owner' }, requestId: 'r' } as const;

/** A salon, and in it days that belong to the test that runs: none takes another's places. */
export class SalonScene {
  day = 0;

  private constructor(
    readonly world: RuntimeWorld,
    public salon: Salon,
  ) {}

  /** @param settings the `booking` group of its config */
  static async open(settings: object): Promise<SalonScene> {
    const world = await RuntimeWorld.start();
    return new SalonScene(world, await salonOf(world, settings));
  }

  /** The tests that follow are in a salon of these settings. */
  async moveTo(settings: object): Promise<void> {
    this.salon = await salonOf(this.world, settings);
  }

  get shop(): TestShop {
    return this.salon.shop;
  }

  get params(): { appId: TestShop['appId'] } {
    return { appId: this.shop.appId };
  }

  get desk(): BookingDesk {
    return new BookingDesk(this.world.tenants);
  }

  at(clock: string): string {
    return chinaTime(this.day, clock);
  }

  cut(clock = '10:00', staffId = this.salon.staff('lin')) {
    return { ...this.anyone(clock), staffId };
  }

  anyone(clock = '10:00') {
    return { serviceId: this.salon.service('cut'), startsAt: this.at(clock), expectedTotalFen: DEPOSIT };
  }

  async pay(client: ApiClient, orderId: string): Promise<void> {
    await client.call(payOrder, { params: { ...this.params, orderId } });
    await this.world.tellPaid(this.shop, orderId);
  }

  /** A booking whose deposit is paid. */
  async booked(client: ApiClient, wish = this.cut()) {
    const booking = await book(client, this.salon, wish);
    await this.pay(client, booking.order?.id ?? '');
    return client.call(getBooking, { params: { ...this.params, bookingId: booking.id } });
  }

  /** While this runs, the step of that name cannot be written: what came before it in its transaction has to go as well. */
  async failingAt(cause: string, work: () => Promise<unknown>): Promise<void> {
    const owner = new Client({ connectionString: this.world.database.ownerUrl });
    await owner.connect();
    await owner.query(`alter table booking_event add constraint interrupted check (cause <> '${cause}') not valid`);
    try {
      await work();
    } finally {
      await owner.query('alter table booking_event drop constraint interrupted');
      await owner.end();
    }
  }

  /** Places taken on the test's days. */
  async taken(): Promise<number> {
    const [row] = await this.world.rows<{ n: number }>(
      this.shop,
      `select coalesce(sum(taken), 0)::int as n from booking_session where starts_at >= $1 and starts_at < $2`,
      [this.at('00:00'), chinaTime(this.day + 2, '00:00')],
    );
    return row?.n ?? -1;
  }

  /** What a session counts is what its living bookings hold. */
  async expectPlacesToMatch(): Promise<void> {
    const wrong = await this.world.rows(
      this.shop,
      `select s.id from booking_session s left join booking b on b.tenant_id = s.tenant_id and b.session_id = s.id and b.state not in ('cancelled', 'expired')
       group by s.tenant_id, s.id, s.taken having s.taken <> coalesce(sum(b.places), 0)`,
    );
    expect(wrong).toEqual([]);
  }

  refundsOf(orderId = ''): Promise<object[]> {
    return this.world.rows(this.shop, 'select state, amount_fen from refund where order_id = $1', [orderId]);
  }

  async fulfilmentOf(client: ApiClient, orderId = ''): Promise<string> {
    return (await client.call(getOrder, { params: { ...this.params, orderId } })).fulfilment;
  }
}
