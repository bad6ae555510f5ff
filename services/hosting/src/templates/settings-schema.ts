import type { Text } from '#kernel/problems/problem-table.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerParts } from './json.js';

/** `live` is served by the runtime and changes at once; `packaged` needs a build and WeChat's audit (design §4.5). */
export type Delivery = 'live' | 'packaged';

/**
 * The branch of a `oneOf` that a value belongs to: branches tell themselves apart by the constant of their `type` property.
 * A schema without `oneOf` is its own branch; `null` when no branch claims the value.
 */
export function branchFor(schema: JsonObject, value: JsonValue | undefined): JsonObject | null {
  const branches = schema['oneOf'];
  if (!Array.isArray(branches)) return schema;
  if (!isJsonObject(value) || value['type'] === undefined) return null;
  return branches.find((branch: JsonValue): branch is JsonObject => constantType(branch) === value['type']) ?? null;
}

/** The constant of a branch's `type` property, if it has one. */
export function constantType(branch: JsonValue): string | undefined {
  if (!isJsonObject(branch) || !isJsonObject(branch['properties'])) return undefined;
  const type = branch['properties']['type'];
  return isJsonObject(type) && typeof type['const'] === 'string' ? type['const'] : undefined;
}

/** The schema of an object's property, or of an array's element. */
export function childSchema(schema: JsonObject | null, key: string | number, parent?: JsonValue): JsonObject | null {
  const branch = schema && branchFor(schema, parent);
  if (!branch) return null;
  const child =
    typeof key === 'number'
      ? branch['items']
      : isJsonObject(branch['properties'])
        ? branch['properties'][key]
        : undefined;
  return isJsonObject(child) ? child : null;
}

/** The schema of the setting a JSON pointer names, when it is not inside an array. */
export function schemaAt(schema: JsonObject, pointer: string): JsonObject | null {
  let current: JsonObject | null = schema;
  for (const part of pointerParts(pointer)) current = childSchema(current, part);
  return current;
}

export function deliveryOf(schema: JsonObject): Delivery | undefined {
  const delivery = schema['x-delivery'];
  return delivery === 'live' || delivery === 'packaged' ? delivery : undefined;
}

export function titleOf(schema: JsonObject | null): Text | undefined {
  const title = schema?.['x-title'];
  return isJsonObject(title) && typeof title['zh'] === 'string' && typeof title['en'] === 'string'
    ? { zh: title['zh'], en: title['en'] }
    : undefined;
}

/**
 * A copy of the config with every missing setting at its default, also inside sections chosen by `type`
 * (ajv leaves defaults below `oneOf` alone, which is why this is ours). Faulty values are copied as they are.
 */
export function withDefaults(schema: JsonObject, config: JsonObject): JsonObject {
  return filled(schema, config) as JsonObject;
}

function filled(schema: JsonObject | null, value: JsonValue): JsonValue {
  const branch = schema && branchFor(schema, value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => filled(branch && childSchema(branch, 0), item));
  if (!isJsonObject(value)) return value;
  const properties = branch && isJsonObject(branch['properties']) ? branch['properties'] : {};
  // Null prototype while filling: a key such as "__proto__" in a merchant's JSON stays a plain key and is refused later.
  const complete: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  for (const [key, item] of Object.entries(value)) {
    complete[key] = filled(isJsonObject(properties[key]) ? properties[key] : null, item);
  }
  for (const [key, property] of Object.entries(properties)) {
    if (Object.hasOwn(complete, key) || !isJsonObject(property) || property['default'] === undefined) continue;
    complete[key] = filled(property, property['default']);
  }
  return Object.fromEntries(Object.entries(complete));
}
