import { appRules } from './app-rules.js';
import { extRules } from './ext-rules.js';
import { fileRules } from './file-rules.js';
import { scriptRules } from './script-rules.js';
import { styleRules } from './style-rules.js';
import { wxmlRules } from './wxml-rules.js';

/** Every rule of the linter. A rule's name stays the same for good: findings are stored with builds. */
export const lintRules = {
  ...fileRules,
  ...appRules,
  ...extRules,
  ...wxmlRules,
  ...styleRules,
  ...scriptRules,
} as const;

export type LintRule = keyof typeof lintRules;
