import { type FieldType, fieldTypes, fitValue, type MessageValue, typeOfKey } from './subscribe-message-values.js';

const text = (value: string): MessageValue => ({ kind: 'text', text: value });
const money = (fen: number): MessageValue => ({ kind: 'money', fen });
const moment = (at: string): MessageValue => ({ kind: 'moment', at });

const table: [FieldType, MessageValue, string | null][] = [
  ['thing', text('明前龙井 50 克'), '明前龙井 50 克'],
  ['thing', text('一二三四五六七八九十一二三四五六七八九十'), '一二三四五六七八九十一二三四五六七八九十'],
  ['thing', text('一二三四五六七八九十一二三四五六七八九十一'), '一二三四五六七八九十一二三四五六七八九…'],
  // Twenty characters, forty UTF-16 units.
  ['thing', text('🍵'.repeat(20)), '🍵'.repeat(20)],
  ['thing', text('🍵'.repeat(21)), `${'🍵'.repeat(19)}…`],
  ['thing', text(' 第一行\r\n第二行\u0007\u2028完 '), '第一行 第二行 完'],
  ['thing', text('茶\ud83c'), '茶'],
  ['thing', text('\u200b \n'), null],
  ['thing', money(1998), '¥19.98'],
  ['thing', moment('2026-03-01T17:05:00Z'), '2026年3月2日 01:05'],
  ['number', text('12.5'), '12.5'],
  ['number', text('12 件'), null],
  ['number', text('1'.repeat(33)), null],
  ['number', money(5), '0.05'],
  ['letter', text('SF 顺丰 express'), 'SFexpress'],
  ['letter', text('a'.repeat(40)), 'a'.repeat(32)],
  ['letter', text('顺丰'), null],
  ['symbol', text('a!?+-*/b'), '!?+-*'],
  ['symbol', text('abc'), null],
  ['character_string', text('26030112345678901'), '26030112345678901'],
  ['character_string', text('单号 SF-1 2'), 'SF-12'],
  ['character_string', text('9'.repeat(40)), '9'.repeat(32)],
  ['character_string', text('无'), null],
  ['time', moment('2026-12-31T16:00:00Z'), '2027年1月1日 00:00'],
  ['date', moment('2026-03-01T01:02:03.456+08:00'), '2026年3月1日 01:02'],
  ['date', moment('yesterday'), null],
  ['time', text('17:00'), null],
  ['amount', money(1998), '¥19.98'],
  ['amount', money(0), '¥0.00'],
  ['amount', money(9_999_999_999), '¥99999999.99'],
  ['amount', money(10_000_000_000), null],
  ['amount', money(-1), null],
  ['amount', money(0.5), null],
  ['amount', text('19.98'), null],
  ['phone_number', text('电话 +86 138-0013-8000'), '+86138-0013-8000'],
  ['phone_number', text('无'), null],
  ['car_number', text('浙 A·12345'), '浙A12345'],
  ['car_number', text('浙A123456789'), null],
  ['name', text('林晓'), '林晓'],
  ['name', text('林晓一二三四五六七八九十'), '林晓一二三四五六七八'],
  ['name', text('Alexandrina Victoria of Kent'), 'Alexandrina Victoria'],
  ['name', text('123'), null],
  ['phrase', text('已发货'), '已发货'],
  ['phrase', text('订单已经发货啦 OK'), '订单已经发'],
  ['phrase', text('OK'), null],
  ['enum', text('快递'), '快递'],
  ['enum', text('自提'), null],
];

test.each(table)('%s makes of %j: %j', (type, value, expected) => {
  expect(fitValue(type, value, ['快递', '同城'])).toBe(expected);
});

test('every kind of field stands in the table', () => {
  expect(fieldTypes.filter((type) => !table.some(([tested]) => tested === type))).toEqual([]);
});

test('whatever a text holds, a fitted value is one line, not empty and within its length', () => {
  const odd = [
    '\0',
    '\u202e',
    '𠮷'.repeat(50),
    'a\tb',
    '👨‍👩‍👧‍👦'.repeat(9),
    '¥'.repeat(99),
    '1'.repeat(99),
    ' '.repeat(99),
  ];
  for (const type of fieldTypes) {
    for (const one of odd) {
      const fitted = fitValue(type, text(one), odd);
      if (fitted === null) continue;
      expect(fitted).not.toMatch(/^$|[\p{Cc}\p{Zl}\p{Zp}]/u);
      if (type !== 'enum') expect([type, Array.from(fitted).length <= 32]).toEqual([type, true]);
    }
  }
});

test('a key tells its kind', () => {
  expect(['thing1', 'character_string12', 'phone_number3', 'name01'].map(typeOfKey)).toEqual([
    'thing',
    'character_string',
    'phone_number',
    'name',
  ]);
  expect(['thing', 'things1', '1', '', 'const1'].map(typeOfKey)).toEqual([null, null, null, null, null]);
});
