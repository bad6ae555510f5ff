import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { asId, type MemberId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Caller } from '../access/caller.js';
import type { MemberRole } from '../access/roles.js';
import { TenantsAcrossTenants } from '../access/tenants.repository.js';
import { type Member, type MemberChange, MembersAcrossTenants, type MemberScope } from './members.repository.js';
import { hashPassword } from './passwords.js';

export interface MemberInput {
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly password: string;
}

@Injectable()
export class MembersService {
  constructor(
    private readonly members: MembersAcrossTenants,
    private readonly tenants: TenantsAcrossTenants,
    private readonly broadcast: Broadcast,
  ) {}

  /** The members that a caller sees as their own. @throws Problem auth.forbidden */
  ownScope(caller: Caller): MemberScope {
    if (caller.kind === 'operator') return { kind: 'operator' };
    if (!caller.agencyId) throw new Problem('auth.forbidden', { params: { permission: 'agency:read' } });
    return { kind: 'agency', agencyId: caller.agencyId };
  }

  /** @throws Problem merchant.not_found */
  async merchantScope(merchantId: string): Promise<MemberScope> {
    const merchant = await this.tenants.findMerchant(merchantId);
    if (!merchant) throw new Problem('merchant.not_found');
    return { kind: 'merchant', tenantId: asId<TenantId>(merchantId), agencyId: merchant.agencyId };
  }

  async list(scope: MemberScope, before: string | null, limit: number): Promise<Member[]> {
    return this.members.list(scope, before, limit);
  }

  async create(scope: MemberScope, input: MemberInput, caller: Caller): Promise<Member> {
    const { email, name, role, password } = input;
    const passwordHash = await hashPassword(password);
    return this.members.create(scope, { email: email.toLowerCase(), name: name.trim(), role, passwordHash }, caller);
  }

  async change(scope: MemberScope, memberId: string, change: MemberChange, caller: Caller): Promise<Member> {
    const { name } = change;
    const trimmed = { ...change, ...(name !== undefined && { name: name.trim() }) };
    const member = await this.members.change(scope, asId<MemberId>(memberId), trimmed, caller);
    // What hangs on their membership, such as preview tickets, is looked at again.
    await this.broadcast.publish('credential', memberId);
    return member;
  }
}
