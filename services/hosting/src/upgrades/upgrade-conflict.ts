import type { Text } from '#kernel/problems/problem-table.js';
import type { JsonValue } from '../templates/json.js';
import type { SettingKey } from './merge-tree.js';

/**
 * `changed`: the merchant and the new version set it differently. `removed`: the new version has taken it away, but the merchant had
 * changed it. `unknown`: the new version has no such setting. `invalid`: what the merchant set is no longer permitted.
 */
export type ConflictKind = 'changed' | 'removed' | 'unknown' | 'invalid';
export type Choice = 'mine' | 'theirs' | 'value';

/** Something that only the merchant can decide. A member is `undefined` where that side has nothing there. */
export interface UpgradeConflict {
  /** In the names of the new version, save for what it does not know. */
  readonly key: SettingKey;
  readonly kind: ConflictKind;
  readonly title: Text;
  readonly base: JsonValue | undefined;
  readonly mine: JsonValue | undefined;
  readonly theirs: JsonValue | undefined;
  /** `theirs` follows the new version: what the merchant had is then kept aside with the upgrade. */
  readonly choices: readonly Choice[];
  /** Why it is not permitted, or why the chosen value is not. */
  readonly detail: Text | null;
  readonly choice: Choice | null;
}

export interface Resolution {
  readonly key: SettingKey;
  readonly choice: Choice;
  /** For `value`. */
  readonly value?: JsonValue;
}

export interface MergeResult {
  /** Valid under the new version's schema, whatever is still undecided: that is `mine` where it is permitted, and `theirs` elsewhere. */
  readonly config: { readonly [key: string]: JsonValue };
  readonly conflicts: readonly UpgradeConflict[];
  /** Resolutions of something that is no conflict, or with a choice it does not offer. */
  readonly unknownResolutions: readonly SettingKey[];
}

export function isSettled(conflict: UpgradeConflict): boolean {
  return conflict.choice !== null;
}
