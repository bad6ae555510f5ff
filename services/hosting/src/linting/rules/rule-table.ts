import type { Text } from '#kernel/problems/problem-table.js';

/** An error stops the build; a warning is shown beside it; a hint makes a good shop better. */
export type Severity = 'error' | 'warning' | 'hint';

/** What a rule says; `{name}` is replaced by a parameter of the finding. */
export interface RuleDefinition {
  readonly severity: Severity;
  readonly message: Text;
  readonly remedy: Text;
}

export type RuleTable = Readonly<Record<string, RuleDefinition>>;
