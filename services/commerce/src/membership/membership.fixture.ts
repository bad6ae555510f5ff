import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type OrderId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import type { Programme, ProgrammeDraft } from './programme.js';
import { ProgrammeAdmin } from './programme-admin.js';

export const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;

/** One point for a yuan, a hundred points for a yuan off. */
export const PROGRAMME: ProgrammeDraft = {
  enabled: true,
  pointsPerYuan: 1,
  pointsPerYuanOff: 100,
  mostPercent: 50,
  validMonths: 3,
  signInPoints: [1, 2, 5],
  tiers: [],
};

interface OrderWish {
  readonly totalFen?: number;
  readonly shippingFen?: number;
  readonly bonusFen?: number;
  readonly pointsSpent?: number;
  readonly delivery?: string;
  readonly purpose?: string;
}

/** A shop with members, whose orders are moved as the settlement of payments and refunds moves them. */
export class MembershipWorld {
  private orders = 0;

  private constructor(
    readonly database: TestDatabase,
    readonly tenants: TenantDatabase,
    readonly tenantId: TenantId,
  ) {}

  static async start(draft: Partial<ProgrammeDraft> = {}): Promise<MembershipWorld> {
    const database = await createTestDatabase();
    const world = new MembershipWorld(database, await TenantDatabase.connect(database.access, 20), newId<TenantId>());
    await world.promise(draft);
    return world;
  }

  async stop(): Promise<void> {
    await this.tenants.close();
    await this.database.drop();
  }

  promise(draft: Partial<ProgrammeDraft>): Promise<Programme> {
    return new ProgrammeAdmin(this.tenants).replace(this.tenantId, { ...PROGRAMME, ...draft }, author);
  }

  rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.tenants.transaction(this.tenantId, (tx) => tx.query<Row>(sql, values));
  }

  async run(sql: string, values: readonly unknown[] = []): Promise<void> {
    await this.tenants.transaction(this.tenantId, (tx) => tx.execute(sql, values));
  }

  async shopper(): Promise<ShopperId> {
    const id = newId<ShopperId>();
    await this.run(`insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, 'wx', $2::text)`, [
      this.tenantId,
      id,
    ]);
    return id;
  }

  /** Placed and not paid; points leave with it. */
  async order(shopperId: ShopperId, wish: OrderWish = {}): Promise<OrderId> {
    const { totalFen = 10_000, shippingFen = 0, bonusFen = 0, pointsSpent = 0, delivery = 'express' } = wish;
    const id = newId<OrderId>();
    this.orders += 1;
    const number = `N${this.orders}`;
    await this.tenants.transaction(this.tenantId, async (tx) => {
      await tx.execute(
        `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen,
           shipping_fen, total_fen, bonus_fen, points_spent, delivery, purpose, expires_at)
         values ($1, $2::uuid, $3, 'wx', $4, $2::text, '', 'pending', '[]', $5::int - $6::int, $6, $5, $7, $8, $9, $10, now() + interval '15 minutes')`,
        [
          this.tenantId,
          id,
          number,
          shopperId,
          totalFen,
          shippingFen,
          bonusFen,
          pointsSpent,
          delivery,
          wish.purpose ?? 'goods',
        ],
      );
      await tx.query(`select move_account($1, $2, 'points', $3, 'order', $4)`, [
        this.tenantId,
        shopperId,
        -pointsSpent,
        id,
      ]);
    });
    return id;
  }

  pay(orderId: OrderId): Promise<void> {
    return this.move(orderId, `state = 'paid', paid_at = now()`, `state = 'pending'`);
  }

  close(orderId: OrderId): Promise<void> {
    return this.move(orderId, `state = 'closed', closed_at = now()`, `state = 'pending'`);
  }

  ship(orderId: OrderId): Promise<void> {
    return this.move(orderId, `fulfilment = 'shipped'`, `state = 'paid' and fulfilment = 'unfulfilled'`);
  }

  receive(orderId: OrderId): Promise<void> {
    return this.move(
      orderId,
      `fulfilment = 'received', received_at = now()`,
      `state = 'paid' and fulfilment <> 'received'`,
    );
  }

  /** Paid and received: what it earns is there. */
  async received(shopperId: ShopperId, wish: OrderWish = {}): Promise<OrderId> {
    const orderId = await this.order(shopperId, wish);
    await this.pay(orderId);
    await this.receive(orderId);
    return orderId;
  }

  /** A refund settles, of at most what is left. @returns its id; null when nothing is left */
  async refund(orderId: OrderId, amountFen: number): Promise<string | null> {
    const refundId = newId<string>();
    return this.tenants.transaction(this.tenantId, async (tx) => {
      const [order] = await tx.query<{ left: number }>(
        `select total_fen - refunded_fen as left from shop_order where tenant_id = $1 and id = $2 and state = 'paid' for update`,
        [this.tenantId, orderId],
      );
      const amount = Math.min(amountFen, order?.left ?? 0);
      if (amount === 0) return null;
      await tx.execute(
        `insert into refund (tenant_id, id, order_id, out_refund_no, amount_fen, balance_fen, reason, state, requested_by)
         values ($1, $2::uuid, $3, $2::text, $4, $4, '', 'processing', '{}')`,
        [this.tenantId, refundId, orderId, amount],
      );
      await tx.execute(
        `update refund set state = 'succeeded', settled_at = now(), updated_at = now() where tenant_id = $1 and id = $2`,
        [this.tenantId, refundId],
      );
      await tx.execute(
        `update shop_order set refunded_fen = refunded_fen + $3, state = case when refunded_fen + $3 = total_fen then 'refunded' else state end
         where tenant_id = $1 and id = $2`,
        [this.tenantId, orderId, amount],
      );
      return refundId;
    });
  }

  async points(shopperId: ShopperId): Promise<number> {
    const [row] = await this.rows<{ amount: number }>(
      `select amount from shopper_account where shopper_id = $1 and kind = 'points'`,
      [shopperId],
    );
    return row?.amount ?? 0;
  }

  /** What came and went and why, oldest first. */
  async entries(shopperId: ShopperId): Promise<[string, number][]> {
    const rows = await this.rows<{ reason: string; delta: number }>(
      `select reason, delta from account_entry where shopper_id = $1 and kind = 'points' order by created_at, delta desc`,
      [shopperId],
    );
    return rows.map(({ reason, delta }) => [reason, delta]);
  }

  async membership(shopperId: ShopperId): Promise<{ growth: number; owed: number; tier: string | null } | null> {
    const [row] = await this.rows<{ growth: number; owed: number; tier: string | null }>(
      `select growth_fen as growth, points_owed as owed, tier_id as tier from shopper_membership where shopper_id = $1`,
      [shopperId],
    );
    return row ?? null;
  }

  /** Every account is the sum of its entries, growth that of its orders, and what orders gave is there, taken back or owed. */
  async expectBooksToMatch(): Promise<void> {
    const wrong = await this.rows(
      `select 'account' as what, a.shopper_id as id from shopper_account a
         where a.amount <> (select coalesce(sum(e.delta), 0) from account_entry e where e.shopper_id = a.shopper_id and e.kind = a.kind)
       union all
       select 'growth', m.shopper_id from shopper_membership m
         where m.growth_fen <> (select coalesce(sum(e.growth_fen), 0) from order_earning e where e.shopper_id = m.shopper_id and e.state = 'earned')
       union all
       select 'earned', m.shopper_id from shopper_membership m
         where m.points_owed + (select coalesce(sum(e.points), 0) from order_earning e where e.shopper_id = m.shopper_id and e.state = 'earned')
           <> (select coalesce(sum(e.delta), 0) from account_entry e where e.shopper_id = m.shopper_id and e.kind = 'points'
             and e.reason in ('earned', 'earned_back'))
       union all
       select 'order', o.id from shop_order o
         where o.points_spent - (case when o.state in ('closed', 'refunded') then o.points_spent
             else o.points_spent::bigint * o.refunded_fen / o.total_fen end)
           <> (select -coalesce(sum(e.delta), 0) from account_entry e where e.kind = 'points' and (
             (e.reason in ('order', 'order_closed') and e.reference_id = o.id)
             or (e.reason = 'refund' and e.reference_id in (select r.id from refund r where r.order_id = o.id))))`,
    );
    expect(wrong).toEqual([]);
  }

  private move(orderId: OrderId, change: string, guard: string): Promise<void> {
    return this.run(
      `update shop_order set ${change}, updated_at = now() where tenant_id = $1 and id = $2 and ${guard}`,
      [this.tenantId, orderId],
    );
  }
}
