import type { ErrorObject } from 'ajv';

// What a storefront config needs, many times over; far below what makes a recursive function overflow the stack.
const MAX_DEPTH = 64;
const unstorable = /[\0\p{Surrogate}]/u;

/**
 * What no schema says and every endpoint relies on: PostgreSQL stores neither NUL nor half a surrogate pair, an integer beyond 2^53 is
 * not the one that was sent, and a document nested ten thousand deep brings down whoever walks it.
 * @returns the first fault in the form of ajv's, or null
 */
export function findUnstorable(value: unknown, path = '', depth = 0): ErrorObject | null {
  if (typeof value === 'string') return unstorable.test(value) ? fault(path, 'character') : null;
  if (typeof value === 'number') return isExact(value) ? null : fault(path, 'range');
  if (typeof value !== 'object' || value === null) return null;
  if (depth === MAX_DEPTH) return fault('', 'depth');
  for (const [key, member] of Object.entries(value)) {
    if (unstorable.test(key)) return fault(path, 'character');
    const found = findUnstorable(member, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1);
    if (found) return found;
  }
  return null;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

const messages = {
  character: 'must contain neither NUL nor half a surrogate pair',
  range: 'must be a number that can be represented exactly',
  depth: `must not be nested deeper than ${MAX_DEPTH} levels`,
} as const;

function fault(instancePath: string, keyword: keyof typeof messages): ErrorObject {
  return { instancePath, keyword, schemaPath: `#/${keyword}`, params: {}, message: messages[keyword] };
}
