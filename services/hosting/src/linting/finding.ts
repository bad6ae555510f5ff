import type { Text } from '#kernel/problems/problem-table.js';
import type { LintRule } from './rules/lint-rules.js';

/** One fault of a package: where it is, what is wrong and how to mend it. */
export interface Finding {
  readonly rule: LintRule;
  /** An error stops the build; a warning is shown beside it. */
  readonly severity: 'error' | 'warning';
  /** Path inside the package, e.g. `pages/home/index.wxml`. */
  readonly file: string;
  /** Counted from 1; absent when the whole file or its absence is meant. */
  readonly line?: number;
  readonly message: Text;
  readonly remedy: Text;
}

/** What a rule says; `{name}` is replaced by a parameter of the finding. */
export interface RuleDefinition {
  readonly severity: Finding['severity'];
  readonly message: Text;
  readonly remedy: Text;
}
export type RuleTable = Readonly<Record<string, RuleDefinition>>;
