import { isJsonObject, type JsonObject, type JsonValue, pointerParts, valueAt } from '../templates/json.js';
import { constantType } from '../templates/settings-schema.js';
import type { TemplateUpgrade } from '../templates/template-version.js';

type Renames = Omit<TemplateUpgrade, 'from'>;
type Names = NonNullable<Renames['renames']>;

/** A config of the older version under the newer one's names. */
export function renamedConfig(config: JsonObject, renames: Renames): JsonObject {
  const inside = renamedElements(config, renames, null) as JsonObject;
  return moved(inside, renames.renames ?? []);
}

/** The older version's settings schema under the newer one's names, so that both describe the same config. */
export function renamedSchema(schema: JsonObject, renames: Renames): JsonObject {
  const inside = renamedBranches(schema, renames, null) as JsonObject;
  const inProperties = (names: Names) =>
    names.map(({ from, to }) => ({ from: propertyPointer(from), to: propertyPointer(to) }));
  return moved(inside, inProperties(renames.renames ?? []));
}

/** Sections and blocks are elements with a `type` and `settings`; a list inside a section holds its blocks. */
function renamedElements(value: JsonValue, renames: Renames, section: string | null): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => renamedElements(item, renames, section));
  if (!isJsonObject(value)) return value;
  const { type, settings } = value;
  if (typeof type !== 'string' || !isJsonObject(settings)) {
    return mapped(value, (item) => renamedElements(item, renames, section));
  }
  const name = newType(type, section, renames);
  const own = moved(settings, settingNames(name, section, renames));
  const others = mapped(value, (item) => renamedElements(item, renames, section ?? name));
  return { ...others, type: name, settings: own };
}

function renamedBranches(value: JsonValue, renames: Renames, section: string | null): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => renamedBranches(item, renames, section));
  if (!isJsonObject(value)) return value;
  const type = constantType(value);
  if (type === undefined) return mapped(value, (item) => renamedBranches(item, renames, section));
  const name = newType(type, section, renames);
  const branch = mapped(value, (item) => renamedBranches(item, renames, section ?? name));
  const properties = branch['properties'] as JsonObject;
  const settings = settingNames(name, section, renames).map(({ from, to }) => ({
    from: propertyPointer(from),
    to: propertyPointer(to),
  }));
  const own = isJsonObject(properties['settings']) ? moved(properties['settings'], settings) : null;
  return {
    ...branch,
    properties: {
      ...properties,
      type: { ...(properties['type'] as JsonObject), const: name },
      ...(own && { settings: own }),
    },
  };
}

function newType(type: string, section: string | null, { sectionRenames = [], blockRenames = [] }: Renames): string {
  if (section === null) return sectionRenames.find(({ from }) => from === type)?.to ?? type;
  const found = blockRenames.find(({ from }) => from === `${section}/${type}`)?.to;
  return found?.slice(found.indexOf('/') + 1) ?? type;
}

/** Renames of an element's settings, as pointers into them. */
function settingNames(type: string, section: string | null, renames: Renames): Names {
  const prefix = section === null ? `${type}/` : `${section}/${type}/`;
  const names = section === null ? renames.sectionSettingRenames : renames.blockSettingRenames;
  return (names ?? [])
    .filter(({ from, to }) => from.startsWith(prefix) && to.startsWith(prefix))
    .map(({ from, to }) => ({ from: `/${from.slice(prefix.length)}`, to: `/${to.slice(prefix.length)}` }));
}

/** All of them at once, so that two settings may exchange their names. What stood at the new place and did not move away gives way to it. */
function moved(document: JsonObject, names: Names): JsonObject {
  const found = names.flatMap(({ from, to }) => {
    const value = pointerParts(from).reduce<JsonValue | undefined>(step, document);
    return value === undefined ? [] : [{ from: pointerParts(from), to: pointerParts(to), value }];
  });
  const without = found.reduce((current, { from }) => changed(current, from, undefined), document);
  return found.reduce((current, { to, value }) => changed(current, to, value), without);
}

/** A copy in which the value at a path is another one, or gone. */
export function changed(
  document: JsonObject,
  [key, ...rest]: readonly string[],
  value: JsonValue | undefined,
): JsonObject {
  if (key === undefined) return document;
  const { [key]: before, ...others } = document;
  if (rest.length === 0) return value === undefined ? others : { ...document, [key]: value };
  if (!isJsonObject(before) && value === undefined) return document;
  return { ...document, [key]: changed(isJsonObject(before) ? before : {}, rest, value) };
}

function step(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function mapped(value: JsonObject, map: (item: JsonValue) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item)]));
}

/** `/brand/name` → `/properties/brand/properties/name` */
function propertyPointer(pointer: string): string {
  return pointerParts(pointer)
    .map((part) => `/properties/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** Settings of the older version that a rename pushes out of their place, although they have no new one: pointer → value. */
export function displaced(config: JsonObject, { renames = [] }: Renames): { pointer: string; value: JsonValue }[] {
  const leaving = new Set(renames.map(({ from }) => from));
  return renames.flatMap(({ from, to }) => {
    const value = valueAt(config, to);
    return value === undefined || leaving.has(to) || valueAt(config, from) === undefined
      ? []
      : [{ pointer: to, value }];
  });
}
