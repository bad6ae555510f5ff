import { isJsonObject, type JsonValue } from '../templates/json.js';
import { byPath } from './digest.js';

/** JSON with the keys of every object in code unit order: equal values give equal bytes. */
export function canonicalJson(value: JsonValue, indent = 0): string {
  return JSON.stringify(sortedKeys(value), null, indent);
}

/** A copy whose objects have their keys in code unit order. Keys that look like numbers come first in any object. */
export function sortedKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => sortedKeys(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(byPath)
      .map((key) => [key, sortedKeys(value[key] ?? null)]),
  );
}
