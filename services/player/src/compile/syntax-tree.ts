import type { Node } from 'acorn';

/** Every node below this one and itself, in no order; deep texts are not walked by recursion. */
export function* nodesOf(root: Node): Generator<Node> {
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (const child of Object.values(node) as unknown[]) {
      const items: readonly unknown[] = Array.isArray(child) ? child : [child];
      for (const item of items) if (isNode(item)) waiting.push(item);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}
