import { Controller } from '@nestjs/common';
import { ReferencePrices } from '#commerce/promotion-guard/reference-prices.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { getReferencePrice } from './promotion-guard.contract.js';

/** What the law lets a promotion strike through, before one is planned. */
@Controller()
export class PromotionGuardController {
  constructor(private readonly references: ReferencePrices) {}

  @Endpoint(getReferencePrice)
  async referencePrice(
    @Input() { params, query }: In<typeof getReferencePrice>,
  ): Promise<Out<typeof getReferencePrice>> {
    const startsAt = query.startsAt ?? new Date().toISOString();
    return toWire(await this.references.of(asId<TenantId>(params.merchantId), params.skuId, startsAt));
  }
}
