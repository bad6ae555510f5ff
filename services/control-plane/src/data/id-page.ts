import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import { UUID_PATTERN } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

const uuid = new RegExp(UUID_PATTERN);

/**
 * Lists are read by id, newest first: ids are UUIDv7 and so in order of creation.
 * @returns the last id of the page before, or null for the first page
 * @throws Problem request.invalid
 */
export function idCursor(cursor: string | undefined): string | null {
  const id = decodeCursor(cursor, 1)?.[0];
  if (id === undefined) return null;
  if (typeof id === 'string' && uuid.test(id)) return id;
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

/** @param rows one more than the page holds, when there is a further page */
export function pageById<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toItem(row)),
    nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null,
  };
}

/** A text to search for, as an ILIKE pattern in which `%`, `_` and `\` mean themselves. */
export function containsPattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
