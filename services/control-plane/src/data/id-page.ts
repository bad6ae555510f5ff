import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';

/**
 * Lists are read by id, newest first: ids are UUIDv7 and so in order of creation.
 * @returns the last id of the page before, or null for the first page
 * @throws Problem request.invalid
 */
export function idCursor(cursor: string | undefined): string | null {
  const [id] = decodeCursor(cursor, ['uuid']) ?? [];
  return id === undefined ? null : String(id);
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
