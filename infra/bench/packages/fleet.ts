import { extReferences } from '#hosting/templates/ext-template.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerParts } from '#hosting/templates/json.js';
import { schemaAt } from '#hosting/templates/settings-schema.js';
import type { TemplateVersion } from '#hosting/templates/template-version.js';
import type { RenderVariables } from '#hosting/rendering/render.js';

/** One applet of a fleet, wholly determined by its number. */
export interface FleetApplet {
  readonly template: TemplateVersion;
  readonly config: JsonObject;
  readonly variables: RenderVariables;
}

const names = [
  '岭上茶舍',
  'İstanbul 小馆',
  'Blue Door',
  '花间🌸',
  'naïve café',
  '一二三四五六',
  'Ünlü',
  '老街面馆',
  '"引号" \\ /',
  '山 海',
];

/**
 * Applet number `index` of a fleet: templates and presets take turns, and every setting that gets into the package is varied.
 * @param shuffle puts the config's keys in another order, which must make no difference
 */
export function fleetApplet(templates: readonly TemplateVersion[], index: number, shuffle = false): FleetApplet {
  const template = at(templates, index);
  const chance = chanceFrom(index);
  const preset = at(template.presets, Math.floor(index / templates.length));
  let config: JsonObject = preset.config;
  for (const pointer of settingsOf(template)) {
    const schema = schemaAt(template.settingsSchema, pointer);
    if (schema) config = withValue(config, pointerParts(pointer), variant(schema, index, chance));
  }
  const appId = `wx${index.toString(16).padStart(16, '0')}`;
  const variables = { appId, runtimeUrl: 'https://shop.example.com', revision: (index % 40) + 1 };
  return { template, config: shuffle ? shuffled(config, chance) : config, variables };
}

const packagedSettings = new WeakMap<TemplateVersion, readonly string[]>();

function settingsOf(template: TemplateVersion): readonly string[] {
  let pointers = packagedSettings.get(template);
  if (!pointers) {
    const references = extReferences(template.extTemplate);
    pointers = [...new Set(references.flatMap((found) => (found.kind === 'setting' ? [found.pointer] : [])))];
    packagedSettings.set(template, pointers);
  }
  return pointers;
}

function variant(schema: JsonObject, index: number, chance: () => number): JsonValue {
  const options = schema['enum'];
  if (Array.isArray(options)) return at(options as readonly JsonValue[], Math.floor(chance() * options.length));
  if (schema['x-control'] === 'color') {
    return `#${Math.floor(chance() * 0xffffff)
      .toString(16)
      .padStart(6, '0')}`;
  }
  const most = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : 20;
  const text = `${at(names, Math.floor(chance() * names.length))}${index}`;
  return Array.from(text).slice(0, most).join('');
}

function withValue(value: JsonValue | undefined, [key, ...rest]: readonly string[], leaf: JsonValue): JsonObject {
  const parent = isJsonObject(value) ? value : {};
  if (key === undefined) return parent;
  return { ...parent, [key]: rest.length === 0 ? leaf : withValue(parent[key], rest, leaf) };
}

function shuffled(value: JsonValue, chance: () => number): JsonObject {
  const mixed = (item: JsonValue): JsonValue => {
    if (Array.isArray(item)) return item.map(mixed);
    if (!isJsonObject(item)) return item;
    const order = Object.entries(item).map((entry) => ({ entry, rank: chance() }));
    order.sort((a, b) => a.rank - b.rank);
    return Object.fromEntries(order.map(({ entry: [key, below] }) => [key, mixed(below)]));
  };
  return mixed(value) as JsonObject;
}

/** Mulberry32: the same numbers on every machine. */
function chanceFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('The list is empty.');
  return item;
}
