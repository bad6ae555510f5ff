import type { Text } from '#kernel/problems/problem-table.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from '../templates/json.js';
import { joined } from '../templates/setting-leaves.js';
import { branchFor, childSchema, titleOf } from '../templates/settings-schema.js';
import type { SettingKey } from './merge-tree.js';
import type { Choice, ConflictKind, Resolution, UpgradeConflict } from './upgrade-conflict.js';

export type Maybe = JsonValue | undefined;

/** A setting, section or group: where it is, and what both versions say of it; `null` when a version does not know it. */
export interface Place {
  readonly key: SettingKey;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** Of the groups around it. */
  readonly titles: readonly Text[];
}

/** What has to be decided, and what has been. */
export class Conflicts {
  readonly #found = new Map<SettingKey, UpgradeConflict>();
  readonly #resolutions: ReadonlyMap<SettingKey, Resolution>;

  constructor(resolutions: readonly Resolution[]) {
    this.#resolutions = new Map(resolutions.map((resolution) => [resolution.key, resolution]));
  }

  /** @returns the value that stands until it is decided, or the decided one */
  add(
    { key, before, after, titles }: Place,
    kind: ConflictKind,
    base: Maybe,
    mine: Maybe,
    theirs: Maybe,
    detail: UpgradeConflict['detail'] = null,
  ): Maybe {
    const title = titleOf(after) ?? titleOf(before);
    const choices = choicesOf(kind, after);
    const resolution = this.#resolutions.get(key);
    const choice = resolution && choices.includes(resolution.choice) ? resolution.choice : null;
    const named = joined(title ? [...titles, title] : titles, key);
    this.#found.set(key, { key, kind, title: named, base, mine, theirs, choices, detail, choice });
    if (choice === 'value') return resolution?.value;
    return choice === 'theirs' || !choices.includes('mine') ? theirs : mine;
  }

  get(key: SettingKey): UpgradeConflict | undefined {
    return this.#found.get(key);
  }

  set(conflict: UpgradeConflict): void {
    this.#found.set(conflict.key, conflict);
  }

  list(): UpgradeConflict[] {
    return [...this.#found.values()];
  }

  /** Those that decide nothing. */
  unknownResolutions(): SettingKey[] {
    return [...this.#resolutions.values()].flatMap(({ key, choice }) =>
      this.#found.get(key)?.choices.includes(choice) === true ? [] : [key],
    );
  }
}

function choicesOf(kind: ConflictKind, schema: JsonObject | null): Choice[] {
  if (kind === 'unknown') return ['theirs'];
  if (kind === 'removed') return ['mine', 'theirs'];
  const isGroup = schema !== null && (isJsonObject(schema['properties']) || Array.isArray(schema['oneOf']));
  const own: Choice[] = kind === 'invalid' ? ['theirs'] : ['mine', 'theirs'];
  return isGroup ? own : [...own, 'value'];
}

/** `key` finds the schemas, `step` goes into the setting's key. */
export function inside(
  { key: at, before, after, titles }: Place,
  key: string | number,
  step: string,
  parent: JsonValue,
): Place {
  const title = titleOf(after) ?? titleOf(before);
  return {
    key: pointerTo(at, step),
    before: before && childSchema(before, key, parent),
    after: after && childSchema(after, key, parent),
    titles: title && at !== '' ? [...titles, title] : titles,
  };
}

export function elementOf(list: Place, id: string, element: JsonObject): Place {
  const { before, after, ...place } = inside(list, 0, id, []);
  return {
    ...place,
    before: before && branchFor(before, element),
    after: after && branchFor(after, element),
  };
}
