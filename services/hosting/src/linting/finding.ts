import type { Text } from '#kernel/problems/problem-table.js';
import type { LintRule } from './rules/lint-rules.js';
import type { Severity } from './rules/rule-table.js';

/** One fault of a package or of a merchant's settings: where it is, what is wrong and how to mend it. */
export interface Finding {
  readonly rule: LintRule;
  readonly severity: Severity;
  /** Path inside the package, e.g. `pages/home/index.wxml`; `manifest.json` and `settings.schema.json` lie beside it; `config` is the merchant's settings. */
  readonly file: string;
  /** Counted from 1; absent when the whole file or its absence is meant. */
  readonly line?: number;
  /** Counted from 1. */
  readonly column?: number;
  /** JSON pointer of the setting that is meant; with file `config` only. */
  readonly pointer?: string;
  readonly message: Text;
  readonly remedy: Text;
  /** Whose rule it is. */
  readonly source: Text;
}
