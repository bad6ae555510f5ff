import { parse } from 'acorn';
import { identifierName, isNode, lineOf, literalText, nodesOf, type SyntaxNode } from './syntax-tree.js';

/** What a program does before anybody has touched the screen. */
export interface StartCall {
  /** The lifecycle function it happens in, e.g. `onLaunch`. */
  readonly hook: string;
  /** `wx.<api>` */
  readonly api: string;
  /** Of calls that open a page: its address as far as it is constant. */
  readonly url: string | undefined;
  readonly line: number;
}

const hooks = new Set(['onLaunch', 'onLoad', 'onShow', 'onReady', 'attached', 'created', 'ready']);

/**
 * `wx` calls in lifecycle functions and in whatever of the same file they call by name. Calls in other modules are not followed:
 * they belong to what those modules are asked for.
 */
export function startCalls(program: string): StartCall[] {
  let tree: SyntaxNode;
  try {
    tree = parse(program, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      locations: true,
      allowReturnOutsideFunction: true,
    }) as unknown as SyntaxNode;
  } catch {
    // What cannot be read is the syntax check's finding.
    return [];
  }
  const functions = namedFunctions(tree);
  return [...functions].flatMap(([hook, body]) => (hooks.has(hook) ? reached(hook, body, functions) : []));
}

function reached(hook: string, start: SyntaxNode, functions: ReadonlyMap<string, SyntaxNode>): StartCall[] {
  const visited = new Set<SyntaxNode>([start]);
  const calls: StartCall[] = [];
  for (const body of visited) {
    for (const node of nodesOf(body)) {
      if (node.type !== 'CallExpression') continue;
      const callee = node['callee'] as SyntaxNode;
      const object = callee.type === 'MemberExpression' ? callee['object'] : undefined;
      const name = identifierName(callee.type === 'MemberExpression' ? callee['property'] : callee);
      if (name === undefined) continue;
      if (identifierName(object) === 'wx') calls.push({ hook, api: name, url: urlOf(node), line: lineOf(node) });
      else if (object === undefined || (isNode(object) && object.type === 'ThisExpression')) {
        const called = functions.get(name);
        if (called) visited.add(called);
      }
    }
  }
  return calls;
}

function namedFunctions(tree: SyntaxNode): Map<string, SyntaxNode> {
  const named = new Map<string, SyntaxNode>();
  for (const node of nodesOf(tree)) {
    const value = node.type === 'FunctionDeclaration' ? node : (node['value'] ?? node['init']);
    const key = node['key'] ?? node['id'];
    const name = identifierName(key) ?? literalText(key);
    if (name !== undefined && isNode(value) && /Function/.test(value.type) && !named.has(name)) named.set(name, value);
  }
  return named;
}

function urlOf(call: SyntaxNode): string | undefined {
  const [options] = call['arguments'] as readonly unknown[];
  if (!isNode(options) || options.type !== 'ObjectExpression') return undefined;
  for (const property of options['properties'] as readonly SyntaxNode[]) {
    if (identifierName(property['key']) !== 'url') continue;
    const value = property['value'];
    if (isNode(value) && value.type === 'TemplateLiteral') {
      const [first] = value['quasis'] as readonly { readonly value: { readonly cooked?: string } }[];
      return first?.value.cooked;
    }
    return literalText(value);
  }
  return undefined;
}
