import { Controller } from '@nestjs/common';
import { Penalties } from '#hosting/conduct/penalties.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { AttentionAcrossTenants } from './attention.repository.js';
import { acknowledgePenalty, listAttention, listPenalties, resolvePenalty } from './conduct.contract.js';

@Controller()
export class ConductController {
  constructor(
    private readonly penalties: Penalties,
    private readonly attention: AttentionAcrossTenants,
  ) {}

  @Endpoint(listPenalties)
  async list(@Input() { params, query }: In<typeof listPenalties>): Promise<Out<typeof listPenalties>> {
    const { cursor, limit, state = null } = query;
    const rows = await this.penalties.list(asId<TenantId>(params.merchantId), {
      state,
      after: idCursor(cursor),
      limit,
    });
    return pageById(rows, limit, toWire);
  }

  @Endpoint(acknowledgePenalty)
  async acknowledge(
    @Input() { params }: In<typeof acknowledgePenalty>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof acknowledgePenalty>> {
    const { merchantId, penaltyId } = params;
    const change = { actor, requestId, note: null };
    return toWire(await this.penalties.move(asId<TenantId>(merchantId), penaltyId, 'acknowledged', change));
  }

  @Endpoint(resolvePenalty)
  async resolve(
    @Input() { params, body }: In<typeof resolvePenalty>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof resolvePenalty>> {
    const { merchantId, penaltyId } = params;
    const change = { actor, requestId, note: body.note ?? null };
    return toWire(await this.penalties.move(asId<TenantId>(merchantId), penaltyId, 'resolved', change));
  }

  @Endpoint(listAttention)
  async all(@Input() _: In<typeof listAttention>, @CallerParam() caller: Caller): Promise<Out<typeof listAttention>> {
    const scope = { agencyId: caller.agencyId ?? null, tenantId: caller.tenantId ?? null };
    return { items: toWire(await this.attention.list(scope)) };
  }
}
