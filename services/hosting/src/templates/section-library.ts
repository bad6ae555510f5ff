import { FoundFaults, refuseAny } from './found-faults.js';
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
  const faults = new FoundFaults();
  const sections = names.flatMap((name, index) => {
    const file = faults.of(() => sectionFile(name, from));
    if (file === 'none')
      faults.add(faultAt(manifest, `/sections/${index}`, 'manifest.section_unknown', { section: name }));
    return file === 'none' || file === null ? [] : (faults.of(() => checkedSection(file, name, from)) ?? []);
  });
  faults.refuse();
  return sections;
}

function sectionFile(name: string, { folder, tree, kit }: SectionSourceFiles): JsonFile | 'none' {
  const path = `sections/${name}.json`;
  if (tree.has(path)) return readJsonFile(`${folder}/${path}`, tree.get(path));
  return kit.has(path) ? readJsonFile(`kit/${path}`, kit.get(path)) : 'none';
}

function checkedSection(file: JsonFile, name: string, { kit, format }: SectionSourceFiles): SectionType {
  conform(file, compileFormat(format), 'section.value');
  const value = composeSchema(file.name, file.value, { kit, sectionList: null });
  const section = { data: null, presets: [], ...value } as unknown as SectionType;
  const { type, data } = section;
  const [found, source] = [JSON.stringify(data), JSON.stringify(sourceOfType(name))];
  refuseAny([
    ...(type === name ? [] : [faultAt(file, '/type', 'section.other_type', { type, name })]),
    ...(found === source ? [] : [faultAt(file, '/data', 'section.other_data', { data: found, source })]),
    ...typeFaults(file, section),
  ]);
  refuseAny(section.presets.flatMap((preset, index) => presetFaults(file, section, preset, index)));
  return section;
}

function typeFaults(file: JsonFile, section: SectionType): TemplateFault[] {
  const blocks = section.blocks ?? [];
  const twice = blocks.flatMap(({ type }, index) => {
    const isFirst = blocks.findIndex((block) => block.type === type) === index;
    return isFirst ? [] : [faultAt(file, `/blocks/${index}/type`, 'section.block_twice')];
  });
  const parts = [['', section] as const, ...blocks.map((block, index) => [`/blocks/${index}`, block] as const)];
  const unknown = parts.flatMap(([at, { required = [], settings }]) =>
    required
      .filter((name) => !isJsonObject(settings[name]))
      .map((setting) => faultAt(file, `${at}/required`, 'section.required_unknown', { setting })),
  );
  return [...twice, ...unknown];
}

function presetFaults(file: JsonFile, section: SectionType, preset: SectionPreset, index: number): TemplateFault[] {
  const { errors } = validateSettings(instanceSchema(section), presetInstance(section, preset));
  return errors.map(({ pointer, detail }) => {
    const at = `/presets/${index}${pointer}`;
    const line = file.lineOf(at) ?? file.lineOf(`/presets/${index}`);
    return new TemplateFault(file.name, 'section.preset_invalid', { at, fault: detail }, line);
  });
}
