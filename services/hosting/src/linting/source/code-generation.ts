import { identifierName, isNode, literalText, placeOf, type SyntaxNode, type NamedPlace } from './syntax-tree.js';

const timers = new Set(['setTimeout', 'setInterval']);

/** Ways to run a text as a program; WeChat forbids all of them. Each is told once a line. */
export function codeGenerationOf(nodes: readonly SyntaxNode[]): NamedPlace[] {
  const members = new Set<unknown>();
  for (const node of nodes) {
    if (node.type === 'MemberExpression' && node['computed'] !== true) members.add(node['property']);
    if (/^(?:Property|MethodDefinition|PropertyDefinition)$/.test(node.type) && node['computed'] !== true)
      members.add(node['key']);
  }
  const found = nodes.flatMap((node) => {
    const name = identifierName(node) === 'eval' && !members.has(node) ? 'eval' : generatedBy(node);
    return name === null ? [] : [{ name, ...placeOf(node) }];
  });
  return [...new Map(found.map((one) => [`${one.name} ${one.line}`, one])).values()];
}

function generatedBy(node: SyntaxNode): string | null {
  if (node.type === 'MemberExpression' && memberName(node) === 'eval') return 'eval';
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return null;
  const callee = node['callee'];
  const [first, second] = node['arguments'] as readonly unknown[];
  const name = identifierName(callee);
  // The one form WeChat lets through: polyfills find the global object with it.
  if (name === 'Function')
    return second === undefined && literalText(first)?.trim() === 'return this' ? null : 'new Function';
  if (name !== undefined && timers.has(name) && literalText(first) !== undefined) return `${name}("…")`;
  return isConstructorOfFunction(callee) ? 'constructor("…")' : null;
}

/** `x.constructor.constructor(…)` and `(() => {}).constructor(…)`: the Function that is not called so. */
function isConstructorOfFunction(callee: unknown): boolean {
  if (!isNode(callee) || callee.type !== 'MemberExpression' || memberName(callee) !== 'constructor') return false;
  const object = callee['object'];
  if (!isNode(object)) return false;
  return (
    /^(?:Arrow)?FunctionExpression$/.test(object.type) ||
    (object.type === 'MemberExpression' && memberName(object) === 'constructor')
  );
}

function memberName(node: SyntaxNode): string | undefined {
  return node['computed'] === true ? literalText(node['property']) : identifierName(node['property']);
}
