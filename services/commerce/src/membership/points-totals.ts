import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { readProgramme } from './programme-admin.js';
import { growthOf } from './tier-ladder.js';

/** What a merchant owes members, and how it came about. */
export interface PointsTotals {
  readonly members: number;
  /** All that members have; Σ of `byReason`. */
  readonly points: number;
  readonly pointsOwed: number;
  /** What these points would take off at checkout. */
  readonly worthFen: number;
  readonly byReason: readonly { readonly reason: string; readonly entries: number; readonly points: number }[];
  readonly byTier: readonly { readonly tierId: string; readonly name: string; readonly members: number }[];
}

@Injectable()
export class PointsTotalsReader {
  constructor(private readonly database: TenantDatabase) {}

  async read(tenantId: TenantId): Promise<PointsTotals> {
    return this.database.transaction(tenantId, async (tx) => {
      const { tiers, pointsPerYuanOff } = await readProgramme(tx);
      const [sums] = await tx.query<{ members: number; pointsOwed: number; points: string }>(
        `select count(*)::int as members, coalesce(sum(points_owed), 0)::float8 as "pointsOwed",
           (select coalesce(sum(amount), 0) from shopper_account where tenant_id = $1 and kind = 'points') as points
         from shopper_membership where tenant_id = $1`,
        [tenantId],
      );
      const byReason = await tx.query<{ reason: string; entries: number; points: number }>(
        `select reason, count(*)::int as entries, sum(delta)::float8 as points from account_entry
         where tenant_id = $1 and kind = 'points' group by reason order by reason`,
        [tenantId],
      );
      const ranges = tiers.map(({ id }) => growthOf(tiers, id) ?? { fromFen: 0, belowFen: null });
      const counts = await tx.query<{ members: number }>(
        `select (select count(*)::int from shopper_membership m where m.tenant_id = $1 and m.growth_fen >= range.from_fen
             and (range.below_fen is null or m.growth_fen < range.below_fen)) as members
         from unnest($2::int[], $3::int[]) with ordinality as range (from_fen, below_fen, place) order by place`,
        [tenantId, ranges.map(({ fromFen }) => fromFen), ranges.map(({ belowFen }) => belowFen)],
      );
      const points = Number(sums?.points ?? 0);
      return {
        members: sums?.members ?? 0,
        points,
        pointsOwed: sums?.pointsOwed ?? 0,
        worthFen: Math.floor((points * 100) / pointsPerYuanOff),
        byReason,
        byTier: tiers.map(({ id, name }, place) => ({ tierId: id, name, members: counts[place]?.members ?? 0 })),
      };
    });
  }
}
