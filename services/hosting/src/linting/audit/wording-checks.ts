import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { LintRule } from '../rules/lint-rules.js';
import type { PackageSource } from '../source/package-source.js';
import { elementsOf } from '../source/wxml-parser.js';
import { type AuditSubject, ownPaths } from './audit-subject.js';
import { excerpt, imitatesLogin, manyLevels, shareInducement, unfinished } from './wording.js';

const patterns: readonly (readonly [LintRule, RegExp])[] = [
  ['audit.share_inducement', shareInducement],
  ['audit.unfinished_text', unfinished],
  ['audit.login_wording', imitatesLogin],
  ['audit.distribution_levels', manyLevels],
];
const readAttributes = new Set(['placeholder', 'title', 'aria-label', 'alt', 'confirm-text', 'value']);

/** Words people read, in scripts and markup. */
export function checkWording({ source }: AuditSubject): Finding[] {
  return [...inScripts(source), ...inMarkup(source)].flatMap(({ file, line, text }) =>
    patterns.flatMap(([rule, pattern]) => {
      if (!pattern.test(text)) return [];
      return [finding(rule, { file, line }, { value: excerpt(text), use: excerpt(text) })];
    }),
  );
}

interface Words {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

function inScripts(source: PackageSource): Words[] {
  return ownPaths(source, '.js').flatMap((file) => source.script(file).words.map((words) => ({ file, ...words })));
}

function inMarkup(source: PackageSource): Words[] {
  return ownPaths(source, '.wxml').flatMap((file) =>
    [...elementsOf(source.wxml(file).root)].flatMap(({ tag, text, textLine, attributes }) => [
      ...(tag === 'wxs' || text.trim() === '' ? [] : [{ file, line: textLine, text }]),
      ...attributes
        .filter(({ name, value }) => readAttributes.has(name) && value)
        .map(({ value, line }) => ({ file, line, text: value ?? '' })),
    ]),
  );
}
