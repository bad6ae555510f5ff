/** A node of an ESTree as acorn makes it; its further members depend on `type`. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc?: { readonly start: { readonly line: number } };
  readonly [member: string]: unknown;
}

/** Every node below and including `root`, parents before children. */
export function* nodesOf(root: SyntaxNode): Generator<SyntaxNode> {
  yield root;
  for (const [member, value] of Object.entries(root)) {
    if (member === 'loc') continue;
    if (isNode(value)) yield* nodesOf(value);
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) yield* nodesOf(item);
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
