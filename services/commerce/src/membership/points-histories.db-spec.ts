import * as fc from 'fast-check';
import type { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { OrderId, ShopperId } from '#kernel/identity/ids.js';
import { newId } from '#kernel/identity/ids.js';
import { MembershipWorld } from './membership.fixture.js';
import { MonthTurn } from './month-turn.js';

let world: MembershipWorld;

beforeAll(async () => {
  world = await MembershipWorld.start();
});
afterAll(() => world.stop());

const number = fc.nat(1_000_000);
const kinds = [
  'place',
  'place',
  'pay',
  'pay',
  'ship',
  'receive',
  'receive',
  'close',
  'refund',
  'refund',
  'signIn',
  'adjust',
  'promise',
];
const history = fc.array(fc.record({ kind: fc.constantFrom(...kinds), which: number, much: number }), {
  minLength: 300,
  maxLength: 300,
});

test('whatever happens to orders in whatever order, points balance to the last one', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const shopper = await world.shopper();
      const orders: OrderId[] = [];
      let day = Date.parse('2026-01-01');

      for (const { kind, which, much } of steps) {
        const order = orders[which % Math.max(1, orders.length)];
        if (kind === 'place') {
          const pointsSpent = which % 2 === 0 ? much % 200 : 0;
          const wish = { totalFen: 1 + (much % 30_000), shippingFen: Math.min(1000, much % 30_000), pointsSpent };
          const placed = await world.order(shopper, wish).catch(refusal);
          if (placed) orders.push(placed);
        } else if (kind === 'signIn') {
          day += (much % 3) * 86_400_000;
          await signIn(shopper, new Date(day).toISOString().slice(0, 10));
        } else if (kind === 'adjust') await adjust(shopper, (much % 101) - 50).catch(refusal);
        else if (kind === 'promise') await world.promise({ enabled: much % 4 > 0, pointsPerYuan: 1 + (much % 7) });
        else if (order) await acts[kind as keyof typeof acts](order, much);
      }

      await world.expectBooksToMatch();
      await world.promise({});
    }),
    { numRuns: 6, endOnFailure: true },
  );
}, 240_000);

const acts = {
  pay: (order: OrderId) => world.pay(order),
  ship: (order: OrderId) => world.ship(order),
  receive: (order: OrderId) => world.receive(order),
  close: (order: OrderId) => world.close(order),
  refund: (order: OrderId, much: number) => world.refund(order, 1 + (much % 20_000)),
} as const;

async function signIn(shopper: ShopperId, day: string): Promise<void> {
  await world.rows('select * from sign_in_today($1, $2, $3)', [world.tenantId, shopper, day]);
}

async function adjust(shopper: ShopperId, delta: number): Promise<void> {
  if (delta === 0) return;
  await world.rows(`select give_points($1, $2, $3, 'adjustment', $4)`, [world.tenantId, shopper, delta, newId()]);
}

/** Spending what is not there is refused; anything else is a fault. */
function refusal(error: unknown): null {
  if ((error as { code?: string }).code === 'XP003') return null;
  throw error;
}

/** What was given when, the oldest first, and what is left of it: points as a purse of dated coins. */
class Lots {
  private readonly lots: { readonly month: number; readonly given: number; left: number }[] = [];

  get points(): number {
    return this.lots.reduce((sum, lot) => sum + lot.left, 0);
  }

  give(month: number, points: number): void {
    this.lots.push({ month, given: points, left: points });
  }

  spend(points: number): void {
    let left = points;
    for (const lot of this.lots) {
      const taken = Math.min(left, lot.left);
      lot.left -= taken;
      left -= taken;
    }
  }

  /** What was spent last comes back first, as old as it was. */
  giveBack(points: number): void {
    let left = points;
    for (const lot of this.lots.toReversed()) {
      const returned = Math.min(left, lot.given - lot.left);
      lot.left += returned;
      left -= returned;
    }
  }

  /** Everything that was given before the month ends. @returns how much that was */
  expire(before: number): number {
    const had = this.points;
    for (const lot of this.lots) if (lot.month < before) lot.left = 0;
    return had - this.points;
  }
}

const VALID_MONTHS = 3;
const agings = fc.array(
  fc.record({ kind: fc.constantFrom('earn', 'earn', 'spend', 'spend', 'giveBack', 'month', 'again'), much: number }),
  { minLength: 60, maxLength: 120 },
);

test('points end by age, the oldest spent first, exactly as a purse of dated coins says', async () => {
  await fc.assert(
    fc.asyncProperty(agings, async (steps) => {
      const shopper = await world.shopper();
      const lots = new Lots();
      let [month, spent, expired] = [0, 0, 0];

      for (const { kind, much } of steps) {
        if (kind === 'earn') {
          const points = 1 + (much % 100);
          await earnAt(shopper, month, points);
          lots.give(month, points);
        } else if (kind === 'spend') {
          const points = Math.min(lots.points, 1 + (much % 80));
          await move(shopper, -points, 'order');
          lots.spend(points);
          spent += points;
        } else if (kind === 'giveBack') {
          const points = Math.min(spent, much % 50);
          await move(shopper, points, 'refund');
          lots.giveBack(points);
          spent -= points;
        } else {
          if (kind === 'month') [month, expired] = [month + 1, 0];
          await world.rows('select turn_membership_month($1, $2, $3)', [world.tenantId, shopper, firstOf(month)]);
          // Once a month: what comes back after something has ended ends with the next.
          if (expired === 0) expired = lots.expire(month - VALID_MONTHS);
        }
        expect(await world.points(shopper)).toBe(lots.points);
      }
    }),
    { numRuns: 15, endOnFailure: true },
  );
}, 240_000);

function firstOf(month: number): string {
  return `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

/** As move_account, on a day that has passed. */
async function earnAt(shopper: ShopperId, month: number, points: number): Promise<void> {
  await world.tenants.transaction(world.tenantId, async (tx) => {
    await tx.execute(
      `insert into shopper_account (tenant_id, shopper_id, kind, amount) values ($1, $2, 'points', $3)
       on conflict (tenant_id, shopper_id, kind) do update set amount = shopper_account.amount + $3`,
      [world.tenantId, shopper, points],
    );
    await tx.execute(
      `insert into account_entry (tenant_id, shopper_id, kind, id, delta, reason, reference_id, created_at)
       values ($1, $2, 'points', gen_random_uuid(), $3, 'sign_in', gen_random_uuid(), ($4::date + interval '10 days') at time zone 'Asia/Shanghai')`,
      [world.tenantId, shopper, points, firstOf(month)],
    );
  });
}

async function move(shopper: ShopperId, delta: number, reason: string): Promise<void> {
  await world.rows(`select move_account($1, $2, 'points', $3, $4, gen_random_uuid())`, [
    world.tenantId,
    shopper,
    delta,
    reason,
  ]);
}

describe('the turn of a month', () => {
  test('ends old points of every member once, however often the job is killed, doubled and repeated', async () => {
    const own = await MembershipWorld.start();
    const members = await Promise.all(Array.from({ length: 450 }, () => own.shopper()));
    const old = `(date_trunc('month', now()) - interval '4 months 10 days')`;
    await own.run(
      `insert into account_entry (tenant_id, shopper_id, kind, id, delta, reason, reference_id, created_at)
       select $1::uuid, id, 'points', gen_random_uuid(), 30, 'sign_in', gen_random_uuid(), ${old} from unnest($2::uuid[]) as id
       union all select $1::uuid, id, 'points', gen_random_uuid(), 12, 'sign_in', gen_random_uuid(), now() from unnest($2::uuid[]) as id`,
      [own.tenantId, members],
    );
    await own.run(
      `insert into shopper_account (tenant_id, shopper_id, kind, amount) select $1::uuid, id, 'points', 42 from unnest($2::uuid[]) as id`,
      [own.tenantId, members],
    );
    const { tenantId } = own;
    const left = async () => {
      const [row] = await own.rows<{ sum: number; members: number }>(
        `select sum(amount)::int as sum, count(*)::int as members from shopper_account where kind = 'points'`,
      );
      return row;
    };
    const swept = async () =>
      (await own.rows<{ month: string }>('select swept_month::text as month from membership_programme'))[0]?.month;
    await own.run(`update membership_programme set swept_month = '2020-01-01' where tenant_id = $1`, [tenantId]);

    await expect(new MonthTurn(dyingAfter(own.tenants, 2)).handle({ tenantId })).rejects.toThrow('killed');
    expect(await left()).toEqual({ sum: 450 * 42 - 400 * 30, members: 450 });
    expect(await swept()).toBe('2020-01-01');

    const job = new MonthTurn(own.tenants);
    await Promise.all([job.handle({ tenantId }), job.handle({ tenantId })]);
    await job.handle({ tenantId });

    expect(await left()).toEqual({ sum: 450 * 12, members: 450 });
    expect(await swept()).toMatch(/-01$/);
    expect(await swept()).not.toBe('2020-01-01');
    await own.stop();
  });

  test('forgets growth that is older than a year', async () => {
    const { tiers } = await world.promise({
      tiers: [{ name: '金卡', fromFen: 5000, percentOff: 5, multiplierPercent: 100 }],
    });
    const shopper = await world.shopper();
    const old = await world.received(shopper, { totalFen: 6000 });
    await world.received(shopper, { totalFen: 1000 });
    expect(await world.membership(shopper)).toMatchObject({ growth: 7000, tier: tiers[0]?.id });

    await world.run(
      `update order_earning set earned_at = growth_begins() - interval '1 second' where tenant_id = $1 and order_id = $2`,
      [world.tenantId, old],
    );
    await new MonthTurn(world.tenants).handle({ tenantId: world.tenantId });

    expect(await world.membership(shopper)).toMatchObject({ growth: 1000, tier: null });
  });
});

/** A database whose program is killed after so many transactions. */
function dyingAfter(tenants: TenantDatabase, commits: number): TenantDatabase {
  let left = commits;
  return new Proxy(tenants, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'transaction') return value;
      return async (...call: Parameters<TenantDatabase['transaction']>) => {
        if (left === 0) throw new Error('killed');
        left -= 1;
        return target.transaction(...call);
      };
    },
  });
}
