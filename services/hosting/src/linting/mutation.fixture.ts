/** Changes a package in one place; for specs that break packages on purpose. */
export type Mutation = (files: Map<string, Buffer>) => void;

export function broken(files: ReadonlyMap<string, Buffer>, mutate: Mutation): Map<string, Buffer> {
  const copy = new Map(files);
  mutate(copy);
  return copy;
}

export function remove(path: string): Mutation {
  return (files) => {
    if (!files.delete(path)) throw new Error(`Nothing to remove at ${path}`);
  };
}

export function write(path: string, content: string | Buffer): Mutation {
  return (files) => files.set(path, Buffer.from(content));
}

export function append(path: string, text: string): Mutation {
  return (files) => files.set(path, Buffer.concat([textOf(files, path), Buffer.from(text)]));
}

export function prepend(path: string, text: string): Mutation {
  return (files) => files.set(path, Buffer.concat([Buffer.from(text), textOf(files, path)]));
}

export function replace(path: string, search: string, replacement: string): Mutation {
  return (files) => {
    const text = textOf(files, path).toString('utf8');
    if (!text.includes(search)) throw new Error(`${path} does not contain ${search}`);
    files.set(path, Buffer.from(text.replace(search, replacement)));
  };
}

/** Sets the value at a JSON pointer; `undefined` removes it. */
export function setJson(path: string, pointer: string, value: unknown): Mutation {
  return (files) => {
    const document = JSON.parse(textOf(files, path).toString('utf8')) as unknown;
    const parts = pointer
      .split('/')
      .slice(1)
      .map((part) => part.replaceAll('~1', '/'));
    const last = parts.pop() ?? '';
    let target = document as Record<string, unknown>;
    for (const part of parts) {
      target[part] ??= {};
      target = target[part] as Record<string, unknown>;
    }
    if (value === undefined) delete target[last];
    else target[last] = value;
    files.set(path, Buffer.from(JSON.stringify(document, null, 2)));
  };
}

export function both(...mutations: readonly Mutation[]): Mutation {
  return (files) => {
    for (const mutate of mutations) mutate(files);
  };
}

function textOf(files: ReadonlyMap<string, Buffer>, path: string): Buffer {
  const bytes = files.get(path);
  if (!bytes) throw new Error(`There is no ${path}`);
  return bytes;
}
