import { Controller } from '@nestjs/common';
import { ShippingRateAdmin } from '#commerce/pricing/shipping-rate-admin.js';
import type { ShippingRates } from '#commerce/pricing/shipping-rates.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { getShippingRates, removeShippingRates, replaceShippingRates } from './shipping-rates.contract.js';

/** What sending costs, the merchant's side. */
@Controller()
export class ShippingRatesController {
  constructor(private readonly rates: ShippingRateAdmin) {}

  @Endpoint(getShippingRates)
  async get(@Input() { params }: In<typeof getShippingRates>): Promise<Out<typeof getShippingRates>> {
    return { rates: toWire(await this.rates.get(tenant(params))) };
  }

  @Endpoint(replaceShippingRates)
  async replace(
    @Input() { params, body }: In<typeof replaceShippingRates>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceShippingRates>> {
    return { rates: toWire(await this.rates.replace(tenant(params), trimmed(body), { actor, requestId })) };
  }

  @Endpoint(removeShippingRates)
  async remove(
    @Input() { params }: In<typeof removeShippingRates>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof removeShippingRates>> {
    await this.rates.remove(tenant(params), { actor, requestId });
    return null;
  }
}

function trimmed({ basis, zones }: ShippingRates): ShippingRates {
  return { basis, zones: zones.map((zone) => ({ ...zone, name: zone.name.trim() })) };
}

function tenant({ merchantId }: { merchantId: string }): TenantId {
  return asId(merchantId);
}
