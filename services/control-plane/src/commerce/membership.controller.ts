import { Controller } from '@nestjs/common';
import { MemberAdmin } from '#commerce/membership/member-admin.js';
import { PointsTotalsReader } from '#commerce/membership/points-totals.js';
import { ProgrammeAdmin } from '#commerce/membership/programme-admin.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { toWire } from '#kernel/http/wire.js';
import { asId, type TenantId } from '#kernel/identity/ids.js';
import { type Caller, CallerParam } from '../access/caller.js';
import {
  adjustPoints,
  getMember,
  getPointsTotals,
  getProgramme,
  listMemberEntries,
  listMembers,
  replaceProgramme,
} from './membership.contract.js';

/** Points, tiers and members, the merchant's side. */
@Controller()
export class MembershipController {
  constructor(
    private readonly programmes: ProgrammeAdmin,
    private readonly members: MemberAdmin,
    private readonly totals: PointsTotalsReader,
  ) {}

  @Endpoint(getProgramme)
  async programme(@Input() { params }: In<typeof getProgramme>): Promise<Out<typeof getProgramme>> {
    return toWire(await this.programmes.get(tenant(params)));
  }

  @Endpoint(replaceProgramme)
  async replace(
    @Input() { params, body }: In<typeof replaceProgramme>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof replaceProgramme>> {
    const tiers = body.tiers.map(({ id, ...tier }) => ({
      ...tier,
      name: tier.name.trim(),
      ...(id === undefined ? {} : { id: id.toLowerCase() }),
    }));
    return toWire(await this.programmes.replace(tenant(params), { ...body, tiers }, { actor, requestId }));
  }

  @Endpoint(getPointsTotals)
  async readTotals(@Input() { params }: In<typeof getPointsTotals>): Promise<Out<typeof getPointsTotals>> {
    return toWire(await this.totals.read(tenant(params))) as Out<typeof getPointsTotals>;
  }

  @Endpoint(listMembers)
  async list(@Input() { params, query }: In<typeof listMembers>): Promise<Out<typeof listMembers>> {
    const [growthFen, id] = decodeCursor(query.cursor, ['int', 'uuid']) ?? [];
    const after = id === undefined ? null : { growthFen: Number(growthFen), id: String(id) };
    const { limit, tier = null } = query;
    const rows = await this.members.list(tenant(params), { tierId: tier?.toLowerCase() ?? null, after, limit });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return {
      items: toWire(items),
      nextCursor: rows.length > limit && last ? encodeCursor([last.growthFen, last.id]) : null,
    };
  }

  @Endpoint(getMember)
  async get(@Input() { params }: In<typeof getMember>): Promise<Out<typeof getMember>> {
    return toWire(await this.members.get(tenant(params), params.shopperId));
  }

  @Endpoint(listMemberEntries)
  async entries(@Input() { params, query }: In<typeof listMemberEntries>): Promise<Out<typeof listMemberEntries>> {
    return toWire(await this.members.entries(tenant(params), params.shopperId, query));
  }

  @Endpoint(adjustPoints)
  async adjust(
    @Input() { params, headers, body }: In<typeof adjustPoints>,
    @CallerParam() { actor, requestId }: Caller,
  ): Promise<Out<typeof adjustPoints>> {
    const wish = { delta: body.delta, reason: body.reason.trim(), idempotencyKey: headers['idempotency-key'] };
    return toWire(await this.members.adjust(tenant(params), params.shopperId, wish, { actor, requestId }));
  }
}

function tenant({ merchantId }: { readonly merchantId: string }): TenantId {
  return asId<TenantId>(merchantId);
}
