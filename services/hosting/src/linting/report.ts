import type { Text } from '#kernel/problems/problem-table.js';
import type { Finding } from './finding.js';
import { type LintRule, ruleDefinition } from './rules/lint-rules.js';

export type Params = Readonly<Record<string, string | number | Text>>;

export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly pointer?: string | undefined;
}

/** A finding of a rule, its texts filled from `params`. A text in two languages fills each language with its own. */
export function finding(rule: LintRule, at: Place, params: Params = {}): Finding {
  const { severity, message, remedy, source } = ruleDefinition(rule);
  return {
    rule,
    severity,
    file: at.file,
    ...(at.line === undefined ? {} : { line: at.line }),
    ...(at.column === undefined ? {} : { column: at.column }),
    ...(at.pointer === undefined ? {} : { pointer: at.pointer }),
    message: filled(message, params),
    remedy: filled(remedy, params),
    source,
  };
}

/** A text in two languages, its `{name}`s filled from `params`. */
export function filled(text: Text, params: Params): Text {
  return { zh: fill(text.zh, params, 'zh'), en: fill(text.en, params, 'en') };
}

function fill(text: string, params: Params, language: keyof Text): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'object' ? value[language] : String(value);
  });
}
