import { toFen } from './bill-amount.js';
import { malformed, readBillTable } from './bill-table.js';

/** One movement of a merchant's account at WeChat Pay. */
export interface FundBillLine {
  readonly line: number;
  /** Fen; what left the account is negative. */
  readonly amountFen: number;
  /** 微信支付业务单号 */
  readonly reference: string;
  readonly kind: 'payment' | 'refund' | 'fee' | 'other';
}

const REQUIRED = ['记账时间', '微信支付业务单号', '业务名称', '业务类型', '收支类型', '收支金额'];

/** The rows of a fund flow bill (`shared/wechat/wechat-pay-v3.md` §9), one at a time; its totals are held against them. @throws PayError `unexpectedAnswer` */
export async function* readFundBill(lines: AsyncIterable<string>): AsyncGenerator<FundBillLine> {
  const [income, expense] = [
    { count: 0, units: 0 },
    { count: 0, units: 0 },
  ];
  const table = readBillTable(lines, {
    required: REQUIRED,
    totalsHeading: '资金流水总笔数',
    checkTotals: (totals) => {
      const isSame =
        totals.count('资金流水总笔数') === income.count + expense.count &&
        totals.count('收入笔数') === income.count &&
        totals.count('支出笔数') === expense.count &&
        totals.amount('收入金额') === income.units &&
        totals.amount('支出金额') === expense.units;
      if (!isSame) throw malformed('its rows do not add up to its totals');
    },
  });
  for await (const row of table) {
    const direction = row.text('收支类型');
    if (direction !== '收入' && direction !== '支出') throw malformed(`line ${row.line}: 收支类型 is unknown`);
    const side = direction === '收入' ? income : expense;
    const units = row.amount('收支金额');
    side.count += 1;
    side.units += units;
    yield {
      line: row.line,
      amountFen: direction === '收入' ? toFen(units) : -toFen(units),
      reference: row.text('微信支付业务单号'),
      kind: kindOf(`${row.text('业务名称')} ${row.text('业务类型')}`),
    };
  }
}

function kindOf(names: string): FundBillLine['kind'] {
  if (names.includes('手续费')) return 'fee';
  if (names.includes('退款')) return 'refund';
  return names.includes('交易') ? 'payment' : 'other';
}
