import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { ShopperId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { chinaDay } from '../reconciliation/china-day.js';
import { type EntryPage, entriesAfter, entryPage, LIST_ENTRIES, type PointsEntry } from './points-entries.js';
import type { Programme, Tier } from './programme.js';
import { standing } from './tier-ladder.js';

interface Member {
  readonly tenantId: TenantId;
  readonly shopperId: ShopperId;
}

/** What members see of themselves and of what they are promised. */
export interface MembershipView {
  readonly programme: Omit<Programme, 'enabled'>;
  readonly points: number;
  /** Of orders that are paid and not received. */
  readonly pendingPoints: number;
  /** Taken back for a refund after they were spent; kept from the next ones. */
  readonly pointsOwed: number;
  /** What ends next, at the beginning of that day in China; null when nothing does at the turn of the month. */
  readonly ending: { readonly points: number; readonly on: string } | null;
  readonly growthFen: number;
  readonly tier: Tier | null;
  /** Since when it is that tier; null when that is not known. */
  readonly tierSince: Date | null;
  readonly next: (Tier & { readonly missingFen: number }) | null;
  readonly signIn: SignInView | null;
}

export interface SignInView {
  /** Whether the member has been here today. */
  readonly today: boolean;
  /** Days in a row, today or yesterday included. */
  readonly streak: number;
  /** What signing in brings next: today, or tomorrow. */
  readonly nextPoints: number;
  readonly day: string;
  /** The days of this month on which the member signed in, YYYY-MM-DD. */
  readonly days: readonly string[];
}

export interface SignedIn {
  readonly day: string;
  readonly streak: number;
  readonly points: number;
}

interface Row {
  readonly programme: Programme;
  readonly points: number;
  readonly pendingPoints: number;
  readonly pointsOwed: number;
  readonly growthFen: number;
  readonly tierId: string | null;
  readonly tierSince: Date | null;
  readonly endingPoints: number | null;
  readonly endingOn: string;
  readonly signInDay: string | null;
  readonly streak: number;
  readonly days: readonly string[];
}

const PAGE_SIZE = 20;
const DAY_MS = 24 * 3_600_000;

/** Points and tiers, the member's side. */
@Injectable()
export class Memberships {
  constructor(private readonly pool: TenantPool) {}

  /** @throws Problem membership.off */
  async view({ tenantId, shopperId }: Member, now = new Date()): Promise<MembershipView> {
    const [row] = await this.pool.query<Row>(tenantId, VIEW, [tenantId, shopperId, chinaDay(now)]);
    if (!row) throw new Problem('membership.off');
    const { enabled: _, ...programme } = row.programme;
    const { tier, next } = standing(programme.tiers, row.growthFen);
    return {
      programme,
      points: row.points,
      pendingPoints: row.pendingPoints,
      pointsOwed: row.pointsOwed,
      ending:
        row.endingPoints === null || row.endingPoints === 0 ? null : { points: row.endingPoints, on: row.endingOn },
      growthFen: row.growthFen,
      tier,
      tierSince: tier?.id === row.tierId ? row.tierSince : null,
      next,
      signIn: programme.signInPoints.length === 0 ? null : signInView(row, now),
    };
  }

  /** Newest first. */
  async entries({ tenantId, shopperId }: Member, cursor: string | undefined): Promise<EntryPage> {
    const values = [tenantId, shopperId, ...entriesAfter(cursor), PAGE_SIZE + 1];
    return entryPage(await this.pool.query<PointsEntry>(tenantId, ENTRIES, values), PAGE_SIZE);
  }

  /** Once a day in China; again, it answers what the day has brought. @throws Problem membership.off */
  async signIn({ tenantId, shopperId }: Member, now = new Date()): Promise<SignedIn> {
    const [row] = await this.pool.query<SignedIn & { outcome: 'signed' | 'repeated' | 'off' }>(tenantId, SIGN_IN, [
      tenantId,
      shopperId,
      chinaDay(now),
    ]);
    if (!row || row.outcome === 'off') throw new Problem('membership.off');
    return { day: row.day, streak: row.streak, points: row.points };
  }
}

function signInView({ programme, signInDay, streak, days }: Row, now: Date): SignInView {
  const day = chinaDay(now);
  const today = signInDay !== null && signInDay >= day;
  const current = today || signInDay === chinaDay(new Date(now.getTime() - DAY_MS)) ? streak : 0;
  const { signInPoints } = programme;
  return {
    today,
    streak: current,
    nextPoints: signInPoints[Math.min(current, signInPoints.length - 1)] ?? 0,
    day,
    days,
  };
}

const VIEW: Statement = {
  name: 'membership_view',
  text: `
  select jsonb_build_object('enabled', p.enabled, 'pointsPerYuan', p.points_per_yuan, 'pointsPerYuanOff', p.points_per_yuan_off,
      'mostPercent', p.most_percent, 'validMonths', p.valid_months, 'signInPoints', p.sign_in_points, 'tiers', p.tiers) as programme,
    coalesce(a.amount, 0) as points, coalesce(m.points_owed, 0) as "pointsOwed", coalesce(m.growth_fen, 0) as "growthFen",
    m.tier_id as "tierId", m.tier_since as "tierSince", m.sign_in_day::text as "signInDay", coalesce(m.sign_in_streak, 0) as streak,
    (select coalesce(sum(points_for(kept_goods_fen(o), e.points_per_yuan, e.multiplier_percent)), 0)::int
      from order_earning e join shop_order o on o.tenant_id = e.tenant_id and o.id = e.order_id
      where e.tenant_id = $1 and e.shopper_id = $2 and e.state = 'waiting') as "pendingPoints",
    case when p.valid_months is not null then
      points_left_of($1, $2, (turn.month - make_interval(months => p.valid_months)) at time zone 'Asia/Shanghai') end as "endingPoints",
    turn.month::date::text as "endingOn",
    array(select s.day::text from sign_in s where s.tenant_id = $1 and s.shopper_id = $2 and s.day >= date_trunc('month', $3::date)::date
      order by s.day) as days
  from membership_programme p
  cross join (select date_trunc('month', $3::date::timestamp) + interval '1 month' as month) turn
  left join shopper_membership m on m.tenant_id = p.tenant_id and m.shopper_id = $2
  left join shopper_account a on a.tenant_id = p.tenant_id and a.shopper_id = $2 and a.kind = 'points'
  where p.tenant_id = $1 and p.enabled`,
};

const ENTRIES: Statement = { name: 'points_entries', text: LIST_ENTRIES };

const SIGN_IN: Statement = {
  name: 'sign_in_today',
  text: 'select outcome, day::text as day, streak, points from sign_in_today($1, $2, $3)',
};
