import type { CompiledBase } from '../format.js';

/**
 * File and line, `pages/home/index.js:12`, of the innermost line of a stack that is the package's own; null when there is none.
 */
export function placeOf(stack: string | undefined, base: CompiledBase): string | null {
  for (const [, line] of stack?.matchAll(/\/app\.js:(\d+):\d+/g) ?? []) {
    const found = placeAt(Number(line), base);
    if (found) return found;
  }
  return null;
}

function placeAt(line: number, { places }: CompiledBase): string | null {
  const place = places.findLast(([, first]) => first <= line);
  if (!place) return null;
  const [file, first, lines] = place;
  const at = line - first;
  return `${file}:${lines ? (lines[at] ?? lines.at(-1) ?? 1) : at + 1}`;
}
