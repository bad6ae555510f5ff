import type { Text } from '#kernel/problems/problem-table.js';
import type { Finding } from './finding.js';
import { type LintRule, lintRules } from './rules/lint-rules.js';
import type { RuleDefinition } from './rules/rule-table.js';

export type Params = Readonly<Record<string, string | number | Text>>;

/** A finding of a rule, its texts filled from `params`. A text in two languages fills each language with its own. */
export function finding(rule: LintRule, at: { file: string; line?: number | undefined }, params: Params = {}): Finding {
  const definition: RuleDefinition = lintRules[rule];
  return {
    rule,
    severity: definition.severity,
    file: at.file,
    ...(at.line === undefined ? {} : { line: at.line }),
    message: filled(definition.message, params),
    remedy: filled(definition.remedy, params),
  };
}

function filled(text: Text, params: Params): Text {
  return { zh: fill(text.zh, params, 'zh'), en: fill(text.en, params, 'en') };
}

function fill(text: string, params: Params, language: keyof Text): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'object' ? value[language] : String(value);
  });
}
