import { Controller } from '@nestjs/common';
import type { Static } from 'typebox';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { type AgencyId, asId } from '#kernel/identity/ids.js';
import { CallerParam, type Caller } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import { hashPassword } from '../identity/passwords.js';
import {
  type Agency as AgencyResponse,
  changeAgency,
  createAgency,
  getAgency,
  listAgencies,
  resumeAgency,
  suspendAgency,
} from './agencies.contract.js';
import { AgenciesAcrossTenants, type Agency } from './agencies.repository.js';

@Controller()
export class AgenciesController {
  constructor(
    private readonly agencies: AgenciesAcrossTenants,
    private readonly broadcast: Broadcast,
  ) {}

  @Endpoint(createAgency)
  async create(
    @Input() { body }: In<typeof createAgency>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof createAgency>> {
    const passwordHash = await hashPassword(body.owner.password);
    const owner = { email: body.owner.email.toLowerCase(), name: body.owner.name.trim(), passwordHash };
    return toResponse(await this.agencies.create(body.name.trim(), owner, caller));
  }

  @Endpoint(listAgencies)
  async list(
    @Input() { query }: In<typeof listAgencies>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof listAgencies>> {
    const { q, cursor, limit } = query;
    const rows = await this.agencies.list(caller.agencyId ?? null, q, idCursor(cursor), limit + 1);
    return pageById(rows, limit, toResponse);
  }

  @Endpoint(getAgency)
  async get(@Input() { params }: In<typeof getAgency>): Promise<Out<typeof getAgency>> {
    return toResponse(await this.agencies.get(asId<AgencyId>(params.agencyId)));
  }

  @Endpoint(changeAgency)
  async change(
    @Input() { params, body }: In<typeof changeAgency>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof changeAgency>> {
    const agencyId = asId<AgencyId>(params.agencyId);
    return toResponse(await this.agencies.change(agencyId, { name: body.name.trim() }, 'agency.changed', caller));
  }

  @Endpoint(suspendAgency)
  async suspend(
    @Input() { params }: In<typeof suspendAgency>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof suspendAgency>> {
    return this.setStatus(asId<AgencyId>(params.agencyId), 'suspended', caller);
  }

  @Endpoint(resumeAgency)
  async resume(
    @Input() { params }: In<typeof resumeAgency>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof resumeAgency>> {
    return this.setStatus(asId<AgencyId>(params.agencyId), 'active', caller);
  }

  /** The runtime hears of it once it is committed, and looks its shops up again. */
  private async setStatus(agencyId: AgencyId, status: Agency['status'], caller: Caller) {
    const action = status === 'suspended' ? 'agency.suspended' : 'agency.resumed';
    const agency = await this.agencies.change(agencyId, { status }, action, caller);
    await this.broadcast.publish('agency', agencyId);
    return toResponse(agency);
  }
}

function toResponse({ createdAt, ...agency }: Agency): Static<typeof AgencyResponse> {
  return { ...agency, createdAt: createdAt.toISOString() };
}
