import { isJsonObject, type JsonValue } from '../templates/json.js';
import { byPath } from './digest.js';

/** JSON with the keys of every object in code unit order: equal values give equal bytes. */
export function canonicalJson(value: JsonValue, indent = 0): string {
  return JSON.stringify(sortKeys(value), null, indent);
}

function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => sortKeys(item));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort(byPath)
      .map((key) => [key, sortKeys(value[key] ?? null)]),
  );
}
