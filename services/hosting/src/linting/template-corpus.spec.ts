import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { render } from '../rendering/render.js';
import { loadTemplateCatalogue } from '../templates/template-catalogue.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { lintConfig } from './content/config-checks.js';
import { brokenForAudit } from './corpus-audit.fixture.js';
import { brokenCode } from './corpus-code.fixture.js';
import type { CorpusSubject } from './corpus-row.fixture.js';
import type { Finding } from './finding.js';
import { lintBase, lintOverlay } from './lint.js';
import { PackageLinter } from './package-linter.js';
import { lintRules } from './rules/lint-rules.js';

const templates = loadTemplateCatalogue(join(projectRoot(), 'templates')).list();
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };
const presets = templates.flatMap((template) =>
  template.presets.map((preset) => [`${template.id}/${preset.id}`, template, preset] as const),
);
const corpus = [...brokenCode, ...brokenForAudit];

describe('the shipped templates', () => {
  it.each(presets)('%s has no fault, not even a hint', (_name, template, { config }) => {
    const { findings, passed, sizes } = new PackageLinter().lint(template, render(template, config, variables), config);

    expect(findings).toEqual([]);
    expect(passed).toBe(true);
    expect(sizes.mainBytes).toBeLessThan(1.2 * 1024 * 1024);
  });

  it.each(presets)('%s passes with a runtime that only this machine reaches', (_name, template, { config }) => {
    const local = { ...variables, runtimeUrl: 'http://127.0.0.1:4100' };
    const { findings, passed } = new PackageLinter().lint(template, render(template, config, local), config);

    expect(findings.map(({ rule }) => rule)).toEqual(['ext.api_address_local']);
    expect(passed).toBe(true);
  });
});

describe('a template broken on purpose', () => {
  it('is there eighty times at least, and once for every rule a shipped template can break', () => {
    const covered = new Set(corpus.map(([, rule]) => rule as string));

    expect(corpus.length).toBeGreaterThanOrEqual(80);
    expect(Object.keys(lintRules).filter((rule) => !covered.has(rule))).toEqual([
      // A build that failed for another reason; three rules about subpackages, which no template has (lint.spec.ts).
      'package.not_made',
      'size.total',
      'page.under_subpackage',
      'subpackage.repeated_name',
      'subpackage.spellings',
      'subpackage.foreign_reference',
      'privacy.location_exclusive',
      // Programs of WeChat's (official/official-tools.e2e-spec.ts).
      'official.wcc',
      'official.wcsc',
      'official.ci',
      'official.ci_remark',
    ]);
  });

  it.each(corpus)('%s, %s: %s', (id, rule, _what, breaks, place) => {
    const subject = subjectOf(templates.find((template) => template.id === id));
    breaks(subject);
    const findings = findingsIn(
      subject,
      templates.find((template) => template.id === id),
    );

    const found = findings.filter((finding) => finding.rule === rule);
    expect(found.map((finding) => placeOf(finding, place))).toContain(resolved(place, subject));
    const others = findings.filter(({ severity, rule: other }) => severity === 'error' && other !== rule);
    expect(others.map((other) => `${other.rule} ${other.file}:${other.line ?? ''} ${other.message.en}`)).toEqual([]);
    for (const { message, remedy, source } of found) {
      for (const text of [message.zh, message.en, remedy.zh, remedy.en, source.zh, source.en]) {
        expect(text).not.toMatch(/^\s*$|(?<!\{)\{\w+\}/);
      }
    }
  });
});

function subjectOf(template: TemplateVersion | undefined): CorpusSubject {
  if (!template) throw new Error('There is no such template.');
  const config = template.presets[0]?.config ?? {};
  return {
    files: new Map(template.files),
    manifest: template.manifest,
    settingsSchema: template.settingsSchema,
    config,
    extJson: render(template, config, variables).extJson,
  };
}

function findingsIn(
  { files, manifest, settingsSchema, config, extJson }: CorpusSubject,
  template: TemplateVersion | undefined,
): Finding[] {
  return [
    ...lintBase(files, { privacyScopes: manifest.privacyScopes, audit: { manifest, settingsSchema } }),
    ...lintOverlay(files, extJson),
    ...lintConfig({ manifest, settingsSchema, sections: template?.sections ?? [] }, config),
  ];
}

function placeOf({ file, line, pointer }: Finding, like: string): string {
  if (pointer !== undefined) return `${file}${pointer}`;
  return /:(?:\d+|end)$/.test(like) ? `${file}:${line ?? ''}` : file;
}

function resolved(place: string, { files }: CorpusSubject): string {
  const file = place.replace(/:end$/, '');
  return file === place ? place : `${file}:${files.get(file)?.toString('utf8').split('\n').length ?? 0}`;
}
