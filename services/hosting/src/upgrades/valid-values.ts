import { byId, jsonEquals, type JsonObject } from '../templates/json.js';
import type { ConfigFault } from '../templates/list-checks.js';
import { validateSettings } from '../templates/settings-validator.js';
import { type Conflicts, elementOf, inside, type Maybe, type Place } from './conflicts.js';
import { keyOf, parentOf, type SettingKey, valueOf, withValueOf } from './merge-tree.js';
import type { MergeResult } from './upgrade-conflict.js';

interface Merged {
  readonly root: Place;
  readonly merged: JsonObject;
  readonly mine: JsonObject;
  readonly theirs: JsonObject;
  readonly fallback: JsonObject;
}

/** Ends every walk: each setting is mended a few times at the most, so this is never reached by what people write. */
const MOST_STEPS = 2000;

/**
 * Replaces what the newer version does not permit by what it brings itself, and makes a conflict of each. Where that does not help,
 * the group around it goes, up to the whole.
 */
export function withValidValues({ root, merged, mine, theirs, fallback }: Merged, conflicts: Conflicts): MergeResult {
  const schema = root.after ?? {};
  const attempts = new Map<SettingKey, number>();
  let config = merged;
  for (let step = 0; ; step += 1) {
    const checked = validateSettings(schema, config);
    config = checked.config;
    const [fault] = checked.errors;
    if (!fault) return { config, conflicts: conflicts.list(), unknownResolutions: conflicts.unknownResolutions() };
    config = step < MOST_STEPS ? mended(fault) : replaced('', fallback, fault);
  }

  function mended(fault: ConfigFault): JsonObject {
    const key = keyOf(config, fault.pointer);
    const chosen = chosenValueAt(key);
    if (chosen !== null) return withdrawn(chosen, fault);
    const surplus = surplusElement(fault, key);
    if (surplus !== null) return replaced(surplus, undefined, fault);
    const attempt = attempts.get(key) ?? 0;
    attempts.set(key, attempt + 1);
    // The newer version's value, then none, then the same for what is around it.
    let at = key;
    for (let level = 0; level < Math.floor(attempt / 2) && at !== ''; level += 1) at = parentOf(at);
    if (at === '') return replaced('', fallback, fault);
    return replaced(at, attempt % 2 === 0 ? valueOf(theirs, at) : undefined, fault);
  }

  /** A value somebody chose for a conflict and that is not permitted: what it says then is still undecided. */
  function withdrawn(key: SettingKey, { detail }: ConfigFault): JsonObject {
    const conflict = conflicts.get(key);
    if (conflict) conflicts.set({ ...conflict, choice: null, detail });
    return (withValueOf(config, key, valueOf(theirs, key)) ?? fallback) as JsonObject;
  }

  function chosenValueAt(key: SettingKey): SettingKey | null {
    for (let at = key; at !== ''; at = parentOf(at)) if (conflicts.get(at)?.choice === 'value') return at;
    return null;
  }

  function replaced(key: SettingKey, value: Maybe, { detail }: ConfigFault): JsonObject {
    const before = valueOf(config, key);
    const own = valueOf(mine, key);
    const known = conflicts.get(key);
    const isMine = own !== undefined && jsonEquals(before, own);
    let next = value;
    if (known?.kind === 'changed' || known?.kind === 'removed') {
      conflicts.add(placeOf(root, config, key), 'invalid', known.base, known.mine, known.theirs, detail);
    } else if (
      !known &&
      before !== undefined &&
      (isMine || key === '' || byIdOrGroup(own)) &&
      !jsonEquals(before, value)
    ) {
      next = conflicts.add(placeOf(root, config, key), 'invalid', undefined, own, value, detail);
    }
    return (withValueOf(config, key, next) ?? fallback) as JsonObject;
  }

  /** Of a list that has become too long the element to leave out: rather one that the newer version brings than one of the merchant's. */
  function surplusElement({ code }: ConfigFault, key: SettingKey): SettingKey | null {
    if (code !== 'maxItems' && code !== 'too_many_of_type') return null;
    const list = code === 'maxItems' ? key : parentOf(key);
    const elements = [...(byId(valueOf(config, list)) ?? [])];
    const type = code === 'maxItems' ? undefined : byId(valueOf(config, list))?.get(lastPart(key))?.['type'];
    const candidates = elements.filter(([, element]) => type === undefined || element['type'] === type);
    const own = [...(byId(valueOf(mine, list))?.keys() ?? [])];
    const ids = candidates.map(([id]) => id);
    const id =
      ids.findLast((candidate) => !own.includes(candidate)) ?? own.findLast((candidate) => ids.includes(candidate));
    return id === undefined ? null : keyBelow(list, id);
  }
}

function byIdOrGroup(value: Maybe): boolean {
  return typeof value === 'object' && value !== null;
}

function placeOf(root: Place, config: JsonObject, key: SettingKey): Place {
  if (key === '') return root;
  const parent = parentOf(key);
  const above = placeOf(root, config, parent);
  const value = valueOf(config, parent);
  const part = lastPart(key);
  const element = byId(value)?.get(part);
  return element ? elementOf(above, part, element) : inside(above, part, part, value ?? null);
}

function lastPart(key: SettingKey): string {
  return key
    .slice(key.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

function keyBelow(list: SettingKey, id: string): SettingKey {
  return `${list}/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
