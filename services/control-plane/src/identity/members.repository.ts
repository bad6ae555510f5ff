import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { Transaction } from '#kernel/data/transaction.js';
import { type AgencyId, type MemberId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../access/caller.js';
import type { MemberRole } from '../access/roles.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';
import { isUniqueViolation } from '../data/unique-violation.js';

/** Whose members: the operator's, an agency's, or a merchant's (with the agency in whose log the changes appear). */
export type MemberScope =
  | { readonly kind: 'operator' }
  | { readonly kind: 'agency'; readonly agencyId: AgencyId }
  | { readonly kind: 'merchant'; readonly tenantId: TenantId; readonly agencyId: AgencyId };

export interface Member {
  readonly id: MemberId;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly status: 'active' | 'disabled';
  readonly createdAt: Date;
}

export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly passwordHash: string;
}

export type MemberChange = Partial<Pick<Member, 'name' | 'role' | 'status'>>;

const columns = 'id, email, name, role, status, created_at as "createdAt"';
const inScope = 'kind = $1 and agency_id is not distinct from $2 and merchant_id is not distinct from $3';

/** Every method sees the members of one scope and no others. */
@Injectable()
export class MembersAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly audit: AuditAcrossTenants,
  ) {}

  async list(scope: MemberScope, before: string | null, limit: number): Promise<Member[]> {
    return this.database.query<Member>(
      `select ${columns} from platform.member
       where ${inScope} and ($4::uuid is null or id < $4) order by id desc limit $5`,
      [...scopeValues(scope), before, limit],
    );
  }

  /** @throws Problem member.email_taken */
  async create(scope: MemberScope, member: NewMember, author: Author): Promise<Member> {
    return this.database.transaction((tx) => this.insert(tx, scope, member, author));
  }

  /** As `create`, in a transaction that makes more than the member. */
  async insert(tx: Transaction, scope: MemberScope, member: NewMember, author: Author): Promise<Member> {
    try {
      const [created] = await tx.query<Member>(
        `insert into platform.member (kind, agency_id, merchant_id, id, email, name, role, password_hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
        [...scopeValues(scope), newId(), member.email, member.name, member.role, member.passwordHash],
      );
      if (!created) throw new Error('an insert returned no row');
      const { email, name, role, status } = created;
      const change = { action: 'member.created', subjectType: 'member', subjectId: created.id } as const;
      await this.audit.record(tx, agencyOf(scope), author, { ...change, after: { email, name, role, status } });
      return created;
    } catch (error) {
      if (isUniqueViolation(error, 'member_email')) {
        throw new Problem('member.email_taken', { errors: [{ pointer: '/email', code: 'taken' }], cause: error });
      }
      throw error;
    }
  }

  /** @throws Problem member.not_found, member.last_owner */
  async change(scope: MemberScope, memberId: MemberId, change: MemberChange, author: Author): Promise<Member> {
    return this.database.transaction(async (tx) => {
      // All owners are locked in one order, so that two of them cannot remove each other at the same moment.
      const locked = await tx.query<Member>(
        `select ${columns} from platform.member where ${inScope} and (id = $4 or role = 'owner') order by id for update`,
        [...scopeValues(scope), memberId],
      );
      const before = locked.find(({ id }) => id === memberId);
      if (!before) throw new Problem('member.not_found');
      const after = { name: before.name, role: before.role, status: before.status, ...change };
      const isActiveOwner = (member: Pick<Member, 'role' | 'status'>): boolean =>
        member.role === 'owner' && member.status === 'active';
      const isLast = isActiveOwner(before) && locked.filter(isActiveOwner).length === 1;
      if (isLast && !isActiveOwner(after)) throw new Problem('member.last_owner');
      const [member] = await tx.query<Member>(
        `update platform.member set name = $2, role = $3, status = $4, updated_at = now() where id = $1 returning ${columns}`,
        [memberId, after.name, after.role, after.status],
      );
      if (after.status === 'disabled')
        await tx.execute('delete from platform.session where member_id = $1', [memberId]);
      await this.audit.record(tx, agencyOf(scope), author, {
        action: 'member.changed',
        subjectType: 'member',
        subjectId: memberId,
        before: { name: before.name, role: before.role, status: before.status },
        after,
      });
      return member ?? before;
    });
  }
}

function scopeValues(scope: MemberScope): [string, AgencyId | null, TenantId | null] {
  switch (scope.kind) {
    case 'operator':
      return ['operator', null, null];
    case 'agency':
      return ['agency', scope.agencyId, null];
    default:
      return ['merchant', null, scope.tenantId];
  }
}

function agencyOf(scope: MemberScope): AgencyId | null {
  return scope.kind === 'operator' ? null : scope.agencyId;
}
