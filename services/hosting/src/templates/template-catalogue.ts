import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '#kernel/problems/problem.js';
import { parseObject } from './json-file.js';
import { assembleTemplate, type TemplateCommons } from './template-assembly.js';
import { TemplateFault } from './template-fault.js';
import { readTemplateFile, readTemplateFolder } from './template-folder.js';
import type { TemplateVersion } from './template-version.js';

/** The templates this installation offers, read once at boot; immutable afterwards. */
export class TemplateCatalogue {
  readonly #templates: ReadonlyMap<string, TemplateVersion>;
  readonly #older: ReadonlyMap<string, TemplateVersion>;

  constructor(
    templates: readonly TemplateVersion[],
    /** Of the folders that were left out. */
    readonly faults: readonly TemplateFault[] = [],
    /** Versions that are offered no more, but that shops still stand on. */
    older: readonly TemplateVersion[] = [],
  ) {
    this.#templates = new Map(templates.map((template) => [template.id, template]));
    this.#older = new Map(older.map((template) => [`${template.id}@${template.version}`, template]));
  }

  list(): TemplateVersion[] {
    return [...this.#templates.values()];
  }

  /** The template, or `null`; with a version, that one if it is installed or shops stand on it. */
  find(id: string, version?: string): TemplateVersion | null {
    const template = this.#templates.get(id);
    if (template && (version === undefined || template.version === version)) return template;
    return this.#older.get(`${id}@${version}`) ?? null;
  }

  /** @throws Problem template.not_found */
  get(id: string, version?: string): TemplateVersion {
    const template = this.find(id, version);
    if (!template) throw new Problem('template.not_found', { params: { template: version ? `${id}@${version}` : id } });
    return template;
  }
}

/**
 * Reads every folder of `templatesDir` that has a manifest.json. One that is broken is left out and reported: shops of the other
 * templates have nothing to do with it, and its own shops go on being served from what was published.
 * @param report told of every folder that was left out
 * @throws TemplateFault when the folder or its formats cannot be used, or when no template in it is sound
 */
export function loadTemplateCatalogue(
  templatesDir: string,
  report: (fault: TemplateFault) => void = () => undefined,
): TemplateCatalogue {
  if (!existsSync(templatesDir)) throw new TemplateFault(templatesDir, 'folder.missing');
  const ids = readdirSync(templatesDir, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() &&
        !entry.name.startsWith('.') &&
        existsSync(join(templatesDir, entry.name, 'manifest.json')),
    )
    .map((entry) => entry.name)
    .sort();
  if (ids.length === 0) throw new TemplateFault(templatesDir, 'folder.empty');
  const commons = readCommons(templatesDir);
  const faults: TemplateFault[] = [];
  const sound = ids.flatMap((id) => {
    try {
      return [assembleTemplate(id, readTemplateFolder(templatesDir, id), commons)];
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      faults.push(error);
      report(error);
      return [];
    }
  });
  const [first] = faults;
  if (sound.length === 0 && first) throw first;
  return new TemplateCatalogue(sound, faults);
}

/** The template in one folder. @throws TemplateFault */
export function loadTemplate(templatesDir: string, id: string): TemplateVersion {
  if (!existsSync(join(templatesDir, id, 'manifest.json'))) {
    throw new TemplateFault(`${id}/manifest.json`, 'folder.no_manifest');
  }
  return assembleTemplate(id, readTemplateFolder(templatesDir, id), readCommons(templatesDir));
}

/** The kit and the formats. @throws TemplateFault */
export function readCommons(templatesDir: string): TemplateCommons {
  const format = (name: string) => parseObject(name, readTemplateFile(templatesDir, name));
  return {
    manifestFormat: format('manifest.schema.json'),
    sectionFormat: format('section.schema.json'),
    kit: existsSync(join(templatesDir, 'kit')) ? readTemplateFolder(templatesDir, 'kit') : new Map(),
  };
}
