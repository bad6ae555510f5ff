import { parse } from 'acorn';
import { identifierName, isNode, lineOf, literalText, nodesOf, type SyntaxNode } from './syntax-tree.js';

export interface Requirement {
  readonly target: string | undefined;
  readonly line: number;
  /** Loaded when needed, so that it may lie in another package. */
  readonly isAsync: boolean;
}

/** What a program says about itself, read from its syntax tree only. */
export interface Script {
  readonly fault: { readonly line: number; readonly message: string } | undefined;
  /** Modules it asks for; `target` is undefined when it is not a constant. */
  readonly requires: readonly Requirement[];
  /** Names of properties and methods it defines: what a template's handler may be called. */
  readonly memberNames: ReadonlySet<string>;
  /** `eval` and `new Function`. */
  readonly codeGeneration: readonly { readonly name: string; readonly line: number }[];
  /** Free uses of names that only a web browser has. */
  readonly browserGlobals: readonly { readonly name: string; readonly line: number }[];
  /** `wx.<name>` */
  readonly wxCalls: readonly { readonly name: string; readonly line: number }[];
  /** Constant texts that begin as a network address does. */
  readonly addresses: readonly { readonly url: string; readonly line: number }[];
}

const BROWSER_GLOBALS = new Set(['window', 'document', 'localStorage', 'sessionStorage', 'XMLHttpRequest', 'alert']);

export function readScript(source: string): Script {
  const { tree, fault } = parseScript(source);
  const nodes = tree ? [...nodesOf(tree)] : [];
  return {
    fault,
    requires: nodes.flatMap(requireOf),
    memberNames: new Set(nodes.flatMap(memberNamesOf)),
    codeGeneration: nodes.flatMap(codeGenerationOf),
    browserGlobals: browserGlobalsOf(nodes),
    wxCalls: nodes.flatMap(wxCallsOf),
    addresses: nodes.flatMap(addressOf),
  };
}

/**
 * Parses a wxs program: ECMAScript 5 and, beyond what the documentation promises, default parameters, which WeChat's compiler
 * takes and TDesign relies on (shared/wechat/mini-program-package.md §8).
 */
export function readWxs(source: string): Pick<Script, 'fault' | 'requires'> {
  try {
    const nodes = [...nodesOf(parse(source, { ecmaVersion: 2015, locations: true }) as unknown as SyntaxNode)];
    const modern = nodes.find(
      (node) => notInWxs.has(node.type) || (node.type === 'VariableDeclaration' && node['kind'] !== 'var'),
    );
    const fault = modern && {
      line: lineOf(modern),
      message: notInWxs.get(modern.type) ?? `${String(modern['kind'])} declaration`,
    };
    return { fault, requires: nodes.flatMap(requireOf) };
  } catch (error) {
    return { fault: faultOf(error), requires: [] };
  }
}

const notInWxs: ReadonlyMap<string, string> = new Map([
  ['ArrowFunctionExpression', 'arrow function'],
  ['ClassDeclaration', 'class'],
  ['ClassExpression', 'class'],
  ['TemplateLiteral', 'template text'],
  ['SpreadElement', 'spread'],
  ['ForOfStatement', 'for … of'],
]);

function parseScript(source: string): { tree?: SyntaxNode; fault: Script['fault'] } {
  const isModule = /^\s*(?:import\b(?!\s*\()|export\b)/m.test(source);
  let fault: Script['fault'];
  for (const sourceType of isModule ? (['module', 'script'] as const) : (['script', 'module'] as const)) {
    try {
      const options = { ecmaVersion: 'latest', sourceType, locations: true, allowReturnOutsideFunction: true } as const;
      return { tree: parse(source, options) as unknown as SyntaxNode, fault: undefined };
    } catch (error) {
      fault ??= faultOf(error);
    }
  }
  return { fault };
}

function faultOf(error: unknown): { line: number; message: string } {
  const { loc, message } = error as { loc?: { line: number }; message: string };
  return { line: loc?.line ?? 1, message: message.replace(/ \(\d+:\d+\)$/, '') };
}

function requireOf(node: SyntaxNode): Requirement[] {
  const line = lineOf(node);
  if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration' || node.type === 'ImportExpression') {
    return [{ target: literalText(node['source']), line, isAsync: node.type === 'ImportExpression' }];
  }
  if (node.type === 'ExportNamedDeclaration')
    return node['source'] ? [{ target: literalText(node['source']), line, isAsync: false }] : [];
  if (node.type !== 'CallExpression') return [];
  const callee = node['callee'] as SyntaxNode;
  const isAsync = callee.type === 'MemberExpression' && identifierName(callee['property']) === 'async';
  if (identifierName(isAsync ? callee['object'] : callee) !== 'require') return [];
  return [{ target: literalText((node['arguments'] as readonly unknown[])[0]), line, isAsync }];
}

function memberNamesOf(node: SyntaxNode): string[] {
  const named = node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition';
  const key = named ? node['key'] : node.type === 'AssignmentExpression' ? memberOf(node['left']) : undefined;
  const name = identifierName(key) ?? literalText(key);
  return name === undefined ? [] : [name];
}

function memberOf(node: unknown): unknown {
  return isNode(node) && node.type === 'MemberExpression' ? node['property'] : undefined;
}

function codeGenerationOf(node: SyntaxNode): { name: string; line: number }[] {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return [];
  const name = identifierName(node['callee']);
  if (name !== 'eval' && name !== 'Function') return [];
  // The one form WeChat lets through: polyfills find the global object with it.
  const [only, second] = node['arguments'] as readonly unknown[];
  if (name === 'Function' && second === undefined && literalText(only)?.trim() === 'return this') return [];
  return [{ name: name === 'eval' ? 'eval' : 'new Function', line: lineOf(node) }];
}

function browserGlobalsOf(nodes: readonly SyntaxNode[]): { name: string; line: number }[] {
  const excused = new Set<string>();
  const notReferences = new Set<unknown>();
  for (const node of nodes) {
    if (node.type === 'MemberExpression' && node['computed'] !== true) notReferences.add(node['property']);
    if (node.type === 'Property' || node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') {
      if (node['computed'] !== true && node['shorthand'] !== true) notReferences.add(node['key']);
    }
    // A file that asks `typeof window` first knows that there may be none.
    if (node.type === 'UnaryExpression' && node['operator'] === 'typeof')
      excused.add(identifierName(node['argument']) ?? '');
    for (const name of declaredBy(node)) excused.add(name);
  }
  return nodes.flatMap((node) => {
    const name = identifierName(node);
    if (name === undefined || !BROWSER_GLOBALS.has(name) || excused.has(name) || notReferences.has(node)) return [];
    return [{ name, line: lineOf(node) }];
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

function wxCallsOf(node: SyntaxNode): { name: string; line: number }[] {
  if (node.type === 'MemberExpression' && identifierName(node['object']) === 'wx') {
    const name = node['computed'] === true ? literalText(node['property']) : identifierName(node['property']);
    return name === undefined ? [] : [{ name, line: lineOf(node) }];
  }
  const pattern = node['id'];
  if (node.type !== 'VariableDeclarator' || identifierName(node['init']) !== 'wx' || !isNode(pattern)) return [];
  return [...nodesOf(pattern)]
    .filter(({ type }) => type === 'Property')
    .map((property) => ({ name: identifierName(property['key']) ?? '', line: lineOf(property) }));
}

function addressOf(node: SyntaxNode): { url: string; line: number }[] {
  const cooked = node.type === 'TemplateElement' ? (node['value'] as { cooked?: string }).cooked : literalText(node);
  return cooked !== undefined && /^(?:https?|wss?):\/\/[\w.[-]/.test(cooked)
    ? [{ url: cooked, line: lineOf(node) }]
    : [];
}
