import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type RefundId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { handOverWhatIsKept } from '../fulfilment/hand-over.js';
import type { OrderPurpose } from '../payments/mark-paid.js';
import { asSpent, requireTenders, UNSPENT } from './refund-tenders.js';
import { areAll, lineShares, type PaidLine, type RefundedLine, requireLeft, worthOf } from './refund-lines.js';
import { refundMachine, type RefundState } from './refund-machine.js';
import { outRefundNo } from './refund-number.js';

interface Refundable {
  readonly state: string;
  readonly total_fen: number;
  readonly shopper_id: string;
  readonly payment_id: string | null;
  /** What WeChat was asked for; accounts paid the rest. */
  readonly payable_fen: number;
  readonly purpose: OrderPurpose;
  /** Of a top-up: what is unspent of the balance it went into. */
  readonly unspent_fen: number | null;
  /** Given back, or promised to be. */
  readonly taken_fen: number;
  readonly under_way: number;
  readonly lines: readonly PaidLine[];
  readonly discount_fen: number;
  readonly fulfilment: string;
  readonly delivery: string;
  /** Goods given back, or promised to be. */
  readonly taken_lines: readonly RefundedLine[];
}

/** What a refund gives back; all that is left when neither amount nor goods are named. */
export interface RefundWish {
  /** Of goods alone: what was paid for them. */
  readonly amountFen?: number;
  readonly lines?: readonly RefundedLine[];
  /** Whether the goods come back to stock; they do unless this says no. */
  readonly restock?: boolean;
}

interface RefundRow {
  readonly id: RefundId;
  readonly order_id: string;
  readonly state: RefundState;
  readonly amount_fen: number;
  readonly lines: readonly RefundedLine[] | null;
  /** Set when WeChat closed the refund: a number it has closed a refund under cannot be used again. */
  readonly number_spent: boolean;
}

const SELECT_REFUNDS = `select id, order_id, state, amount_fen, lines, coalesce(problem ->> 'code' = 'CLOSED', false) as number_spent
  from refund where tenant_id = $1`;

/** Who gives money back and how much; the money itself is moved by the job `refund.step`. */
@Injectable()
export class RefundRequests {
  constructor(private readonly database: TenantDatabase) {}

  /**
   * A shopper asks for all that is left of an order, or for what some of its goods cost.
   * @throws Problem order.not_found, order.not_refundable, refund.lines_invalid
   */
  async request(
    tenantId: TenantId,
    shopperId: ShopperId,
    orderId: string,
    reason: string,
    lines?: readonly RefundedLine[],
  ): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const order = await lockOrder(tx, orderId);
      if (order?.shopper_id !== shopperId) throw new Problem('order.not_found');
      if (order.under_way > 0) throw new Problem('order.not_refundable');
      const what = weigh(order, lines ? { lines } : {});
      const actor: Actor = { kind: 'shopper', id: shopperId };
      await insert(tx, orderId, order, { state: 'requested', ...what, reason, actor });
    });
  }

  /** The merchant gives money back. @throws Problem order.not_found, order.not_refundable, refund.amount_too_high, refund.lines_invalid */
  async create(
    tenantId: TenantId,
    orderId: string,
    wish: RefundWish & { readonly reason: string; readonly actor: Actor; readonly requestId?: string },
  ): Promise<RefundId> {
    return this.database
      .transaction(tenantId, async (tx) => {
        const order = await lockOrder(tx, orderId);
        if (!order) throw new Problem('order.not_found');
        const what = weigh(order, wish);
        const { reason, actor, requestId } = wish;
        const refundId = await insert(tx, orderId, order, { state: 'approved', ...what, reason, actor });
        await tx.enqueue('refund.step', { tenantId, refundId });
        await tx.audit({
          actor,
          action: 'refund.create',
          subjectType: 'refund',
          subjectId: refundId,
          after: { orderId, ...what, reason },
          requestId,
        });
        return refundId;
      })
      .catch(asSpent);
  }

  /** The merchant agrees, or tries a failed refund once more. Answers the order's id. @throws Problem refund.not_found, refund.already_decided, refund.amount_too_high */
  async approve(tenantId: TenantId, refundId: RefundId, actor: Actor, requestId?: string): Promise<string> {
    return this.database
      .transaction(tenantId, async (tx) => {
        const refund = await lockRefund(tx, refundId, 'approved');
        const order = await lockOrder(tx, refund.order_id);
        if (refund.state === 'failed' && order && refund.amount_fen > order.total_fen - order.taken_fen) {
          throw new Problem('refund.amount_too_high', { params: { maxFen: order.total_fen - order.taken_fen } });
        }
        if (refund.state === 'failed') await requireTenders(tx, refund);
        if (refund.state === 'failed' && order && refund.lines)
          requireLeft(order.lines, order.taken_lines, refund.lines);
        await grant(tx, refund, { actor, requestId });
        return refund.order_id;
      })
      .catch(asSpent);
  }

  /** The money stays with the shop; what a given-up booking has paid is handed over by it. @throws Problem refund.not_found, refund.already_decided */
  async decline(tenantId: TenantId, refundId: RefundId, actor: Actor, requestId?: string): Promise<string> {
    return this.database.transaction(tenantId, async (tx) => {
      const refund = await lockRefund(tx, refundId, 'declined');
      await refuse(tx, refund, { actor, requestId });
      await handOverWhatIsKept(tx, refund.order_id, actor);
      return refund.order_id;
    });
  }
}

interface Decision {
  readonly actor: Actor;
  readonly requestId?: string | undefined;
}

/**
 * Decides what a shopper has asked for and nobody has answered yet, for whoever settles the order's money in some other way: a booking
 * that is cancelled. The caller holds the order's row, and hands over what is kept.
 */
export async function decideWishes(
  tx: TenantTransaction,
  orderId: string,
  to: 'approved' | 'declined',
  decision: Decision,
): Promise<void> {
  const wishes = await tx.query<RefundRow>(
    `${SELECT_REFUNDS} and order_id = $2 and state = 'requested' order by id for update`,
    [tx.tenantId, orderId],
  );
  for (const wish of wishes) await (to === 'approved' ? grant : refuse)(tx, wish, decision);
}

async function grant(tx: TenantTransaction, refund: RefundRow, decision: Decision): Promise<void> {
  // Any other number would be another refund: WeChat would count, and perhaps pay, both.
  const number = refund.number_spent ? outRefundNo(newId()) : null;
  await tx.execute(
    `update refund set state = 'approved', problem = null, settled_at = null, wechat_refund_id = null,
       out_refund_no = coalesce($3, out_refund_no), next_check_at = now() + interval '2 minutes', updated_at = now()
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, refund.id, number],
  );
  await tx.enqueue('refund.step', { tenantId: tx.tenantId, refundId: refund.id });
  await auditDecision(tx, refund, 'approved', decision);
}

async function refuse(tx: TenantTransaction, refund: RefundRow, decision: Decision): Promise<void> {
  await tx.execute(
    `update refund set state = 'declined', settled_at = now(), updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, refund.id],
  );
  await auditDecision(tx, refund, 'declined', decision);
}

/** Two refunds of one order are decided one after the other: together they must not exceed what was paid. */
async function lockOrder(tx: TenantTransaction, orderId: string): Promise<Refundable | undefined> {
  const locked = await tx.query('select id from shop_order where tenant_id = $1 and id = $2 for update', [
    tx.tenantId,
    orderId,
  ]);
  if (locked.length === 0) return undefined;
  const [row] = await tx.query<Refundable>(
    `select o.state, o.total_fen, o.shopper_id, o.lines, o.discount_fen, o.fulfilment, o.delivery,
       coalesce((select jsonb_agg(given) from refund r cross join jsonb_array_elements(r.lines) given
         where r.tenant_id = $1 and r.order_id = o.id and r.state in ('requested', 'approved', 'processing', 'succeeded')), '[]') as taken_lines,
       (select id from payment p where p.tenant_id = $1 and p.order_id = o.id and p.state = 'succeeded') as payment_id,
       o.total_fen - o.balance_fen - o.bonus_fen as payable_fen, o.purpose, ${UNSPENT} as unspent_fen,
       coalesce((select sum(amount_fen) from refund r where r.tenant_id = $1 and r.order_id = o.id
         and r.state in ('requested', 'approved', 'processing', 'succeeded')), 0)::int as taken_fen,
       (select count(*) from refund r where r.tenant_id = $1 and r.order_id = o.id
         and r.state in ('requested', 'approved', 'processing'))::int as under_way
     from shop_order o where o.tenant_id = $1 and o.id = $2`,
    [tx.tenantId, orderId],
  );
  return row;
}

function leftOf(order: Refundable): number {
  const left = Math.min(order.total_fen - order.taken_fen, order.unspent_fen ?? order.total_fen);
  const isPaid = order.state === 'paid' && (order.payment_id !== null || order.payable_fen === 0);
  if (!isPaid || left <= 0) throw new Problem('order.not_refundable');
  return left;
}

/**
 * What goes back, and which goods come back with it. Of goods alone it is what was paid for them, and with the last of an order that
 * was not sent yet everything: its shipping too.
 */
function weigh(
  order: Refundable,
  { amountFen, lines, restock = true }: RefundWish,
): { amountFen: number; lines: readonly RefundedLine[] | null; restock: boolean } {
  const leftFen = leftOf(order);
  if (!lines) {
    if (amountFen !== undefined && amountFen > leftFen) throw tooHigh(leftFen);
    const fen = amountFen ?? leftFen;
    // Without goods named, only a refund of everything says which come back.
    return { amountFen: fen, lines: null, restock: restock && fen === order.total_fen && comesBack(order) };
  }
  requireLeft(order.lines, order.taken_lines, lines);
  const isRest = order.fulfilment === 'unfulfilled' && areAll(order.lines, [...order.taken_lines, ...lines]);
  const worthFen = worthOf(order.lines, lineShares(order.lines, order.discount_fen), order.taken_lines, lines);
  const fen = amountFen ?? (isRest ? leftFen : worthFen);
  if (fen > leftFen) throw tooHigh(leftFen);
  // Goods that cost nothing come back with others.
  if (fen < 1) throw new Problem('order.not_refundable');
  return { amountFen: fen, lines, restock: restock && comesBack(order) };
}

/** A code that was read is no goods any more. */
function comesBack({ delivery, fulfilment }: Refundable): boolean {
  return delivery !== 'virtual' || fulfilment === 'unfulfilled';
}

function tooHigh(maxFen: number): Problem {
  return new Problem('refund.amount_too_high', { params: { maxFen } });
}

async function insert(
  tx: TenantTransaction,
  orderId: string,
  order: Refundable,
  refund: {
    state: RefundState;
    amountFen: number;
    lines: readonly RefundedLine[] | null;
    restock: boolean;
    reason: string;
    actor: Actor;
  },
): Promise<RefundId> {
  // A card is worth all of it or nothing.
  if (order.purpose === 'gift_card' && refund.amountFen < order.total_fen) throw new Problem('order.not_refundable');
  const id = newId<RefundId>();
  await tx.execute(
    `insert into refund (tenant_id, id, order_id, payment_id, out_refund_no, amount_fen, reason, state, restock, requested_by, lines, next_check_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $8 = 'approved' then now() + interval '2 minutes' end)`,
    [
      tx.tenantId,
      id,
      orderId,
      order.payment_id,
      outRefundNo(id),
      refund.amountFen,
      refund.reason,
      refund.state,
      refund.restock,
      JSON.stringify(refund.actor),
      refund.lines && JSON.stringify(refund.lines),
    ],
  );
  return id;
}

async function lockRefund(tx: TenantTransaction, refundId: RefundId, to: RefundState): Promise<RefundRow> {
  const [order] = await tx.query<{ order_id: string }>('select order_id from refund where tenant_id = $1 and id = $2', [
    tx.tenantId,
    refundId,
  ]);
  if (!order) throw new Problem('refund.not_found');
  // The order's row comes first everywhere, so that no two of these wait for each other.
  await tx.query('select id from shop_order where tenant_id = $1 and id = $2 for update', [
    tx.tenantId,
    order.order_id,
  ]);
  const [refund] = await tx.query<RefundRow>(`${SELECT_REFUNDS} and id = $2 for update`, [tx.tenantId, refundId]);
  if (!refund) throw new Problem('refund.not_found');
  if (!refundMachine.canMove(refund.state, to))
    throw new Problem('refund.already_decided', { params: { state: refund.state } });
  return refund;
}

async function auditDecision(
  tx: TenantTransaction,
  refund: RefundRow,
  state: RefundState,
  { actor, requestId }: Decision,
): Promise<void> {
  await tx.audit({
    actor,
    action: `refund.${state}`,
    subjectType: 'refund',
    subjectId: refund.id,
    before: { state: refund.state },
    after: { state, amountFen: refund.amount_fen },
    requestId,
  });
}
