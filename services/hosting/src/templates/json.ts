/** Any value JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `/a/b~1c` → `['a', 'b/c']` (RFC 6901). The empty pointer is the whole document. */
export function pointerParts(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The value a JSON pointer names, or `undefined`. */
export function valueAt(document: JsonValue | undefined, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of pointerParts(pointer)) {
    if (Array.isArray(value)) value = (value as readonly JsonValue[])[Number(part)];
    else if (isJsonObject(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

export function jsonEquals(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item: JsonValue, index) => jsonEquals(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key], b[key]))
  );
}

/** A list's elements by their id, in order; `null` when it is no list or an element has no id of its own. An empty list has none to lack. */
export function byId(value: JsonValue | undefined): Map<string, JsonObject> | null {
  if (!Array.isArray(value)) return null;
  const found = new Map<string, JsonObject>();
  for (const item of value as readonly JsonValue[]) {
    const id = isJsonObject(item) ? item['id'] : undefined;
    if (typeof id !== 'string' || found.has(id)) return null;
    found.set(id, item as JsonObject);
  }
  return found;
}
