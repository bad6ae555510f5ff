import { parse } from 'acorn';
import { browserGlobals } from './browser-globals.js';
import { codeGenerationOf } from './code-generation.js';
import { endlessLoopsOf } from './endless-loops.js';
import {
  identifierName,
  isNode,
  lineOf,
  literalText,
  nodesOf,
  placeOf,
  type SyntaxNode,
  type NamedPlace,
} from './syntax-tree.js';

export interface Requirement {
  readonly target: string | undefined;
  readonly line: number;
  /** Loaded when needed, so that it may lie in another package. */
  readonly isAsync: boolean;
}

/** What a program says about itself, read from its syntax tree only. */
export interface Script {
  readonly fault: { readonly line: number; readonly column: number; readonly message: string } | undefined;
  /** Modules it asks for; `target` is undefined when it is not a constant. */
  readonly requires: readonly Requirement[];
  /** Names of properties and methods it defines: what a template's handler may be called. */
  readonly memberNames: ReadonlySet<string>;
  /** `eval`, `new Function` and what amounts to them. */
  readonly codeGeneration: readonly NamedPlace[];
  /** Free uses of names that only a web browser or Node has. */
  readonly browserGlobals: readonly NamedPlace[];
  /** Loops that nothing ends. */
  readonly endlessLoops: readonly { readonly line: number; readonly column: number }[];
  /** `wx.<name>` */
  readonly wxCalls: readonly { readonly name: string; readonly line: number }[];
  /** Constant texts that begin as a path of an API or page does, e.g. `/comments/`. */
  readonly paths: readonly { readonly path: string; readonly line: number }[];
  /** Constant texts that people read: with a blank or a Chinese character in them. */
  readonly words: readonly { readonly text: string; readonly line: number }[];
  /** Constant texts that begin as a network address does. */
  readonly addresses: readonly { readonly url: string; readonly line: number }[];
}

export function readScript(source: string): Script {
  const { tree, fault } = parseScript(source);
  const nodes = tree ? [...nodesOf(tree)] : [];
  return {
    fault,
    requires: nodes.flatMap(requireOf),
    memberNames: new Set(nodes.flatMap(memberNamesOf)),
    codeGeneration: codeGenerationOf(nodes),
    browserGlobals: browserGlobals(nodes),
    endlessLoops: endlessLoopsOf(nodes),
    paths: nodes.flatMap(pathOf),
    words: nodes.flatMap(wordsOf),
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
      ...placeOf(modern),
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

function faultOf(error: unknown): { line: number; column: number; message: string } {
  const { loc, message } = error as { loc?: { line: number; column: number }; message: string };
  return { line: loc?.line ?? 1, column: (loc?.column ?? 0) + 1, message: message.replace(/ \(\d+:\d+\)$/, '') };
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
  const text = constantText(node);
  return text !== undefined && /^(?:https?|wss?):\/\/[\w.[-]/.test(text) ? [{ url: text, line: lineOf(node) }] : [];
}

function pathOf(node: SyntaxNode): { path: string; line: number }[] {
  const text = constantText(node);
  return text !== undefined && /^\/[a-z]/.test(text) ? [{ path: text, line: lineOf(node) }] : [];
}

function wordsOf(node: SyntaxNode): { text: string; line: number }[] {
  const text = constantText(node);
  return text !== undefined && /[\p{Script=Han} ]/u.test(text) ? [{ text, line: lineOf(node) }] : [];
}

function constantText(node: SyntaxNode): string | undefined {
  return node.type === 'TemplateElement' ? (node['value'] as { cooked?: string }).cooked : literalText(node);
}
