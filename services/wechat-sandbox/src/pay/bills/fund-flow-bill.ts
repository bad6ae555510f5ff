import type { FundEntry } from '../../state/pay-books.model.js';
import { billTime, writeBill, yuan } from './bill-text.js';

const HEADINGS = [
  '记账时间',
  '微信支付业务单号',
  '资金流水单号',
  '业务名称',
  '业务类型',
  '收支类型',
  '收支金额(元)',
  '账户结余(元)',
  '资金变更提交申请人',
  '备注',
  '业务凭证号',
];
const TOTAL_HEADINGS = ['资金流水总笔数', '收入笔数', '收入金额', '支出笔数', '支出金额'];

/** What came in and went out of an account, each line with the balance after it; wechat-pay-v3.md §9. */
export function writeFundFlowBill(entries: readonly FundEntry[]): string {
  const income = entries.filter(({ amountFen }) => amountFen > 0);
  const expense = entries.filter(({ amountFen }) => amountFen < 0);
  const sum = (some: readonly FundEntry[]): string =>
    yuan(Math.abs(some.reduce((total, { amountFen }) => total + amountFen, 0)));
  return writeBill({
    headings: HEADINGS,
    rows: entries.map((entry) => [
      billTime(entry.bookedAt),
      entry.businessNo,
      entry.flowNo,
      entry.name,
      entry.type,
      entry.amountFen > 0 ? '收入' : '支出',
      yuan(Math.abs(entry.amountFen)),
      yuan(entry.balanceFen),
      'system',
      entry.remark,
      entry.voucherNo,
    ]),
    totalHeadings: TOTAL_HEADINGS,
    totals: [String(entries.length), String(income.length), sum(income), String(expense.length), sum(expense)],
  });
}
