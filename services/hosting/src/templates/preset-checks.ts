import type { FolderTree } from './folder-tree.js';
import { faultAt, type JsonFile } from './json-file.js';
import { isJsonObject, type JsonObject } from './json.js';
import { titleOf } from './settings-schema.js';
import { validateSettings } from './settings-validator.js';
import { TemplateFault } from './template-fault.js';
import type { TemplatePreset } from './template-version.js';

/** @throws TemplateFault */
export function checkedPreset(file: JsonFile, schema: JsonObject, tree: FolderTree): TemplatePreset {
  const { id, title, config, products, content } = file.value;
  if (typeof id !== 'string' || titleOf({ 'x-title': title ?? null }) === undefined || !isJsonObject(config)) {
    const remedy = 'A preset is {id, title: {zh, en}, config, products, content}.';
    throw new TemplateFault(file.name, 'lacks "id", "title" or "config"', remedy, 1);
  }
  const [fault] = validateSettings(schema, config).errors;
  if (fault) {
    const remedy = 'Correct the value; presets must be valid configs.';
    throw faultAt(file, `/config${fault.pointer}`, fault.detail.en, remedy);
  }
  requireFile(file, '/products', products, tree);
  for (const [kind, path] of Object.entries(isJsonObject(content) ? content : {})) {
    requireFile(file, `/content/${kind}`, path, tree);
  }
  return file.value as unknown as TemplatePreset;
}

function requireFile(file: JsonFile, pointer: string, path: unknown, tree: FolderTree): void {
  if (path === undefined || (typeof path === 'string' && tree.has(path) && path.startsWith('demo/'))) return;
  const what = pointer === '/products' ? 'products' : 'content';
  throw faultAt(
    file,
    pointer,
    `its ${what} file ${JSON.stringify(path)} does not exist`,
    'Correct the path; it starts at the template folder and lies below demo/.',
  );
}

/** Every `template:<id>/<path>` in presets and demo content is a file of that template or of the kit. */
export function checkMedia(folder: string, tree: FolderTree, kit: FolderTree): void {
  for (const [path, bytes] of tree) {
    if (!/^(?:presets|demo)\/.*\.(?:json|csv)$/.test(path)) continue;
    const text = bytes.toString('utf8');
    for (const match of text.matchAll(/template:([a-z0-9-]+)\/([\w./-]+)/g)) {
      const [reference, id, name = ''] = match;
      const known = id === folder ? tree : id === 'kit' ? kit : null;
      if (known?.has(name) && /^demo\/media\/[^/]+$/.test(name)) continue;
      throw new TemplateFault(
        `${folder}/${path}`,
        `refers to ${reference}, which does not exist`,
        `Add the picture below ${folder}/demo/media, or correct the reference.`,
        text.slice(0, match.index).split('\n').length,
      );
    }
  }
}
