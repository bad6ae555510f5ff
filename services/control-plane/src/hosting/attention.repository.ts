import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AgencyId, TenantId } from '#kernel/identity/ids.js';

/** Something WeChat waits for, of one merchant. */
export interface Matter {
  readonly kind: 'penalty' | 'complaint';
  readonly id: string;
  readonly merchantId: TenantId;
  readonly merchantName: string;
  readonly appId: string;
  readonly state: string | null;
  readonly summary: string;
  /** Null when there is none, or none that could be read. */
  readonly deadlineAt: Date | null;
  readonly raisedAt: Date;
}

const LIMIT = 200;

/** What needs somebody's hands in the shops of an agency: unresolved violations and complaints, the most urgent first. */
@Injectable()
export class AttentionAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** @param scope null members: everybody's */
  async list(scope: { readonly agencyId: AgencyId | null; readonly tenantId: TenantId | null }): Promise<Matter[]> {
    return this.database.query<Matter>(
      `select matter.*, m.id as "merchantId", m.name as "merchantName"
       from platform.merchant m
       join lateral (
         select 'penalty' as kind, id, app_id as "appId", state, summary, deadline_at as "deadlineAt", raised_at as "raisedAt"
         from penalty where tenant_id = m.id and state <> 'resolved'
         union all
         select 'complaint', id, app_id, state, coalesce(left(detail, 300), ''), case when answered_at is null then answer_by end,
           coalesce(complained_at, created_at)
         from complaint where tenant_id = m.id and state is distinct from 'processed'
       ) matter on true
       where ($1::uuid is null or m.agency_id = $1) and ($2::uuid is null or m.id = $2)
       order by "deadlineAt" nulls last, "raisedAt" limit ${LIMIT}`,
      [scope.agencyId, scope.tenantId],
    );
  }
}
