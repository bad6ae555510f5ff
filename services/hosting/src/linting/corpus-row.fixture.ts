import type { JsonObject } from '../templates/json.js';
import type { TemplateManifest } from '../templates/template-version.js';
import { type Mutation, setJson } from './mutation.fixture.js';
import type { LintRule } from './rules/lint-rules.js';

/** A shipped template, its first preset and its ext_json, to be broken in one place. */
export interface CorpusSubject {
  files: Map<string, Buffer>;
  manifest: TemplateManifest;
  settingsSchema: JsonObject;
  config: JsonObject;
  extJson: string;
}

export type Breaking = (subject: CorpusSubject) => void;

/**
 * Template, the rule it breaks, what is wrong, the change, and where the finding must point: `file`, `file:line`, `file:end` for the last line,
 * or `config/pointer`.
 */
export type CorpusRow = readonly [string, LintRule, string, Breaking, string];

export function inFiles(mutation: Mutation): Breaking {
  return ({ files }) => mutation(files);
}

export function inManifest(change: Partial<TemplateManifest>): Breaking {
  return (subject) => {
    subject.manifest = { ...subject.manifest, ...change };
  };
}

/** Without one of the features or categories, so that everything else stays as it is. */
export function withoutInManifest(
  key: 'features' | 'serviceCategories' | 'sections' | 'privacyScopes',
  part: string,
): Breaking {
  return (subject) => {
    subject.manifest = { ...subject.manifest, [key]: subject.manifest[key].filter((one) => !one.startsWith(part)) };
  };
}

export function withInManifest(key: 'features' | 'serviceCategories' | 'privacyScopes', part: string): Breaking {
  return (subject) => {
    subject.manifest = { ...subject.manifest, [key]: [...subject.manifest[key], part] };
  };
}

/** Sets a setting of the merchant's, by JSON pointer. */
export function inConfig(pointer: string, value: unknown): Breaking {
  return (subject) => {
    subject.config = changed(subject.config, pointer, value);
  };
}

export function inExt(pointer: string, value: unknown): Breaking {
  return (subject) => {
    subject.extJson = JSON.stringify(changed(JSON.parse(subject.extJson) as JsonObject, pointer, value), null, 2);
  };
}

export function inSchema(pointer: string, value: unknown): Breaking {
  return (subject) => {
    subject.settingsSchema = changed(subject.settingsSchema, pointer, value);
  };
}

export function all(...changes: readonly Breaking[]): Breaking {
  return (subject) => {
    for (const change of changes) change(subject);
  };
}

function changed(document: JsonObject, pointer: string, value: unknown): JsonObject {
  const files = new Map([['document', Buffer.from(JSON.stringify(document))]]);
  setJson('document', pointer, value)(files);
  return JSON.parse(files.get('document')?.toString('utf8') ?? '') as JsonObject;
}
