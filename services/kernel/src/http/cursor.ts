import { Problem } from '../problems/problem.js';

/** A keyset cursor: the sort values of the last row seen, opaque to clients. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws Problem request.invalid when the cursor was not made by `encodeCursor` with the same number of values. */
export function decodeCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(values) &&
      values.length === length &&
      values.every((value) => ['string', 'number'].includes(typeof value))
    ) {
      return values as (string | number)[];
    }
  } catch {
    // falls through to the one answer for every broken cursor
  }
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
