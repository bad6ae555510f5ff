import { Client } from 'pg';

interface WechatTrade {
  readonly outTradeNo: string;
  readonly state: 'NOTPAY' | 'SUCCESS' | 'REFUND' | 'CLOSED';
  readonly totalFen: number;
}
interface WechatRefund {
  readonly outTradeNo: string;
  readonly status: string;
  readonly refundFen: number;
}
interface BookedOrder {
  readonly number: string;
  readonly state: string;
  readonly total_fen: number;
  readonly refunded_fen: number;
  readonly out_trade_no: string | null;
  readonly payment_state: string | null;
  readonly money_fen: number;
  readonly goods: number;
  readonly goods_out: number;
}

/** The house's own record of goods and money, held against itself and against WeChat Pay's. For tests; it reads past the tenant lock. */
export class Books {
  private constructor(
    private readonly connectionString: string,
    private readonly sandboxUrl: string,
  ) {}

  /** @param databaseUrl log-in of the database's owner */
  static of(databaseUrl: string, sandboxUrl: string): Books {
    return new Books(databaseUrl, sandboxUrl);
  }

  /** Rows of a query as the owner; a connection of its own each time, since the tests kill PostgreSQL. */
  async rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.connectionString, connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** What does not agree, a sentence each; none when all that was begun has ended and every sum is right. */
  async faults(): Promise<string[]> {
    const [stock, orders, trades, refunds] = await Promise.all([
      this.rows<{ fault: string }>(UNBALANCED_STOCK),
      this.rows<BookedOrder>(ORDERS),
      this.wechat<WechatTrade>('transactions'),
      this.wechat<WechatRefund>('refunds'),
    ]);
    const tradeOf = new Map(trades.map((trade) => [trade.outTradeNo, trade]));
    const known = new Set(orders.map((order) => order.out_trade_no));
    return [
      ...stock.map((row) => row.fault),
      ...orders.flatMap((order) => {
        const trade = tradeOf.get(order.out_trade_no ?? '');
        return faultsOf(
          order,
          trade,
          refunds.filter(({ outTradeNo }) => outTradeNo === trade?.outTradeNo),
        ).map((fault) => `${order.number} (${order.state}): ${fault}`);
      }),
      ...trades.filter((trade) => !known.has(trade.outTradeNo)).map((trade) => `${trade.outTradeNo} is WeChat's alone`),
      ...(await this.rows<{ fault: string }>(UNSETTLED)).map((row) => row.fault),
    ];
  }

  private async wechat<Item>(what: 'transactions' | 'refunds'): Promise<Item[]> {
    const answer = await fetch(`${this.sandboxUrl}/sandbox/pay/${what}`);
    return ((await answer.json()) as { items: Item[] }).items;
  }
}

function faultsOf(order: BookedOrder, trade: WechatTrade | undefined, refunds: readonly WechatRefund[]): string[] {
  const faults: string[] = [];
  const expect = (holds: boolean, sentence: string) => void (holds || faults.push(sentence));
  const paid = trade?.state === 'SUCCESS' || trade?.state === 'REFUND';
  const back = refunds.filter(({ status }) => status === 'SUCCESS').reduce((sum, { refundFen }) => sum + refundFen, 0);

  expect(order.state !== 'pending', 'has not ended');
  expect(paid === (order.payment_state === 'succeeded'), `WeChat says ${trade?.state}, we ${order.payment_state}`);
  expect(trade?.state !== 'NOTPAY' || order.state === 'pending', 'can still be paid at WeChat');
  expect(back === order.refunded_fen, `WeChat gave back ${back} fen, we booked ${order.refunded_fen}`);
  expect(refunds.length <= 1, `WeChat was asked for ${refunds.length} refunds`);
  expect(order.money_fen === (paid ? order.total_fen : 0) - back, `the ledger holds ${order.money_fen} fen`);
  expect(order.goods_out === (order.state === 'paid' ? order.goods : 0), `${order.goods_out} goods are out`);
  if (order.state === 'paid') expect(back === 0 && paid, 'is not what was paid for');
  if (order.state === 'refunded') expect(back === order.total_fen, 'not all of the money is back');
  if (order.state === 'closed') expect(!paid || back === order.total_fen, 'money was kept for a closed order');
  return faults;
}

const UNBALANCED_STOCK = `
  select format('SKU %s has %s, its entries sum up to %s', s.id, s.stock, coalesce(e.total, 0)) as fault
  from sku s left join (select tenant_id, sku_id, sum(delta) as total from stock_entry group by 1, 2) e
    on e.tenant_id = s.tenant_id and e.sku_id = s.id
  where s.stock <> coalesce(e.total, 0)`;

// Every refund of these tests is one of the whole order.
const ORDERS = `
  select o.number, o.state, o.total_fen, o.refunded_fen, p.out_trade_no, p.state as payment_state,
    (select coalesce(sum(amount_fen), 0)::int from money_entry m where m.tenant_id = o.tenant_id and m.order_id = o.id) as money_fen,
    (select sum((line ->> 'quantity')::int)::int from jsonb_array_elements(o.lines) line) as goods,
    (select -coalesce(sum(delta), 0)::int from stock_entry e where e.tenant_id = o.tenant_id and e.reference_id = o.id) as goods_out
  from shop_order o left join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id`;

const UNSETTLED = `
  select format('refund %s is still %s', out_refund_no, state) as fault from refund where state in ('approved', 'processing', 'failed')
  union all select format('outbox row %s (%s) has not left', id, job) from outbox where run_at <= now() - interval '5 seconds' or run_at = 'infinity'`;
