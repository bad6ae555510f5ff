import { Controller } from '@nestjs/common';
import type { Static } from 'typebox';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { CallerParam, type Caller } from '../access/caller.js';
import { idCursor, pageById } from '../data/id-page.js';
import {
  changeMember,
  changeMerchantMember,
  createMember,
  createMerchantMember,
  listMembers,
  listMerchantMembers,
  type Member as MemberResponse,
} from './members.contract.js';
import type { Member } from './members.repository.js';
import { MembersService } from './members.service.js';

@Controller()
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Endpoint(listMembers)
  async list(
    @Input() { query }: In<typeof listMembers>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof listMembers>> {
    const scope = this.members.ownScope(caller);
    const rows = await this.members.list(scope, idCursor(query.cursor), query.limit + 1);
    return pageById(rows, query.limit, toResponse);
  }

  @Endpoint(createMember)
  async create(
    @Input() { body }: In<typeof createMember>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof createMember>> {
    return toResponse(await this.members.create(this.members.ownScope(caller), body, caller));
  }

  @Endpoint(changeMember)
  async change(
    @Input() { params, body }: In<typeof changeMember>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof changeMember>> {
    return toResponse(await this.members.change(this.members.ownScope(caller), params.memberId, body, caller));
  }

  @Endpoint(listMerchantMembers)
  async listOfMerchant(
    @Input() { params, query }: In<typeof listMerchantMembers>,
  ): Promise<Out<typeof listMerchantMembers>> {
    const scope = await this.members.merchantScope(params.merchantId);
    const rows = await this.members.list(scope, idCursor(query.cursor), query.limit + 1);
    return pageById(rows, query.limit, toResponse);
  }

  @Endpoint(createMerchantMember)
  async createForMerchant(
    @Input() { params, body }: In<typeof createMerchantMember>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof createMerchantMember>> {
    const scope = await this.members.merchantScope(params.merchantId);
    return toResponse(await this.members.create(scope, body, caller));
  }

  @Endpoint(changeMerchantMember)
  async changeOfMerchant(
    @Input() { params, body }: In<typeof changeMerchantMember>,
    @CallerParam() caller: Caller,
  ): Promise<Out<typeof changeMerchantMember>> {
    const scope = await this.members.merchantScope(params.merchantId);
    return toResponse(await this.members.change(scope, params.memberId, body, caller));
  }
}

function toResponse({ createdAt, ...member }: Member): Static<typeof MemberResponse> {
  return { ...member, createdAt: createdAt.toISOString() };
}
