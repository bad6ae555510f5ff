import { UUID_PATTERN } from '../identity/ids.js';
import { Problem } from '../problems/problem.js';

/** What a value of a cursor is, in the words of PostgreSQL, which must be able to read it. */
export type CursorForm = 'int' | 'timestamptz' | 'uuid';

/** A keyset cursor: the sort values of the last row seen, opaque to clients. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws Problem request.invalid when the cursor was not made by `encodeCursor` from values of these forms. */
export function decodeCursor(cursor: string | undefined, forms: readonly CursorForm[]): (string | number)[] | null {
  if (cursor === undefined) return null;
  const values = parse(cursor);
  const fits =
    Array.isArray(values) &&
    values.length === forms.length &&
    forms.every((form, place) => checks[form](values[place]));
  if (fits) return values as (string | number)[];
  throw new Problem('request.invalid', {
    errors: [
      {
        pointer: '/query/cursor',
        code: 'cursor',
        detail: { zh: '请使用上一页返回的 nextCursor。', en: 'Send the nextCursor of the page before.' },
      },
    ],
  });
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}

const uuid = new RegExp(UUID_PATTERN);
/** As PostgreSQL writes it: `2026-01-31 08:00:00.123456+00`. */
const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-](?:0\d|1[0-5]))(:[0-5]\d)?$/;

const checks: Readonly<Record<CursorForm, (value: unknown) => boolean>> = {
  int: (value) => Number.isInteger(value) && Math.abs(value as number) <= 2_147_483_647,
  timestamptz: (value) => typeof value === 'string' && isMoment(value),
  uuid: (value) => typeof value === 'string' && uuid.test(value),
};

function isMoment(text: string): boolean {
  const [, day, time, hours, minutes = ':00'] = moment.exec(text) ?? [];
  if (day === undefined || time === undefined) return false;
  const date = new Date(`${day}T00:00:00Z`);
  // Date takes 31 February for 3 March; PostgreSQL does not.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day) || day.startsWith('0000')) return false;
  return !Number.isNaN(Date.parse(`${day}T${time}${hours}${minutes}`));
}
