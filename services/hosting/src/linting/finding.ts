import type { Text } from '#kernel/problems/problem-table.js';
import type { LintRule } from './rules/lint-rules.js';
import type { RuleDefinition } from './rules/rule-table.js';

/** One fault of a package: where it is, what is wrong and how to mend it. */
export interface Finding {
  readonly rule: LintRule;
  readonly severity: RuleDefinition['severity'];
  /** Path inside the package, e.g. `pages/home/index.wxml`. */
  readonly file: string;
  /** Counted from 1; absent when the whole file or its absence is meant. */
  readonly line?: number;
  readonly message: Text;
  readonly remedy: Text;
}
