import { Client } from 'pg';
import { ledgerFaults } from './ledgers.js';

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
  /** What WeChat was asked for. */
  readonly payable_fen: number;
  readonly out_trade_no: string | null;
  readonly payment_state: string | null;
  readonly money_fen: number;
  readonly goods: number;
  readonly goods_out: number;
  /** Of refunds: how many there are, what those that succeeded gave back, by WeChat and in all, and the goods that came back with them. */
  readonly refunds: number;
  readonly back_fen: number;
  readonly wechat_back_fen: number;
  readonly goods_back: number;
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
    const [ledgers, orders, trades, refunds] = await Promise.all([
      Promise.all(ledgerFaults.map((query) => this.rows<{ fault: string }>(query))),
      this.rows<BookedOrder>(ORDERS),
      this.wechat<WechatTrade>('transactions'),
      this.wechat<WechatRefund>('refunds'),
    ]);
    const tradeOf = new Map(trades.map((trade) => [trade.outTradeNo, trade]));
    const known = new Set(orders.map((order) => order.out_trade_no));
    return [
      ...ledgers.flat().map((row) => row.fault),
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
  // What balance and bonus pay for is never asked of WeChat.
  const isCovered = order.payable_fen === 0;
  const paid = trade?.state === 'SUCCESS' || trade?.state === 'REFUND';
  const back = refunds.filter(({ status }) => status === 'SUCCESS').reduce((sum, { refundFen }) => sum + refundFen, 0);

  expect(order.state !== 'pending', 'has not ended');
  expect(paid === (order.payment_state === 'succeeded'), `WeChat says ${trade?.state}, we ${order.payment_state}`);
  expect(!paid || trade?.totalFen === order.payable_fen, `WeChat took ${trade?.totalFen} fen for ${order.payable_fen}`);
  expect(trade?.state !== 'NOTPAY' || order.state === 'pending', 'can still be paid at WeChat');
  expect(back === order.wechat_back_fen, `WeChat gave back ${back} fen, we booked ${order.wechat_back_fen}`);
  expect(refunds.length <= order.refunds, `WeChat was asked for ${refunds.length} refunds, we know ${order.refunds}`);
  expect(order.money_fen === (paid ? order.payable_fen : 0) - back, `the ledger holds ${order.money_fen} fen`);
  if (order.state === 'closed') {
    expect(order.goods_out === 0, `${order.goods_out} goods of a closed order are out`);
    expect(!paid || back === order.payable_fen, 'money was kept for a closed order');
  } else {
    expect(order.goods_out === order.goods - order.goods_back, `${order.goods_out} of ${order.goods} goods are out`);
    expect(
      order.refunded_fen === order.back_fen,
      `${order.refunded_fen} fen given back, its refunds say ${order.back_fen}`,
    );
  }
  if (order.state === 'paid')
    expect(order.refunded_fen < order.total_fen && (paid || isCovered), 'is not what was paid for');
  if (order.state === 'refunded') expect(order.refunded_fen === order.total_fen, 'not all of the money is back');
  return faults;
}

const ORDERS = `
  select o.number, o.state, o.total_fen, o.refunded_fen, o.total_fen - o.balance_fen - o.bonus_fen as payable_fen, p.out_trade_no, p.state as payment_state,
    (select coalesce(sum(amount_fen), 0)::int from money_entry m where m.tenant_id = o.tenant_id and m.order_id = o.id) as money_fen,
    (select coalesce(sum((line ->> 'quantity')::int), 0)::int from jsonb_array_elements(o.lines) line where o.purpose = 'goods') as goods,
    (select -coalesce(sum(delta), 0)::int from stock_entry e where e.tenant_id = o.tenant_id and e.reference_id = o.id) as goods_out,
    coalesce(r.refunds, 0) as refunds, coalesce(r.back_fen, 0) as back_fen, coalesce(r.wechat_fen, 0) as wechat_back_fen, coalesce(r.goods, 0) as goods_back
  from shop_order o
  left join payment p on p.tenant_id = o.tenant_id and p.order_id = o.id
  left join lateral (
    select count(*)::int as refunds, sum(amount_fen) filter (where state = 'succeeded')::int as back_fen,
      sum(wechat_fen) filter (where state = 'succeeded')::int as wechat_fen,
      sum(case when restock and state = 'succeeded' then coalesce(
        (select sum((given ->> 'quantity')::int) from jsonb_array_elements(lines) given),
        case when amount_fen = o.total_fen then (select sum((line ->> 'quantity')::int) from jsonb_array_elements(o.lines) line where o.purpose = 'goods') end,
        0) end)::int as goods
    from refund f where f.tenant_id = o.tenant_id and f.order_id = o.id) r on true`;

const UNSETTLED = `
  select format('refund %s is still %s', out_refund_no, state) as fault from refund where state in ('approved', 'processing', 'failed')
  union all select format('outbox row %s (%s) has not left', id, job) from outbox where run_at <= now() - interval '5 seconds' or run_at = 'infinity'`;
