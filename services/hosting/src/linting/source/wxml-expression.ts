import { parse } from 'acorn';
import { nodesOf, type SyntaxNode } from './syntax-tree.js';

export interface Mustache {
  readonly expression: string;
  /** Offset of the line from the first line of the text it was found in. */
  readonly lineOffset: number;
}

/** What a binding does that WXML does not allow. */
export type ExpressionFault =
  | { readonly kind: 'syntax'; readonly subject: string }
  | { readonly kind: 'call'; readonly subject: string };

/** The `{{ }}` parts of a text or attribute value. */
export function mustaches(text: string): Mustache[] {
  const found: Mustache[] = [];
  let at = text.indexOf('{{');
  while (at >= 0) {
    const end = endOfMustache(text, at + 2);
    const expression = text.slice(at + 2, end < 0 ? undefined : end);
    found.push({
      expression: end < 0 ? `${expression} {{` : expression,
      lineOffset: text.slice(0, at).split('\n').length - 1,
    });
    if (end < 0) break;
    at = text.indexOf('{{', end + 2);
  }
  return found;
}

/** Faults of one binding; `modules` are the names of the file's wxs modules, the only things that may be called. */
export function expressionFaults(expression: string, modules: ReadonlySet<string>): ExpressionFault[] {
  // A lone name may be any word, also one that JavaScript keeps for itself: a component may have a property called `for`.
  if (/^\s*[A-Za-z_$][\w$]*\s*$/.test(expression)) return [];
  const tree = isTooDeep(expression) ? null : parsed(expression);
  if (!tree) return [{ kind: 'syntax', subject: expression.trim() }];
  const faults: ExpressionFault[] = [];
  for (const node of nodesOf(tree)) {
    if (unsupported.has(node.type) || (node.type === 'LogicalExpression' && node['operator'] === '??')) {
      faults.push({ kind: 'syntax', subject: expression.trim() });
    } else if (node.type === 'CallExpression') {
      const callee = node['callee'] as SyntaxNode;
      if (callee.type !== 'MemberExpression' || !modules.has(rootName(callee))) {
        faults.push({ kind: 'call', subject: expression.slice(callee.start - 2, callee.end - 2).trim() });
      }
    }
  }
  return faults;
}

const unsupported = new Set([
  'AssignmentExpression',
  'ArrowFunctionExpression',
  'AwaitExpression',
  'ChainExpression',
  'ClassExpression',
  'FunctionExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'TemplateLiteral',
  'ThisExpression',
  'UpdateExpression',
]);

/** A binding is an expression or, in `data`, the inside of an object literal; both are parsed behind two characters. */
function parsed(expression: string): SyntaxNode | null {
  for (const text of [` (${expression})`, `({${expression}})`]) {
    try {
      const program = parse(text, { ecmaVersion: 2020 }) as unknown as { body: readonly SyntaxNode[] };
      const [statement] = program.body;
      if (program.body.length === 1 && statement?.type === 'ExpressionStatement')
        return statement['expression'] as SyntaxNode;
    } catch {
      // Not of this form: the next one is tried, and the caller reports what is neither.
    }
  }
  return null;
}

/** Brackets nobody writes by hand; parsers, WeChat's among them, run out of stack. */
function isTooDeep(expression: string): boolean {
  let depth = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth -= 1;
    if (depth > 60) return true;
  }
  return false;
}

function rootName(node: SyntaxNode): string {
  let current = node;
  while (current.type === 'MemberExpression') current = current['object'] as SyntaxNode;
  return current.type === 'Identifier' ? String(current['name']) : '';
}

function endOfMustache(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    else if (character === '}' && text[at + 1] === '}') return at;
  }
  return -1;
}
