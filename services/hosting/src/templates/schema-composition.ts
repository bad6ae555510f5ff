import type { FolderTree } from './folder-tree.js';
import { parseObject } from './json-file.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json.js';
import { TemplateFault } from './template-fault.js';

export interface SchemaParts {
  /** `{"$kit": "<name>"}` stands for its `<name>.json`. */
  readonly kit: FolderTree;
  /** What `{"$sections": true}` stands for; a section's own schema may hold none. */
  readonly sectionList: JsonObject | null;
}

/**
 * Puts the kit's parts in the place of their names, so that what comes out is one flat schema. Keys beside `$kit` or
 * `$sections` are laid over the part: objects are joined, everything else replaces.
 * @throws TemplateFault when a part does not exist or contains itself
 */
export function composeSchema(file: string, schema: JsonObject, { kit, sectionList }: SchemaParts): JsonObject {
  return composed(schema, []) as JsonObject;

  function composed(value: JsonValue, open: readonly string[]): JsonValue {
    if (Array.isArray(value)) return value.map((item: JsonValue) => composed(item, open));
    if (!isJsonObject(value)) return value;
    const { $kit: name, $sections: list, ...beside } = value;
    const rest = () => Object.fromEntries(Object.entries(beside).map(([key, item]) => [key, composed(item, open)]));
    if (typeof name === 'string') return overlaidBy(composed(part(name, open), [...open, name]), rest());
    if (list !== true) return rest();
    if (sectionList === null) {
      throw new TemplateFault(file, 'schema.sections_in_section');
    }
    return overlaidBy(sectionList, rest());
  }

  function part(name: string, open: readonly string[]): JsonObject {
    const path = `${name}.json`;
    if (!kit.has(path)) throw new TemplateFault(file, 'schema.part_missing', { part: name });
    if (!open.includes(name)) return parseObject(`kit/${path}`, kit.get(path));
    const way = [...open.slice(open.indexOf(name)), name].join(' → ');
    throw new TemplateFault(`kit/${name}.json`, 'schema.part_cycle', { way });
  }
}

function overlaidBy(below: JsonValue, above: JsonValue): JsonValue {
  if (!isJsonObject(below) || !isJsonObject(above)) return above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(
    keys.map((key) => {
      const lower = below[key];
      const upper = above[key];
      if (upper === undefined) return [key, lower ?? null];
      return [key, lower === undefined ? upper : overlaidBy(lower, upper)];
    }),
  );
}
