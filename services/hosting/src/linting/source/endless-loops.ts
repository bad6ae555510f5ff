import { isNode, nodesOf, placeOf, type SyntaxNode } from './syntax-tree.js';

/**
 * Loops whose condition is always true and whose body has no way out: no `break` of their own, no `return`, `throw`, `await` or
 * `yield`. Whether another loop ends cannot be told from its text.
 */
export function endlessLoopsOf(nodes: readonly SyntaxNode[]): { line: number; column: number }[] {
  return nodes.filter((node) => isUnconditional(node) && !hasWayOut(node['body'])).map(placeOf);
}

function isUnconditional(node: SyntaxNode): boolean {
  if (!/^(?:While|DoWhile|For)Statement$/.test(node.type)) return false;
  const test = node['test'];
  if (!isNode(test)) return node.type === 'ForStatement';
  if (test.type === 'UnaryExpression' && test['operator'] === '!') {
    const argument = test['argument'];
    return isNode(argument) && argument.type === 'Literal' && !argument['value'];
  }
  return test.type === 'Literal' && Boolean(test['value']);
}

function hasWayOut(body: unknown): boolean {
  if (!isNode(body)) return false;
  const leaving = /^(?:ReturnStatement|ThrowStatement|AwaitExpression|YieldExpression)$/;
  const ownFunction = (node: SyntaxNode) => !/Function|^Class/.test(node.type);
  for (const node of nodesOf(body, ownFunction)) {
    if (leaving.test(node.type) || (node.type === 'BreakStatement' && node['label'])) return true;
    if (node.type.startsWith('ForOf') && node['await'] === true) return true;
  }
  // A break inside another loop or a switch ends only that.
  const ownBreaks = (node: SyntaxNode) =>
    ownFunction(node) && !/^(?:While|DoWhile|For|ForIn|ForOf|Switch)Statement$/.test(node.type);
  return [...nodesOf(body, ownBreaks)].some(({ type }) => type === 'BreakStatement');
}
