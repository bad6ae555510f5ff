import type { FolderTree } from './folder-tree.js';
import { refuseAny } from './found-faults.js';
import { faultAt, type JsonFile } from './json-file.js';
import { isJsonObject, type JsonObject, pointerTo } from './json.js';
import { titleOf } from './settings-schema.js';
import { validateSettings } from './settings-validator.js';
import { TemplateFault } from './template-fault.js';
import type { TemplatePreset } from './template-version.js';

/** @throws TemplateFault */
export function checkedPreset(file: JsonFile, schema: JsonObject, tree: FolderTree): TemplatePreset {
  const { id, title, config, products, content } = file.value;
  if (typeof id !== 'string' || titleOf({ 'x-title': title ?? null }) === undefined || !isJsonObject(config)) {
    throw new TemplateFault(file.name, 'preset.incomplete', {}, 1);
  }
  const named: [string, unknown][] = [['/products', products]];
  for (const [kind, path] of Object.entries(isJsonObject(content) ? content : {})) {
    named.push([pointerTo('/content', kind), path]);
  }
  refuseAny([
    ...validateSettings(schema, config).errors.map(({ pointer, detail }) =>
      faultAt(file, `/config${pointer}`, 'preset.invalid', { fault: detail }),
    ),
    ...named.flatMap(([pointer, path]) => fileFault(file, pointer, path, tree) ?? []),
  ]);
  return file.value as unknown as TemplatePreset;
}

function fileFault(file: JsonFile, pointer: string, path: unknown, tree: FolderTree): TemplateFault | null {
  if (path === undefined || (typeof path === 'string' && tree.has(path) && path.startsWith('demo/'))) return null;
  const what = pointer === '/products' ? { zh: '商品', en: 'products' } : { zh: '内容', en: 'content' };
  return faultAt(file, pointer, 'preset.file_missing', { what, path: JSON.stringify(path) });
}

/** Every `template:<id>/<path>` in presets and demo content is a file of that template or of the kit. @throws TemplateFault */
export function checkMedia(folder: string, tree: FolderTree, kit: FolderTree): void {
  const contents = [...tree].filter(([path]) => /^(?:presets|demo)\/.*\.(?:json|csv)$/.test(path));
  refuseAny(
    contents.flatMap(([path, bytes]) => {
      const text = bytes.toString('utf8');
      const references = [...text.matchAll(/template:([a-z0-9-]+)\/([\w./-]+)/g)];
      return references.flatMap((match) => {
        const [reference, id, name = ''] = match;
        const known = id === folder ? tree : id === 'kit' ? kit : null;
        if (known?.has(name) && /^demo\/media\/[^/]+$/.test(name)) return [];
        const line = text.slice(0, match.index).split('\n').length;
        return [new TemplateFault(`${folder}/${path}`, 'media.missing', { reference, folder }, line)];
      });
    }),
  );
}
