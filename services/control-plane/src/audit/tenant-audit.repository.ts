import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { AuditRow } from './audit.repository.js';

/** The log of one merchant's shop, written by `tx.audit`. */
@Injectable()
export class TenantAuditRepository {
  constructor(private readonly database: TenantDatabase) {}

  async list(tenantId: TenantId, before: string | null, limit: number): Promise<AuditRow[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<AuditRow>(
        `select id, actor, action, subject_type as "subjectType", subject_id as "subjectId", before, after,
                request_id as "requestId", created_at as "createdAt"
         from audit_entry
         where tenant_id = $1 and ($2::uuid is null or id < $2)
         order by id desc limit $3`,
        [tenantId, before, limit],
      ),
    );
  }
}
