const contexts = new WeakMap<Element, unknown>();

/** What `createSelectorQuery().select(…).node()` and `.context()` give for a tag: a canvas its surface, a video its controls. */
export function setNodeContext(host: Element, context: unknown): void {
  contexts.set(host, context);
}

/** Null for tags that have none. */
export function nodeContextOf(host: Element): unknown {
  return contexts.get(host) ?? null;
}
