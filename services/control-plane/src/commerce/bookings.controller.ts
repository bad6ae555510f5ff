import { Controller } from '@nestjs/common';
import { BookingDesk } from '#commerce/bookings/booking-desk.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { cancelBooking, getBooking, getCalendar, markBooking, moveBooking } from './bookings.contract.js';

@Controller()
export class BookingsController {
  constructor(private readonly desk: BookingDesk) {}

  @Endpoint(getCalendar)
  async calendar(@Input() { params, query }: In<typeof getCalendar>): Promise<Out<typeof getCalendar>> {
    const { from, days, staffId = null } = query;
    return { items: toWire(await this.desk.calendar(asId<TenantId>(params.merchantId), { from, days, staffId })) };
  }

  @Endpoint(getBooking)
  async get(@Input() { params }: In<typeof getBooking>): Promise<Out<typeof getBooking>> {
    return toWire(await this.desk.get(asId<TenantId>(params.merchantId), params.bookingId));
  }

  @Endpoint(moveBooking)
  async move(
    @Input() { params, body }: In<typeof moveBooking>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof moveBooking>> {
    const { merchantId, bookingId } = params;
    return toWire(await this.desk.move(asId<TenantId>(merchantId), bookingId, body, { actor, requestId }));
  }

  @Endpoint(cancelBooking)
  async cancel(
    @Input() { params, body }: In<typeof cancelBooking>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof cancelBooking>> {
    const { merchantId, bookingId } = params;
    return toWire(await this.desk.cancel(asId<TenantId>(merchantId), bookingId, body, { actor, requestId }));
  }

  @Endpoint(markBooking)
  async mark(
    @Input() { params, body }: In<typeof markBooking>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof markBooking>> {
    const { merchantId, bookingId } = params;
    return toWire(await this.desk.mark(asId<TenantId>(merchantId), bookingId, body.attendance, { actor, requestId }));
  }
}
