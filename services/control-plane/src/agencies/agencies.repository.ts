import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { type AgencyId, newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../access/caller.js';
import type { Status } from '../access/tenants.repository.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';
import { containsPattern } from '../data/id-page.js';
import { isUniqueViolation } from '../data/unique-violation.js';
import { MembersAcrossTenants, type NewMember } from '../identity/members.repository.js';

export interface Agency {
  readonly id: AgencyId;
  readonly name: string;
  readonly status: Status;
  readonly merchants: number;
  readonly createdAt: Date;
}

const columns = `a.id, a.name, a.status, a.created_at as "createdAt",
  (select count(*)::int from platform.merchant m where m.agency_id = a.id) as merchants`;

@Injectable()
export class AgenciesAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly members: MembersAcrossTenants,
    private readonly audit: AuditAcrossTenants,
  ) {}

  /** The agency and its first owner, or neither. @throws Problem agency.name_taken, member.email_taken */
  async create(name: string, owner: Omit<NewMember, 'role'>, author: Author): Promise<Agency> {
    const agencyId = newId<AgencyId>();
    await refuseTakenName(() =>
      this.database.transaction(async (tx) => {
        await tx.execute('insert into platform.agency (id, name) values ($1, $2)', [agencyId, name]);
        const change = { action: 'agency.created', subjectType: 'agency', subjectId: agencyId } as const;
        await this.audit.record(tx, agencyId, author, { ...change, after: { name } });
        await this.members.insert(tx, { kind: 'agency', agencyId }, { ...owner, role: 'owner' }, author);
      }),
    );
    return this.get(agencyId);
  }

  /** @throws Problem agency.not_found */
  async get(agencyId: AgencyId): Promise<Agency> {
    const [agency] = await this.database.query<Agency>(`select ${columns} from platform.agency a where a.id = $1`, [
      agencyId,
    ]);
    if (!agency) throw new Problem('agency.not_found');
    return agency;
  }

  /** @param agencyId null: all of them */
  async list(
    agencyId: AgencyId | null,
    q: string | undefined,
    before: string | null,
    limit: number,
  ): Promise<Agency[]> {
    return this.database.query<Agency>(
      `select ${columns} from platform.agency a
       where ($1::uuid is null or a.id = $1) and ($2::text is null or a.name ilike $2) and ($3::uuid is null or a.id < $3)
       order by a.id desc limit $4`,
      [agencyId, q === undefined ? null : containsPattern(q), before, limit],
    );
  }

  /** @throws Problem agency.not_found, agency.name_taken */
  async change(
    agencyId: AgencyId,
    change: Partial<Pick<Agency, 'name' | 'status'>>,
    action: string,
    author: Author,
  ): Promise<Agency> {
    await refuseTakenName(() =>
      this.database.transaction(async (tx) => {
        const [before] = await tx.query<{ name: string; status: Status }>(
          'select name, status from platform.agency where id = $1 for update',
          [agencyId],
        );
        if (!before) throw new Problem('agency.not_found');
        const after = { ...before, ...change };
        if (after.name === before.name && after.status === before.status) return;
        await tx.execute('update platform.agency set name = $2, status = $3, updated_at = now() where id = $1', [
          agencyId,
          after.name,
          after.status,
        ]);
        const subject = { action, subjectType: 'agency', subjectId: agencyId } as const;
        await this.audit.record(tx, agencyId, author, { ...subject, before, after });
      }),
    );
    return this.get(agencyId);
  }
}

async function refuseTakenName(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isUniqueViolation(error, 'agency_name')) throw error;
    throw new Problem('agency.name_taken', { errors: [{ pointer: '/name', code: 'taken' }], cause: error });
  }
}
