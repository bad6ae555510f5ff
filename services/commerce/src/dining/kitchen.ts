import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { Shipments } from '../fulfilment/shipments.js';
import { writeOrderMessage } from '../messages/order-messages.js';
import type { QuoteLine } from '../pricing/quote.js';
import type { DiningFacts } from './dining-charges.js';
import type { DiningKind } from './dining-settings.js';
import { kitchenMachine, type KitchenState } from './kitchen-machine.js';
import { pickupNumber } from './pickup-number.js';

export interface KitchenTicket {
  readonly id: string;
  readonly appId: string;
  readonly number: string;
  readonly pickupNumber: string;
  readonly state: KitchenState;
  readonly delivery: DiningKind;
  readonly table: DiningFacts['table'];
  readonly guests: number | null;
  readonly pickupAt: string | null;
  readonly note: string | null;
  readonly lines: readonly Pick<QuoteLine, 'title' | 'optionValues' | 'quantity' | 'modifiers'>[];
  readonly totalFen: number;
  readonly paidAt: Date;
  readonly acceptedAt: Date | null;
  readonly readyAt: Date | null;
  readonly doneAt: Date | null;
}

interface TicketRow extends Omit<KitchenTicket, 'pickupNumber' | keyof DiningFacts> {
  readonly ticketNumber: number;
  readonly dining: DiningFacts | null;
}

export interface TicketFilter {
  readonly states: readonly KitchenState[];
  readonly after: string | null;
  readonly limit: number;
}

const SELECT = `
  select o.id, o.app_id as "appId", o.number, k.number as "ticketNumber", k.state, o.delivery, o.dining, o.note, o.total_fen as "totalFen",
    o.paid_at as "paidAt", k.accepted_at as "acceptedAt", k.ready_at as "readyAt", k.done_at as "doneAt",
    (select jsonb_agg(jsonb_build_object('title', line -> 'title', 'optionValues', line -> 'optionValues', 'quantity', line -> 'quantity',
        'modifiers', coalesce(line -> 'modifiers', '[]')) order by place)
      from jsonb_array_elements(o.lines) with ordinality as item (line, place)) as lines
  from kitchen_ticket k join shop_order o on o.tenant_id = k.tenant_id and o.id = k.order_id`;

/** The kitchen's list of paid orders, and their way from the pan to the table. */
@Injectable()
export class Kitchen {
  constructor(
    private readonly database: TenantDatabase,
    private readonly shipments: Shipments,
  ) {}

  /** Oldest first, in the order in which they were placed. Refunded orders are nobody's work. */
  async list(tenantId: TenantId, { states, after, limit }: TicketFilter): Promise<KitchenTicket[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const rows = await tx.query<TicketRow>(
        `${SELECT} where k.tenant_id = $1 and k.state = any($2) and o.state = 'paid' and ($3::uuid is null or k.order_id > $3)
         order by k.order_id limit $4`,
        [tenantId, states, after, limit + 1],
      );
      return rows.map(toTicket);
    });
  }

  /** What a table has ordered in the last twelve hours and paid, oldest first. */
  async ofTable(tenantId: TenantId, tableId: string): Promise<KitchenTicket[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const tables = await tx.query('select 1 from dining_table where tenant_id = $1 and id = $2', [tenantId, tableId]);
      if (tables.length === 0) throw new Problem('dining_table.not_found');
      const rows = await tx.query<TicketRow>(
        `${SELECT} where k.tenant_id = $1 and o.table_id = $2 and o.state = 'paid' and o.paid_at > now() - interval '12 hours' order by o.id`,
        [tenantId, tableId],
      );
      return rows.map(toTicket);
    });
  }

  /**
   * Moves a ticket on. The same state again changes nothing. "ready" tells a shopper who takes away; "done" hands the order over and
   * so tells WeChat that it is delivered.
   * @throws Problem kitchen.ticket_not_found, kitchen.move_refused, order.not_shippable while a refund is under way
   */
  async move(tenantId: TenantId, orderId: string, to: KitchenState, author: Author): Promise<KitchenTicket> {
    const before = await this.get(tenantId, orderId);
    // First the hand-over, which may be repeated: a crash between the two leaves a ticket that is moved again.
    if (to === 'done' && before.state === 'ready') await this.handOver(tenantId, before, author);
    await this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ state: KitchenState; order_state: string; delivery: DiningKind }>(
        `select k.state, o.state as order_state, o.delivery from shop_order o
         join kitchen_ticket k on k.tenant_id = o.tenant_id and k.order_id = o.id
         where o.tenant_id = $1 and o.id = $2 for update of o, k`,
        [tenantId, orderId],
      );
      if (!row) throw new Problem('kitchen.ticket_not_found');
      if (row.state === to) return;
      if (row.order_state !== 'paid' || !kitchenMachine.canMove(row.state, to))
        throw new Problem('kitchen.move_refused', {
          params: { from: row.order_state === 'paid' ? row.state : row.order_state, to },
        });
      await tx.execute(
        `update kitchen_ticket set state = $3, accepted_at = case when $3 = 'accepted' then now() else accepted_at end,
           ready_at = case when $3 = 'ready' then now() else ready_at end, done_at = case when $3 = 'done' then now() else done_at end
         where tenant_id = $1 and order_id = $2`,
        [tenantId, orderId, to],
      );
      await tx.audit({
        ...author,
        action: 'kitchen.move',
        subjectType: 'order',
        subjectId: orderId,
        before: { state: row.state },
        after: { state: to },
      });
      if (to === 'ready' && row.delivery === 'takeaway')
        await writeOrderMessage(tx, {
          purpose: 'pickupReady',
          orderId,
          subjectId: orderId,
          facts: { at: new Date().toISOString() },
        });
    });
    return this.get(tenantId, orderId);
  }

  private async get(tenantId: TenantId, orderId: string): Promise<KitchenTicket> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<TicketRow>(`${SELECT} where k.tenant_id = $1 and k.order_id = $2`, [
        tenantId,
        orderId,
      ]);
      if (!row) throw new Problem('kitchen.ticket_not_found');
      return toTicket(row);
    });
  }

  /** WeChat knows couriers, local delivery and pickup (shared/wechat/login-and-user.md §9): what is eaten here was picked up. */
  private async handOver(tenantId: TenantId, { id, delivery }: KitchenTicket, author: Author): Promise<void> {
    const kind = delivery === 'local' ? 'local' : 'pickup';
    await this.shipments.ship(tenantId, id, `kitchen-${id}`, { kind }, author).catch((error: unknown) => {
      // Somebody has entered the hand-over by hand.
      if (!(error instanceof Problem) || error.code !== 'order.nothing_to_ship') throw error;
    });
  }
}

function toTicket({ ticketNumber, dining, ...row }: TicketRow): KitchenTicket {
  return {
    ...row,
    pickupNumber: pickupNumber(ticketNumber),
    table: dining?.table ?? null,
    guests: dining?.guests ?? null,
    pickupAt: dining?.pickupAt ?? null,
  };
}
