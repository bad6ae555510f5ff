import { decodeCursor, encodeCursor } from './cursor.js';

const id = '0192aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee';

it.each([
  [
    ['int', 'uuid'],
    [-3, id],
  ],
  [
    ['timestamptz', 'uuid'],
    ['2026-02-28 08:00:00.123456+00', id],
  ],
  [
    ['timestamptz', 'uuid'],
    ['2024-02-29 23:59:59+05:30', id],
  ],
  [['uuid'], [id]],
] as const)('reads what it wrote: %j', (forms, values) => {
  expect(decodeCursor(encodeCursor(values), forms)).toEqual(values);
});

it.each([
  ['a number beyond 32 bits', ['int'], [2 ** 31]],
  ['a fraction', ['int'], [1.5]],
  ['a number as text', ['int'], ['1']],
  ['a text that is no id', ['uuid'], ['x']],
  ['a day that does not exist', ['timestamptz'], ['2026-02-30 08:00:00+00']],
  ['an hour that does not exist', ['timestamptz'], ['2026-02-28 99:00:00+00']],
  ['a time zone that does not exist', ['timestamptz'], ['2026-02-28 08:00:00+20']],
  ['a year before all others', ['timestamptz'], ['0000-01-01 00:00:00+00']],
  ['the end of time', ['timestamptz'], ['infinity']],
  ['too few values', ['int', 'uuid'], [1]],
  ['too many values', ['uuid'], [id, id]],
] as const)('refuses %s', (_what, forms, values) => {
  expect(() => decodeCursor(encodeCursor(values as never), forms)).toThrow('request.invalid');
});

it.each(['', '!', 'bnVsbA', 'e30', 'W10'])('refuses %j', (cursor) => {
  expect(() => decodeCursor(cursor, ['uuid'])).toThrow('request.invalid');
});
