import type { Text } from '#kernel/problems/problem-table.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from './json.js';
import { faultText } from './settings-fault-texts.js';
import { branchFor, childSchema, titleOf } from './settings-schema.js';

/** One fault in a storefront config. */
export interface ConfigFault {
  readonly pointer: string;
  /** ajv's keyword, or `unknown_field`, `unknown_type`, `duplicate_id`, `too_many_of_type`, `schedule_order`, `not_an_object`. */
  readonly code: string;
  readonly detail: Text;
}

/**
 * What a schema cannot say of lists of sections and blocks: that ids differ, how many there may be of one kind, and that a
 * schedule ends after it begins. Takes anything that JSON can say.
 */
export function listFaults(schema: JsonObject, config: JsonValue): ConfigFault[] {
  return faultsBelow(schema, config, '');
}

function faultsBelow(schema: JsonObject | null, value: JsonValue, at: string): ConfigFault[] {
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    const element = schema && childSchema(schema, 0);
    const below = items.flatMap((item, index) =>
      faultsBelow(element && branchFor(element, item), item, pointerTo(at, index)),
    );
    return [...duplicateIds(items, at), ...overLimit(element, items, at), ...below];
  }
  if (!isJsonObject(value)) return [];
  const own = schema?.['x-control'] === 'schedule' ? scheduleFaults(value, at) : [];
  const below = Object.entries(value).flatMap(([key, item]) =>
    faultsBelow(schema && childSchema(schema, key, value), item, pointerTo(at, key)),
  );
  return [...own, ...below];
}

/** Elements of a list are told apart by `id` (diff, restore, live preview), so two may not share one. */
function duplicateIds(items: readonly JsonValue[], at: string): ConfigFault[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    const id = isJsonObject(item) ? item['id'] : undefined;
    if (typeof id !== 'string') return [];
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ pointer: `${at}/${index}/id`, code: 'duplicate_id', detail: faultText('duplicate_id', { id }) }];
  });
}

/** The first one too many is the one at fault. */
function overLimit(element: JsonObject | null, items: readonly JsonValue[], at: string): ConfigFault[] {
  if (!element || !Array.isArray(element['oneOf'])) return [];
  const counts = new Map<JsonObject, number>();
  return items.flatMap((item, index) => {
    const branch = branchFor(element, item);
    const limit = branch?.['x-limit'];
    if (!branch || typeof limit !== 'number') return [];
    const count = (counts.get(branch) ?? 0) + 1;
    counts.set(branch, count);
    if (count !== limit + 1) return [];
    const detail = faultText('too_many_of_type', { limit }, titleOf(branch));
    return [{ pointer: pointerTo(at, index), code: 'too_many_of_type', detail }];
  });
}

function scheduleFaults({ from, to }: JsonObject, at: string): ConfigFault[] {
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  // Not "<": a text that is no date is the format's fault and compares as neither.
  if (!(Date.parse(from) >= Date.parse(to))) return [];
  return [{ pointer: `${at}/to`, code: 'schedule_order', detail: faultText('schedule_order', {}) }];
}
