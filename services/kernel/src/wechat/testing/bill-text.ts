import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** One row of a trade bill, in fen. */
export interface BilledRow {
  readonly appId: string;
  readonly mchId: string;
  readonly subMchId?: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: number;
  readonly feeFen?: number;
  readonly refund?: { readonly outRefundNo: string; readonly refundId: string; readonly status?: string };
  /** `2026-11-21 10:00:00`, China time. */
  readonly at: string;
}

const TRADE_HEADINGS =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
const TRADE_TOTALS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** A trade bill as WeChat Pay writes it, with its totals. */
export function tradeBillText(rows: readonly BilledRow[]): string {
  const sum = (of: (row: BilledRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const paid = sum((row) => (row.refund ? 0 : row.amountFen));
  const back = sum((row) => (row.refund ? row.amountFen : 0));
  const totals = [
    String(rows.length),
    yuan(paid),
    yuan(back),
    '0.00',
    `${yuan(sum((row) => row.feeFen ?? 0))}000`,
    yuan(paid),
    yuan(back),
  ];
  return `\uFEFF${[TRADE_HEADINGS, ...rows.map(tradeRow), TRADE_TOTALS, cells(totals)].join('\r\n')}\r\n`;
}

function tradeRow({ refund, ...row }: BilledRow): string {
  const [paid, back] = refund ? ['0.00', yuan(row.amountFen)] : [yuan(row.amountFen), '0.00'];
  return cells([
    row.at,
    row.appId,
    row.mchId,
    row.subMchId ?? '0',
    '',
    row.transactionId,
    row.outTradeNo,
    'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    'JSAPI',
    refund ? 'REFUND' : 'SUCCESS',
    'OTHERS',
    'CNY',
    paid,
    '0.00',
    refund?.refundId ?? '0',
    refund?.outRefundNo ?? '0',
    back,
    '0.00',
    refund ? 'ORIGINAL' : '',
    refund ? (refund.status ?? 'SUCCESS') : '',
    '龙井, 明前 50 g',
    '',
    `${yuan(row.feeFen ?? 0)}000`,
    '0.60%',
    paid,
    back,
    '',
  ]);
}

/** A fund flow bill: in fen, what left the account is negative. */
export function fundBillText(
  rows: readonly { readonly kind: '交易' | '退款' | '扣除交易手续费'; readonly amountFen: number }[],
): string {
  const income = rows.filter((row) => row.amountFen > 0);
  const expense = rows.filter((row) => row.amountFen <= 0);
  const sum = (of: typeof income) => yuan(of.reduce((total, row) => total + Math.abs(row.amountFen), 0));
  const lines = rows.map(({ kind, amountFen }, index) =>
    cells([
      '2026-11-21 10:00:00',
      `5030${index}`,
      `1900${index}`,
      kind,
      kind,
      amountFen > 0 ? '收入' : '支出',
      yuan(Math.abs(amountFen)),
      '1.00',
      'system',
      '',
      '',
    ]),
  );
  const totals = cells([`${rows.length}.0`, `${income.length}.0`, sum(income), `${expense.length}.0`, sum(expense)]);
  return [
    '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号',
    ...lines,
    '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
    totals,
  ].join('\n');
}

/** What is downloaded, and the hash that was told of it. */
export function zippedBill(text: string): { readonly body: Buffer; readonly sha1: string } {
  return { body: gzipSync(text), sha1: createHash('sha1').update(text).digest('hex') };
}

function cells(values: readonly string[]): string {
  return values.map((value) => `\`${value}`).join(',');
}

function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : '';
  return `${sign}${Math.trunc(Math.abs(fen) / 100)}.${String(Math.abs(fen) % 100).padStart(2, '0')}`;
}
