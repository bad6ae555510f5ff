import { type BilledRow, fundBillText, tradeBillText } from '../../testing/bill-text.js';
import { parseBillAmount, toFen } from './bill-amount.js';
import { readFundBill } from './fund-bill.js';
import { readTradeBill } from './trade-bill.js';

const payment: BilledRow = {
  appId: 'wxd678efa567b96787',
  mchId: '1900000001',
  outTradeNo: 'T0001',
  transactionId: '4200000001',
  amountFen: 1999,
  feeFen: 12,
  at: '2026-11-21 23:59:59',
};
const refund: BilledRow = {
  ...payment,
  amountFen: 999,
  feeFen: -6,
  refund: { outRefundNo: 'R0001', refundId: '5030000001' },
};

async function* linesOf(text: string): AsyncGenerator<string> {
  yield* text.split(/\r?\n/);
}
async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const read: Row[] = [];
  for await (const row of rows) read.push(row);
  return read;
}
const trade = (text: string) => all(readTradeBill(linesOf(text)));
const fund = (text: string) => all(readFundBill(linesOf(text)));

describe('amounts of bills', () => {
  test.each([
    ['19.99', 1999],
    ['8.2', 820],
    ['1.15', 115],
    ['0.00', 0],
    ['', 0],
    ['-0.06', -6],
    ['0.07200', 7],
    ['0.00500', 1],
    ['-0.00500', -1],
    ['0.00499', 0],
    ['9999999999.99', 999_999_999_999],
  ])('%s yuan is %d fen, without a float on the way', (text, fen) => {
    expect(toFen(parseBillAmount(text) ?? Number.NaN)).toBe(fen);
  });

  test.each(['1,000.00', '1e3', '.5', '5.', '--1', '0x10', '１.00', 'NaN', '1.000001', ' 1'])(
    '%j is no amount',
    (text) => {
      expect(parseBillAmount(text)).toBeNull();
    },
  );
});

describe('a trade bill', () => {
  test('is read row by row, in China’s time, with commas inside its values', async () => {
    const [first, second] = await trade(tradeBillText([payment, refund]));

    expect(first).toMatchObject({
      kind: 'payment',
      outTradeNo: 'T0001',
      amountFen: 1999,
      feeFen: 12,
      subMchId: null,
      happenedAt: new Date('2026-11-21T15:59:59Z'),
    });
    expect(second).toMatchObject({
      kind: 'refund',
      outRefundNo: 'R0001',
      refundStatus: 'SUCCESS',
      amountFen: 999,
      feeFen: -6,
    });
  });

  test('of a partner names the sub merchant', async () => {
    const [line] = await trade(tradeBillText([{ ...payment, subMchId: '1900000777' }]));
    expect(line?.subMchId).toBe('1900000777');
  });

  const good = tradeBillText([payment, refund]);
  test.each([
    ['cut off before its totals', good.slice(0, good.indexOf('总交易单数'))],
    ['cut off before the last line', good.slice(0, good.lastIndexOf('`2'))],
    ['with a row too few', good.replace(/\r\n`2026[^\r]*REFUND[^\r]*/, '')],
    ['with another amount', good.replace('`19.99,`0.00,`0,`0', '`29.99,`0.00,`0,`0')],
    ['with an amount of text', good.replace('`9.99', '`x')],
    ['without its columns', good.replace('商户订单号', '订单')],
    ['with an amount no order can have', good.replace('`19.99,`0.00,`0,`0', '`99999999.99,`0.00,`0,`0')],
    ['with a fee no order can have', good.replace('`0.12', '`99999999.99')],
    ['with a byte no text has', good.replace('T0001', 'T\u0000')],
    ['of an unknown state', good.replace('`SUCCESS,`OTHERS', '`LOST,`OTHERS')],
    ['that goes on after its totals', `${good}\`1,\`2\r\n`],
    ['that is an error page', '<html>busy</html>'],
    ['that is empty', ''],
  ])('%s is refused', async (_name, text) => {
    await expect(trade(text)).rejects.toMatchObject({ name: 'PayError', problem: 'wechat_pay.unexpected_answer' });
  });

  test('of a hundred thousand rows is read without holding it', async () => {
    const rows = 100_000;
    const [headings = '', row = '', totalsHeadings = ''] = tradeBillText([payment]).split('\r\n');
    async function* many() {
      yield headings;
      for (let index = 0; index < rows; index += 1) yield row.replace('T0001', `T${index}`);
      yield totalsHeadings;
      yield `\`${rows},\`1999000.00,\`0.00,\`0.00,\`12000.00000,\`1999000.00,\`0.00`;
    }
    let seen = 0;
    for await (const line of readTradeBill(many())) seen += line.amountFen === 1999 ? 1 : 0;
    expect(seen).toBe(rows);
  });
});

describe('a fund flow bill', () => {
  test('is read in fen, what left the account negative', async () => {
    const text = fundBillText([
      { kind: '交易', amountFen: 1999 },
      { kind: '扣除交易手续费', amountFen: -12 },
      { kind: '退款', amountFen: -999 },
    ]);
    expect((await fund(text)).map(({ kind, amountFen }) => [kind, amountFen])).toEqual([
      ['payment', 1999],
      ['fee', -12],
      ['refund', -999],
    ]);
    await expect(fund(text.replace('`19.99,`1.00', '`19.98,`1.00'))).rejects.toMatchObject({ name: 'PayError' });
  });

  test('is understood as documented, with decimals in its counts', async () => {
    const documented = [
      '记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号',
      '`2018-02-01 04:21:23,`50000305742018020103387128253,`1900009231201802015884652186,`退款,`退款,`支出,`0.02,`0.17,`system,`缺货,`REF4200000068201801293084726067',
      '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
      '`1.0,`0.0,`0.00,`1.0,`0.02',
    ].join('\n');
    expect(await fund(documented)).toMatchObject([{ kind: 'refund', amountFen: -2 }]);
  });
});
