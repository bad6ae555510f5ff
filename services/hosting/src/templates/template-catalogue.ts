import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Problem } from '#kernel/problems/problem.js';
import { assembleTemplate } from './template-assembly.js';
import { TemplateFault } from './template-fault.js';
import type { TemplateVersion } from './template-version.js';

/** The templates this installation offers, read once at boot; immutable afterwards. */
export class TemplateCatalogue {
  readonly #templates: ReadonlyMap<string, TemplateVersion>;

  constructor(templates: readonly TemplateVersion[]) {
    this.#templates = new Map(templates.map((template) => [template.id, template]));
  }

  list(): TemplateVersion[] {
    return [...this.#templates.values()];
  }

  /** The template, or `null`; with a version, only if that version is the one installed. */
  find(id: string, version?: string): TemplateVersion | null {
    const template = this.#templates.get(id);
    return template && (version === undefined || template.version === version) ? template : null;
  }

  /** @throws Problem template.not_found */
  get(id: string, version?: string): TemplateVersion {
    const template = this.find(id, version);
    if (!template) throw new Problem('template.not_found', { params: { template: version ? `${id}@${version}` : id } });
    return template;
  }
}

/**
 * Reads every folder of `templatesDir` that has a manifest.json.
 * @throws TemplateFault naming the first broken file and how to mend it
 */
export function loadTemplateCatalogue(templatesDir: string): TemplateCatalogue {
  if (!existsSync(templatesDir)) {
    throw new TemplateFault(
      templatesDir,
      'the templates folder does not exist',
      'Set TEMPLATES_DIR to the folder that holds the templates.',
    );
  }
  const schema = read(templatesDir, 'manifest.schema.json');
  const ids = readdirSync(templatesDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(templatesDir, entry.name, 'manifest.json')))
    .map((entry) => entry.name)
    .sort();
  if (ids.length === 0) {
    throw new TemplateFault(
      templatesDir,
      'no folder in it has a manifest.json',
      'Set TEMPLATES_DIR to the folder that holds the templates.',
    );
  }
  return new TemplateCatalogue(ids.map((id) => assembleTemplate(id, readTree(join(templatesDir, id)), schema)));
}

function read(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    throw new TemplateFault(
      name,
      `cannot be read (${(cause as Error).message})`,
      'Restore the file or make it readable.',
    );
  }
}

function readTree(folder: string, below = ''): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    if (entry.name === '.DS_Store' || entry.name === '.git' || entry.name === 'node_modules') continue;
    const path = posix.join(below, entry.name);
    if (entry.isDirectory()) for (const [name, bytes] of readTree(folder, path)) files.set(name, bytes);
    else if (entry.isFile()) files.set(path, read(folder, path));
  }
  return files;
}
