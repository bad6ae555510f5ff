import { type Node, parse } from 'acorn';
import type { Diagnostics } from './diagnostics.js';
import { watchedLoops } from './loops.js';
import { nodesOf } from './syntax-tree.js';

// A comment, a string, or what the dialect writes differently.
const TOKENS =
  /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|\.\s*constructor\b|\brequire\(\s*(['"])([^'"\n]+)\1\s*\)/g;

/**
 * WXS as JavaScript. It looks like JavaScript and is not: `x.constructor` is a text, and an unknown escape in a string keeps its
 * backslash (TDesign's and Vant's sizes depend on it). Modules are named without their suffix.
 */
export function wxsToScript(source: string): string {
  return source.replace(TOKENS, (token: string, _quote, required: string | undefined) => {
    if (required !== undefined) return `require(${JSON.stringify(required.replace(/\.wxs$/, ''))})`;
    if (token.startsWith('.')) return '.nv_constructor';
    return token.startsWith('/') ? token : token.replace(/\\([^nrtbfv0'"\\xu\r\n])/g, String.raw`\\$1`);
  });
}

/** The `.wxs` files a module requires, as written. */
export function wxsRequires(source: string): string[] {
  return [...source.matchAll(TOKENS)].map((match) => match[2]).filter((required) => required !== undefined);
}

/**
 * The module as JavaScript that can stand among the others: one that does not parse is reported and becomes an empty module.
 * @param firstLine the line of `file` its text begins on
 */
export function checkedWxs(source: string, file: string, diagnostics: Diagnostics, firstLine = 1): string {
  const script = wxsToScript(source);
  try {
    const program = parse(withoutDefaults(script), { ecmaVersion: 5, allowReserved: true });
    return watchedLoops(script, program, 0, JSON.stringify(file));
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } };
    diagnostics.error(
      file,
      `WXS: ${message.replace(/ \(\d+:\d+\)$/, '')}. WXS is ES5: no let, const, arrows or classes.`,
      {
        line: loc ? loc.line + firstLine - 1 : firstLine,
        column: loc ? loc.column + 1 : null,
      },
    );
    return '';
  }
}

/**
 * The one thing beyond ES5 that WeChat takes, and that TDesign's modules use: `function (size = 'medium')`. Blanked, so that places stay
 * right; the browser understands it as it is.
 */
function withoutDefaults(script: string): string {
  if (!/function\b[^(]*\([^)]*=/.test(script)) return script;
  let blanked = script;
  for (const node of nodesOf(parse(script, { ecmaVersion: 6, allowReserved: true }))) {
    const { type, params = [] } = node as Node & { params?: readonly Default[] };
    for (const { type: kind, left, end } of type.startsWith('Function') ? params : []) {
      if (kind !== 'AssignmentPattern' || !left) continue;
      const given = blanked.slice(left.end, end).replace(/[^\n]/g, ' ');
      blanked = blanked.slice(0, left.end) + given + blanked.slice(end);
    }
  }
  return blanked;
}

type Default = Node & { readonly left?: Node };
