import { toFen, UNITS_PER_FEN } from './bill-amount.js';
import { type BillRow, malformed, readBillTable } from './bill-table.js';

/** One row of a trade bill. Amounts are fen. */
export interface TradeBillLine {
  readonly line: number;
  readonly kind: 'payment' | 'refund';
  /** China time, as WeChat's own day runs. */
  readonly happenedAt: Date;
  /** 公众账号ID; of a partner's bill the partner's. */
  readonly appId: string;
  readonly mchId: string;
  /** 特约商户号; null in a direct merchant's bill. */
  readonly subMchId: string | null;
  readonly transactionId: string;
  readonly outTradeNo: string;
  /** What was paid or given back. */
  readonly amountFen: number;
  /** Set for refunds. */
  readonly outRefundNo: string | null;
  readonly refundId: string | null;
  readonly refundStatus: 'SUCCESS' | 'FAIL' | 'PROCESSING' | null;
  /** What WeChat keeps; negative when it gives back. */
  readonly feeFen: number;
}

// An order's amount is a 32-bit number here.
const MAX_FEN = 2_147_483_647;

const REQUIRED = ['交易时间', '公众账号ID', '商户号', '微信订单号', '商户订单号', '交易状态', '手续费'];

/**
 * The rows of a trade bill of kind ALL, SUCCESS or REFUND (`shared/wechat/wechat-pay-v3.md` §9), one at a time; the bill's own totals
 * are held against them. @throws PayError `unexpectedAnswer`
 */
export async function* readTradeBill(lines: AsyncIterable<string>): AsyncGenerator<TradeBillLine> {
  const sums = new Sums();
  const table = readBillTable(lines, {
    required: REQUIRED,
    totalsHeading: '总交易单数',
    checkTotals: (totals) => sums.expectSame(totals),
  });
  for await (const row of table) {
    sums.add(row);
    const line = lineOf(row);
    if (line) yield line;
  }
}

function lineOf(row: BillRow): TradeBillLine | null {
  const state = row.text('交易状态');
  // 撤销 belongs to payment codes, which a mini-program does not use.
  if (state === 'REVOKED') return null;
  if (state !== 'SUCCESS' && state !== 'REFUND') throw malformed(`line ${row.line}: 交易状态 is ${state.slice(0, 20)}`);
  const isRefund = state === 'REFUND';
  return {
    line: row.line,
    kind: isRefund ? 'refund' : 'payment',
    happenedAt: chinaTime(row),
    appId: row.text('公众账号ID'),
    mchId: row.text('商户号'),
    subMchId: numberOrNull(row.text('特约商户号')),
    transactionId: row.text('微信订单号'),
    outTradeNo: row.text('商户订单号'),
    amountFen: wholeFen(row, isRefund ? refundColumn(row) : paidColumn(row)),
    outRefundNo: isRefund ? row.text('商户退款单号') : null,
    refundId: isRefund ? row.text('微信退款单号') : null,
    refundStatus: isRefund ? statusOf(row) : null,
    feeFen: feeOf(row),
  };
}

/** 应结订单金额 is less than what the order cost when WeChat's own coupons paid a part; the order's own amount comes later in the row. */
function paidColumn(row: BillRow): string {
  return row.has('订单金额') ? '订单金额' : '应结订单金额';
}

function refundColumn(row: BillRow): string {
  return row.has('申请退款金额') && row.amount('申请退款金额') !== 0 ? '申请退款金额' : '退款金额';
}

function wholeFen(row: BillRow, column: string): number {
  const units = row.amount(column);
  if (units < 0 || units % UNITS_PER_FEN !== 0)
    throw malformed(`line ${row.line}: ${column} is not a whole number of fen`);
  const fen = toFen(units);
  if (fen > MAX_FEN) throw malformed(`line ${row.line}: ${column} is more than any payment`);
  return fen;
}

function feeOf(row: BillRow): number {
  const fen = toFen(row.amount('手续费'));
  if (Math.abs(fen) > MAX_FEN) throw malformed(`line ${row.line}: 手续费 is more than any payment`);
  return fen;
}

function statusOf(row: BillRow): 'SUCCESS' | 'FAIL' | 'PROCESSING' {
  const status = row.text('退款状态');
  if (status === 'SUCCESS' || status === 'FAIL' || status === 'PROCESSING') return status;
  throw malformed(`line ${row.line}: 退款状态 is ${status.slice(0, 20)}`);
}

/** Bills write "none" as an empty value or as 0. */
function numberOrNull(text: string): string | null {
  return text === '' || text === '0' ? null : text;
}

function chinaTime(row: BillRow): Date {
  const time = new Date(`${row.text('交易时间').replace(' ', 'T')}+08:00`);
  if (Number.isNaN(time.getTime())) throw malformed(`line ${row.line}: 交易时间 is not a time`);
  return time;
}

/** What the bill's last line says of all lines before it. */
class Sums {
  private rows = 0;
  private readonly units = new Map<string, number>();

  add(row: BillRow): void {
    this.rows += 1;
    const isRefund = row.text('交易状态') === 'REFUND';
    for (const column of ['应结订单金额', '退款金额', '手续费', '申请退款金额']) this.grow(column, row.amount(column));
    this.grow('订单金额 of all rows', row.amount('订单金额'));
    if (!isRefund) this.grow('订单金额 of payments', row.amount('订单金额'));
  }

  expectSame(totals: BillRow): void {
    if (totals.count('总交易单数') !== this.rows) throw malformed(`it has ${this.rows} rows, its total says otherwise`);
    this.expect(totals, '应结订单总金额', '应结订单金额');
    this.expect(totals, '退款总金额', '退款金额');
    this.expect(totals, '手续费总金额', '手续费');
    this.expect(totals, '申请退款总金额', '申请退款金额');
    // Rows of refunds name 0 or the order's amount; then the total may count it twice.
    this.expect(totals, '订单总金额', '订单金额 of payments', '订单金额 of all rows');
  }

  private grow(name: string, units: number): void {
    this.units.set(name, (this.units.get(name) ?? 0) + units);
  }

  private expect(totals: BillRow, column: string, ...sums: readonly string[]): void {
    if (!totals.has(column)) return;
    const told = totals.amount(column);
    // A fee is told to the fen in one place and finer in another.
    const slack = column === '手续费总金额' ? 500 * Math.max(1, this.rows) : 0;
    const holds = sums.some((name) => Math.abs(told - (this.units.get(name) ?? 0)) <= slack);
    if (!holds) throw malformed(`its rows do not add up to ${column}`);
  }
}
