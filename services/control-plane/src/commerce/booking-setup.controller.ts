import { Controller } from '@nestjs/common';
import { BookingImporter } from '#commerce/bookings/booking-importer.js';
import { ServiceAdmin } from '#commerce/bookings/service-admin.js';
import { StaffAdmin } from '#commerce/bookings/staff-admin.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
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

@Controller()
export class BookingSetupController {
  constructor(
    private readonly services: ServiceAdmin,
    private readonly staff: StaffAdmin,
    private readonly importer: BookingImporter,
  ) {}

  @Endpoint(listServices)
  async listServices(@Input() { params }: In<typeof listServices>): Promise<Out<typeof listServices>> {
    return { items: toWire(await this.services.list(tenantOf(params))) };
  }

  @Endpoint(createService)
  async createService(
    @Input() { params, body }: In<typeof createService>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createService>> {
    return toWire(await this.services.create(tenantOf(params), body, { actor, requestId }));
  }

  @Endpoint(changeService)
  async changeService(
    @Input() { params, body }: In<typeof changeService>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeService>> {
    return toWire(await this.services.change(tenantOf(params), params.serviceId, body, { actor, requestId }));
  }

  @Endpoint(listStaff)
  async listStaff(@Input() { params }: In<typeof listStaff>): Promise<Out<typeof listStaff>> {
    return { items: toWire(await this.staff.list(tenantOf(params))) };
  }

  @Endpoint(createStaff)
  async createStaff(
    @Input() { params, body }: In<typeof createStaff>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof createStaff>> {
    return toWire(await this.staff.create(tenantOf(params), body, { actor, requestId }));
  }

  @Endpoint(changeStaff)
  async changeStaff(
    @Input() { params, body }: In<typeof changeStaff>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof changeStaff>> {
    return toWire(await this.staff.change(tenantOf(params), params.staffId, body, { actor, requestId }));
  }

  @Endpoint(addStaffException)
  async addException(
    @Input() { params, body }: In<typeof addStaffException>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof addStaffException>> {
    const exception = { ...body, note: body.note ?? null };
    return toWire(await this.staff.addException(tenantOf(params), params.staffId, exception, { actor, requestId }));
  }

  @Endpoint(removeStaffException)
  async removeException(
    @Input() { params }: In<typeof removeStaffException>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeStaffException>> {
    const { staffId, exceptionId } = params;
    return toWire(await this.staff.removeException(tenantOf(params), staffId, exceptionId, { actor, requestId }));
  }

  @Endpoint(importBookingShop)
  async import(
    @Input() { params, body }: In<typeof importBookingShop>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof importBookingShop>> {
    return this.importer.import(tenantOf(params), body, { actor, requestId });
  }
}

function tenantOf({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}
