import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { type AgencyId, type ApiKeyId, type MemberId, newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../access/caller.js';
import { hashToken, newToken } from '../access/tokens.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';

export interface ApiKey {
  readonly id: ApiKeyId;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

const columns = `id, name, prefix, scopes, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`;

@Injectable()
export class ApiKeysAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly audit: AuditAcrossTenants,
  ) {}

  /** The secret is answered here and stored nowhere. */
  async create(
    agencyId: AgencyId,
    memberId: MemberId,
    key: Pick<ApiKey, 'name' | 'scopes'>,
    author: Author,
  ): Promise<ApiKey & { secret: string }> {
    const secret = `xp_${newToken()}`;
    return this.database.transaction(async (tx) => {
      const [created] = await tx.query<ApiKey>(
        `insert into platform.api_key (id, agency_id, name, prefix, secret_hash, scopes, created_by)
         values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
        [newId(), agencyId, key.name, secret.slice(0, 9), hashToken(secret), key.scopes, memberId],
      );
      if (!created) throw new Error('an insert returned no row');
      const { id, name, prefix, scopes } = created;
      const change = { action: 'api_key.created', subjectType: 'api_key', subjectId: id } as const;
      await this.audit.record(tx, agencyId, author, { ...change, after: { name, prefix, scopes } });
      return { ...created, secret };
    });
  }

  async list(agencyId: AgencyId, before: string | null, limit: number): Promise<ApiKey[]> {
    return this.database.query<ApiKey>(
      `select ${columns} from platform.api_key
       where agency_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
      [agencyId, before, limit],
    );
  }

  /** Revoking a revoked key changes nothing. @throws Problem api_key.not_found */
  async revoke(agencyId: AgencyId, keyId: ApiKeyId, author: Author): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [key] = await tx.query<ApiKey>(
        `select ${columns} from platform.api_key where agency_id = $1 and id = $2 for update`,
        [agencyId, keyId],
      );
      if (!key) throw new Problem('api_key.not_found');
      if (key.revokedAt) return;
      await tx.execute('update platform.api_key set revoked_at = now() where id = $1', [keyId]);
      const change = { action: 'api_key.revoked', subjectType: 'api_key', subjectId: keyId } as const;
      const { name, prefix, scopes } = key;
      await this.audit.record(tx, agencyId, author, { ...change, before: { name, prefix, scopes } });
    });
  }
}
