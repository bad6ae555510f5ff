const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const SOURCE_LINE = 2;

/**
 * Which line of the source each line of what was made of it comes from, out of a source map's `mappings`. Lines count from 1; one that
 * comes from nowhere belongs to the one before.
 */
export function linesOf(mappings: string): number[] {
  let source = 0;
  let last = 1;
  return mappings.split(';').map((line) => {
    let first: number | null = null;
    for (const segment of line.split(',')) {
      const fields = segment === '' ? [] : numbersIn(segment);
      source += fields[SOURCE_LINE] ?? 0;
      if (fields.length > SOURCE_LINE) first ??= source + 1;
    }
    last = first ?? last;
    return last;
  });
}

/** Base 64 VLQ: five bits a digit, the sixth says that more follow, the lowest of the number is its sign. */
function numbersIn(segment: string): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    [value, shift] = [0, 0];
  }
  return numbers;
}
