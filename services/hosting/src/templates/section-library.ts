import { conform, faultAt, type JsonFile, readJsonFile } from './json-file.js';
import { isJsonObject, type JsonObject } from './json.js';
import type { FolderTree } from './folder-tree.js';
import { compileFormat } from './manifest-checks.js';
import { composeSchema } from './schema-composition.js';
import { sourceOfType } from './section-sources.js';
import { instanceSchema, presetInstance, type SectionPreset, type SectionType } from './section-type.js';
import { validateSettings } from './settings-validator.js';
import { TemplateFault } from './template-fault.js';

interface SectionSourceFiles {
  readonly folder: string;
  readonly tree: FolderTree;
  readonly kit: FolderTree;
  readonly format: JsonObject;
}

/**
 * The section types a manifest names, from the template's own `sections/` or else from the kit's, parts in place.
 * @throws TemplateFault
 */
export function sectionLibrary(manifest: JsonFile, names: readonly string[], from: SectionSourceFiles): SectionType[] {
  return names.map((name, index) => {
    const file = sectionFile(name, from);
    if (file) return checkedSection(file, name, from);
    throw faultAt(
      manifest,
      `/sections/${index}`,
      `names the section "${name}", which neither the template nor the kit has`,
      `Add sections/${name}.json, or correct the name.`,
    );
  });
}

function sectionFile(name: string, { folder, tree, kit }: SectionSourceFiles): JsonFile | null {
  const path = `sections/${name}.json`;
  if (tree.has(path)) return readJsonFile(`${folder}/${path}`, tree.get(path));
  return kit.has(path) ? readJsonFile(`kit/${path}`, kit.get(path)) : null;
}

function checkedSection(file: JsonFile, name: string, { kit, format }: SectionSourceFiles): SectionType {
  conform(file, compileFormat(format), 'See section.schema.json for what it may hold.');
  const value = composeSchema(file.name, file.value, { kit, sectionList: null });
  const section = { data: null, presets: [], ...value } as unknown as SectionType;
  if (section.type !== name)
    throw faultAt(file, '/type', `is "${section.type}"`, `Make it "${name}", as the file is called.`);
  const source = sourceOfType(name);
  if (section.data !== source) {
    const remedy = `Write ${JSON.stringify(source)}, or give the section a name that begins otherwise.`;
    throw faultAt(
      file,
      '/data',
      `is ${JSON.stringify(section.data)}, but a section of this name gets ${JSON.stringify(source)}`,
      remedy,
    );
  }
  checkTypes(file, section);
  for (const [index, preset] of section.presets.entries()) checkPreset(file, section, preset, index);
  return section;
}

function checkTypes(file: JsonFile, section: SectionType): void {
  const blocks = section.blocks ?? [];
  const twice = blocks.findIndex(({ type }, index) => blocks.findIndex((block) => block.type === type) !== index);
  if (twice >= 0)
    throw faultAt(file, `/blocks/${twice}/type`, 'is used twice', 'Give every kind of block its own type.');
  for (const [at, of] of [
    ['', section] as const,
    ...blocks.map((block, index) => [`/blocks/${index}`, block] as const),
  ]) {
    const unknown = of.required?.find((name) => !isJsonObject(of.settings[name]));
    if (unknown !== undefined)
      throw faultAt(file, `${at}/required`, `names "${unknown}", which is no setting`, 'Correct the name.');
  }
}

function checkPreset(file: JsonFile, section: SectionType, preset: SectionPreset, index: number): void {
  const schema = instanceSchema(section);
  const { valid, errors } = validateSettings(schema, presetInstance(section, preset));
  const [fault] = errors;
  if (valid || !fault) return;
  throw new TemplateFault(
    file.name,
    `/presets/${index}${fault.pointer} ${fault.detail.en}`,
    'Correct the value; presets must be valid sections.',
    file.lineOf(`/presets/${index}${fault.pointer}`) ?? file.lineOf(`/presets/${index}`),
  );
}
