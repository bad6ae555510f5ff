import type { Transaction } from '#kernel/data/transaction.js';
import type { TradeBillLine } from '#kernel/wechat/pay/bills/trade-bill.js';

const BATCH = 1_000;

/** Rows in groups, so that neither a statement per row is sent nor the whole bill held. */
export async function* inBatches<Row>(rows: AsyncIterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Lays rows of a bill down; a row that lies there already stays, so that a fetch that was cut short may begin again. */
export async function layLines(
  tx: Transaction,
  tenantId: string,
  reconciliationId: string,
  lines: readonly TradeBillLine[],
): Promise<void> {
  await tx.execute(
    `insert into bill_line (tenant_id, reconciliation_id, line, kind, app_id, out_trade_no, transaction_id, amount_fen, out_refund_no,
       refund_id, refund_status, fee_fen, happened_at)
     select $1, $2, line.* from unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::text[], $10::text[], $11::text[],
       $12::int[], $13::timestamptz[]) as line
     on conflict (tenant_id, reconciliation_id, line) do nothing`,
    [
      tenantId,
      reconciliationId,
      lines.map((line) => line.line),
      lines.map((line) => line.kind),
      lines.map((line) => line.appId),
      lines.map((line) => line.outTradeNo),
      lines.map((line) => line.transactionId),
      lines.map((line) => line.amountFen),
      lines.map((line) => line.outRefundNo),
      lines.map((line) => line.refundId),
      lines.map((line) => line.refundStatus),
      lines.map((line) => line.feeFen),
      lines.map((line) => line.happenedAt),
    ],
  );
}
