import { feeOf } from '../funds.js';
import { billTime, writeBill, yuan } from './bill-text.js';

describe('a bill', () => {
  it('has bare headings, a backtick before every value, CRLF, a byte order mark and its totals last', () => {
    const bill = writeBill({
      headings: ['商户订单号', '商品名称'],
      rows: [
        ['XP1', '茶,一斤\r\n'],
        ['XP2', ''],
      ],
      totalHeadings: ['总交易单数'],
      totals: ['2'],
    });

    expect(bill).toBe('\uFEFF商户订单号,商品名称\r\n`XP1,`茶 一斤  \r\n`XP2,`\r\n总交易单数\r\n`2\r\n');
  });

  it('writes yuan with two decimals and the time of China', () => {
    expect([yuan(1999), yuan(1), yuan(0), yuan(-6, 5), yuan(2_147_483_647)]).toEqual([
      '19.99',
      '0.01',
      '0.00',
      '-0.06000',
      '21474836.47',
    ]);
    expect(billTime(Date.parse('2026-11-22T16:30:00Z'))).toBe('2026-11-23 00:30:00');
  });

  it.each([
    [83, 0],
    [84, 1],
    [1000, 6],
    [1999, 12],
    [2_147_483_647, 12_884_902],
  ])('charges for %d fen a fee of %d', (amount, fee) => {
    expect(feeOf(amount)).toBe(fee);
  });
});
