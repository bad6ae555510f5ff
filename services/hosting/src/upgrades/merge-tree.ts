import {
  byId,
  isJsonObject,
  jsonEquals,
  type JsonObject,
  type JsonValue,
  pointerParts,
  pointerTo,
} from '../templates/json.js';

/**
 * Where something is in a config, lists whose elements have an `id` being walked by it: `/home/sections/hero/settings/title`. Unlike a
 * JSON pointer it means the same in two configs whose lists differ.
 */
export type SettingKey = string;

export function valueOf(config: JsonValue | undefined, key: SettingKey): JsonValue | undefined {
  return pointerParts(key).reduce<JsonValue | undefined>(child, config);
}

/** A copy in which the value of a key is another one, or gone. */
export function withValueOf(
  config: JsonValue | undefined,
  key: SettingKey,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const [first, ...rest] = pointerParts(key);
  if (first === undefined) return value;
  const below = rest.reduce((pointer, part) => pointerTo(pointer, part), '');
  const next = withValueOf(child(config, first), below, value);
  const elements = byId(config);
  if (elements) {
    if (next === undefined) elements.delete(first);
    else elements.set(first, next as JsonObject);
    return [...elements.values()];
  }
  const { [first]: _replaced, ...others } = isJsonObject(config) ? config : {};
  return next === undefined ? others : { ...(isJsonObject(config) ? config : {}), [first]: next };
}

/** The key of what a JSON pointer names; of the whole list when the pointer goes into one whose elements have no ids. */
export function keyOf(config: JsonObject, pointer: string): SettingKey {
  let value: JsonValue | undefined = config;
  let key = '';
  for (const part of pointerParts(pointer)) {
    if (Array.isArray(value)) {
      const id = [...(byId(value)?.keys() ?? [])][Number(part)];
      if (id === undefined) return key;
      key = pointerTo(key, id);
      value = (value as readonly JsonValue[])[Number(part)];
    } else {
      key = pointerTo(key, part);
      value = child(value, part);
    }
  }
  return key;
}

export function parentOf(key: SettingKey): SettingKey {
  return key.slice(0, key.lastIndexOf('/'));
}

/**
 * The order of a merged list: the newer template's, unless the merchant has changed it. What only the other side has comes behind its
 * predecessor there.
 */
export function mergedOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  kept: ReadonlySet<string>,
): string[] {
  const both = (of: readonly string[], other: readonly string[]) => of.filter((id) => other.includes(id));
  const isMoved = !jsonEquals(both(mine, base), both(base, mine));
  const [lead, other] = isMoved ? [mine, theirs] : [theirs, mine];
  const order = [...lead];
  other.forEach((id, index) => {
    if (order.includes(id)) return;
    const before = other.slice(0, index).findLast((candidate) => order.includes(candidate));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, id);
  });
  return order.filter((id) => kept.has(id));
}

function child(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return byId(value)?.get(key);
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
