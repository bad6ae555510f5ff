import type { Text } from '#kernel/problems/problem-table.js';

/** What a rule says; `{name}` is replaced by a parameter of the finding. */
export interface RuleDefinition {
  /** An error stops the build; a warning is shown beside it. */
  readonly severity: 'error' | 'warning';
  readonly message: Text;
  readonly remedy: Text;
}

export type RuleTable = Readonly<Record<string, RuleDefinition>>;
