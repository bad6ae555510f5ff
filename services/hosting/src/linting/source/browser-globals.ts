import { identifierName, isNode, nodesOf, placeOf, type SyntaxNode, type NamedPlace } from './syntax-tree.js';

/** Not there in a mini-program; what ours plays in a browser must not find them either. */
const foreignNames = new Set(
  `window document localStorage sessionStorage indexedDB XMLHttpRequest fetch WebSocket alert confirm prompt navigator history
  parent top self frames importScripts postMessage process global Buffer __dirname __filename`.split(/\s+/),
);

/** Free uses of names that a mini-program does not have. */
export function browserGlobals(nodes: readonly SyntaxNode[]): NamedPlace[] {
  const excused = new Set<string>();
  const notReferences = new Set<unknown>();
  for (const node of nodes) {
    if (node.type === 'MemberExpression' && node['computed'] !== true) notReferences.add(node['property']);
    if (/^(?:Property|MethodDefinition|PropertyDefinition)$/.test(node.type)) {
      if (node['computed'] !== true && node['shorthand'] !== true) notReferences.add(node['key']);
    }
    if (/^(?:Labeled|Break|Continue)Statement$/.test(node.type)) notReferences.add(node['label']);
    if (node.type === 'ExportSpecifier' || node.type === 'ImportSpecifier') {
      notReferences.add(node['exported']).add(node['imported']);
    }
    // A file that asks `typeof window` first knows that there may be none.
    if (node.type === 'UnaryExpression' && node['operator'] === 'typeof')
      excused.add(identifierName(node['argument']) ?? '');
    for (const name of declaredBy(node)) excused.add(name);
  }
  return nodes.flatMap((node) => {
    const name = identifierName(node);
    if (name === undefined || !foreignNames.has(name) || excused.has(name) || notReferences.has(node)) return [];
    return [{ name, ...placeOf(node) }];
  });
}

function declaredBy(node: SyntaxNode): string[] {
  const patterns: unknown[] = [];
  if (node.type === 'VariableDeclarator' || node.type === 'ClassDeclaration') patterns.push(node['id']);
  if (node.type === 'CatchClause') patterns.push(node['param']);
  if (node.type.startsWith('Import') && node.type.endsWith('Specifier')) patterns.push(node['local']);
  if (/Function/.test(node.type))
    patterns.push(node['id'], ...((node['params'] as readonly unknown[] | undefined) ?? []));
  return patterns
    .filter(isNode)
    .flatMap((pattern) => [...nodesOf(pattern)].flatMap((part) => identifierName(part) ?? []));
}
