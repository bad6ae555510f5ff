/** A node of an ESTree as acorn makes it; its further members depend on `type`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } };
  readonly [member: string]: unknown;
}

/**
 * Every node below and including `root`, parents before children. Not recursive: a sum of ten thousand terms is as deep as it is long.
 * @param enters whether what lies below a node is visited too
 */
export function* nodesOf(root: SyntaxNode, enters: (node: SyntaxNode) => boolean = () => true): Generator<SyntaxNode> {
  const waiting: SyntaxNode[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    yield node;
    if (!enters(node)) continue;
    const below: SyntaxNode[] = [];
    for (const [member, value] of Object.entries(node)) {
      if (member === 'loc') continue;
      if (isNode(value)) below.push(value);
      else if (Array.isArray(value)) for (const item of value) if (isNode(item)) below.push(item);
    }
    for (let index = below.length - 1; index >= 0; index -= 1) waiting.push(below[index] as SyntaxNode);
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

export function identifierName(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : undefined;
}

export function literalText(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

export function lineOf(node: SyntaxNode): number {
  return node.loc?.start.line ?? 1;
}

/** Line and column, both counted from 1. */
export function placeOf({ loc }: SyntaxNode): { line: number; column: number } {
  return loc ? { line: loc.start.line, column: loc.start.column + 1 } : { line: 1, column: 1 };
}

export interface NamedPlace {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}
