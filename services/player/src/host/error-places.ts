import { type CompiledBase, GIVEN_PARAMETERS, MODULE_PARAMETERS } from '../format.js';

/** Where in a package something went wrong. */
export interface ErrorPlace {
  /** File and line, `pages/home/index.js:12`. */
  readonly place: string;
  /** The line as it was compiled. */
  readonly text: string;
}

/** The innermost line of a stack that is the package's own; null when there is none. */
export function placeOf(stack: string | undefined, base: CompiledBase): ErrorPlace | null {
  for (const [, line] of stack?.matchAll(/\/app\.js:(\d+):\d+/g) ?? []) {
    const found = placeAt(Number(line), base);
    if (found) return found;
  }
  return null;
}

/** The name in a line that a browser has and a mini-program has not, e.g. `window`; null when there is none. */
export function hiddenNameIn(line: string): string | null {
  const names = MODULE_PARAMETERS.slice(GIVEN_PARAMETERS).join('|');
  return new RegExp(`(?<![\\w$.'"])(?:${names})(?=\\s*[.([]|\\s*$)`).exec(line)?.[0] ?? null;
}

function placeAt(line: number, { places, modules }: CompiledBase): ErrorPlace | null {
  const place = places.findLast(([, first]) => first <= line);
  if (!place) return null;
  const [file, first, lines] = place;
  const at = line - first;
  const [, run] = modules[file] ?? [];
  const compiled = String(run).split('\n')[at] ?? '';
  // Behind the head of the function, which names them all.
  const text = compiled.replace(/^.*?'use strict';\{/, '');
  return { place: `${file}:${lines ? (lines[at] ?? lines.at(-1) ?? 1) : at + 1}`, text };
}
