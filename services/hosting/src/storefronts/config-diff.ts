import type { Text } from '#kernel/problems/problem-table.js';
import { byId, isJsonObject, jsonEquals, type JsonObject, type JsonValue, pointerTo } from '../templates/json.js';
import { joined } from '../templates/setting-leaves.js';
import {
  branchFor,
  childSchema,
  constantType,
  type Delivery,
  deliveryOf,
  titleOf,
  withDefaults,
} from '../templates/settings-schema.js';
import type { TemplateVersion } from '../templates/template-version.js';

export interface ConfigChange {
  /** Where the setting is in the newer config; for something removed, where it was in the older one. */
  readonly pointer: string;
  /** A section is `hidden`, `shown` again or `scheduled`; a list is `moved`; anything else is `changed`, `added` or `removed`. */
  readonly kind: 'changed' | 'added' | 'removed' | 'moved' | 'hidden' | 'shown' | 'scheduled';
  /** `undefined` when added. A moved list has the ids of its elements in order. */
  readonly before: JsonValue | undefined;
  /** `undefined` when removed. */
  readonly after: JsonValue | undefined;
  readonly delivery: Delivery;
  readonly title: Text;
}

interface Place {
  readonly pointer: string;
  readonly schema: JsonObject | null;
  readonly delivery: Delivery | undefined;
  readonly titles: readonly Text[];
}

/**
 * What changed between two configs of one template, setting by setting, defaults counted as set. Lists whose elements have
 * an `id` are compared element by element, so that moving a section does not look like rewriting it; other lists are one setting.
 */
export function diff(template: TemplateVersion, before: JsonObject, after: JsonObject): ConfigChange[] {
  const schema = template.settingsSchema;
  const root: Place = { pointer: '', schema, delivery: undefined, titles: [] };
  return changes(root, withDefaults(schema, before), withDefaults(schema, after));
}

/** Whether a change needs a build and an audit to reach shoppers. */
export function needsBuild(changes: readonly ConfigChange[]): boolean {
  return changes.some(({ delivery }) => delivery === 'packaged');
}

function changes(place: Place, before: JsonValue | undefined, after: JsonValue | undefined): ConfigChange[] {
  if (jsonEquals(before, after)) return [];
  const visibility = visibilityChange(place, after);
  if (visibility) return [change(place, visibility, before, after)];
  if (isJsonObject(before) && isJsonObject(after) && before['type'] === after['type']) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => changes(inside(place, key, key, after), before[key], after[key]));
  }
  const older = byId(before);
  const newer = byId(after);
  if (older && newer) return listChanges(place, older, newer);
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  return [change(place, kind, before, after)];
}

/** Whether a place is what decides if a section is shown; told as such, a schedule as a whole. */
function visibilityChange({ schema, pointer }: Place, after: JsonValue | undefined): ConfigChange['kind'] | null {
  if (schema?.['x-control'] === 'schedule') return 'scheduled';
  if (schema?.['x-control'] !== 'hide' || !pointer.endsWith('/hidden')) return null;
  return after === true ? 'hidden' : 'shown';
}

function listChanges(place: Place, before: Map<string, JsonObject>, after: Map<string, JsonObject>): ConfigChange[] {
  const oldIds = [...before.keys()];
  const newIds = [...after.keys()];
  const removed = oldIds.flatMap((id, index) => {
    const item = before.get(id);
    return after.has(id) ? [] : changes(inside(place, 0, index, undefined, item), item, undefined);
  });
  const others = newIds.flatMap((id, index) => {
    const item = after.get(id);
    return changes(inside(place, 0, index, undefined, item), before.get(id), item);
  });
  const stayedBefore = oldIds.filter((id) => after.has(id));
  const stayedAfter = newIds.filter((id) => before.has(id));
  const moved = jsonEquals(stayedBefore, stayedAfter) ? [] : [change(place, 'moved', oldIds, newIds)];
  return [...moved, ...removed, ...others];
}

/** `key` finds the schema (a number means "an element"), `step` goes into the pointer. */
function inside(
  place: Place,
  key: string | number,
  step: string | number,
  parent?: JsonValue,
  element?: JsonValue,
): Place {
  const child = childSchema(place.schema, key, parent);
  const schema = child && element !== undefined ? (branchFor(child, element) ?? child) : child;
  // What a section or block sets is named by the section; "settings" between the two would say nothing.
  const isOwnSettings = key === 'settings' && place.schema !== null && constantType(place.schema) !== undefined;
  const title = isOwnSettings ? undefined : titleOf(schema);
  return {
    pointer: pointerTo(place.pointer, step),
    schema,
    delivery: (schema && deliveryOf(schema)) ?? place.delivery,
    titles: title ? [...place.titles, title] : place.titles,
  };
}

function change(
  place: Place,
  kind: ConfigChange['kind'],
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): ConfigChange {
  // An unmarked setting counts as packaged: a needless audit is cheaper than a change that never arrives.
  const delivery = place.delivery ?? 'packaged';
  return { pointer: place.pointer, kind, before, after, delivery, title: joined(place.titles, place.pointer) };
}
