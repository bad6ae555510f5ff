import { isAllowedValue } from './keyword-rules.js';
import type { KeywordKind } from './public-templates.js';

const CASES: readonly [KeywordKind, readonly string[], readonly string[]][] = [
  ['thing', ['一', '武夷岩茶 2 盒, 礼!', '字'.repeat(20), '🍵'.repeat(20)], ['', '字'.repeat(21), '两\n行']],
  ['number', ['3', '12.50', '-1', '9'.repeat(32)], ['3个', '9'.repeat(33), '1,000', '.5']],
  ['letter', ['GOLD', 'a'.repeat(32)], ['金', 'a1', 'a'.repeat(33)]],
  ['symbol', ['★', '!!!'], ['a', '!!!!!!', '好']],
  ['character_string', ['A-1_2/3', 'x'.repeat(32)], ['订单1', 'x'.repeat(33)]],
  ['time', ['15:01', '2026年11月22日 15:01', '2026-11-22 15:01:09', '09:00~18:00'], ['25:00', '2026年11月22日', '15']],
  [
    'date',
    ['2026年1月2日', '2026-01-02', '2026/1/2', '2026.11.22~2026.11.30', '2026-01-02 10:00'],
    ['10:00', '2026-1/2'],
  ],
  ['amount', ['¥128.00', '128元', '￥0.01', '$1'], ['12800000000', '一百元', '¥¥1', '128.00 元']],
  ['phone_number', ['13800138000', '+86-0591-8765432'], ['1'.repeat(18), '电话']],
  ['car_number', ['闽A12345', '粤B12345挂'], ['闽A1234567', 'A 1']],
  ['name', ['王小明', 'Wang Xiaoming'], ['王'.repeat(11), 'x'.repeat(21)]],
  ['phrase', ['已发货', '审核已通过'], ['已发货!', '六个汉字太多', 'ok']],
];

describe.each(CASES)('a %s', (kind, allowed, refused) => {
  it.each(allowed)('may be "%s"', (value) => expect(isAllowedValue({ kind }, value)).toBe(true));
  it.each(refused)('may not be "%s"', (value) => expect(isAllowedValue({ kind }, value)).toBe(false));
});

it('takes only the values of an enumeration', () => {
  const keyword = { kind: 'enum' as const, values: ['增加', '扣减'] };

  expect(isAllowedValue(keyword, '增加')).toBe(true);
  expect(isAllowedValue(keyword, '减少')).toBe(false);
});
