import { byId, isJsonObject, jsonEquals, type JsonObject, type JsonValue } from '../templates/json.js';
import { branchFor, childSchema, withDefaults } from '../templates/settings-schema.js';
import type { TemplateUpgrade } from '../templates/template-version.js';
import { Conflicts, elementOf, inside, type Maybe, type Place } from './conflicts.js';
import { mergedOrder } from './merge-tree.js';
import { displaced, renamedConfig, renamedSchema } from './renames.js';
import type { MergeResult, Resolution } from './upgrade-conflict.js';
import { withValidValues } from './valid-values.js';

export interface MergeInput {
  /** The older version: its schema, and the preset the merchant started from; `{}` when that is not known, which leaves the defaults. */
  readonly from: { readonly settingsSchema: JsonObject; readonly basis: JsonObject };
  /** The newer version: its schema, and the same preset in it; `null` when it has none of that name, which leaves the older one's. */
  readonly to: { readonly settingsSchema: JsonObject; readonly basis: JsonObject | null };
  /** A config that is valid under the newer schema, such as a preset's, for what nothing else can mend. */
  readonly fallback: JsonObject;
  readonly config: JsonObject;
  readonly renames?: Omit<TemplateUpgrade, 'from'>;
  readonly resolutions?: readonly Resolution[];
}

/**
 * Carries a merchant's config over to another version of its template: what the merchant left as it was follows the new version, what
 * was edited stays, and what both changed, or the new version no longer takes, is a conflict. Settings are compared one by one, sections,
 * blocks and pages by their id. Pure; merging the result again changes nothing.
 */
export function merge(input: MergeInput): MergeResult {
  const result = mergedWith(input, input.resolutions ?? []);
  if (result.unknownResolutions.length === 0) return result;
  // One decision may make another needless; that one was rightly asked for.
  const asked = new Set(mergedWith(input, []).conflicts.map(({ key }) => key));
  return {
    ...result,
    unknownResolutions: result.unknownResolutions.filter((key) => !asked.has(key) || isOpen(result, key)),
  };
}

/** Whether a conflict is still there, so that what was said of it was none of its choices. */
function isOpen({ conflicts }: MergeResult, key: string): boolean {
  return conflicts.some((conflict) => conflict.key === key);
}

function mergedWith(
  { from, to, fallback, config, renames = {} }: MergeInput,
  resolutions: readonly Resolution[],
): MergeResult {
  const conflicts = new Conflicts(resolutions);
  const original = withDefaults(from.settingsSchema, from.basis);
  const complete = withDefaults(from.settingsSchema, config);
  const schema = renamedSchema(from.settingsSchema, renames);
  const base = withDefaults(schema, renamedConfig(original, renames));
  const mine = withDefaults(schema, renamedConfig(complete, renames));
  const theirs = withDefaults(to.settingsSchema, to.basis ?? (known(to.settingsSchema, base) as JsonObject));
  const root: Place = { key: '', before: schema, after: to.settingsSchema, titles: [] };

  const stood = new Map(displaced(original, renames).map(({ pointer, value }) => [pointer, value]));
  for (const { pointer, value } of displaced(complete, renames)) {
    const older = stood.get(pointer);
    // It has lost its name to another setting, so it cannot be told apart from that one by its key alone.
    const place = { ...root, key: `${pointer}~`, after: null };
    if (!jsonEquals(older, value)) conflicts.add(place, 'unknown', older, value, undefined);
  }
  const merged = withDefaults(to.settingsSchema, mergeValue(root, base, mine, theirs, conflicts) as JsonObject);
  return withValidValues({ root, merged, mine, theirs, fallback }, conflicts);
}

function mergeValue(place: Place, base: Maybe, mine: Maybe, theirs: Maybe, conflicts: Conflicts): Maybe {
  if (jsonEquals(mine, base)) return theirs;
  if (jsonEquals(mine, theirs)) return mine;
  if (place.after === null) return mine === undefined ? theirs : conflicts.add(place, 'unknown', base, mine, theirs);
  if (isGroupOfOneKind(base, mine, theirs)) return mergeGroup(place, base ?? {}, mine, theirs ?? {}, conflicts);
  const lists = [base ?? [], mine, theirs ?? []].map(byId);
  if (lists.every((list) => list !== null) && mine !== undefined) {
    const [older = new Map(), own = new Map(), newer = new Map()] = lists;
    return mergeList(place, older, own, newer, conflicts);
  }
  return jsonEquals(base, theirs) ? mine : conflicts.add(place, 'changed', base, mine, theirs);
}

function isGroupOfOneKind(base: Maybe, mine: Maybe, theirs: Maybe): mine is JsonObject {
  if (!isJsonObject(mine)) return false;
  return [base, theirs].every(
    (other) => other === undefined || (isJsonObject(other) && other['type'] === mine['type']),
  );
}

function mergeGroup(place: Place, base: Maybe, mine: JsonObject, theirs: Maybe, conflicts: Conflicts): JsonObject {
  const older = isJsonObject(base) ? base : {};
  const newer = isJsonObject(theirs) ? theirs : {};
  const keys = [...new Set([...Object.keys(newer), ...Object.keys(mine), ...Object.keys(older)])];
  return Object.fromEntries(
    keys.flatMap((key): [string, JsonValue][] => {
      const value = mergeValue(inside(place, key, key, mine), older[key], mine[key], newer[key], conflicts);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

function mergeList(
  place: Place,
  base: ReadonlyMap<string, JsonObject>,
  mine: ReadonlyMap<string, JsonObject>,
  theirs: ReadonlyMap<string, JsonObject>,
  conflicts: Conflicts,
): JsonValue {
  const result = new Map<string, JsonValue>();
  for (const id of new Set([...mine.keys(), ...theirs.keys()])) {
    const [older, own, newer] = [base.get(id), mine.get(id), theirs.get(id)];
    // The merchant has taken it away: it stays away.
    if (own === undefined && older !== undefined) continue;
    const value = own === undefined ? newer : mergeElement(elementOf(place, id, own), id, older, own, newer, conflicts);
    if (value !== undefined) result.set(id, value);
  }
  const order = mergedOrder([...base.keys()], [...mine.keys()], [...theirs.keys()], new Set(result.keys()));
  return order.map((id) => result.get(id) ?? null);
}

function mergeElement(
  place: Place,
  id: string,
  base: JsonObject | undefined,
  mine: JsonObject,
  theirs: JsonObject | undefined,
  conflicts: Conflicts,
): Maybe {
  const isSame = (other: JsonObject | undefined) => other !== undefined && other['type'] === mine['type'];
  if (base && jsonEquals(base, mine)) return theirs;
  if (place.after === null) return conflicts.add(place, 'unknown', base, mine, theirs);
  if (theirs && !isSame(theirs)) {
    return jsonEquals(base, theirs) ? mine : conflicts.add(place, 'changed', base, mine, theirs);
  }
  // Its own settings are compared with the defaults where the other side has no such element.
  const bare = { id, ...(mine['type'] === undefined ? {} : { type: mine['type'], settings: {} }) };
  const older = isSame(base) ? base : filled(place.before, bare);
  if (theirs) return mergeGroup(place, older, mine, theirs, conflicts);
  if (!isSame(base)) return mergeGroup(place, older, mine, filled(place.after, bare), conflicts);
  const kept = conflicts.add(place, 'removed', base, mine, undefined);
  const stays = filled(place.after, known(place.after, base ?? bare) as JsonObject);
  return kept === undefined ? undefined : mergeGroup(place, older, mine, stays, conflicts);
}

/** What of a value the newer version still knows. */
function known(schema: JsonObject | null, value: JsonValue): Maybe {
  const branch = schema && branchFor(schema, value);
  if (!branch) return undefined;
  const keep = (item: JsonValue, below: JsonObject | null) => {
    const kept = known(below, item);
    return kept === undefined ? [] : [kept];
  };
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => keep(item, childSchema(branch, 0)));
  if (!isJsonObject(value) || !isJsonObject(branch['properties'])) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      keep(item, childSchema(branch, key, value)).map((kept) => [key, kept]),
    ),
  );
}

function filled(schema: JsonObject | null, element: JsonObject): JsonObject {
  return schema ? withDefaults(schema, element) : element;
}
