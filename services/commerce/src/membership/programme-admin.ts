import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import type { Author } from '../catalogue/product-admin.js';
import { type Programme, type ProgrammeDraft, requireProgramme } from './programme.js';

/** What a merchant starts from. */
const UNSET: Programme = {
  enabled: false,
  pointsPerYuan: 1,
  pointsPerYuanOff: 100,
  mostPercent: 50,
  validMonths: 12,
  signInPoints: [],
  tiers: [],
};

/** A merchant's membership: what is earned, what it is worth, which tiers there are. */
@Injectable()
export class ProgrammeAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** One that was never set is off. */
  async get(tenantId: TenantId): Promise<Programme> {
    return this.database.transaction(tenantId, (tx) => readProgramme(tx));
  }

  /**
   * Whole; holds from the next order and the next look. Orders that are paid earn by what held when they were paid.
   * @throws Problem request.invalid
   */
  async replace(tenantId: TenantId, draft: ProgrammeDraft, author: Author): Promise<Programme> {
    return this.database.transaction(tenantId, async (tx) => {
      // Two savings at once: the later one sees the tiers of the earlier.
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`membership ${tenantId}`]);
      const before = await readProgramme(tx);
      requireProgramme(draft, before.tiers);
      const after: Programme = { ...draft, tiers: draft.tiers.map((tier) => ({ ...tier, id: tier.id ?? newId() })) };
      await write(tx, after);
      await tx.audit({
        ...author,
        action: 'membership.change',
        subjectType: 'membership',
        subjectId: tenantId,
        before,
        after,
      });
      return after;
    });
  }
}

export async function readProgramme(tx: TenantTransaction): Promise<Programme> {
  const [row] = await tx.query<Programme>(
    `select enabled, points_per_yuan as "pointsPerYuan", points_per_yuan_off as "pointsPerYuanOff", most_percent as "mostPercent",
       valid_months as "validMonths", sign_in_points as "signInPoints", tiers
     from membership_programme where tenant_id = $1`,
    [tx.tenantId],
  );
  return row ?? UNSET;
}

/** Months that went by while there was no membership end nobody's points. */
async function write(tx: TenantTransaction, programme: Programme): Promise<void> {
  await tx.execute(
    `insert into membership_programme as p (tenant_id, enabled, points_per_yuan, points_per_yuan_off, most_percent, valid_months,
       sign_in_points, tiers)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (tenant_id) do update set enabled = $2, points_per_yuan = $3, points_per_yuan_off = $4, most_percent = $5,
       valid_months = $6, sign_in_points = $7, tiers = $8, updated_at = now(),
       swept_month = case when p.enabled then p.swept_month else excluded.swept_month end`,
    [
      tx.tenantId,
      programme.enabled,
      programme.pointsPerYuan,
      programme.pointsPerYuanOff,
      programme.mostPercent,
      programme.validMonths,
      programme.signInPoints,
      JSON.stringify(programme.tiers),
    ],
  );
}
