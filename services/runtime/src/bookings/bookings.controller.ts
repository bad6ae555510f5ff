import { Controller } from '@nestjs/common';
import { BookingChanges } from '#commerce/bookings/booking-changes.js';
import { BookingPlacement } from '#commerce/bookings/booking-placement.js';
import { BookingReader } from '#commerce/bookings/booking-reader.js';
import { FreeTimesReader } from '#commerce/bookings/free-times.js';
import type { Buyer } from '#commerce/orders/order-placement.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { ShopParam, ShopperParam } from '../access/visitor.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import {
  cancelBooking,
  getBooking,
  listBookings,
  listFreeTimes,
  listTimesToMoveTo,
  placeBooking,
  rescheduleBooking,
} from './bookings.contract.js';

@Controller()
export class BookingsController {
  constructor(
    private readonly times: FreeTimesReader,
    private readonly placement: BookingPlacement,
    private readonly bookings: BookingReader,
    private readonly changes: BookingChanges,
  ) {}

  @Endpoint(listFreeTimes)
  async listTimes(
    @Input() { params, query }: In<typeof listFreeTimes>,
    @ShopParam() shop: Shop,
  ): Promise<Out<typeof listFreeTimes>> {
    const { staffId = null, from = null, days, places } = query;
    return toWire(await this.times.read(shop, { serviceId: params.serviceId, staffId, from, days, places }));
  }

  @Endpoint(listTimesToMoveTo)
  async listTimesToMoveTo(
    @Input() { params, query }: In<typeof listTimesToMoveTo>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof listTimesToMoveTo>> {
    const { staffId = null, from = null, days } = query;
    return toWire(await this.times.readForMove(buyer, params.bookingId, { staffId, from, days }));
  }

  @Endpoint(placeBooking)
  async place(
    @Input() { headers, body }: In<typeof placeBooking>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof placeBooking>> {
    return toWire(await this.placement.place(buyer, headers['idempotency-key'], body));
  }

  @Endpoint(listBookings)
  async list(
    @Input() { query }: In<typeof listBookings>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof listBookings>> {
    return toWire(await this.bookings.list(tenantId, shopperId, query));
  }

  @Endpoint(getBooking)
  async get(
    @Input() { params }: In<typeof getBooking>,
    @ShopperParam() { tenantId, shopperId }: Buyer,
  ): Promise<Out<typeof getBooking>> {
    return toWire(await this.bookings.get(tenantId, shopperId, params.bookingId));
  }

  @Endpoint(rescheduleBooking)
  async reschedule(
    @Input() { params, body }: In<typeof rescheduleBooking>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof rescheduleBooking>> {
    return toWire(await this.changes.reschedule(buyer, params.bookingId, body));
  }

  @Endpoint(cancelBooking)
  async cancel(
    @Input() { params }: In<typeof cancelBooking>,
    @ShopperParam() buyer: Buyer,
  ): Promise<Out<typeof cancelBooking>> {
    return toWire(await this.changes.cancel(buyer, params.bookingId));
  }
}
