import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AgencyId, TenantId } from '#kernel/identity/ids.js';

/** One merchant's day that did not come out even. */
export interface UnbalancedDay {
  readonly merchantId: TenantId;
  readonly merchantName: string;
  readonly appId: string;
  readonly day: string;
  readonly state: 'differs' | 'failed';
  readonly needsPerson: number;
  readonly problem: string | null;
}

export interface DaySummary {
  readonly day: string;
  readonly balanced: number;
  readonly differs: number;
  readonly failed: number;
  readonly open: number;
  readonly paidFen: number;
  readonly refundFen: number;
  readonly feeFen: number;
}

/** A sub merchant that stands in the platform's bill and belongs to no merchant here. */
export interface BilledStranger {
  readonly mchId: string;
  readonly day: string;
  readonly subMchId: string;
  readonly lines: number;
  readonly paidFen: number;
  readonly refundFen: number;
}

const LIMIT = 200;

/** The days of all merchants of an agency, or of all. @param agencyId null for an operator */
@Injectable()
export class ReconciliationOverviewAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  days(agencyId: AgencyId | null, since: string): Promise<DaySummary[]> {
    return this.fleet.query<DaySummary>(
      `select r.day::text as day, (count(*) filter (where r.state = 'balanced'))::int as balanced,
         (count(*) filter (where r.state = 'differs'))::int as differs, (count(*) filter (where r.state = 'failed'))::int as failed,
         (count(*) filter (where r.state in ('due', 'running')))::int as open, coalesce(sum(r.paid_fen), 0)::float8 as "paidFen",
         coalesce(sum(r.refund_fen), 0)::float8 as "refundFen", coalesce(sum(r.fee_fen), 0)::float8 as "feeFen"
       from platform.merchant m join reconciliation r on r.tenant_id = m.id
       where ($1::uuid is null or m.agency_id = $1) and r.day >= $2::date group by r.day order by r.day desc`,
      [agencyId, since],
    );
  }

  unbalanced(agencyId: AgencyId | null, since: string): Promise<UnbalancedDay[]> {
    return this.fleet.query<UnbalancedDay>(
      `select m.id as "merchantId", m.name as "merchantName", a.app_id as "appId", r.day::text as day, r.state,
         (select count(*)::int from reconciliation_difference d where d.tenant_id = r.tenant_id and d.reconciliation_id = r.id
           and d.state = 'needs_person') as "needsPerson", r.problem ->> 'code' as problem
       from reconciliation r join platform.merchant m on m.id = r.tenant_id
       join payment_account a on a.tenant_id = r.tenant_id and a.id = r.account_id
       where r.state in ('differs', 'failed') and ($1::uuid is null or m.agency_id = $1) and r.day >= $2::date
       order by r.day desc, m.name, a.app_id limit ${LIMIT}`,
      [agencyId, since],
    );
  }

  strangers(since: string): Promise<BilledStranger[]> {
    return this.fleet.query<BilledStranger>(
      `select b.mch_id as "mchId", b.day::text as day, s.sub_mch_id as "subMchId", s.lines, s.paid_fen::float8 as "paidFen",
         s.refund_fen::float8 as "refundFen"
       from platform.partner_bill b join platform.partner_bill_stranger s on s.bill_id = b.id
       where b.day >= $1::date order by b.day desc, s.paid_fen desc limit ${LIMIT}`,
      [since],
    );
  }
}
