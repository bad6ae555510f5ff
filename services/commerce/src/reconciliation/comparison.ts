import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { dayBounds } from './china-day.js';
import type { DifferenceKind } from './reconciliation-machine.js';

/** What is compared: the rows of a bill that were laid down, and the books of one account on that day. */
export interface Compared {
  readonly id: string;
  readonly accountId: string;
  /** As bills name it: in partner mode the partner's. */
  readonly appId: string;
  readonly day: string;
}

interface Totals {
  readonly paid_count: number;
  readonly paid_fen: number;
  readonly refund_count: number;
  readonly refund_fen: number;
  readonly fee_fen: number;
  readonly foreign_count: number;
}

/**
 * Holds a bill against the books, all rows at once: marks what stands in it, writes one difference per row that does not agree, and the
 * day's sums. Run again it finds the same. Rows of other systems that share the merchant number are counted and left alone: their order
 * number is none of ours and so is their mini-program.
 */
export async function compare(tx: TenantTransaction, compared: Compared, fundFen: number | null): Promise<void> {
  await mark(tx, compared);
  for (const [kind, sql] of Object.entries(DIFFERENCES)) {
    await tx.execute(
      `insert into reconciliation_difference (tenant_id, id, reconciliation_id, kind, reference, order_id, here_fen, there_fen, bill)
       select $1::uuid, gen_random_uuid(), $2::uuid, '${kind}', found.* from (${sql}) as found
       on conflict (tenant_id, reconciliation_id, kind, reference) do nothing`,
      valuesOf(tx, compared),
    );
  }
  const [totals] = await tx.query<Totals>(TOTALS, valuesOf(tx, compared));
  if (totals) await keepTotals(tx, compared, totals, fundFen);
}

function valuesOf(tx: TenantTransaction, { id, accountId, appId, day }: Compared): unknown[] {
  return [tx.tenantId, id, accountId, appId, day];
}

/** Its own alone: a neighbouring applet on the same number has the same bill, and two that mark the same rows may wait for each other. */
async function mark(tx: TenantTransaction, { id, accountId, day }: Compared): Promise<void> {
  await tx.execute(
    `update payment p set billed_on = $3, fee_fen = l.fee_fen from bill_line l
     where l.tenant_id = $1 and l.reconciliation_id = $2 and l.kind = 'payment' and p.tenant_id = $1 and p.account_id = $4 and p.out_trade_no = l.out_trade_no
       and (p.billed_on, p.fee_fen) is distinct from ($3::date, l.fee_fen)`,
    [tx.tenantId, id, day, accountId],
  );
  await tx.execute(
    `update refund r set billed_on = $3, fee_fen = l.fee_fen from bill_line l, payment p
     where l.tenant_id = $1 and l.reconciliation_id = $2 and l.kind = 'refund' and r.tenant_id = $1 and r.out_refund_no = l.out_refund_no
       and p.tenant_id = $1 and p.id = r.payment_id and p.account_id = $4
       and (r.billed_on, r.fee_fen) is distinct from ($3::date, l.fee_fen)`,
    [tx.tenantId, id, day, accountId],
  );
}

async function keepTotals(
  tx: TenantTransaction,
  { id, day }: Compared,
  totals: Totals,
  fundFen: number | null,
): Promise<void> {
  await tx.execute(
    `update reconciliation set paid_count = $3, paid_fen = $4, refund_count = $5, refund_fen = $6, fee_fen = $7, foreign_count = $8,
       fund_fen = $9, updated_at = now() where tenant_id = $1 and id = $2`,
    [
      tx.tenantId,
      id,
      totals.paid_count,
      totals.paid_fen,
      totals.refund_count,
      totals.refund_fen,
      totals.fee_fen,
      totals.foreign_count,
      fundFen,
    ],
  );
  const [bill] = await tx.query<{ net_fen: number }>(
    `select coalesce(sum(case when kind = 'payment' then amount_fen when refund_status = 'SUCCESS' then -amount_fen else 0 end - fee_fen), 0)::float8 as net_fen
     from bill_line where tenant_id = $1 and reconciliation_id = $2`,
    [tx.tenantId, id],
  );
  if (fundFen === null || bill === undefined || bill.net_fen === fundFen) return;
  await tx.execute(
    `insert into reconciliation_difference (tenant_id, id, reconciliation_id, kind, reference, here_fen, there_fen)
     values ($1, gen_random_uuid(), $2, 'fund_flow', $3, $4, $5) on conflict (tenant_id, reconciliation_id, kind, reference) do nothing`,
    [tx.tenantId, id, day, bill.net_fen, fundFen],
  );
}

const WHAT = `(select $1::uuid as tenant_id, $2::uuid as id, $3::uuid as account_id, $4::text as app_id, $5::date as day) as c`;
const BILLED = `from ${WHAT} join bill_line l on l.tenant_id = c.tenant_id and l.reconciliation_id = c.id
  left join payment p on p.tenant_id = c.tenant_id and p.out_trade_no = l.out_trade_no`;
const BILLED_REFUND = `${BILLED} left join refund r on r.tenant_id = c.tenant_id and r.out_refund_no = l.out_refund_no`;
const { from, to } = dayBounds('c.day');

// Each: reference, order, fen here, fen there, the bill's row. A payment of a neighbouring applet on the same number is known by its order
// number and compared there.
const DIFFERENCES = {
  payment_unknown_here: `
    select l.out_trade_no, null::uuid, null::bigint, l.amount_fen::bigint, to_jsonb(l) ${BILLED}
    where l.kind = 'payment' and p.id is null and l.app_id = c.app_id`,
  payment_open_here: `
    select l.out_trade_no, p.order_id, 0::bigint, l.amount_fen::bigint, to_jsonb(l) ${BILLED}
    where l.kind = 'payment' and p.account_id = c.account_id and p.state <> 'succeeded' and p.amount_fen = l.amount_fen`,
  payment_amount: `
    select l.out_trade_no, p.order_id, p.amount_fen::bigint, l.amount_fen::bigint, to_jsonb(l) ${BILLED}
    where l.kind = 'payment' and p.account_id = c.account_id and p.amount_fen <> l.amount_fen`,
  payment_missing_there: `
    select p.out_trade_no, p.order_id, p.amount_fen::bigint, 0::bigint, null::jsonb
    from ${WHAT} join payment p on p.tenant_id = c.tenant_id and p.account_id = c.account_id
    where p.succeeded_at >= ${from} and p.succeeded_at < ${to} and p.billed_on is null`,
  refund_unknown_here: `
    select l.out_refund_no, p.order_id, null::bigint, l.amount_fen::bigint, to_jsonb(l) ${BILLED_REFUND}
    where l.kind = 'refund' and r.id is null and l.refund_status <> 'FAIL'
      and coalesce(p.account_id = c.account_id, l.app_id = c.app_id)`,
  refund_open_here: `
    select l.out_refund_no, r.order_id, 0::bigint, l.amount_fen::bigint, to_jsonb(l) ${BILLED_REFUND}
    where l.kind = 'refund' and p.account_id = c.account_id and r.state <> 'succeeded' and r.wechat_fen = l.amount_fen
      and l.refund_status = 'SUCCESS'`,
  refund_amount: `
    select l.out_refund_no, r.order_id, r.wechat_fen::bigint, l.amount_fen::bigint, to_jsonb(l) ${BILLED_REFUND}
    where l.kind = 'refund' and p.account_id = c.account_id and r.wechat_fen <> l.amount_fen`,
  refund_missing_there: `
    select r.out_refund_no, r.order_id, r.wechat_fen::bigint, 0::bigint, null::jsonb
    from ${WHAT} join payment p on p.tenant_id = c.tenant_id and p.account_id = c.account_id
    join refund r on r.tenant_id = p.tenant_id and r.payment_id = p.id
    where r.state = 'succeeded' and r.settled_at >= ${from} and r.settled_at < ${to} and r.billed_on is null`,
} as const satisfies Partial<Record<DifferenceKind, string>>;

const TOTALS = `
  select (count(*) filter (where own and kind = 'payment'))::int as paid_count,
    coalesce(sum(amount_fen) filter (where own and kind = 'payment'), 0)::float8 as paid_fen,
    (count(*) filter (where own and kind = 'refund' and refund_status = 'SUCCESS'))::int as refund_count,
    coalesce(sum(amount_fen) filter (where own and kind = 'refund' and refund_status = 'SUCCESS'), 0)::float8 as refund_fen,
    coalesce(sum(fee_fen) filter (where own), 0)::float8 as fee_fen,
    (count(*) filter (where not own))::int as foreign_count
  from (select l.kind, l.amount_fen, l.refund_status, l.fee_fen, coalesce(p.account_id = c.account_id, l.app_id = c.app_id) as own
    ${BILLED}) as line`;
